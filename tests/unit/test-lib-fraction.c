/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Percentages kept in few bits: what the kernel makes of them, as recorded from emulated Arm machines. */
#include "unit.h"

#include "fraction.h"

static struct resctrl_schema schema(uint64_t min, uint64_t gran)
{
	return (struct resctrl_schema){ .unit = RESCTRL_UNIT_PERCENT,
					.min_bandwidth = { .known = true, .value = min },
					.bandwidth_gran = { .known = true, .value = gran } };
}

static void widths(void **state)
{
	static const struct {
		uint64_t min, gran;
		unsigned int width;
	} cases[] = { { 50, 50, 1 }, { 25, 25, 2 }, { 13, 13, 3 }, { 6, 7, 4 }, { 3, 4, 5 }, { 2, 2, 6 },
		      { 1, 1, 0 },   { 0, 1, 0 },   { 10, 10, 0 }, { 5, 5, 0 },	{ 6, 6, 0 }, { 20, 10, 0 } };
	struct resctrl_schema s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		s = schema(cases[i].min, cases[i].gran);
		assert_int_equal(fraction_width(&s), cases[i].width);
	}
	s = schema(6, 7);
	s.unit = RESCTRL_UNIT_EIGHTH_GBPS;
	assert_int_equal(fraction_width(&s), 0);
	s = schema(6, 7);
	s.min_bandwidth.known = false;
	assert_int_equal(fraction_width(&s), 0);
	s = schema(6, 7);
	s.bandwidth_gran.known = false;
	assert_int_equal(fraction_width(&s), 0);
}

static void four_bits(void **state)
{
	/* Each multiple of 7 and what is shown for it. */
	static const uint64_t shown[] = { 6, 13, 19, 25, 38, 44, 50, 56, 63, 69, 75, 81, 94, 100 };

	(void)state;
	for (uint64_t percent = 6; percent <= 98; percent++)
		assert_int_equal(fraction_effective(4, percent), shown[(percent + 6) / 7 - 1]);
	/* The next multiple does not fit. */
	assert_int_equal(fraction_effective(4, 99), 6);
	assert_int_equal(fraction_effective(4, 100), 6);
	assert_int_equal(fraction_largest(4), 98);
}

static void other_widths(void **state)
{
	(void)state;
	assert_int_equal(fraction_effective(1, 1), 50);
	assert_int_equal(fraction_effective(1, 51), 100);
	assert_int_equal(fraction_effective(3, 20), 25);
	assert_int_equal(fraction_effective(6, 10), 9);
	for (unsigned int width = 1; width <= 6; width++) {
		if (width == 4)
			continue;
		assert_int_equal(fraction_largest(width), 100);
		assert_int_equal(fraction_effective(width, 100), 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths),
		cmocka_unit_test(four_bits),
		cmocka_unit_test(other_widths),
	};

	return cmocka_run_group_tests_name("fraction", tests, NULL, NULL);
}
