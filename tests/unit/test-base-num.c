/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict numbers. */
#include "unit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/num.h"

static void numbers(void **state)
{
	static const struct {
		const char *text;
		int base, ret;
		uint64_t value;
	} cases[] = {
		{ "0", 10, 0, 0 },
		{ "007", 10, 0, 7 },
		{ "18446744073709551615", 10, 0, UINT64_MAX },
		{ "18446744073709551616", 10, -ERANGE, 0 },
		{ "99999999999999999999999999", 10, -ERANGE, 0 },
		{ "fFfFf", 16, 0, 0xfffff },
		{ "ffffffffffffffff", 16, 0, UINT64_MAX },
		{ "10000000000000000", 16, -ERANGE, 0 },
		{ "", 10, -EINVAL, 0 },
		{ " 1", 10, -EINVAL, 0 },
		{ "1 ", 10, -EINVAL, 0 },
		{ "1\n", 10, -EINVAL, 0 },
		{ "+1", 10, -EINVAL, 0 },
		{ "-1", 10, -EINVAL, 0 },
		{ "0x1", 16, -EINVAL, 0 },
		{ "0x1", 10, -EINVAL, 0 },
		{ "f", 10, -EINVAL, 0 },
		{ "g", 16, -EINVAL, 0 },
		{ "1_0", 16, -EINVAL, 0 },
		/* No number however long: it is not "too large". */
		{ "99999999999999999999999999x", 10, -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t value = 0;

		assert_int_equal(num_parse_u64(cases[i].text, cases[i].base, &value), cases[i].ret);
		assert_true(value == cases[i].value);
	}
}

static void only_so_many_characters(void **state)
{
	uint64_t value = 0;

	(void)state;
	assert_int_equal(num_parse_u64_n("123;", 3, 10, &value), 0);
	assert_int_equal(value, 123);
	assert_int_equal(num_parse_u64_n("123", 0, 10, &value), -EINVAL);
	assert_int_equal(num_parse_u64_n("1\0002", 3, 10, &value), -EINVAL);
}

static void printed_numbers_come_back(void **state)
{
	uint64_t random = 0x243f6a8885a308d3;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		uint64_t number = next_random(&random) >> random_below(&random, 64), value;
		char text[32];

		snprintf(text, sizeof(text), "%" PRIu64, number);
		assert_int_equal(num_parse_u64(text, 10, &value), 0);
		assert_true(value == number);
		snprintf(text, sizeof(text), "%" PRIx64, number);
		assert_int_equal(num_parse_u64(text, 16, &value), 0);
		assert_true(value == number);
	}
}

static void pids(void **state)
{
	static const struct {
		const char *text;
		int ret, pid;
	} cases[] = {
		{ "1", 0, 1 },
		{ "2147483647", 0, 2147483647 },
		{ "0", -ERANGE, -1 },
		{ "2147483648", -ERANGE, -1 },
		{ "18446744073709551616", -ERANGE, -1 },
		{ "-1", -EINVAL, -1 },
		{ "", -EINVAL, -1 },
		{ "0x10", -EINVAL, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int pid = -1;

		assert_int_equal(num_parse_pid(cases[i].text, &pid), cases[i].ret);
		assert_int_equal(pid, cases[i].pid);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(only_so_many_characters),
		cmocka_unit_test(printed_numbers_come_back),
		cmocka_unit_test(pids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
