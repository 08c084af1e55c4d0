/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with units. */
#include <string.h>

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "text/spec_unit.h"

static void units(void **state)
{
	static const struct {
		const char *text;
		enum spec_value_kind kind;
		uint64_t number;
	} cases[] = {
		{ "1way", SPEC_WAYS, 1 },
		{ "0ways", SPEC_WAYS, 0 },
		{ "12ways", SPEC_WAYS, 12 },
		{ "4MiB", SPEC_BYTES, 4 << 20 },
		{ "1KiB", SPEC_BYTES, 1024 },
		{ "2GiB", SPEC_BYTES, UINT64_C(2) << 30 },
		{ "4KB", SPEC_BYTES, 4000 },
		{ "4MB", SPEC_BYTES, 4000000 },
		{ "4GB", SPEC_BYTES, UINT64_C(4000000000) },
		{ "1.5MiB", SPEC_BYTES, 1572864 },
		{ "0.000000001GB", SPEC_BYTES, 1 },
		{ "0.999999999GiB", SPEC_BYTES, 1073741822 },
		{ "0.0001KB", SPEC_BYTES, 0 },
		{ "10GB/s", SPEC_RATE, UINT64_C(10000000000) },
		{ "2.125GB/s", SPEC_RATE, 2125000000 },
		{ "100MiB/s", SPEC_RATE, 104857600 },
		{ "18446744073709.551615MB", SPEC_BYTES, UINT64_MAX },
		{ "unlimited", SPEC_UNLIMITED, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		enum spec_value_kind kind = SPEC_OTHER;
		uint64_t number = 7;

		assert_true(spec_unit_parse(cases[i].text, strlen(cases[i].text), &kind, &number));
		assert_int_equal(kind, cases[i].kind);
		assert_true(number == cases[i].number);
	}
}

static void what_is_no_unit(void **state)
{
	static const char *const cases[] = {
		"", "4", "ff", "1B", "0x4ways", "4 ways", " 4ways", "4ways ", "ways", "MiB",
		".5MiB", "1.MiB", "1.5ways", "1.2.3MB", "1.0000000001GB", "-1MB", "+1MB", "4mib",
		"4TiB", "4MiB/",
		"4MiB/s/s", "4way/s", "Unlimited", "unlimited ", "18446744073709551616KB",
		"18446744073709551615KB", "18446744073709.551616MB",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		enum spec_value_kind kind = SPEC_OTHER;
		uint64_t number;

		assert_false(spec_unit_parse(cases[i], strlen(cases[i]), &kind, &number));
		assert_int_equal(kind, SPEC_OTHER);
	}
}

static void reads_no_further_than_told(void **state)
{
	enum spec_value_kind kind;
	uint64_t number;

	(void)state;
	assert_true(spec_unit_parse("4MiB/s", 4, &kind, &number));
	assert_int_equal(kind, SPEC_BYTES);
	assert_false(spec_unit_parse("4MiB/s", 3, &kind, &number));
	assert_false(spec_unit_parse("4MiB/s", 0, &kind, &number));
}

static void fractions_are_exact(void **state)
{
	uint64_t random = 99;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		unsigned int whole = random_below(&random, 100000);
		unsigned int milli = random_below(&random, 1000);
		enum spec_value_kind kind;
		uint64_t number;
		char text[40];
		int len = snprintf(text, sizeof(text), "%u.%03uMB/s", whole, milli);

		assert_true(spec_unit_parse(text, (size_t)len, &kind, &number));
		assert_int_equal(kind, SPEC_RATE);
		assert_true(number == (UINT64_C(1000) * whole + milli) * 1000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units),
		cmocka_unit_test(what_is_no_unit),
		cmocka_unit_test(reads_no_further_than_told),
		cmocka_unit_test(fractions_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
