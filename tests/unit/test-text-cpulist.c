/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of CPUs as the kernel takes them; tests/vm/programs/verdict compares with the kernel. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "text/cpulist.h"

#define NUM 8

static void lists(void **state)
{
	static const struct {
		const char *text, *set;
	} cases[] = {
		{ "", "........" }, { "\n", "........" }, { " , ", "........" }, { "0", "1......." },
		{ "0-3,7", "1111...1" }, { "7,0", "1......1" }, { "2-2", "..1....." }, { "1 3\t5", ".1.1.1.." },
		{ ",,1,,", ".1......" }, { "all", "11111111" }, { "ALL", "11111111" }, { "N", ".......1" },
		{ "6-N", "......11" }, { "0-6:1/2", "1.1.1.1." }, { "all:2/4", "11..11.." },
		{ "1-6:2/3", ".11.11.." }, { "0-7:3/3", "11111111" }, { "0-3:0/2", "........" },
		{ "0-3\n", "1111...." }, { "0007", ".......1" },
	};
	struct cpuset set;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char got[NUM + 1] = "";

		assert_int_equal(cpulist_parse(cases[i].text, &set, NUM), 0);
		for (unsigned int k = 0; k < NUM; k++)
			got[k] = cpuset_has(&set, k) ? '1' : '.';
		assert_string_equal(got, cases[i].set);
		assert_int_equal(cpuset_next(&set, NUM), CPUSET_MOST);
	}
}

static void no_lists(void **state)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "x", -EINVAL }, { "1-", -EINVAL }, { "-1", -EINVAL }, { "3-1", -EINVAL }, { "1-3:2", -EINVAL },
		{ "1-3:3/2", -EINVAL }, { "1-3:1/0", -EINVAL }, { "1:1/2", -EINVAL }, { "1;2", -EINVAL },
		{ "0x1", -EINVAL }, { "8", -ERANGE }, { "0-8", -ERANGE }, { "4294967296", -EOVERFLOW },
		{ "99999999999999999999999", -EOVERFLOW }, { "1.5", -EINVAL },
	};
	struct cpuset set;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(cpulist_parse(cases[i].text, &set, NUM), cases[i].err);
}

/* What is written as a list is the same set when it is read. */
static void there_and_back(void **state)
{
	static const struct {
		const char *text, *back;
		unsigned int count;
	} cases[] = {
		{ "", "", 0 },				{ "0\n", "0", 1 },
		{ "0-3", "0-3", 4 },			{ "3,1,2,8-9,63-64\n", "1-3,8-9,63-64", 7 },
		{ "8191", "8191", 1 },			{ "all", "0-8191", CPUSET_MOST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };
		struct cpuset set, again;

		assert_int_equal(cpulist_parse(cases[i].text, &set, CPUSET_MOST), 0);
		assert_int_equal(cpuset_count(&set), cases[i].count);
		assert_int_equal(cpuset_is_empty(&set), !cases[i].count);
		cpuset_format(&set, &sb);
		assert_string_equal(sb.text, cases[i].back);
		assert_int_equal(cpulist_parse(sb.text, &again, CPUSET_MOST), 0);
		assert_true(cpuset_is_equal(&set, &again));
		strbuf_release(&sb);
	}
	assert_int_equal(cpulist_parse("8192", &(struct cpuset){ 0 }, CPUSET_MOST), -ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(no_lists),
		cmocka_unit_test(there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
