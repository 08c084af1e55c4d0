/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where ways are placed. */
#include "unit.h"

#include "base/bits.h"
#include "fit.h"

static void low_and_high(void **state)
{
	struct fit fit = { .ways = 12 };

	(void)state;
	assert_int_equal(fit_run(&fit, 4), 0x00f);
	assert_int_equal(fit_run(&fit, 12), 0xfff);
	assert_int_equal(fit_run(&fit, 13), 0xfff);
	fit.place = RESCTRL_PLACE_HIGH;
	assert_int_equal(fit_run(&fit, 4), 0xf00);
}

static void bits_shared_with_hardware_come_last(void **state)
{
	struct fit fit = { .ways = 12, .avoid = 0xc03 };

	(void)state;
	assert_int_equal(fit_run(&fit, 4), 0x03c);
	fit.place = RESCTRL_PLACE_HIGH;
	assert_int_equal(fit_run(&fit, 4), 0x3c0);
	/* One more than there are: as few of them as possible. */
	assert_int_equal(fit_run(&fit, 9), 0xff8 >> 1);
	fit.place = RESCTRL_PLACE_LOW;
	fit.avoid = 0xfff;
	assert_int_equal(fit_run(&fit, 4), 0x00f);
}

static void least_overlap(void **state)
{
	struct fit fit = { .ways = 8, .place = RESCTRL_PLACE_LEAST,
			   .weight = { 2, 2, 1, 0, 0, 1, 2, 2 } };

	(void)state;
	assert_int_equal(fit_run(&fit, 2), 0x18);
	assert_int_equal(fit_run(&fit, 4), 0x3c);
	/* A tie goes to the lowest. */
	assert_int_equal(fit_run(&fit, 3), 0x1c);
	/* Weights do not count where they were not asked for. */
	fit.place = RESCTRL_PLACE_LOW;
	assert_int_equal(fit_run(&fit, 2), 0x03);
}

static void always_a_run_of_that_length(void **state)
{
	(void)state;
	for (unsigned int ways = 1; ways <= 64; ways++) {
		for (unsigned int want = 1; want <= ways; want++) {
			struct fit fit = { .ways = ways, .avoid = UINT64_C(0x8421842184218421) };
			uint64_t mask = fit_run(&fit, want);

			assert_int_equal(bits_count(mask), want);
			assert_true(bits_is_contiguous(mask));
			assert_true((mask & ~bits_run(0, ways)) == 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(low_and_high),
		cmocka_unit_test(bits_shared_with_hardware_come_last),
		cmocka_unit_test(least_overlap),
		cmocka_unit_test(always_a_run_of_that_length),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
