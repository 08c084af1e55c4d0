/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Renaming monitor groups. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

static void add_groups(struct machine *m)
{
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "db");
	machine_add_group(m, "db/mon_groups/taken");
}

static void renames(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	assert_int_equal(resctrl_group_rename(m->ctx, "web/m1", "web/m2", 0), 0);
	assert_int_equal(resctrl_group_rename(m->ctx, "web/m2", "db/m2", 0), 0);
	assert_int_equal(resctrl_group_rename(m->ctx, "db/m2", "/m3", 0), 0);
	assert_string_equal(fault_io_log(m->io), "rename web/mon_groups/m1 web/mon_groups/m2\n"
			    "rename web/mon_groups/m2 db/mon_groups/m2\n"
			    "rename db/mon_groups/m2 mon_groups/m3\n");
	assert_idle(m);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
}

static void what_cannot_be_renamed(void **state)
{
	static const struct {
		const char *from, *to;
		enum resctrl_error_code code;
		int err;
		const char *cause;
	} cases[] = {
		{ "web", "www", RESCTRL_ERROR_REFUSED, EPERM, "renames monitor groups only" },
		{ "web/m1", "www", RESCTRL_ERROR_REFUSED, EPERM, "www would be a control group" },
		{ "web/m9", "web/m2", RESCTRL_ERROR_NOT_FOUND, ENOENT, "no monitor group m9" },
		{ "web/m1", "www/m1", RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group www" },
		{ "web/m1", "db/taken", RESCTRL_ERROR_EXISTS, EEXIST, "already is a group db/taken" },
		{ "a/b/c", "web/m2", RESCTRL_ERROR_INVALID, EINVAL, "is no name" },
		{ "web/m1", NULL, RESCTRL_ERROR_INVALID, EINVAL, "is no name" },
		{ "web/m1", "web/", RESCTRL_ERROR_INVALID, EINVAL, "is no name" },
	};
	struct machine *m = *state;

	add_groups(m);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (unsigned int dry = 0; dry < 2; dry++) {
			assert_int_equal(resctrl_group_rename(m->ctx, cases[i].from, cases[i].to,
							      dry * RESCTRL_DRY_RUN), -cases[i].err);
			assert_error(m, cases[i].code, cases[i].err, cases[i].cause);
			assert_int_equal(m->ctx->error.source, cases[i].err == ENOENT ?
					 RESCTRL_CAUSE_KERNEL : RESCTRL_CAUSE_PREDICTED);
		}
	}
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_group_rename(m->ctx, "web/m1", "web/m2", RESCTRL_DRY_RUN), 0);
	assert_string_equal(fault_io_log(m->io), "");
}

static void renaming_fails(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	fault_io_add(m->io, "rename web/mon_groups/m1 1 EPERM");
	assert_int_equal(resctrl_group_rename(m->ctx, "web/m1", "web/m2", 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EPERM, "kernels before 6.5 cannot rename");
	assert_string_equal(m->ctx->error.path, "/sys/fs/resctrl/web/mon_groups/m1");
	fault_io_reset(m->io);
	fault_io_add(m->io, "rename web/mon_groups/m1 1 EBUSY:Cannot move a MON group that monitors CPUs");
	assert_int_equal(resctrl_group_rename(m->ctx, "web/m1", "db/m1", 0), -EBUSY);
	assert_int_equal(m->ctx->error.err, EBUSY);
	assert_string_equal(m->ctx->error.kernel_text, "Cannot move a MON group that monitors CPUs");
	assert_idle(m);
	fault_io_reset(m->io);
	fault_io_add(m->io, "rename web/mon_groups/m1 1 vanish=web");
	assert_int_equal(resctrl_group_rename(m->ctx, "web/m1", "db/m1", 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "");
}

static int rename_m1(struct machine *m)
{
	int err = resctrl_group_rename(m->ctx, "web/m1", "web/m2", 0);

	if (err)
		assert_string_equal(fault_io_log(m->io), "");
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(add_groups, rename_m1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(renames),
		TEST(what_cannot_be_renamed),
		TEST(renaming_fails),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("rename", tests, NULL, NULL);
}
