/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file tasks. */
#include "unit.h"

#include <errno.h>

#include "oom.h"
#include "text/tids.h"

static void reads_a_list(void **state)
{
	struct tids tids = { 0 };

	(void)state;
	assert_int_equal(tids_parse(&tids, ""), 0);
	assert_int_equal(tids.num, 0);
	assert_int_equal(tids_has(&tids, 1), 0);
	assert_int_equal(tids_parse(&tids, "1\n273\n2147483647\n"), 0);
	assert_int_equal(tids_parse(&tids, "5"), 0);
	assert_int_equal(tids.num, 4);
	assert_int_equal(tids.ids[1], 273);
	assert_int_equal(tids.ids[2], 2147483647);
	assert_int_equal(tids.ids[3], 5);
	tids_release(&tids);
	assert_null(tids.ids);
}

static void other_texts_are_refused(void **state)
{
	static const char *const cases[] = {
		"\n", "0\n", "1\n\n2\n", "1 \n", " 1\n", "-1\n", "2147483648\n", "1,2\n", "0x1\n",
		"7\n8\nx\n", "99999999999999999999999\n",
	};
	struct tids tids = { 0 };

	(void)state;
	assert_int_equal(tids_add(&tids, 42), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(tids_parse(&tids, cases[i]), -EINVAL);
		assert_int_equal(tids.num, 1);
		assert_int_equal(tids.ids[0], 42);
	}
	tids_release(&tids);
}

static void sorts_and_finds(void **state)
{
	struct tids tids = { 0 };
	uint64_t random = 3;
	int seen[500] = { 0 };
	size_t num = 0;

	(void)state;
	tids_sort(&tids);
	for (int i = 0; i < 300; i++) {
		int id = 1 + (int)random_below(&random, 499);

		num += seen[id]++ == 0;
		assert_int_equal(tids_add(&tids, id), 0);
	}
	tids_sort(&tids);
	assert_int_equal(tids.num, num);
	for (int id = 1; id < 500; id++)
		assert_int_equal(tids_has(&tids, id), seen[id] > 0);
	tids_release(&tids);
}

static void out_of_memory(void **state)
{
	struct tids tids = { 0 };

	(void)state;
	for (int i = 0; i < 64; i++)
		assert_int_equal(tids_add(&tids, 1000 + i), 0);
	oom_at(1);
	assert_int_equal(tids_parse(&tids, "1\n2\n"), -ENOMEM);
	assert_true(oom_hit());
	assert_int_equal(tids.num, 64);
	assert_int_equal(tids.ids[63], 1063);
	tids_release(&tids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_list),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(sorts_and_finds),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
