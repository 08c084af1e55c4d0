/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mbm_assign_mode. */
#include "unit.h"

#include <errno.h>

#include "oom.h"
#include "text/assign_mode.h"

static void kernels_texts(void **state)
{
	static const struct {
		const char *text;
		size_t num;
		const char *active;
	} cases[] = {
		{ "[mbm_event]\ndefault\n", 2, "mbm_event" },
		{ "[default]\nmbm_event\n", 2, "default" },
		{ "[default]\n", 1, "default" },
		{ "[mbm_event]\n", 1, "mbm_event" },
		{ "default\n[mbm_event]\n", 2, "mbm_event" },
		{ "one\ntwo\n[three]", 3, "three" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strlist modes;

		assert_int_equal(assign_mode_parse(cases[i].text, &modes), 0);
		assert_int_equal(modes.num, cases[i].num);
		assert_string_equal(modes.items[0], cases[i].active);
		strlist_release(&modes);
	}
}

static void other_texts_are_refused(void **state)
{
	static const char *const cases[] = {
		"", "\n", "default\n", "[default]\n[mbm_event]\n", "[]\n", "[default\n",
		"[default]]\n", "[default]\n\nmbm_event\n", "[default]\n\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strlist modes;

		assert_int_equal(assign_mode_parse(cases[i], &modes), -EINVAL);
		assert_int_equal(modes.num, 0);
		assert_null(modes.items);
	}
}

static void out_of_memory(void **state)
{
	struct strlist modes;
	unsigned int n = 0;
	int ret;

	(void)state;
	do {
		oom_at(++n);
		ret = assign_mode_parse("[mbm_event]\ndefault\n", &modes);
		assert_int_equal(ret, oom_hit() ? -ENOMEM : 0);
		assert_int_equal(modes.num, ret < 0 ? 0 : 2);
	} while (ret < 0);
	assert_int_equal(n, 4);
	strlist_release(&modes);
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
