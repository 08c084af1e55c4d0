/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of CPUs. */
#include "unit.h"

#include "base/cpuset.h"

/* CPUs FIRST to LAST. */
static struct cpuset range(unsigned int first, unsigned int last)
{
	struct cpuset set = { 0 };

	while (first <= last)
		cpuset_add(&set, first++);
	return set;
}

static void assert_list(const struct cpuset *set, const char *list)
{
	struct strbuf sb = { 0 };

	cpuset_format(set, &sb);
	assert_string_equal(sb.text, list);
	strbuf_release(&sb);
}

static void lists(void **state)
{
	struct cpuset set = { 0 };

	(void)state;
	assert_true(cpuset_is_empty(&set));
	assert_list(&set, "");
	set = range(1, 3);
	cpuset_add(&set, 63);
	cpuset_add(&set, 64);
	cpuset_add(&set, CPUSET_MOST - 1);
	assert_int_equal(cpuset_count(&set), 6);
	assert_false(cpuset_is_empty(&set));
	assert_list(&set, "1-3,63-64,8191");
}

static void operations(void **state)
{
	struct cpuset a = range(0, 5), b = range(4, 7);

	(void)state;
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
