/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rotated counters on a machine whose domains go and come back. */
#include "support/rotation.h"

#include <errno.h>

#include "support/samples.h"

/* Between two slots: what is held in the domains that are left comes back. */
static void a_domain_goes_between_slots(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;

	for (size_t d = 0; d < 2; d++) {
		struct resctrl_multiplex *x;

		kernel_setup(m, 4, 2);
		x = rotation_start(m, "g*", "mbm_total_bytes");
		assert_int_equal(rotation_step(x, &s), 0);
		assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 4);
		kernel_take_offline(d);
		assert_int_equal(rotation_step(x, &s), 0);
		assert_int_equal(kernel_num_held(1 - d), 2);
		assert_int_equal(kernel_num_held(d), 0);
		rotation_run_window(x);
		rotation_assert_estimate(rotation_run_window(x), "g1", 1 - d, 2);
		assert_false(machine_has_warning(m, "counter_taken"));
		assert_int_equal(resctrl_multiplex_release(x), 0);
		resctrl_multiplex_close(x);
		kernel_assert_nothing_held();
	}
}

/* In the middle of each write, of those that take and of those that give back. */
static void a_domain_goes_in_a_write(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;

	for (unsigned int at = 1; at <= 6; at++) {
		for (size_t d = 0; d < 2; d++) {
			struct resctrl_multiplex *x;

			kernel_setup(m, 4, 2);
			x = rotation_start(m, "g*", "mbm_total_bytes");
			kernel_strike(at, d, EINVAL);
			for (unsigned int i = 0; i < 6; i++)
				assert_int_equal(rotation_step(x, &s), 0);
			assert_true(kernel.offline[d]);
			assert_int_equal(kernel_num_held(1 - d), 2);
			assert_int_equal(resctrl_multiplex_release(x), 0);
			resctrl_multiplex_close(x);
			kernel_assert_nothing_held();
		}
	}
}

static void a_domain_that_comes_back_is_no_thief(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	kernel_take_offline(1);
	kernel.offline[1] = false;
	/* The files of before. */
	fault_io_add(m->io, "pread g*/mon_data/mon_L3_01/mbm_total_bytes 1+ ENODEV");
	assert_int_equal(rotation_step(x, &s), 0);
	assert_false(machine_has_warning(m, "counter_taken"));
	assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 4);
	fault_io_reset(m->io);
	rotation_run_window(x);
	rotation_assert_estimate(rotation_run_window(x), "g1", 1, 2);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

static void a_domain_goes_while_counters_are_taken(void **state)
{
	struct machine *m = *state;
	struct resctrl_multiplex *x;

	kernel_setup(m, 3, 2);
	for (size_t g = 1; g <= 2; g++)
		kernel.groups[g].assigned[0][0] = kernel.groups[g].assigned[0][1] = true;
	kernel_show();
	kernel_strike(1, 0, EINVAL);
	x = rotation_start_with_leave(m, 0);
	assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 0);
	rotation_assert_estimate(rotation_run_window(x), "g1", 1, 2);
	/* And another one before they are given back. */
	kernel.offline[0] = false;
	kernel_take_offline(1);
	kernel_show();
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_domain_goes_between_slots),
		TEST(a_domain_goes_in_a_write),
		TEST(a_domain_that_comes_back_is_no_thief),
		TEST(a_domain_goes_while_counters_are_taken),
	};

	return cmocka_run_group_tests_name("multiplex-domains", tests, NULL, NULL);
}
