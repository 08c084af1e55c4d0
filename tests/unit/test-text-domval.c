/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists "ID=VALUE;ID=VALUE". */
#include "unit.h"

#include <errno.h>

#include "oom.h"
#include "text/domval.h"

static void kernels_texts(void **state)
{
	static const struct {
		const char *text;
		size_t num;
		uint64_t id;
		const char *value;
	} cases[] = {
		{ "0=32;1=32\n", 2, 1, "32" },
		{ "0=26;1=27", 2, 0, "26" },
		{ "0=00000000SSSSSSSS;1=HH00SSSSSSSS\n", 2, 0, "00000000SSSSSSSS" },
		{ "0=ffff;1=ffff;2=ffff;3=ffff\n", 4, 3, "ffff" },
		{ "0=0x7f;1=0x15\n", 2, 1, "0x15" },
		{ "12345678901=a=b\n", 1, UINT64_C(12345678901), "a=b" },
		{ "2=1;0=5\n", 2, 0, "5" },
		{ "0=1\n", 1, 7, NULL },
		{ "", 0, 0, NULL },
		{ "\n", 0, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct domval *list;
		const char *value;
		size_t num;

		assert_int_equal(domval_parse(cases[i].text, &list, &num), 0);
		assert_int_equal(num, cases[i].num);
		value = domval_find(list, num, cases[i].id);
		if (cases[i].value) {
			assert_non_null(value);
			assert_string_equal(value, cases[i].value);
		} else {
			assert_null(value);
		}
		domval_free(list, num);
	}
}

static void other_texts_are_refused(void **state)
{
	static const char *const cases[] = {
		"0\n", "0=\n", "=1\n", "0=1;\n", ";0=1\n", "0=1;;1=1\n", "0=1\n1=1\n", "0=1\n\n",
		"\n\n", "\n0=1\n", "a=1\n", "0 =1\n", " 0=1\n", "0=1;0=2\n", "1=1;0=1;1=1\n",
		"18446744073709551616=1\n", "not supported\n", "disabled\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct domval *list = (void *)&list;
		size_t num = 99;

		assert_int_equal(domval_parse(cases[i], &list, &num), -EINVAL);
		assert_null(list);
		assert_int_equal(num, 0);
	}
}

static void out_of_memory(void **state)
{
	struct domval *list;
	unsigned int n = 0;
	size_t num;
	int ret;

	(void)state;
	do {
		oom_at(++n);
		ret = domval_parse("0=1;1=2;2=3\n", &list, &num);
		assert_int_equal(ret, oom_hit() ? -ENOMEM : 0);
		assert_int_equal(num, ret < 0 ? 0 : 3);
	} while (ret < 0);
	assert_int_equal(n, 5);
	domval_free(list, num);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernels_texts),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
