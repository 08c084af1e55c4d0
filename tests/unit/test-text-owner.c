/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The owner mark. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "text/owner.h"

#define BOOT "4cf2a3a7-6c7a-4b0b-a8c5-4f5d5a3c1b1e"

static void there_and_back(void **state)
{
	struct owner_mark mark = { .boot = BOOT, .pidns = 4026531836, .pid = 812, .start = 12345,
				   .transient = true, .tool = "my tool" };
	char text[OWNER_MARK_SIZE];
	struct owner_mark got;

	(void)state;
	owner_mark_format(&mark, text);
	assert_string_equal(text, "boot=" BOOT " pidns=4026531836 pid=812 start=12345 transient=1 "
				  "tool=my tool");
	assert_int_equal(owner_mark_parse(text, &got), 0);
	assert_string_equal(got.boot, mark.boot);
	assert_int_equal(got.pidns, mark.pidns);
	assert_int_equal(got.pid, mark.pid);
	assert_int_equal(got.start, mark.start);
	assert_true(got.transient);
	assert_string_equal(got.tool, mark.tool);
}

static void the_longest_fits(void **state)
{
	struct owner_mark mark = { .pidns = UINT64_MAX, .pid = 2147483647, .start = UINT64_MAX }, got;
	char text[OWNER_MARK_SIZE];

	(void)state;
	memset(mark.boot, 'b', sizeof(mark.boot) - 1);
	memset(mark.tool, 't', sizeof(mark.tool) - 1);
	owner_mark_format(&mark, text);
	assert_int_equal(owner_mark_parse(text, &got), 0);
	assert_memory_equal(&got, &mark, sizeof(mark));
}

static void a_newline_becomes_a_blank(void **state)
{
	struct owner_mark mark = { .boot = "b", .pid = 1, .start = 1, .tool = "a\nb" };
	char text[OWNER_MARK_SIZE];

	(void)state;
	owner_mark_format(&mark, text);
	assert_string_equal(text, "boot=b pidns=0 pid=1 start=1 transient=0 tool=a b");
}

static void later_words_are_skipped(void **state)
{
	struct owner_mark got;

	(void)state;
	assert_int_equal(owner_mark_parse("uid=7 pid=2 start=3 boot=b new= tool=x=y z", &got), 0);
	assert_int_equal(got.pid, 2);
	assert_false(got.transient);
	assert_string_equal(got.tool, "x=y z");
}

static void other_texts_are_refused(void **state)
{
	static const char *const cases[] = {
		"", "rctl", "boot=b pid=1 start=1", "boot=b pid=1 tool=x", "boot=b start=1 tool=x",
		"pid=1 start=1 tool=x", "boot=b pid=0 start=1 tool=x", "boot=b pid=-1 start=1 tool=x",
		"boot=b pid=2147483648 start=1 tool=x", "boot=b pid=1 start=x tool=x",
		"boot= pid=1 start=1 tool=x", "boot=b pid=1 start=1 tool=", "boot=b  pid=1 start=1 tool=x",
		"boot=b pid=1 start=1 transient=yes tool=x", "boot=b pidns=0x1 pid=1 start=1 tool=x",
		"boot=0123456789012345678901234567890123456789 pid=1 start=1 tool=x",
	};
	struct owner_mark got;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(owner_mark_parse(cases[i], &got), -EINVAL);
}

static void records_of_a_recording(void **state)
{
	static const char text[] = "gone 1 812 my tool\tweb\nbad line\nalive 0 7 rctl\tweb/m 1\nunknown 0 8 x\t/\n";
	static const char *const bad[] = {
		"", "\n", "gone", "gone 1", "gone 1 812", "gone 1 812 tool", "gone 2 812 tool\tweb", "gone 1 0 tool\tweb",
		"gone 1 x tool\tweb", "went 1 812 tool\tweb", "gone 1 812 \tweb", "gone 1 812 tool\twe", "gone\t1 812 tool\tweb",
		"gone 1 812 tool\tweb2", " gone 1 812 tool\tweb", "gone 1 812 tool\n\tweb",
		"gone 1 99999999999 tool\tweb",
		"gone 1 812 a-tool-whose-name-is-longer-than-any-tool-can-have-in-the-mark-of-a-group\tweb",
	};
	struct owner_mark got;

	(void)state;
	assert_int_equal(owner_record_find(text, "web", &got), 0);
	assert_string_equal(got.tool, "my tool");
	assert_int_equal(got.pid, 812);
	assert_true(got.transient);
	assert_int_equal(got.recorded, RESCTRL_OWNER_GONE);
	assert_int_equal(owner_record_find(text, "web/m 1", &got), 0);
	assert_int_equal(got.recorded, RESCTRL_OWNER_ALIVE);
	assert_false(got.transient);
	assert_int_equal(owner_record_find(text, "/", &got), 0);
	assert_int_equal(got.recorded, RESCTRL_OWNER_UNKNOWN);
	assert_int_equal(owner_record_find(text, "other", &got), -ENOENT);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(owner_record_find(bad[i], "web", &got), -ENOENT);
		assert_int_equal(got.pid, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_of_a_recording),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(the_longest_fits),
		cmocka_unit_test(a_newline_becomes_a_blank),
		cmocka_unit_test(later_words_are_skipped),
		cmocka_unit_test(other_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
