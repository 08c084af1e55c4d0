/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of CPUs. */
#include "unit.h"

#include <errno.h>

#include "base/cpuset.h"

static void lists(void **state)
{
	static const struct {
		const char *text, *back;
		unsigned int count;
		int err;
	} cases[] = {
		{ "", "", 0, 0 },			{ "\n", "", 0, 0 },
		{ "0\n", "0", 1, 0 },			{ "0-3", "0-3", 4, 0 },
		{ "3,1,2,8-9,63-64\n", "1-3,8-9,63-64", 7, 0 },
		{ "8191", "8191", 1, 0 },		{ "8192", "", 0, -ERANGE },
		{ "0-8192", "", 0, -ERANGE },		{ "3-1", "", 0, -EINVAL },
		{ "1,", "1", 1, -EINVAL },		{ ",1", "", 0, -EINVAL },
		{ "1-", "", 0, -EINVAL },		{ "a", "", 0, -EINVAL },
		{ "1 2", "", 0, -EINVAL },		{ "99999999999999999999", "", 0, -ERANGE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };
		struct cpuset set;

		assert_int_equal(cpuset_parse(&set, cases[i].text), cases[i].err);
		assert_int_equal(cpuset_count(&set), cases[i].count);
		assert_int_equal(cpuset_is_empty(&set), !cases[i].count);
		cpuset_format(&set, &sb);
		assert_string_equal(sb.text, cases[i].back);
		strbuf_release(&sb);
	}
}

static void operations(void **state)
{
	struct cpuset a, b;

	(void)state;
	assert_int_equal(cpuset_parse(&a, "0-5"), 0);
	assert_int_equal(cpuset_parse(&b, "4-7"), 0);
	assert_false(cpuset_is_equal(&a, &b));
	cpuset_and(&a, &b);
	assert_int_equal(cpuset_count(&a), 2);
	assert_int_equal(cpuset_next(&a, 0), 4);
	assert_int_equal(cpuset_next(&a, 6), CPUSET_MOST);
	cpuset_or(&a, &b);
	assert_true(cpuset_is_equal(&a, &b));
	cpuset_add(&a, CPUSET_MOST);
	assert_true(cpuset_is_equal(&a, &b));
	assert_false(cpuset_has(&a, CPUSET_MOST));
	assert_true(cpuset_has(&a, 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(operations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
