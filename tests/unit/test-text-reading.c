/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The content of one event file. */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/reading.h"

static void texts(void **state)
{
	static const struct {
		const char *text;
		enum resctrl_state state;
		bool known;
		uint64_t mantissa;
		unsigned int decimals;
	} cases[] = {
		{ "21594496\n", RESCTRL_STATE_VALUE, true, 21594496, 0 },
		{ "0\n", RESCTRL_STATE_VALUE, true, 0, 0 },
		{ "18446744073709551615\n", RESCTRL_STATE_VALUE, true, UINT64_MAX, 0 },
		{ "123.456789\n", RESCTRL_STATE_VALUE, true, 123456789, 6 },
		{ "0.000000\n", RESCTRL_STATE_VALUE, true, 0, 6 },
		{ "0.0000000000000000001\n", RESCTRL_STATE_VALUE, true, 1, 19 },
		{ "18446744073709.551615\n", RESCTRL_STATE_VALUE, true, UINT64_MAX, 6 },
		{ "Unavailable\n", RESCTRL_STATE_UNAVAILABLE, true, 0, 0 },
		{ "Unassigned\n", RESCTRL_STATE_UNASSIGNED, true, 0, 0 },
		{ "Error\n", RESCTRL_STATE_ERROR, true, 0, 0 },
		/* what is not understood */
		{ "18446744073709551616\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "18446744073709.551616\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "0.00000000000000000000\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1.\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ ".5\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1.2.3\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1.x\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "-1\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "+1\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ " 1\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1 \n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1\n\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1\n2\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "0x10\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "1e3\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "unavailable\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "Unavailable now\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "Unavail\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "Errors\n", RESCTRL_STATE_ERROR, false, 0, 0 },
		/* cut short: 12 of 1234 would be a wrong number */
		{ "12", RESCTRL_STATE_ERROR, false, 0, 0 },
		{ "Unassigned", RESCTRL_STATE_ERROR, false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct reading_value value = { 0 };
		bool known = !cases[i].known;

		assert_int_equal(reading_parse(cases[i].text, strlen(cases[i].text), &value,
					       &known), cases[i].state);
		assert_int_equal(known, cases[i].known);
		assert_true(value.mantissa == cases[i].mantissa);
		assert_int_equal(value.decimals, cases[i].decimals);
	}
}

static void needs_no_terminator(void **state)
{
	struct reading_value value;
	bool known;
	char *text = malloc(4);

	(void)state;
	memcpy(text, "123\n", 4);
	assert_int_equal(reading_parse(text, 4, &value, &known), RESCTRL_STATE_VALUE);
	assert_int_equal(value.mantissa, 123);
	/* A NUL is a character like others. */
	text[1] = '\0';
	assert_int_equal(reading_parse(text, 4, &value, &known), RESCTRL_STATE_ERROR);
	assert_false(known);
	free(text);
}

static void digits_come_back(void **state)
{
	uint64_t random = 7;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		uint64_t whole = next_random(&random) >> (20 + random_below(&random, 44));
		unsigned int fraction = random_below(&random, 1000000);
		struct reading_value value;
		char text[64];
		bool known;
		int len;

		len = snprintf(text, sizeof(text), "%" PRIu64 ".%06u\n", whole, fraction);
		assert_int_equal(reading_parse(text, (size_t)len, &value, &known),
				 RESCTRL_STATE_VALUE);
		assert_int_equal(value.decimals, 6);
		assert_true(value.mantissa == whole * 1000000 + fraction);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(needs_no_terminator),
		cmocka_unit_test(digits_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
