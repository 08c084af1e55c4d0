/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Change sets: what the kernel would refuse, before it is asked. */
#include "support/changes.h"

#include <errno.h>

static void values_that_make_no_sense(void **state)
{
	static const struct {
		const char *spec;
		enum resctrl_error_code code;
		const char *cause;
	} cases[] = {
		{ "L3=15", RESCTRL_ERROR_INVALID, "a mask or a number of ways" },
		{ "L3=101%", RESCTRL_ERROR_INVALID, "more than 100%" },
		{ "L3=13ways", RESCTRL_ERROR_REFUSED, "has 12 ways, not 13" },
		{ "L3=1GiB", RESCTRL_ERROR_REFUSED, "more than the whole L3" },
		{ "L3=10GB/s", RESCTRL_ERROR_INVALID, "no value for the cache schema L3" },
		{ "L3:0=xyz", RESCTRL_ERROR_INVALID, "no value for the cache schema L3" },
		{ "L3:0=10000000000000000", RESCTRL_ERROR_INVALID, "no value for the cache schema L3" },
		{ "MB=99999999999999999999", RESCTRL_ERROR_INVALID, "no value for the bandwidth schema MB" },
		{ "MB=0x10", RESCTRL_ERROR_INVALID, "no value for the bandwidth schema MB" },
		{ "MB=4MiB", RESCTRL_ERROR_INVALID, "no value for the bandwidth schema MB" },
		{ "MB=10GB/s", RESCTRL_ERROR_REFUSED, "no absolute bandwidth" },
		{ "L2=0xf", RESCTRL_ERROR_REFUSED, "this machine has no schema L2" },
		{ "L3:5-9=f", RESCTRL_ERROR_REFUSED, "reaches no domain" },
		{ "L3", RESCTRL_ERROR_INVALID, "" },
		{ "", RESCTRL_ERROR_INVALID, "" },
		{ "L3:0=f;1", RESCTRL_ERROR_INVALID, "" },
	};
	struct machine *m = *state;
	struct resctrl_change *c = changes_new(m, "/");

	assert_int_equal(resctrl_change_set(c, "MB:0=50"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(resctrl_change_set(c, cases[i].spec), -EINVAL);
		assert_error(m, cases[i].code, EINVAL, cases[i].cause);
		assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error),
				 RESCTRL_CAUSE_PREDICTED);
		/* Nothing is added, not even the domains before the one at fault. */
		assert_int_equal(resctrl_change_get_num(c), 1);
	}
	assert_int_equal(resctrl_change_set(c, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no SPEC");
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_change_free(c);
}

static void what_the_kernel_would_refuse(void **state)
{
	static const struct {
		const char *spec, *cause;
	} cases[] = {
		{ "L3=0x1000", "does not fit into 0xfff" },
		{ "L3=0x0", "an empty mask" },
		{ "L3=0x505", "has holes" },
		{ "L3:7=f", "L3 has no domain 7" },
		{ "L2:0=f", "this machine has no schema L2" },
		{ "MB=9", "below the minimum of MB, 10" },
		{ "MB=101", "above the maximum of MB, 100" },
		{ "L3:0=f;0=f0", "domain 0 of L3 is set twice" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_change *c = changes_new(m, "/");

		fault_io_reset(m->io);
		assert_int_equal(resctrl_change_set(c, cases[i].spec), 0);
		assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
		assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, cases[i].cause);
		assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error),
				 RESCTRL_CAUSE_PREDICTED);
		assert_non_null(resctrl_error_get_fix(&m->ctx->error));
		assert_string_equal(fault_io_log(m->io), "");
		/* A dry run finds it too, and --no-check asks the kernel. */
		assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), -EINVAL);
		assert_int_equal(resctrl_change_apply(c, RESCTRL_NO_CHECK), 0);
		assert_string_not_equal(fault_io_log(m->io), "");
		resctrl_change_free(c);
	}
}

static void minimum_of_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "info/L3/min_cbm_bits", "3\n");
	machine_write(m, "info/L3/sparse_masks", "1\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:0=0x3"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "has a run of 2 bits where L3 needs at least 3");
	resctrl_change_free(c);
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=1way"), 0);
	changes_assert_entry(c, 0, "L3", 0, "7");
	resctrl_change_free(c);
}

static void exclusive_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "exclusive\n");
	machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=ff0;1=fff\n");
	machine_write(m, "info/L3/bit_usage", "0=EEEEEEEESSSS;1=SSSSSSSSSSSS\n");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to db (0x10)");
	resctrl_change_free(c);
	/* The kernel's word with our explanation of it. */
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	fault_io_add(m->io, "write web/schemata 1 EINVAL:Overlaps with exclusive group");
	assert_int_equal(resctrl_change_apply(c, RESCTRL_NO_CHECK), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to db (0x10)");
	assert_string_equal(m->ctx->error.kernel_text, "Overlaps with exclusive group");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	resctrl_change_free(c);
	/* Reading the others fails: nothing is written unchecked. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "read db/schemata 1 EIO");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_change_free(c);
	/* A group that vanishes meanwhile stands in nobody's way. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "open db/schemata 1 vanish=db");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
}

static void an_exclusive_group_itself(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	machine_write(m, "web/mode", "exclusive\n");
	machine_write(m, "web/schemata", "MB:0=100;1=100\nL3:0=f;1=f\n");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=ff0;1=ff0\n");
	machine_write(m, "info/L3/bit_usage", "0=XXSSSSSSEEEE;1=XXSSSSSSEEEE\n");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "from / (0x10)");
	resctrl_change_free(c);
	/* Hardware counts as well as groups. */
	machine_write(m, "info/L3/bit_usage", "0=XHSSSSSSEEEE;1=XXSSSSSSEEEE\n");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=c00"), 0);
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=3f0;1=3f0\n");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "bits 0xc00 of domain 0 are shared with hardware");
	resctrl_change_free(c);
	fault_io_add(m->io, "read web/mode 1 EIO");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=7"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EIO);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
}

static void pseudo_locked_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "info/L3/bit_usage", "0=SSSSSSSSSSPP;1=SSSSSSSSSSSS\n");
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:*=6"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL,
		     "bits 0x2 of domain 0 hold a pseudo-locked region");
	resctrl_change_free(c);
}

/* The group's own schemata show no domain, or one alone. */
static void add_locked_group(struct machine *m, const char *mode, const char *schemata)
{
	machine_add_group(m, "web");
	machine_write(m, "web/mode", "%s\n", mode);
	machine_write(m, "web/schemata", "%s", schemata);
	machine_write(m, "info/L3/bit_usage", "0=0000SSSSSSSS;1=P000SSSSSSSS\n");
}

static void refuses(struct machine *m, const char *spec, const char *cause)
{
	struct resctrl_change *c = changes_new(m, "web");

	assert_int_equal(resctrl_change_set(c, spec), 0);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, cause);
	resctrl_change_free(c);
}

static void groups_to_be_pseudo_locked(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	add_locked_group(m, "pseudo-locksetup", "MB:uninitialized\nL3:uninitialized\n");
	machine_write(m, "schemata", "    MB:0=100;1=100\n    L3:0=ff;1=ff\n");
	refuses(m, "MB:0=50", "about caches alone");
	refuses(m, "L3:*=100", "one domain is locked at a time");
	refuses(m, "L3:1=100", "domain 1 has a pseudo-locked region already, of bits 0x800");
	refuses(m, "L3:0=180", "a pseudo-locked region shares no bits, and mask 0x180");
	refuses(m, "L3:7=100", "no domain 7");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=100"), 0);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
	assert_null(resctrl_change_get_before(c, 0));
	resctrl_change_free(c);
	fault_io_add(m->io, "read web/mode 1 EIO");
	assert_int_equal(resctrl_change_new(m->ctx, "web", &c), -EIO);
}

static void pseudo_locked_groups(void **state)
{
	struct machine *m = *state;

	add_locked_group(m, "pseudo-locked", "L3:1=800\n");
	refuses(m, "L3:1=800", "cannot change any more");
	refuses(m, "MB:0=50", "cannot change any more");
}

static int change_exclusive(struct machine *m)
{
	struct resctrl_change *c;
	int err = resctrl_change_new(m->ctx, "web", &c);

	if (err)
		return err;
	err = resctrl_change_set_place(c, RESCTRL_PLACE_LEAST);
	if (!err)
		err = resctrl_change_set(c, "L3=2MiB");
	if (!err) {
		assert_string_equal(resctrl_change_get_value(c, 0), "3");
		err = resctrl_change_apply(c, 0);
		assert_true(err < 0);
	}
	resctrl_change_free(c);
	return err == -EINVAL ? 0 : err;
}

static void with_exclusive_group(struct machine *m)
{
	changes_accept(m);
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "exclusive\n");
	machine_write(m, "info/L3/bit_usage", "0=EEEEEEEEEEEE;1=EEEEEEEEEEEE\n");
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_exclusive_group, change_exclusive);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(values_that_make_no_sense),
		TEST(what_the_kernel_would_refuse),
		TEST(minimum_of_bits),
		TEST(exclusive_bits),
		TEST(an_exclusive_group_itself),
		TEST(pseudo_locked_bits),
		TEST(groups_to_be_pseudo_locked),
		TEST(pseudo_locked_groups),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("change-check", tests, NULL, NULL);
}
