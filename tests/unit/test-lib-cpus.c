/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPUs of a group, and who would lose some. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

static void add_groups(struct machine *m)
{
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "web/mon_groups/m2");
	machine_add_group(m, "web/mon_groups/m3");
}

static void give_cpus_below(struct machine *m)
{
	add_groups(m);
	machine_write(m, "web/mon_groups/m1/cpus_list", "2-3\n");
	machine_write(m, "web/mon_groups/m3/cpus_list", "5\n");
}

static void assigns(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "0-3,7", 0), 0);
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web/m1", "0", 0), 0);
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/cpus_list 0-3,7\n"
			    "write web/mon_groups/m1/cpus_list 0\nwrite web/cpus_list \n");
	assert_idle(m);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
}

static void monitor_groups_would_lose_theirs(void **state)
{
	struct machine *m = *state;

	give_cpus_below(m);
	for (unsigned int dry = 0; dry < 2; dry++) {
		assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "0-5", dry * RESCTRL_DRY_RUN),
				 -EBUSY);
		assert_error(m, RESCTRL_ERROR_BUSY, EBUSY,
			     "its monitor groups would lose their CPUs: m1 (2-3), m3 (5)");
		assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	}
	assert_string_equal(fault_io_log(m->io), "");
	/* Those of the group itself are nobody else's. */
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web/m1", "2", 0), 0);
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "0-5", RESCTRL_FORCE), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "cpus_lost");
	assert_non_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "m1 (2-3), m3 (5)"));
}

static void what_cannot_be_assigned(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", NULL, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no list of CPUs");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "1\n2", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no list of CPUs");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "db", "1", 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group db");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "", "1", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no name");
	assert_string_equal(fault_io_log(m->io), "");
}

static void assigning_fails(void **state)
{
	struct machine *m = *state;

	give_cpus_below(m);
	fault_io_add(m->io, "write web/cpus_list 1 EINVAL:Can only assign online CPUs");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "99", RESCTRL_FORCE), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(m->ctx->error.kernel_text, "Can only assign online CPUs");
	fault_io_reset(m->io);
	fault_io_add(m->io, "getdents web/mon_groups 1 EIO");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "1", RESCTRL_FORCE), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	fault_io_reset(m->io);
	fault_io_add(m->io, "read web/mon_groups/m3/cpus_list 1 EIO");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "1", 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	fault_io_reset(m->io);
	fault_io_add(m->io, "open web/mon_groups 1 EACCES");
	fault_io_add(m->io, "write web/cpus_list 1 EINVAL:Pseudo-locking in progress");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "web", "1", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "pseudo-locked");
}

static int assign_forced(struct machine *m)
{
	int err = resctrl_group_assign_cpus(m->ctx, "web", "0-5", RESCTRL_FORCE);

	assert_string_equal(fault_io_log(m->io), err ? "" : "write web/cpus_list 0-5\n");
	return err;
}

static int assign_refused(struct machine *m)
{
	int err = resctrl_group_assign_cpus(m->ctx, "web", "0-5", 0);

	assert_string_equal(fault_io_log(m->io), "");
	assert_true(err < 0);
	return err == -EBUSY ? 0 : err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(give_cpus_below, assign_forced);
	machine_run_out_of_memory(give_cpus_below, assign_refused);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(assigns),
		TEST(monitor_groups_would_lose_theirs),
		TEST(what_cannot_be_assigned),
		TEST(assigning_fails),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("cpus", tests, NULL, NULL);
}
