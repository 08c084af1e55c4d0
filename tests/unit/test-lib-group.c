/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups by name: the list, and one as a snapshot. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The names of all groups, "/ /m2 db web web/m1". */
static const char *list(struct machine *m)
{
	static char names[4096];
	struct resctrl_group_list *l;
	int err = resctrl_group_list_load(m->ctx, &l);
	size_t len = 0;

	if (err) {
		snprintf(names, sizeof(names), "error %d", -err);
		return names;
	}
	names[0] = '\0';
	for (size_t i = 0; i < resctrl_group_list_get_num(l); i++) {
		const char *name = resctrl_group_list_get_name(l, i);
		bool mon = name[1] && strchr(name, '/');

		assert_int_equal(resctrl_group_list_get_kind(l, i),
				 mon ? RESCTRL_GROUP_MON : RESCTRL_GROUP_CTRL);
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s", i ? " " : "", name);
	}
	resctrl_group_list_free(l);
	return names;
}

static void add_groups(struct machine *m)
{
	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "mon_groups/m2");
}

static void lists_all_in_order(void **state)
{
	struct machine *m = *state;

	assert_string_equal(list(m), "/");
	assert_int_equal(resctrl_group_list_load(m->ctx, NULL), -EINVAL);
	add_groups(m);
	assert_string_equal(list(m), "/ /m2 db web web/m1");
	assert_idle(m);
	resctrl_group_list_free(NULL);
}

static void groups_vanish_while_they_are_listed(void **state)
{
	struct machine *m = *state;

	/* Before its own directory is opened, and between opening and listing. */
	add_groups(m);
	fault_io_add(m->io, "open web/mon_groups 1 vanish=web");
	assert_string_equal(list(m), "/ /m2 db");
	add_groups(m);
	fault_io_reset(m->io);
	fault_io_add(m->io, "getdents web/mon_groups 1 vanish=web");
	assert_string_equal(list(m), "/ /m2 db");
	/* A monitor group alone. */
	add_groups(m);
	fault_io_reset(m->io);
	fault_io_add(m->io, "open web/mon_groups 1 vanish=web/mon_groups/m1");
	assert_string_equal(list(m), "/ /m2 db web");
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
}

static void machines_without_monitoring(void **state)
{
	struct machine *m = *state;

	machine_add_group(m, "web");
	machine_remove(m, "mon_groups");
	machine_remove(m, "web/mon_groups");
	assert_string_equal(list(m), "/ web");
	/* A pseudo-locked group hides its directories. */
	machine_add_group(m, "locked");
	fault_io_add(m->io, "open locked/mon_groups 1 EACCES");
	assert_string_equal(list(m), "/ locked web");
}

static void listing_fails(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	fault_io_add(m->io, "getdents . 1 EIO");
	assert_string_equal(list(m), "error 5");
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_operation(&m->ctx->error), "list the groups");
	fault_io_reset(m->io);
	fault_io_add(m->io, "getdents db/mon_groups 1 EIO");
	assert_string_equal(list(m), "error 5");
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	fault_io_reset(m->io);
	fault_io_add(m->io, "open web/mon_groups 1+ EMFILE");
	assert_string_equal(list(m), "error 24");
	assert_error(m, RESCTRL_ERROR_FAILED, EMFILE, "too many files");
}

/* ---- one group ---- */

static void shows_a_control_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_group *g;
	uint64_t id;

	machine_add_group(m, "web");
	machine_write(m, "web/tasks", "12\n13\n4194304\n");
	machine_write(m, "web/cpus_list", "0-1,7\n");
	machine_write(m, "web/schemata", "    MB:0=100;1= 50\n    L3:0=00f;1=0f0\n");
	assert_int_equal(resctrl_group_load(m->ctx, "web", &g), 0);
	assert_string_equal(resctrl_group_get_name(g), "web");
	assert_int_equal(resctrl_group_get_kind(g), RESCTRL_GROUP_CTRL);
	assert_string_equal(resctrl_group_get_mode(g), "shareable");
	assert_string_equal(resctrl_group_get_cpus(g), "0-1,7");
	assert_int_equal(resctrl_group_get_num_tasks(g), 3);
	assert_int_equal(resctrl_group_get_task(g, 2), 4194304);
	assert_string_equal(resctrl_schemata_get_value(resctrl_group_get_schemata(g), 0, 1), "50");
	assert_string_equal(resctrl_schemata_get_value(resctrl_group_get_schemata(g), 1, 0), "f");
	assert_string_equal(resctrl_schemata_get_value(resctrl_group_get_size(g), 1, 1), "12582912");
	assert_int_equal(resctrl_group_get_ctrl_hw_id(g, &id), 0);
	assert_int_equal(id, 1);
	assert_int_equal(resctrl_group_get_mon_hw_id(g, &id), 0);
	assert_int_equal(id, 3);
	assert_int_equal(resctrl_group_get_mon_hw_id(g, NULL), -EINVAL);
	resctrl_group_free(g);
	assert_idle(m);
}

static void shows_a_monitor_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_group *g;
	uint64_t id;

	add_groups(m);
	/* Without "debug" there are no ids. */
	machine_remove(m, "web/mon_groups/m1/mon_hw_id");
	assert_int_equal(resctrl_group_load(m->ctx, "web/m1", &g), 0);
	assert_int_equal(resctrl_group_get_kind(g), RESCTRL_GROUP_MON);
	assert_null(resctrl_group_get_mode(g));
	assert_null(resctrl_group_get_schemata(g));
	assert_null(resctrl_group_get_size(g));
	assert_string_equal(resctrl_group_get_cpus(g), "");
	assert_int_equal(resctrl_group_get_num_tasks(g), 0);
	assert_int_equal(resctrl_group_get_ctrl_hw_id(g, &id), -ENOENT);
	assert_int_equal(resctrl_group_get_mon_hw_id(g, &id), -ENOENT);
	resctrl_group_free(g);
	assert_int_equal(resctrl_group_load(m->ctx, "/m2", &g), 0);
	resctrl_group_free(g);
	resctrl_group_free(NULL);
}

static void pseudo_locked_groups_hide_files(void **state)
{
	struct machine *m = *state;
	struct resctrl_group *g;

	machine_add_group(m, "web");
	machine_write(m, "web/mode", "pseudo-locked\n");
	fault_io_add(m->io, "open web/tasks 2+ EACCES");
	fault_io_add(m->io, "open web/cpus_list 1+ EACCES");
	assert_int_equal(resctrl_group_load(m->ctx, "web", &g), 0);
	assert_string_equal(resctrl_group_get_mode(g), "pseudo-locked");
	assert_null(resctrl_group_get_cpus(g));
	resctrl_group_free(g);
	/* Its cache is offline. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "read web/schemata 1+ ENODEV");
	assert_int_equal(resctrl_group_load(m->ctx, "web", &g), 0);
	assert_int_equal(resctrl_schemata_get_num_lines(resctrl_group_get_schemata(g)), 0);
	assert_int_equal(resctrl_schemata_get_num_lines(resctrl_group_get_size(g)), 0);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_group_free(g);
	fault_io_reset(m->io);
	fault_io_add(m->io, "read web/schemata 1+ ENODEV");
	machine_write(m, "web/mode", "shareable\n");
	assert_int_equal(resctrl_group_load(m->ctx, "web", &g), -ENODEV);
}

static void no_such_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_group *g;

	add_groups(m);
	assert_int_equal(resctrl_group_load(m->ctx, "web", NULL), -EINVAL);
	assert_int_equal(resctrl_group_load(m->ctx, "cache", &g), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group cache");
	assert_int_equal(resctrl_group_load(m->ctx, "cache/m1", &g), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group cache");
	assert_int_equal(resctrl_group_load(m->ctx, "web/m9", &g), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "the group web has no monitor group m9");
	assert_int_equal(resctrl_group_load(m->ctx, "/m9", &g), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "the group / has no monitor group m9");
	assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "list-groups"));
	/* A directory of the kernel's own is none. */
	machine_write(m, "strange/file", "x\n");
	assert_int_equal(resctrl_group_load(m->ctx, "strange", &g), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group strange");
}

static void names_that_are_none(void **state)
{
	static const char *const names[] = { NULL, "", ".", "..", "a/b/c", "web/", "info", "mon_groups",
					     "web/mon_groups", "a\nb" };
	struct machine *m = *state;
	struct resctrl_group *g;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(resctrl_group_load(m->ctx, names[i], &g), -EINVAL);
		assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no name of a group");
		assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "at most 255 bytes, and not info"));
		assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error),
				 RESCTRL_CAUSE_PREDICTED);
	}
	assert_int_equal(fault_io_count_all(m->io), 0);
}

static void texts_that_are_not_understood(void **state)
{
	static const struct {
		const char *file, *text;
	} cases[] = {
		{ "web/schemata", "L3:0=f;x\n" },
		{ "web/schemata", "what is this\n" },
		{ "web/size", "L3:0=1;x=2\n" },
		{ "web/tasks", "12\nabc\n" },
		{ "web/mon_hw_id", "one\n" },
		{ "web/ctrl_hw_id", "\n" },
	};
	struct machine *m = *state;
	struct resctrl_group *g;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		machine_add_group(m, "web");
		machine_write(m, cases[i].file, "%s", cases[i].text);
		assert_int_equal(resctrl_group_load(m->ctx, "web", &g), -EIO);
		assert_error(m, RESCTRL_ERROR_FAILED, EIO, "is not understood");
		assert_non_null(strstr(resctrl_error_get_cause(&m->ctx->error), cases[i].file));
	}
}

static void every_file_of_a_group_can_fail(void **state)
{
	static const char *const files[] = { "mode", "schemata", "size", "cpus_list", "tasks",
					     "ctrl_hw_id", "mon_hw_id" };
	struct machine *m = *state;
	struct resctrl_group *g;
	char path[64];

	machine_add_group(m, "web");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/sys/fs/resctrl/web/%s", files[i]);
		fault_io_reset(m->io);
		fault_io_add(m->io, "read web/%s 1 EIO", files[i]);
		assert_int_equal(resctrl_group_load(m->ctx, "web", &g), -EIO);
		assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
		assert_string_equal(resctrl_error_get_path(&m->ctx->error), path);
		assert_string_equal(resctrl_error_get_operation(&m->ctx->error), "show group web");
		/* The group is removed under our hands. */
		fault_io_reset(m->io);
		fault_io_add(m->io, "read web/%s 1 vanish=web", files[i]);
		assert_int_equal(resctrl_group_load(m->ctx, "web", &g), -ENODEV);
		assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
		machine_add_group(m, "web");
	}
}

/* ---- out of memory ---- */

static int list_all(struct machine *m)
{
	struct resctrl_group_list *l;
	int err = resctrl_group_list_load(m->ctx, &l);

	if (err)
		return err;
	assert_int_equal(resctrl_group_list_get_num(l), 5);
	assert_string_equal(resctrl_group_list_get_name(l, 4), "web/m1");
	resctrl_group_list_free(l);
	return 0;
}

static int show_web(struct machine *m)
{
	struct resctrl_group *g;
	int err = resctrl_group_load(m->ctx, "web", &g);

	if (err)
		return err;
	assert_string_equal(resctrl_group_get_mode(g), "shareable");
	assert_string_equal(resctrl_group_get_cpus(g), "");
	assert_int_equal(resctrl_schemata_get_num_lines(resctrl_group_get_schemata(g)), 2);
	assert_int_equal(resctrl_schemata_get_num_lines(resctrl_group_get_size(g)), 2);
	resctrl_group_free(g);
	return 0;
}

static int miss_m9(struct machine *m)
{
	struct resctrl_group *g;
	int err = resctrl_group_load(m->ctx, "web/m9", &g);

	assert_true(err < 0);
	return err == -ENOENT ? 0 : err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(add_groups, list_all);
	machine_run_out_of_memory(add_groups, show_web);
	machine_run_out_of_memory(add_groups, miss_m9);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(lists_all_in_order),
		TEST(groups_vanish_while_they_are_listed),
		TEST(machines_without_monitoring),
		TEST(listing_fails),
		TEST(shows_a_control_group),
		TEST(shows_a_monitor_group),
		TEST(pseudo_locked_groups_hide_files),
		TEST(no_such_group),
		TEST(names_that_are_none),
		TEST(texts_that_are_not_understood),
		TEST(every_file_of_a_group_can_fail),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}
