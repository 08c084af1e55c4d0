/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit masks. */
#include "unit.h"

#include "base/bits.h"

static void known_masks(void **state)
{
	static const struct {
		uint64_t mask;
		unsigned int count, lowest_run;
		bool contiguous;
	} cases[] = {
		{ 0, 0, 0, true },
		{ 1, 1, 1, true },
		{ 0x5, 2, 1, false },
		{ 0xf0, 4, 4, true },
		{ 0xf3, 6, 2, false },
		{ 0xfffff, 20, 20, true },
		{ 0xc0000, 2, 2, true },
		{ UINT64_C(1) << 63, 1, 1, true },
		{ UINT64_C(0xf000000000000000), 4, 4, true },
		{ UINT64_C(0x8000000000000001), 2, 1, false },
		{ UINT64_MAX, 64, 64, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(bits_count(cases[i].mask), cases[i].count);
		assert_int_equal(bits_lowest_run(cases[i].mask), cases[i].lowest_run);
		assert_int_equal(bits_is_contiguous(cases[i].mask), cases[i].contiguous);
	}
}

static void runs_fall_off_at_the_top(void **state)
{
	(void)state;
	assert_int_equal(bits_run(0, 0), 0);
	assert_int_equal(bits_run(4, 4), 0xf0);
	assert_true(bits_run(0, 64) == UINT64_MAX);
	assert_true(bits_run(0, 65) == UINT64_MAX);
	assert_true(bits_run(60, 8) == UINT64_C(0xf000000000000000));
	assert_int_equal(bits_run(64, 1), 0);
	assert_int_equal(bits_run(1000, 64), 0);
}

static void every_run_is_a_run(void **state)
{
	(void)state;
	for (unsigned int shift = 0; shift < 64; shift++) {
		for (unsigned int count = 1; count <= 64 - shift; count++) {
			uint64_t mask = bits_run(shift, count), hole = bits_run(shift + 1, 1);

			assert_int_equal(bits_count(mask), count);
			assert_int_equal(bits_lowest_run(mask), count);
			assert_true(bits_is_contiguous(mask));
			/* A hole shows at once. */
			if (count > 2)
				assert_false(bits_is_contiguous(mask & ~hole));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_masks),
		cmocka_unit_test(runs_fall_off_at_the_top),
		cmocka_unit_test(every_run_is_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
