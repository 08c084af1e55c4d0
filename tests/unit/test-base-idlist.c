/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of domain ids. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/idlist.h"
#include "oom.h"

static void parses(void **state)
{
	static const struct {
		const char *text;
		int ret;
		size_t num;
		uint64_t in, out;
	} cases[] = {
		{ "*", 0, 0, UINT64_MAX, 0 },
		{ "3", 0, 1, 3, 4 },
		{ "0,2-5", 0, 2, 5, 1 },
		{ "7-7", 0, 1, 7, 6 },
		{ "2-5,3-4", 0, 2, 4, 6 },
		{ "0-18446744073709551615", 0, 1, UINT64_MAX, 0 },
		{ "18446744073709551616", -ERANGE, 0, 0, 0 },
		{ "0-18446744073709551616", -ERANGE, 0, 0, 0 },
		{ "", -EINVAL, 0, 0, 0 },
		{ ",", -EINVAL, 0, 0, 0 },
		{ "1,", -EINVAL, 0, 0, 0 },
		{ ",1", -EINVAL, 0, 0, 0 },
		{ "1,,2", -EINVAL, 0, 0, 0 },
		{ "5-2", -EINVAL, 0, 0, 0 },
		{ "1-", -EINVAL, 0, 0, 0 },
		{ "-1", -EINVAL, 0, 0, 0 },
		{ "1-2-3", -EINVAL, 0, 0, 0 },
		{ "**", -EINVAL, 0, 0, 0 },
		{ "*,1", -EINVAL, 0, 0, 0 },
		{ " 1", -EINVAL, 0, 0, 0 },
		{ "1 ", -EINVAL, 0, 0, 0 },
		{ "a", -EINVAL, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct idlist list;

		assert_int_equal(idlist_parse(&list, cases[i].text, strlen(cases[i].text)),
				 cases[i].ret);
		assert_int_equal(list.num, cases[i].num);
		assert_int_equal(list.all, strcmp(cases[i].text, "*") == 0);
		if (cases[i].ret == 0)
			assert_true(idlist_has(&list, cases[i].in));
		if (cases[i].out)
			assert_false(idlist_has(&list, cases[i].out));
		idlist_release(&list);
		assert_null(list.ranges);
	}
}

static void reads_no_further_than_told(void **state)
{
	struct idlist list;

	(void)state;
	assert_int_equal(idlist_parse(&list, "1,2=ff", 3), 0);
	assert_int_equal(list.num, 2);
	assert_true(idlist_has(&list, 2));
	idlist_release(&list);
}

static void lists_mean_their_members(void **state)
{
	uint64_t random = 42;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		bool member[64] = { false };
		char text[256] = "";
		size_t len = 0;
		struct idlist list;

		for (unsigned int k = 0, num = 1 + random_below(&random, 6); k < num; k++) {
			unsigned int first = random_below(&random, 64);
			unsigned int last = first + random_below(&random, 64 - first);

			len += (size_t)snprintf(text + len, sizeof(text) - len,
						first == last ? "%s%u" : "%s%u-%u", k ? "," : "",
						first, last);
			for (unsigned int id = first; id <= last; id++)
				member[id] = true;
		}
		assert_int_equal(idlist_parse(&list, text, len), 0);
		for (unsigned int id = 0; id < 64; id++)
			assert_int_equal(idlist_has(&list, id), member[id]);
		idlist_release(&list);
	}
}

static void out_of_memory(void **state)
{
	struct idlist list;

	(void)state;
	oom_at(1);
	assert_int_equal(idlist_parse(&list, "1,2", 3), -ENOMEM);
	assert_true(oom_hit());
	assert_false(idlist_has(&list, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses),
		cmocka_unit_test(reads_no_further_than_told),
		cmocka_unit_test(lists_mean_their_members),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
