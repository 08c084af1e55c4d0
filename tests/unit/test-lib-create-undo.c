/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Creating a group fails: everything is put back. */
#include "support/new-group.h"

#include <errno.h>
#include <string.h>

/* db and its monitor group get their CPUs again, control groups first; 20 goes back through db. */
#define UNDO_TASKS	"write tasks 12\n"				\
			"write db/tasks 20\n"				\
			"write db/mon_groups/m1/tasks 20\n"
#define UNDO_CPUS	"write db/cpus_list 0-3\n"			\
			"write web/cpus_list \n"			\
			"write db/mon_groups/m1/cpus_list 1\n"

/* The group has gone again, its monitoring id not yet: the last of NUM things that are left. */
static void assert_limbo(struct machine *m, size_t num)
{
	const struct resctrl_error *e = &m->ctx->error;

	assert_int_equal(resctrl_error_get_num_left_behind(e), num);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, num - 1), "(RMID) of web is in limbo"));
}

static void schemata_are_refused(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	new_group_others(m);
	c = new_group_full();
	fault_io_add(m->io, "write web/schemata 1 EINVAL:Mask out of range");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(resctrl_error_get_kernel_text(e), "Mask out of range");
	assert_string_equal(fault_io_log(m->io), "mkdir web\n"
			    "write web/schemata L3:0=f0;1=f0|MB:0=50 (EINVAL)\nrmdir web\n");
	assert_limbo(m, 1);
	/* Nor does it stay where nobody measures what is tagged with it. */
	machine_write(m, "info/L3_MON/mon_features", "mbm_total_bytes\n");
	fault_io_add(m->io, "write web/schemata 1 EINVAL:Mask out of range");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 0);
	resctrl_group_config_free(c);
}

static void the_mode_is_refused(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	new_group_others(m);
	c = new_group_full();
	fault_io_add(m->io, "write web/mode 1 EINVAL:Schemata overlaps");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	/* The kernel's few words, and who has which bits. */
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "L3 domain 0 shares bits with ");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error), "Schemata overlaps");
	assert_non_null(strstr(fault_io_log(m->io), "write web/mode exclusive (EINVAL)\nrmdir web\n"));
	assert_idle(m);
	/* Where that cannot be found out the kernel's words are all. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "write web/mode 1 EINVAL:Schemata overlaps");
	fault_io_add(m->io, "read db/schemata 1+ EIO");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_null(strstr(m->ctx->error.cause, "shares bits with"));
	resctrl_group_config_free(c);
}

static void cpus_are_refused(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	new_group_others(m);
	c = new_group_full();
	fault_io_add(m->io, "write web/cpus_list 1 EINVAL:Can only assign online CPUs");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(m->ctx->error.kernel_text, "Can only assign online CPUs");
	assert_non_null(strstr(fault_io_log(m->io), "write web/cpus_list 2-3 (EINVAL)\n" UNDO_CPUS
			       "rmdir web\n"));
	assert_limbo(m, 1);
	resctrl_group_config_free(c);
}

static void a_task_cannot_be_moved(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	new_group_others(m);
	c = new_group_full();
	fault_io_add(m->io, "write web/tasks 1 EPERM:No permission to move task 20\n"
		     "Error while processing task 20");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "another user");
	assert_string_equal(fault_io_log(m->io), "mkdir web\n"
			    "write web/schemata L3:0=f0;1=f0|MB:0=50\nwrite web/mode exclusive\n"
			    "write web/cpus_list 2-3\nwrite web/tasks 12,20 (EPERM)\n"
			    UNDO_TASKS UNDO_CPUS "rmdir web\n");
	assert_limbo(m, 1);
	resctrl_group_config_free(c);
}

static void what_cannot_be_put_back_is_told(void **state)
{
	const struct resctrl_error *e;
	struct machine *m = *state;
	struct resctrl_group_config *c;

	new_group_others(m);
	c = new_group_full();
	e = resctrl_ctx_get_error(m->ctx);
	fault_io_add(m->io, "write web/tasks 1 EPERM:No permission to move task 20\n"
		     "Error while processing task 20");
	fault_io_add(m->io, "write tasks 1 EPERM");
	fault_io_add(m->io, "write db/mon_groups/m1/tasks 1 ESRCH");
	fault_io_add(m->io, "write db/cpus_list 1 EINVAL");
	fault_io_add(m->io, "open db/mon_groups/m1/cpus_list 2+ EMFILE");
	fault_io_add(m->io, "rmdir web 1 EBUSY");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EPERM);
	/* The failure that led here, not those of the way back. */
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "another user");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 4);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 0), "task 12 is no longer in group /"));
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 1), "CPUs 0-3 are no longer in group db"));
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 2),
			       "CPUs 1 are no longer in group db/m1"));
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 3),
			       "the group web could not be removed again"));
	resctrl_group_config_free(c);
}

static void everything_else_that_fails_is_undone(void **state)
{
	static const struct {
		const char *rule;
		int err;
	} cases[] = {
		{ "open web/schemata 1 EIO", EIO },
		{ "pread web/schemata 1 EIO", EIO },
		{ "open web/mode 1+ EMFILE", EMFILE },
		{ "getdents . 1 EIO", EIO },
		{ "read db/cpus_list 1 EIO", EIO },
		{ "open web/cpus_list 1+ EACCES", EACCES },
		{ "open web/tasks 1+ EACCES", EACCES },
		{ "write web/tasks 1+ EIO", EIO },
		{ "read web/mbm_L3_assignments 1 EIO", EIO },
		{ "read info/L3_MON/mbm_assign_on_mkdir 1 EIO", EIO },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_group_config *c = new_group_full();
		const char *log;

		new_group_others(m);
		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", cases[i].rule);
		assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -cases[i].err);
		assert_int_equal(m->ctx->error.err, cases[i].err);
		assert_idle(m);
		log = fault_io_log(m->io);
		if (!*log)
			print_error("%s: nothing was made\n", cases[i].rule);
		assert_string_equal(log + strlen(log) - strlen("rmdir web\n"), "rmdir web\n");
		resctrl_group_config_free(c);
	}
}

/* A process of one thread is not asked where it is, until it starts another one that cannot be moved. */
static int start_thread(void *data, const char *path, const char *text)
{
	struct machine *m = data;

	if (!strcmp(path, "web/tasks") && !strcmp(text, "12")) {
		machine_add_process(m, 12, "", DB, 12, 13, 0);
		machine_write(m, "web/tasks", "14\n");
	}
	return 0;
}

static int add_group(void *data, const char *path)
{
	machine_add_group(data, path);
	return 0;
}

static void a_thread_is_started_meanwhile(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .write = start_thread, .mkdir = add_group, .data = m };
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	struct resctrl_group_config *c = new_group_config("web");

	new_group_others(m);
	machine_add_process(m, 12, "", DB, 12, 0);
	new_group_add_tasks(c, 12, 0);
	fault_io_set_hooks(m->io, &hooks);
	fault_io_add(m->io, "write web/tasks 2 EPERM:No permission to move task 13\n"
		     "Error while processing task 13");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "another user");
	assert_string_equal(fault_io_log(m->io), "mkdir web\n"
			    "write web/tasks 12\n"
			    "write web/tasks 13 (EPERM)\n"
			    "write db/tasks 12\n"
			    "write db/tasks 13\n"
			    "rmdir web\n");
	/* 14 has been there: what started it, was there already. */
	assert_limbo(m, 2);
	assert_string_equal(resctrl_error_get_left_behind(e, 0),
			    "task 14 was started meanwhile in web and goes to group /");
	resctrl_group_config_free(c);
}

static struct resctrl_group_config *oom_config;

static int create_and_fail(struct machine *m)
{
	int err;

	fault_io_add(m->io, "write web/tasks 1+ EPERM:No permission to move task 12\n"
		     "Error while processing task 12");
	err = resctrl_group_create(m->ctx, oom_config, 0, NULL);
	assert_true(err < 0);
	return err == -EPERM ? 0 : err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	oom_config = new_group_full();
	machine_run_out_of_memory(new_group_others, create_and_fail);
	resctrl_group_config_free(oom_config);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(schemata_are_refused),
		TEST(the_mode_is_refused),
		TEST(cpus_are_refused),
		TEST(a_task_cannot_be_moved),
		TEST(what_cannot_be_put_back_is_told),
		TEST(everything_else_that_fails_is_undone),
		TEST(a_thread_is_started_meanwhile),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("create-undo", tests, NULL, NULL);
}
