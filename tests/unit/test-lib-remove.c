/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing a group: says first what would be lost. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

static void add_groups(struct machine *m)
{
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "mon_groups/m2");
}

static void an_empty_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_outcome *o;

	add_groups(m);
	assert_int_equal(resctrl_group_remove(m->ctx, "web/m1", 0, &o), 0);
	assert_string_equal(fault_io_log(m->io), "rmdir web/mon_groups/m1\n");
	assert_string_equal(resctrl_outcome_get_destination(o), "web");
	assert_int_equal(resctrl_outcome_get_num_moved(o), 0);
	assert_int_equal(resctrl_outcome_get_num_mon_groups(o), 0);
	assert_false(resctrl_outcome_is_created(o));
	assert_idle(m);
	resctrl_outcome_free(o);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_group_remove(m->ctx, "/m2", 0, &o), 0);
	assert_string_equal(fault_io_log(m->io), "rmdir mon_groups/m2\n");
	assert_string_equal(resctrl_outcome_get_destination(o), "/");
	resctrl_outcome_free(o);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_group_remove(m->ctx, "web", 0, NULL), 0);
	assert_string_equal(fault_io_log(m->io), "rmdir web\n");
}

static void tasks_are_not_lost_by_accident(void **state)
{
	struct machine *m = *state;
	struct resctrl_outcome *o;

	add_groups(m);
	machine_remove(m, "web/mon_groups/m1");
	machine_write(m, "web/tasks", "12\n");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_RECURSIVE, &o), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "1 task of web would go to /");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	machine_write(m, "web/tasks", "12\n13\n14\n");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_DRY_RUN, NULL), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "3 tasks of web would go to /");
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_FORCE, &o), 0);
	assert_int_equal(resctrl_outcome_get_num_moved(o), 3);
	assert_string_equal(fault_io_log(m->io), "rmdir web\n");
	resctrl_outcome_free(o);
}

static void nor_are_monitor_groups(void **state)
{
	struct machine *m = *state;
	struct resctrl_outcome *o;

	add_groups(m);
	assert_int_equal(resctrl_group_remove(m->ctx, "web", 0, &o), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "it has 1 monitor group, m1 among them");
	assert_non_null(strstr(m->ctx->error.fix, "--recursive"));
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_RECURSIVE, &o), 0);
	assert_int_equal(resctrl_outcome_get_num_mon_groups(o), 1);
	assert_string_equal(fault_io_log(m->io), "rmdir web\n");
	resctrl_outcome_free(o);
}

static void a_dry_run_removes_nothing(void **state)
{
	struct machine *m = *state;
	struct resctrl_outcome *o;

	add_groups(m);
	machine_write(m, "web/tasks", "12\n");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_FORCE | RESCTRL_DRY_RUN, &o), 0);
	assert_int_equal(resctrl_outcome_get_num_moved(o), 1);
	assert_int_equal(resctrl_outcome_get_num_mon_groups(o), 1);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 0);
	resctrl_outcome_free(o);
}

static void what_cannot_be_removed(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	assert_int_equal(resctrl_group_remove(m->ctx, "/", RESCTRL_FORCE, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the default group cannot be removed");
	assert_int_equal(resctrl_group_remove(m->ctx, "db", 0, NULL), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group db");
	assert_int_equal(resctrl_group_remove(m->ctx, NULL, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no name");
	assert_int_equal(resctrl_group_remove(m->ctx, "info", 0, NULL), -EINVAL);
	assert_string_equal(fault_io_log(m->io), "");
}

static void removing_fails(void **state)
{
	static const struct {
		const char *rule;
		enum resctrl_error_code code;
		int err;
	} cases[] = {
		{ "rmdir web 1 EACCES", RESCTRL_ERROR_PERMISSION, EACCES },
		{ "rmdir web 1 EPERM", RESCTRL_ERROR_REFUSED, EPERM },
		{ "getdents web/mon_groups 1 EIO", RESCTRL_ERROR_FAILED, EIO },
		{ "read web/tasks 1 EIO", RESCTRL_ERROR_FAILED, EIO },
		{ "open . 2 EMFILE", RESCTRL_ERROR_FAILED, EMFILE },
	};
	struct machine *m = *state;

	add_groups(m);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		resctrl_ctx_release(m->ctx);
		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", cases[i].rule);
		assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_FORCE, NULL), -cases[i].err);
		assert_error(m, cases[i].code, cases[i].err, "");
	}
	/* It has gone already, or goes between the look and the act. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "rmdir web 1 vanish=web");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_FORCE, NULL), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no such group");
}

static void groups_being_pseudo_locked(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	fault_io_add(m->io, "open web/mon_groups 1+ EACCES");
	fault_io_add(m->io, "open web/tasks 2+ EACCES");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", 0, NULL), 0);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
}

static int remove_web(struct machine *m)
{
	struct resctrl_outcome *o = NULL;
	int err = resctrl_group_remove(m->ctx, "web", RESCTRL_FORCE, &o);

	assert_string_equal(fault_io_log(m->io), err ? "" : "rmdir web\n");
	if (!err)
		assert_int_equal(resctrl_outcome_get_num_mon_groups(o), 1);
	resctrl_outcome_free(o);
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(add_groups, remove_web);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_empty_group),
		TEST(tasks_are_not_lost_by_accident),
		TEST(nor_are_monitor_groups),
		TEST(a_dry_run_removes_nothing),
		TEST(what_cannot_be_removed),
		TEST(removing_fails),
		TEST(groups_being_pseudo_locked),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("remove", tests, NULL, NULL);
}
