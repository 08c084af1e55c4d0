/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mode of a control group, and what stands in its way. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

static void add_groups(struct machine *m)
{
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "db");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=f;1=f\n");
	machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=f0;1=f0\n");
	machine_write(m, "web/schemata", "MB:0=100;1=100\nL3:0=300;1=300\n");
}

static void sets_it(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", RESCTRL_DRY_RUN), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", 0), 0);
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "shareable", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/mode exclusive\nwrite web/mode shareable\n");
	assert_idle(m);
	/* What it is already is not checked: it is so. */
	machine_write(m, "web/mode", "exclusive\n");
	machine_write(m, "web/schemata", "MB:0=100;1=100\nL3:0=f;1=f\n");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", 0), 0);
}

static void what_is_in_the_way(void **state)
{
	static const struct {
		const char *schemata, *cause;
		enum resctrl_error_code code;
	} cases[] = {
		{ "L3:0=3f;1=300\n", "mask 0x3f of L3 domain 0 shares bits with / (0xf), db (0x30)",
		  RESCTRL_ERROR_REFUSED },
		{ "L3:0=300;1=380\n", "mask 0x380 of L3 domain 1 shares bits with db (0x80)", RESCTRL_ERROR_REFUSED },
		{ "L3:0=700;1=300\n", "has bits 0x400, which hardware shares", RESCTRL_ERROR_REFUSED },
		{ "MB:0=100;1=100\n", "this machine divides none", RESCTRL_ERROR_NOT_SUPPORTED },
	};
	struct machine *m = *state;

	add_groups(m);
	machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=f0;1=f0\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		machine_write(m, "web/schemata", "%s", cases[i].schemata);
		if (i == 1)
			machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=f0;1=80\n");
		assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", 0), -EINVAL);
		assert_error(m, cases[i].code, EINVAL, cases[i].cause);
		assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
		assert_string_equal(fault_io_log(m->io), "");
	}
	/* The kernel shall decide all the same; its words, our explanation. */
	machine_write(m, "web/schemata", "%s", cases[2].schemata);
	fault_io_add(m->io, "write web/mode 1 EINVAL:Schemata overlaps");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", RESCTRL_NO_CHECK), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "has bits 0x400, which hardware shares");
	assert_string_equal(m->ctx->error.kernel_text, "Schemata overlaps");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", RESCTRL_NO_CHECK), 0);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
}

static void io_allocation_is_in_the_way(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	machine_write(m, "info/L3/shareable_bits", "0\n");
	machine_write(m, "info/L3/io_alloc", "enabled\n");
	machine_write(m, "info/L3/io_alloc_cbm", "0=0;1=200\n");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL,
		     "mask 0x300 of L3 domain 1 has bits 0x200, which hardware shares");
}

static void what_is_no_mode(void **state)
{
	struct machine *m = *state;

	add_groups(m);
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", NULL, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no mode");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "pseudo-locked", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "\"pseudo-locked\" is no mode");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web/m1", "exclusive", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "a monitor group has no mode");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "none", "exclusive", 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group none");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "a/b/c", "exclusive", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no name");
	machine_write(m, "web/mode", "pseudo-locked\n");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "shareable", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "keeps its mode");
	assert_string_equal(fault_io_log(m->io), "");
}

static void setting_it_fails(void **state)
{
	static const char *const rules[] = { "read web/mode 1 EIO", "read web/schemata 1 EIO",
					     "read db/schemata 1 EIO", "read info/L3/cbm_mask 1 EIO",
					     "write web/mode 1 EIO" };
	struct machine *m = *state;

	add_groups(m);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", rules[i]);
		assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", 0), -EIO);
		assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	}
	fault_io_reset(m->io);
	fault_io_add(m->io, "write web/mode 1 vanish=web");
	assert_int_equal(resctrl_group_set_mode(m->ctx, "web", "exclusive", 0), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
}

static int make_exclusive(struct machine *m)
{
	int err = resctrl_group_set_mode(m->ctx, "web", "exclusive", 0);

	assert_string_equal(fault_io_log(m->io), err ? "" : "write web/mode exclusive\n");
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(add_groups, make_exclusive);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(sets_it),
		TEST(what_is_in_the_way),
		TEST(io_allocation_is_in_the_way),
		TEST(what_is_no_mode),
		TEST(setting_it_fails),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("mode", tests, NULL, NULL);
}
