/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of strings. */
#include "unit.h"

#include <errno.h>

#include "base/strlist.h"
#include "oom.h"

static void holds_copies(void **state)
{
	struct strlist list = { 0 };
	char text[] = "web";

	(void)state;
	assert_int_equal(strlist_add(&list, text), 0);
	text[0] = 'x';
	assert_int_equal(strlist_add_n(&list, "database", 4), 0);
	assert_int_equal(strlist_add_n(&list, "", 0), 0);
	assert_int_equal(list.num, 3);
	assert_string_equal(list.items[0], "web");
	assert_string_equal(list.items[1], "data");
	assert_string_equal(list.items[2], "");
	strlist_release(&list);
	assert_int_equal(list.num, 0);
	assert_null(list.items);
}

static void sorts_by_byte(void **state)
{
	struct strlist list = { 0 };

	(void)state;
	strlist_sort(&list);
	assert_int_equal(strlist_split(&list, "b a B \xc3\xa4 aa", ' '), 0);
	strlist_sort(&list);
	assert_string_equal(list.items[0], "B");
	assert_string_equal(list.items[1], "a");
	assert_string_equal(list.items[2], "aa");
	assert_string_equal(list.items[3], "b");
	assert_string_equal(list.items[4], "\xc3\xa4");
	strlist_release(&list);
}

static void splits(void **state)
{
	static const struct {
		const char *text;
		size_t num;
	} cases[] = {
		{ "", 0 }, { "\n", 0 }, { "\n\n", 0 }, { "a", 1 }, { "a\n", 1 }, { "\na\n\nb", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strlist list = { 0 };

		assert_int_equal(strlist_split(&list, cases[i].text, '\n'), 0);
		assert_int_equal(list.num, cases[i].num);
		if (list.num > 0)
			assert_string_equal(list.items[0], "a");
		if (list.num > 1)
			assert_string_equal(list.items[1], "b");
		strlist_release(&list);
	}
}

static void out_of_memory(void **state)
{
	unsigned int n = 0;
	int ret;

	(void)state;
	do {
		struct strlist list = { 0 };

		oom_at(++n);
		ret = strlist_split(&list, "1 2 3 4 5 6 7 8 9", ' ');
		assert_int_equal(ret, oom_hit() ? -ENOMEM : 0);
		/* What is there is whole. */
		for (size_t i = 0; i < list.num; i++)
			assert_int_equal(list.items[i][0], '1' + (int)i);
		strlist_release(&list);
	} while (ret < 0);
	assert_int_equal(n, 9 + 2 + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_copies),
		cmocka_unit_test(sorts_by_byte),
		cmocka_unit_test(splits),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
