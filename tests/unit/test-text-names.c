/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of groups and of the kernel's directories. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "text/names.h"

static void group_names(void **state)
{
	static const struct {
		const char *text, *ctrl, *mon, *dir;
	} cases[] = {
		{ "/", "", NULL, "." },
		{ "web", "web", NULL, "web" },
		{ "web/m1", "web", "m1", "web/mon_groups/m1" },
		{ "/m1", "", "m1", "mon_groups/m1" },
		/* the kernel takes them, so do we */
		{ ".hidden", ".hidden", NULL, ".hidden" },
		{ "...", "...", NULL, "..." },
		{ "a b", "a b", NULL, "a b" },
		{ "web/info", "web", "info", "web/mon_groups/info" },
		{ "/mon_data", "", "mon_data", "mon_groups/mon_data" },
		{ "gr\xc3\xbcn/\xc3\xa4", "gr\xc3\xbcn", "\xc3\xa4",
		  "gr\xc3\xbcn/mon_groups/\xc3\xa4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct group_name name;
		char dir[600];

		assert_int_equal(group_name_parse(&name, cases[i].text), 0);
		assert_int_equal(name.kind,
				 cases[i].mon ? RESCTRL_GROUP_MON : RESCTRL_GROUP_CTRL);
		assert_string_equal(name.ctrl, cases[i].ctrl);
		if (cases[i].mon)
			assert_string_equal(name.mon, cases[i].mon);
		else
			assert_null(name.mon);
		group_name_dir(&name, dir, sizeof(dir));
		assert_string_equal(dir, cases[i].dir);
	}
}

static void bad_group_names(void **state)
{
	static const char *const cases[] = {
		"", ".", "..", "./m", "../m", "web/", "web/.", "web/..", "/.", "/..", "//", "//m",
		"web/m1/x", "web//m1", "/web/m1", "a\nb", "web/a\nb", "\n", "info", "mon_groups",
		"mon_data", "info/m1", "mon_groups/m1", "mon_data/m1", "web/mon_groups",
		"/mon_groups", "web/mon_groups/m1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct group_name name;

		assert_int_equal(group_name_parse(&name, cases[i]), -EINVAL);
	}
}

static void longest_names(void **state)
{
	char text[2 * 256 + 2], dir[600], name_of[520], proc[600];
	struct group_name name;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[255] = '/';
	text[511] = '\0';
	assert_int_equal(group_name_parse(&name, text), 0);
	assert_int_equal(strlen(name.ctrl), 255);
	assert_int_equal(strlen(name.mon), 255);
	group_name_dir(&name, dir, sizeof(dir));
	assert_int_equal(strlen(dir), 255 + strlen("/mon_groups/") + 255);
	/* One more on either side. */
	text[511] = 'a';
	text[512] = '\0';
	assert_int_equal(group_name_parse(&name, text), -EINVAL);
	text[255] = 'a';
	text[256] = '\0';
	assert_int_equal(group_name_parse(&name, text), -EINVAL);

	strcpy(proc, "res:");
	memset(proc + 4, 'c', 255);
	strcpy(proc + 259, "\nmon:");
	memset(proc + 264, 'm', 255);
	strcpy(proc + 519, "\n");
	assert_int_equal(cpu_groups_parse(proc, name_of, sizeof(name_of)), 0);
	assert_int_equal(strlen(name_of), 511);
	/* Room for all but the last character. */
	assert_int_equal(cpu_groups_parse(proc, name_of, 511), -EINVAL);
}

static void groups_of_a_process(void **state)
{
	static const struct {
		const char *text;
		int ret;
		const char *name;
	} cases[] = {
		{ "res:/\nmon:\n", 0, "/" },
		{ "res:/\nmon:m0\n", 0, "/m0" },
		{ "res:g1\nmon:\n", 0, "g1" },
		{ "res:g1\nmon:m1\n", 0, "g1/m1" },
		{ "res:a: b\nmon:c:\n", 0, "a: b/c:" },
		{ "res:\nmon:\n", -ENOENT, NULL },
		{ "res:\nmon:m1\n", -EINVAL, NULL },
		{ "res:a/b\nmon:\n", -EINVAL, NULL },
		{ "res:/\nmon:a/b\n", -EINVAL, NULL },
		{ "res:g1\nmon:a/b\n", -EINVAL, NULL },
		{ "res:..\nmon:\n", -EINVAL, NULL },
		{ "res:g1\n", -EINVAL, NULL },
		{ "res:g1\nmon:", -EINVAL, NULL },
		{ "res:g1", -EINVAL, NULL },
		{ "mon:\nres:/\n", -EINVAL, NULL },
		{ "res:g1\nmon:\nx", -EINVAL, NULL },
		{ "", -EINVAL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char name[520] = "";

		assert_int_equal(cpu_groups_parse(cases[i].text, name, sizeof(name)), cases[i].ret);
		if (cases[i].name)
			assert_string_equal(name, cases[i].name);
	}
}

static void mon_directories(void **state)
{
	static const struct {
		const char *text;
		int ret;
		const char *resource;
		uint64_t id;
		bool sub;
	} cases[] = {
		{ "mon_L3_00", 0, "L3", 0, false },
		{ "mon_L3_01", 0, "L3", 1, false },
		{ "mon_L3_260", 0, "L3", 260, false },
		{ "mon_sub_L3_01", 0, "L3", 1, true },
		{ "mon_PERF_PKG_00", 0, "PERF_PKG", 0, false },
		{ "mon_MB_08", 0, "MB", 8, false },
		{ "mon_data", -EINVAL, NULL, 0, false },
		{ "mon_groups", -EINVAL, NULL, 0, false },
		{ "mon_hw_id", -EINVAL, NULL, 0, false },
		{ "mon_", -EINVAL, NULL, 0, false },
		{ "mon__00", -EINVAL, NULL, 0, false },
		{ "mon_sub_00", -EINVAL, NULL, 0, false },
		{ "mon_L3_", -EINVAL, NULL, 0, false },
		{ "mon_L3_0x", -EINVAL, NULL, 0, false },
		{ "mon_L3_18446744073709551616", -EINVAL, NULL, 0, false },
		{ "L3_00", -EINVAL, NULL, 0, false },
		{ "", -EINVAL, NULL, 0, false },
		{ "mon_0123456789012345678901234567890123456789012345678901234567890123_0", -EINVAL,
		  NULL, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mon_dir_name name;

		assert_int_equal(mon_dir_name_parse(&name, cases[i].text), cases[i].ret);
		if (cases[i].ret < 0)
			continue;
		assert_string_equal(name.resource, cases[i].resource);
		assert_int_equal(name.id, cases[i].id);
		assert_int_equal(name.sub, cases[i].sub);
	}
}

static void assignment_files(void **state)
{
	char resource[8];

	(void)state;
	assert_int_equal(assignments_name_parse("mbm_L3_assignments", resource,
						sizeof(resource)), 0);
	assert_string_equal(resource, "L3");
	assert_int_equal(assignments_name_parse("mbm_1234567_assignments", resource,
						sizeof(resource)), 0);
	assert_string_equal(resource, "1234567");
	assert_int_equal(assignments_name_parse("mbm_12345678_assignments", resource,
						sizeof(resource)), -EINVAL);
	assert_int_equal(assignments_name_parse("mbm__assignments", resource, sizeof(resource)),
			 -EINVAL);
	assert_int_equal(assignments_name_parse("mbm_assignments", resource, sizeof(resource)),
			 -EINVAL);
	assert_int_equal(assignments_name_parse("mbm_assign_mode", resource, sizeof(resource)),
			 -EINVAL);
	assert_int_equal(assignments_name_parse("mon_L3_assignments", resource, sizeof(resource)),
			 -EINVAL);
	assert_int_equal(assignments_name_parse("", resource, sizeof(resource)), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(group_names),
		cmocka_unit_test(bad_group_names),
		cmocka_unit_test(longest_names),
		cmocka_unit_test(groups_of_a_process),
		cmocka_unit_test(mon_directories),
		cmocka_unit_test(assignment_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
