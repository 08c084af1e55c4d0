/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who made a group: the mark, what is read from it, and where there can be none. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOOT "4cf2a3a7-6c7a-4b0b-a8c5-4f5d5a3c1b1e"
#define MARK "boot=" BOOT " pidns=4026531836 pid=812 start=9117 transient=0 tool=web maker"
#define STAT(pid, state, start) \
	#pid " (web maker) " #state " 1 7 7 0 -1 0 2 0 0 0 0 0 0 0 20 0 1 0 " #start " 0\n"

static void with_self(struct machine *m)
{
	char dir[512], link[520];

	machine_write(m, "/proc/sys/kernel/random/boot_id", BOOT "\n");
	machine_write(m, "/proc/self/stat", STAT(812, R, 9117));
	machine_write(m, "/proc/812/stat", STAT(812, S, 9117));
	machine_write(m, "/proc/self/ns/other", "\n");
	snprintf(dir, sizeof(dir), "%s/proc/self/ns", m->root);
	snprintf(link, sizeof(link), "%s/pid", dir);
	if (symlink("pid:[4026531836]", link))
		exit(99);
}

static int create(struct machine *m, const char *name, bool transient)
{
	struct resctrl_group_config *c;
	int err;

	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_name(c, name), 0);
	if (transient)
		assert_int_equal(resctrl_group_config_set_transient(c, true), 0);
	err = resctrl_group_create(m->ctx, c, 0, NULL);
	resctrl_group_config_free(c);
	return err;
}

static void mark(struct machine *m, const char *group, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "/xattr/sys/fs/resctrl/%s@trusted.rctl.owner", group);
	machine_write(m, path, "%s", text);
}

static void a_new_group_is_marked(void **state)
{
	struct machine *m = *state;
	struct resctrl_group *g;

	with_self(m);
	assert_int_equal(create(m, "web", false), 0);
	assert_string_equal(fault_io_log(m->io), "mkdir web\nsetxattr web " MARK "\n");
	assert_int_equal(resctrl_group_load(m->ctx, "web", &g), 0);
	assert_string_equal(resctrl_group_get_owner_tool(g), "web maker");
	assert_int_equal(resctrl_group_get_owner_pid(g), 812);
	assert_int_equal(resctrl_group_get_owner_state(g), RESCTRL_OWNER_ALIVE);
	assert_false(resctrl_group_is_transient(g));
	resctrl_group_free(g);
	assert_int_equal(resctrl_group_load(m->ctx, "/", &g), 0);
	assert_null(resctrl_group_get_owner_tool(g));
	assert_int_equal(resctrl_group_get_owner_pid(g), 0);
	assert_int_equal(resctrl_group_get_owner_state(g), RESCTRL_OWNER_UNKNOWN);
	resctrl_group_free(g);
}

static void the_caller_names_the_tool(void **state)
{
	struct machine *m = *state;
	struct resctrl_group *g;
	char longest[66];

	with_self(m);
	memset(longest, 'x', 64);
	longest[64] = '\0';
	assert_int_equal(resctrl_ctx_set_tool(m->ctx, NULL), -EINVAL);
	assert_int_equal(resctrl_ctx_set_tool(m->ctx, ""), -EINVAL);
	assert_int_equal(resctrl_ctx_set_tool(m->ctx, longest), -EINVAL);
	assert_int_equal(resctrl_ctx_set_tool(m->ctx, "agent"), 0);
	assert_int_equal(create(m, "/m1", true), 0);
	assert_int_equal(resctrl_group_load(m->ctx, "/m1", &g), 0);
	assert_string_equal(resctrl_group_get_owner_tool(g), "agent");
	assert_true(resctrl_group_is_transient(g));
	resctrl_group_free(g);
}

static enum resctrl_owner_state state_of(struct machine *m, const char *text)
{
	enum resctrl_owner_state state;
	struct resctrl_group *g;

	mark(m, "web", text);
	assert_int_equal(resctrl_group_load(m->ctx, "web", &g), 0);
	state = resctrl_group_get_owner_state(g);
	resctrl_group_free(g);
	return state;
}

static void who_is_gone(void **state)
{
	struct machine *m = *state;

	with_self(m);
	machine_add_group(m, "web");
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_ALIVE);
	/* Another process has the id now. */
	machine_write(m, "/proc/812/stat", STAT(812, S, 9118));
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_GONE);
	machine_write(m, "/proc/812/stat", STAT(812, Z, 9117));
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_GONE);
	machine_remove(m, "/proc/812/stat");
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_GONE);
}

static void what_is_unknown(void **state)
{
	struct machine *m = *state;

	with_self(m);
	machine_add_group(m, "web");
	machine_remove(m, "/proc/812/stat");
	/* The ids of another name space say nothing here. */
	assert_int_equal(state_of(m, "boot=" BOOT " pidns=1 pid=812 start=9117 tool=x"), RESCTRL_OWNER_UNKNOWN);
	assert_int_equal(state_of(m, "boot=b pidns=4026531836 pid=812 start=9117 tool=x"),
			 RESCTRL_OWNER_UNKNOWN);
	assert_int_equal(state_of(m, "no mark of ours"), RESCTRL_OWNER_UNKNOWN);
	machine_write(m, "/proc/812/stat", "no stat\n");
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_UNKNOWN);
	machine_write(m, "/proc/812/stat", STAT(812, S, 9117));
	fault_io_add(m->io, "getxattr web 1 EPERM");
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_UNKNOWN);
	fault_io_add(m->io, "readlink /proc/self/ns/pid 1 EACCES");
	m->ctx->pidns_of = 0;
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_UNKNOWN);
	assert_int_equal(state_of(m, MARK), RESCTRL_OWNER_ALIVE);
}

/* The mark is a courtesy: nothing that stands in its way is a failure. */
static void without_a_mark(void **state)
{
	static const char *const rules[] = {
		"setxattr web 1+ EPERM",
		"open /proc/sys/kernel/random/boot_id 1+ ENOENT",
		"pread /proc/sys/kernel/random/boot_id 1+ EIO",
		"open /proc/self/stat 1+ EACCES",
		"pread /proc/self/stat 1+ short=20",
		"pread /proc/sys/kernel/random/boot_id 1+ short=9",
	};
	struct machine *m = *state;
	struct resctrl_group *g;

	with_self(m);
	machine_write(m, "info/L3_MON/mbm_assign_on_mkdir", "0\n");
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", rules[i]);
		*m->ctx->boot_id = '\0';
		assert_int_equal(create(m, "web", false), 0);
		assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
		assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
		assert_int_equal(resctrl_group_load(m->ctx, "web", &g), 0);
		assert_null(resctrl_group_get_owner_tool(g));
		resctrl_group_free(g);
		assert_int_equal(resctrl_group_remove(m->ctx, "web", 0, NULL), 0);
	}
}

static void joining_leaves_the_mark(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	with_self(m);
	machine_add_group(m, "web");
	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_name(c, "web"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), 0);
	assert_int_equal(fault_io_count(m->io, FAULT_SETXATTR), 0);
	resctrl_group_config_free(c);
}

/* Only what was made to go, by somebody who has gone. */
static void orphans(void **state)
{
	static const struct {
		const char *mark, *cause;
	} kept[] = {
		{ NULL, "nothing is known of who made web" },
		{ "boot=" BOOT " pidns=4026531836 pid=813 start=9117 transient=0 tool=maker", "made web to stay" },
		{ "boot=" BOOT " pidns=4026531836 pid=812 start=9117 transient=1 tool=maker",
		  "maker (PID 812), which made web, is running" },
		{ "boot=" BOOT " pidns=17 pid=813 start=9117 transient=1 tool=maker", "cannot be seen" },
	};
	struct machine *m = *state;

	with_self(m);
	machine_add_group(m, "web");
	machine_write(m, "web/tasks", "12\n");
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		if (kept[i].mark)
			mark(m, "web", kept[i].mark);
		assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_ORPHAN | RESCTRL_FORCE, NULL), -EBUSY);
		assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, kept[i].cause);
	}
	mark(m, "web", "boot=" BOOT " pidns=4026531836 pid=813 start=9117 transient=1 tool=maker");
	/* Monitor groups below it are somebody's. */
	machine_add_group(m, "web/mon_groups/m1");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_ORPHAN | RESCTRL_FORCE, NULL), -EBUSY);
	machine_remove(m, "web/mon_groups/m1");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_ORPHAN | RESCTRL_FORCE, NULL), 0);
	assert_string_equal(fault_io_log(m->io), "rmdir web\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_group_is_marked, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(the_caller_names_the_tool, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(who_is_gone, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(what_is_unknown, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(without_a_mark, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(joining_leaves_the_mark, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(orphans, machine_setup, machine_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
