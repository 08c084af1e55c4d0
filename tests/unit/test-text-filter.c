/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/filter.h"
#include "text/pattern.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

static void names_and_bits(void **state)
{
	static const struct {
		const char *text;
		int err;
		uint64_t bits;
	} cases[] = {
		{ "local_reads", 0, 0x1 },
		{ "local_reads,remote_reads\n", 0, 0x3 },
		{ " dirty_victim_writes_all , local_reads_slow_memory,", 0, 0x50 },
		{ "remote_reads_slow_memory,remote_non_temporal_writes,local_non_temporal_writes", 0, 0x2c },
		{ "", 0, 0 },
		{ "\n", 0, 0 },
		{ ",,", 0, 0 },
		{ "0x7f", 0, 0x7f },
		{ "0X15", 0, 0x15 },
		{ "0x", -EINVAL, 0 },
		{ "0xg", -EINVAL, 0 },
		{ "0x10000000000000000", -EINVAL, 0 },
		{ "reads", -ENOENT, 0 },
		{ "local_reads,reads", -ENOENT, 0 },
		{ "local_reads remote_reads", -ENOENT, 0 },
		{ "local_read", -ENOENT, 0 },
		{ "7", -ENOENT, 0 },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t bits;

		assert_int_equal(filter_parse(cases[i].text, &bits), cases[i].err);
		if (!cases[i].err)
			assert_int_equal(bits, cases[i].bits);
	}
}

static void formats(void **state)
{
	char text[240];
	uint64_t bits;

	(void)state;
	assert_int_equal(filter_format(0, text, sizeof(text)), 0);
	assert_string_equal(text, "");
	assert_int_equal(filter_format(0x41, text, sizeof(text)), 0);
	assert_string_equal(text, "local_reads,dirty_victim_writes_all");
	assert_int_equal(filter_format(0x7f, text, sizeof(text)), 0);
	assert_int_equal(filter_parse(text, &bits), 0);
	assert_int_equal(bits, 0x7f);
	assert_int_equal(filter_format(0x80, text, sizeof(text)), -ERANGE);
	assert_string_equal(filter_name(6), "dirty_victim_writes_all");
	assert_null(filter_name(7));
}

static void patterns_of_groups(void **state)
{
	static const struct {
		const char *text, *name;
		bool matches;
	} cases[] = {
		{ "web", "web", true },	    { "web", "web/m1", false },	{ "we*", "web", true },
		{ "we*", "web/m1", false }, { "*", "/", false },	{ "*", "db", true },
		{ "/", "/", true },	    { "/*", "/", false },	{ "/*", "/m1", true },
		{ "*/*", "web/m1", true },  { "a?", "ab", true },	{ "a[", "a[", true },
		{ "w[xe]b", "web", true },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(pattern_matches(cases[i].text, cases[i].name), cases[i].matches);
	assert_true(pattern_is("a?"));
	assert_false(pattern_is("web/m1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_bits),
		cmocka_unit_test(formats),
		cmocka_unit_test(patterns_of_groups),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
