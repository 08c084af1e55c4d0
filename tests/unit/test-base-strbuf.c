/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A string that grows. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "oom.h"

static void grows(void **state)
{
	struct strbuf sb = { 0 };
	char *text;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		strbuf_add(&sb, "ab");
		strbuf_add_n(&sb, "cde", 1);
		strbuf_addf(&sb, "%d", i % 10);
		assert_int_equal(sb.len, (i + 1) * 4);
		assert_int_equal(strlen(sb.text), sb.len);
	}
	text = strbuf_steal(&sb);
	assert_non_null(text);
	assert_memory_equal(text, "abc0abc1abc2", 12);
	assert_string_equal(text + 3996, "abc9");
	assert_null(sb.text);
	assert_int_equal(sb.len, 0);
	free(text);
}

static void nothing_is_an_empty_string(void **state)
{
	struct strbuf sb = { 0 };
	char *text = strbuf_steal(&sb);

	(void)state;
	assert_non_null(text);
	assert_string_equal(text, "");
	free(text);
	strbuf_release(&sb);
}

static void reset_keeps_the_memory(void **state)
{
	struct strbuf sb = { 0 };
	char *before;

	(void)state;
	strbuf_reset(&sb);
	strbuf_add(&sb, "one");
	before = sb.text;
	strbuf_reset(&sb);
	assert_int_equal(sb.len, 0);
	assert_string_equal(sb.text, "");
	strbuf_add(&sb, "two");
	assert_ptr_equal(sb.text, before);
	assert_string_equal(sb.text, "two");
	strbuf_release(&sb);
	assert_null(sb.text);
}

static void failure_sticks(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	for (unsigned int n = 1;; n++) {
		char *text;

		oom_at(n);
		strbuf_addf(&sb, "%s", "web");
		for (int i = 0; i < 100; i++)
			strbuf_add(&sb, "0123456789");
		strbuf_reset(&sb);
		strbuf_add(&sb, "rest");
		text = strbuf_steal(&sb);
		assert_false(sb.failed);
		if (!oom_hit()) {
			assert_string_equal(text, "rest");
			free(text);
			assert_true(n > 2);
			break;
		}
		assert_null(text);
		assert_null(sb.text);
	}
}

static void absurd_length_is_a_failure(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	strbuf_add(&sb, "a");
	strbuf_add_n(&sb, "", SIZE_MAX - 1);
	assert_true(sb.failed);
	strbuf_release(&sb);
	strbuf_add_n(&sb, "", SIZE_MAX / 2);
	assert_null(strbuf_steal(&sb));
}

static void text_that_cannot_be_formatted_is_a_failure(void **state)
{
	/* A lone surrogate has no multibyte form: vsnprintf(3) itself fails. */
	static const wchar_t odd[] = { 0xd800, 0 };
	struct strbuf sb = { 0 };

	(void)state;
	strbuf_addf(&sb, "%ls", odd);
	assert_true(sb.failed);
	assert_null(strbuf_steal(&sb));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows),
		cmocka_unit_test(nothing_is_an_empty_string),
		cmocka_unit_test(reset_keeps_the_memory),
		cmocka_unit_test(failure_sticks),
		cmocka_unit_test(absurd_length_is_a_failure),
		cmocka_unit_test(text_that_cannot_be_formatted_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
