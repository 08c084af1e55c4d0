/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Change sets: what is written for what was asked. */
#include "support/changes.h"

#include <errno.h>
#include <stdio.h>

static void forms_of_a_value(void **state)
{
	static const struct {
		const char *spec, *schema, *value;
	} cases[] = {
		{ "L3=0x0f0", "L3", "f0" },	{ "L3:*=F0", "L3", "f0" },
		{ "L3:0-1=f", "L3", "f" },	{ "L3:0-900=f", "L3", "f" },
		{ "L3=25%", "L3", "7" },	{ "L3=100%", "L3", "fff" },
		{ "L3=0%", "L3", "1" },		{ "L3=11ways", "L3", "7ff" },
		{ "L3=unlimited", "L3", "fff" }, { "L3=2MiB", "L3", "3" },
		{ "MB=30%", "MB", "30" },	{ "MB=50", "MB", "50" },
		{ "MB:*=11", "MB", "20" },	{ "MB=unlimited", "MB", "100" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_change *c = changes_new(m, "/");

		assert_int_equal(resctrl_change_set(c, cases[i].spec), 0);
		assert_int_equal(resctrl_change_get_num(c), 2);
		changes_assert_entry(c, 0, cases[i].schema, 0, cases[i].value);
		changes_assert_entry(c, 1, cases[i].schema, 1, cases[i].value);
		assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
		resctrl_change_free(c);
	}
}

static void ways_are_placed(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "db");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=fff;1=fff\n");
	machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=f;1=0\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set_place(c, RESCTRL_PLACE_HIGH), 0);
	assert_int_equal(resctrl_change_set(c, "L3=2ways"), 0);
	/* The two highest are shared with hardware. */
	changes_assert_entry(c, 0, "L3", 0, "300");
	assert_int_equal(resctrl_change_set_place(c, RESCTRL_PLACE_LEAST), 0);
	assert_int_equal(resctrl_change_set(c, "L3=4ways"), 0);
	changes_assert_entry(c, 2, "L3", 0, "f0");
	changes_assert_entry(c, 3, "L3", 1, "f");
	assert_int_equal(resctrl_change_set_place(c, (enum resctrl_place)17), -EINVAL);
	resctrl_change_free(c);

	/* To know who has what the others must be read. */
	c = changes_new(m, "/");
	fault_io_add(m->io, "read db/schemata 1 EIO");
	assert_int_equal(resctrl_change_set_place(c, RESCTRL_PLACE_LEAST), 0);
	assert_int_equal(resctrl_change_set(c, "L3=4ways"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_int_equal(resctrl_change_get_num(c), 0);
	resctrl_change_free(c);
}

static void the_size_of_a_way_may_be_unknown(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "size", "MB:0=100;1=100\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=2MiB"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the size of L3 is not known");
	resctrl_change_free(c);
	machine_write(m, "size", "nonsense\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=2MiB"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "not understood");
	resctrl_change_free(c);
}

static void code_and_data(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "schemata", "L3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n");
	machine_write(m, "info/L3CODE/cbm_mask", "fff\n");
	machine_write(m, "info/L3DATA/cbm_mask", "fff\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:1=f"), 0);
	assert_int_equal(resctrl_change_get_num(c), 2);
	changes_assert_entry(c, 0, "L3CODE", 1, "f");
	changes_assert_entry(c, 1, "L3DATA", 1, "f");
	assert_int_equal(resctrl_change_set(c, "L3DATA:0=f0"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata L3CODE:1=f|L3DATA:1=f;0=f0\n");
	resctrl_change_free(c);

	/* One half stands in the way of the other: they are one cache. */
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "exclusive\n");
	machine_write(m, "db/schemata", "L3CODE:0=f00;1=f00\nL3DATA:0=f0;1=f0\n");
	machine_write(m, "info/L3CODE/bit_usage", "0=EEEESSSSSSSS;1=EEEESSSSSSSS\n");
	machine_write(m, "info/L3DATA/bit_usage", "0=SSSSEEEESSSS;1=SSSSEEEESSSS\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3CODE:0=30"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to db (0x30)");
	resctrl_change_free(c);
	/* A group that is being pseudo-locked does not count. */
	machine_write(m, "db/mode", "pseudo-locksetup\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3CODE:0=30"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
}

/*
 * Where one half says that nobody is exclusive, the other one is not read; elsewhere it is. (Few ways: the minimum is
 * known.)
 */
static void one_half_tells_of_the_other(void **state)
{
	static const struct {
		const char *usage, *min;
		int err;
	} cases[] = {
		{ "0=SSSSSSSSSSSS;1=XXSSSS000000", "1", 0 },
		{ "0=SSSSSSSSSSSS;1=ESSSSSSSSSSS", "1", -EIO },
		{ "0=SSSSSSSSSSSS;1=HSSSSSSSSSSS", "1", -EIO },
		{ "0=SSSSSSSSSSSS;1=SSSSSSSSSSSP", "1", -EIO },
		/* The exclusive group's code may have no bits at all. */
		{ "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS", "0", -EIO },
		{ "", "1", -EIO },
	};
	struct machine *m = *state;

	machine_write(m, "schemata", "L3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n");
	machine_write(m, "info/L3CODE/cbm_mask", "fff\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_change *c = changes_new(m, "/");

		machine_write(m, "info/L3CODE/bit_usage", "%s\n", cases[i].usage);
		machine_write(m, "info/L3CODE/min_cbm_bits", "%s\n", cases[i].min);
		machine_write(m, "info/L3DATA/bit_usage", "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS\n");
		fault_io_reset(m->io);
		fault_io_add(m->io, "read info/L3DATA/bit_usage 1 EIO");
		assert_int_equal(resctrl_change_set(c, "L3=3ways"), cases[i].err);
		if (!cases[i].err) {
			changes_assert_entry(c, 1, "L3CODE", 1, "7");
			changes_assert_entry(c, 3, "L3DATA", 1, "7");
			assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
		}
		resctrl_change_free(c);
	}
}

/* The mount has other options than before: those of the open one are known once. */
static void remount(struct machine *m, const char *options)
{
	char line[120];

	snprintf(line, sizeof(line), "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl %s\n", options);
	machine_write(m, "/proc/self/mountinfo", "%s", line);
	resctrl_ctx_release(m->ctx);
}

static void bandwidth_in_other_units(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	/* AMD: absolute, in steps of 1/8 GB/s. */
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
	machine_write(m, "schemata", "MB:0=2048;1=2048\nL3:0=fff;1=fff\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "an absolute bandwidth here, not a share");
	assert_int_equal(resctrl_change_set(c, "MB=2GB/s"), 0);
	changes_assert_entry(c, 0, "MB", 0, "16");
	/* Never less than one step. */
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	assert_int_equal(resctrl_change_set(c, "MB=1MB/s"), 0);
	changes_assert_entry(c, 2, "MB", 0, "1");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "rounded");
	resctrl_change_free(c);

	/* The default group is limited itself: the maximum is not known. */
	machine_write(m, "schemata", "MB:0=80;1=80\nL3:0=fff;1=fff\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=unlimited"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the maximum of MB is not known");
	resctrl_change_free(c);

	/* The software controller: MiB/s. */
	remount(m, "rw,mba_MBps");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "in MiB/s while mounted with mba_MBps");
	assert_int_equal(resctrl_change_set(c, "MB=500MiB/s"), 0);
	changes_assert_entry(c, 0, "MB", 0, "500");
	resctrl_change_free(c);

	/* Unknown: raw numbers alone. */
	remount(m, "rw");
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the unit of MB is not known");
	assert_int_equal(resctrl_change_set(c, "MB=50"), 0);
	resctrl_change_free(c);
}

/* The granularity is read where something is rounded to it, and not before. */
static void only_what_is_rounded_needs_the_granularity(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	fault_io_add(m->io, "read info/MB/bandwidth_gran 1 EIO");
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
	machine_write(m, "schemata", "MB:0=2048;1=2048\nL3:0=fff;1=fff\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB:0=2GB/s"), 0);
	assert_int_equal(resctrl_change_set(c, "MB:1=unlimited"), 0);
	changes_assert_entry(c, 1, "MB", 1, "2048");
	assert_int_equal(resctrl_change_set(c, "MB:0=81"), 0);
	changes_assert_entry(c, 2, "MB", 0, "81");
	resctrl_change_free(c);

	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=fff;1=fff\n");
	m->ctx->unit_asked = false;
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=81"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/sys/fs/resctrl/info/MB/bandwidth_gran");
	assert_int_equal(resctrl_change_set(c, "MB=81"), 0);
	changes_assert_entry(c, 0, "MB", 0, "90");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "rounded");
	resctrl_change_free(c);
}

/* That the unit could not be read is no reason to take it for another one. */
static void the_unit_is_never_guessed(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	/* Where the caller says where resctrl is, only the unit asks for the mount table. */
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, "/sys/fs/resctrl"), 0);
	c = changes_new(m, "/");
	fault_io_add(m->io, "read /proc/self/mountinfo 1 EIO");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/self/mountinfo");
	fault_io_add(m->io, "open /proc/cpuinfo 1 EACCES");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/cpuinfo");
	fault_io_add(m->io, "pread /proc/cpuinfo 1 EIO");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/cpuinfo");
	resctrl_change_free(c);
}

static void schemas_of_kernels_to_come(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "schemata", "NEW:0=12;3=ab/c\nL3:0=fff;1=fff\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "NEW=x/y"), 0);
	changes_assert_entry(c, 0, "NEW", 0, "x/y");
	changes_assert_entry(c, 1, "NEW", 3, "x/y");
	assert_string_equal(resctrl_change_get_before(c, 1), "ab/c");
	assert_int_equal(resctrl_change_get_kind(c, 1), RESCTRL_SCHEMA_OTHER);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata NEW:0=x/y;3=x/y\n");
	resctrl_change_free(c);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(forms_of_a_value),
		TEST(ways_are_placed),
		TEST(the_size_of_a_way_may_be_unknown),
		TEST(code_and_data),
		TEST(one_half_tells_of_the_other),
		TEST(bandwidth_in_other_units),
		TEST(only_what_is_rounded_needs_the_granularity),
		TEST(the_unit_is_never_guessed),
		TEST(schemas_of_kernels_to_come),
	};

	return cmocka_run_group_tests_name("change-value", tests, NULL, NULL);
}
