/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decoders of ACPI tables: what was built is what is read, and no lie of a table is a crash or a silence. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probe/mpam-table.h"
#include "probe/pptt.h"
#include "probe/srat.h"
#include "support/acpi-build.h"

static struct table t;

/* The problems in one text. */
static char *texts(const struct strlist *problems)
{
	static char all[8192];

	all[0] = '\0';
	for (size_t i = 0; i < problems->num; i++) {
		strncat(all, problems->items[i], sizeof(all) - strlen(all) - 1);
		strncat(all, "\n", sizeof(all) - strlen(all) - 1);
	}
	return all;
}

/* Parses T and gives the problems. The copy has the exact size, so that memcheck sees a step beyond. */
static const char *problems_of(int (*parse)(const void *data, size_t size, struct strlist *problems),
			       size_t size, int want)
{
	struct strlist problems = { 0 };
	void *copy = malloc(size ? size : 1);
	const char *all;

	memcpy(copy, t.data, size);
	assert_int_equal(parse(copy, size, &problems), want);
	all = texts(&problems);
	strlist_release(&problems);
	free(copy);
	return all;
}

static int parse_mpam(const void *data, size_t size, struct strlist *problems)
{
	struct mpam_table m;
	int err = mpam_table_parse(data, size, &m, problems);

	mpam_table_release(&m);
	return err;
}

static int parse_pptt(const void *data, size_t size, struct strlist *problems)
{
	struct pptt p;
	int err = pptt_parse(data, size, &p, problems);

	for (size_t i = 0; !err && i < p.num_processors; i++) {
		pptt_num_levels(&p, i);
		pptt_level_of(&p, i, 300);
		pptt_is_below(&p, i, 0);
	}
	pptt_release(&p);
	return err;
}

static int parse_srat(const void *data, size_t size, struct strlist *problems)
{
	struct srat s;
	int err = srat_parse(data, size, &s, problems);

	srat_find_node(&s, 0);
	srat_release(&s);
	return err;
}

static int parse_madt(const void *data, size_t size, struct strlist *problems)
{
	struct madt m;
	int err = madt_parse(data, size, &m, problems);

	madt_release(&m);
	return err;
}

static void mpam_is_read_in_full(void **state)
{
	struct strlist problems = { 0 };
	struct mpam_table m;

	(void)state;
	build_mpam(&t, &machine_usual);
	assert_int_equal(mpam_table_parse(t.data, t.len, &m, &problems), 0);
	assert_int_equal(problems.num, 0);
	assert_true(m.readable && m.header.checksum_good);
	assert_string_equal(m.header.oem_table_id, "TESTTABL");
	assert_int_equal(m.num_mscs, 4);
	assert_int_equal(m.mscs[0].base, 0x80000000);
	assert_int_equal(m.mscs[0].max_nrdy_usec, 20);
	assert_string_equal(m.mscs[0].linked_hid, "");
	assert_int_equal(m.mscs[0].resources[0].descriptor1, 300);
	assert_int_equal(m.mscs[1].resources[0].locator, MPAM_LOCATOR_MEMORY);
	assert_string_equal(m.mscs[3].linked_hid, "ACPI0010");
	assert_int_equal(m.mscs[3].linked_uid, 0x101);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(m.mscs[i].identifier, i + 1);
		assert_int_equal(m.mscs[i].use, MPAM_MSC_USED);
		assert_int_equal(m.mscs[i].num_read, 1);
	}
	mpam_table_release(&m);
	strlist_release(&problems);
}

/* Each field of the second MSC and what the kernel makes of a change. */
static void mpam_uses(void **state)
{
	static const struct {
		size_t offset, width;
		uint64_t value;
		enum mpam_msc_use use;
	} cases[] = {
		{ 2, 1, 0x0a, MPAM_MSC_USED },		{ 2, 1, 0x01, MPAM_MSC_BAD_INTERFACE },
		{ 3, 1, 1, MPAM_MSC_UNRECOGNISED },	{ 28, 4, 1, MPAM_MSC_UNRECOGNISED },
		{ 44, 4, 1, MPAM_MSC_UNRECOGNISED },	{ 16, 4, 0, MPAM_MSC_DISABLED },
		{ 68, 4, 2, MPAM_MSC_BAD_RESOURCES },	{ 72 + 20, 4, 1, MPAM_MSC_BAD_RESOURCES },
		{ 68, 4, 0xffffffff, MPAM_MSC_BAD_RESOURCES },
		{ 72 + 20, 4, 0xffffffff, MPAM_MSC_BAD_RESOURCES },
		{ 72 + 20, 4, 0x20000000, MPAM_MSC_BAD_RESOURCES },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strlist problems = { 0 };
		struct mpam_table m;

		build_mpam(&t, &machine_usual);
		table_set(&t, 36 + 96 + cases[i].offset, cases[i].width, cases[i].value);
		table_end(&t);
		assert_int_equal(mpam_table_parse(t.data, t.len, &m, &problems), 0);
		assert_int_equal(m.num_mscs, 4);
		assert_int_equal(m.mscs[1].use, cases[i].use);
		assert_int_equal(m.mscs[2].use, MPAM_MSC_USED);
		mpam_table_release(&m);
		strlist_release(&problems);
	}
}

static void mpam_lies_are_named(void **state)
{
	(void)state;
	build_mpam(&t, &machine_usual);
	table_set(&t, 36 + 96, 2, 71);
	table_end(&t);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0),
			       "the MSC node at 0x84 claims 71 bytes"));
	table_set(&t, 36 + 96, 2, 0);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "claims 0 bytes"));
	table_set(&t, 36 + 96, 2, 0xffff);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "claims 65535 bytes"));
	build_mpam(&t, &machine_usual);
	table_set(&t, 4, 4, 0xfffffff0);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "the header claims 4294967280 bytes"));
	table_set(&t, 4, 4, 35);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "fewer than its own 36"));
	build_mpam(&t, &machine_usual);
	table_set(&t, 8, 1, 0);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "revision 0"));
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "checksum"));
	build_mpam(&t, &machine_usual);
	table_set(&t, 36 + 96 + 4, 4, 1);
	table_set(&t, 36 + 96 + 72 + 4, 1, 16);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "MSC 1 is there twice"));
	assert_non_null(strstr(problems_of(parse_mpam, t.len, 0), "has RIS 16"));
	build_pptt(&t);
	assert_non_null(strstr(problems_of(parse_mpam, t.len, -EINVAL), "not \"MPAM\""));
	assert_non_null(strstr(problems_of(parse_mpam, 35, -EINVAL), "no ACPI table"));
	problems_of(parse_mpam, 0, -EINVAL);
}

static void pptt_is_read_in_full(void **state)
{
	struct strlist problems = { 0 };
	struct pptt p;
	size_t cpu;

	(void)state;
	build_pptt(&t);
	assert_int_equal(pptt_parse(t.data, t.len, &p, &problems), 0);
	assert_int_equal(problems.num, 0);
	assert_int_equal(p.num_processors, 7);
	assert_int_equal(p.num_caches, 11);
	for (uint32_t uid = 0; uid < 4; uid++) {
		cpu = pptt_find_cpu(&p, uid);
		assert_true(cpu != PPTT_NONE && pptt_is_leaf(&p, cpu));
		assert_int_equal(pptt_level_of(&p, cpu, 10 + uid), 1);
		assert_int_equal(pptt_level_of(&p, cpu, 20 + uid), 1);
		assert_int_equal(pptt_level_of(&p, cpu, 200 + uid / 2), 2);
		assert_int_equal(pptt_level_of(&p, cpu, 201 - uid / 2), 0);
		assert_int_equal(pptt_level_of(&p, cpu, 300), 3);
		assert_int_equal(pptt_num_levels(&p, cpu), 3);
		assert_true(pptt_is_below(&p, cpu, pptt_find_container(&p, 0x100 + uid / 2)));
		assert_false(pptt_is_below(&p, cpu, pptt_find_container(&p, 0x101 - uid / 2)));
	}
	assert_true(pptt_find_container(&p, 0) == PPTT_NONE);
	assert_true(pptt_find_cpu(&p, 0x100) == PPTT_NONE);
	pptt_release(&p);
	/* Before revision 3 there are no ids of caches. */
	table_set(&t, 8, 1, 2);
	assert_int_equal(pptt_parse(t.data, t.len, &p, &problems), 0);
	assert_int_equal(pptt_level_of(&p, pptt_find_cpu(&p, 0), 300), 0);
	pptt_release(&p);
	/* And in the first, leaves are not marked. */
	table_set(&t, 8, 1, 1);
	assert_int_equal(pptt_parse(t.data, t.len, &p, &problems), 0);
	assert_true(pptt_is_leaf(&p, pptt_find_cpu(&p, 3)));
	assert_true(pptt_find_container(&p, 0x101) != PPTT_NONE);
	pptt_release(&p);
	strlist_release(&problems);
}

static void pptt_lies_are_named(void **state)
{
	size_t l3 = 36, package = l3 + 28, l2 = package + 24;

	(void)state;
	build_pptt(&t);
	table_set(&t, package + 8, 4, package);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "form a circle"));
	build_pptt(&t);
	table_set(&t, package + 8, 4, 5);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "is no processor node"));
	build_pptt(&t);
	table_set(&t, l3 + 8, 4, l2);
	table_set(&t, l2 + 8, 4, l3);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "levels above"));
	build_pptt(&t);
	table_set(&t, l3 + 8, 4, package);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "is no cache node"));
	build_pptt(&t);
	table_set(&t, package + 16, 4, 0xffffffff);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "claims 4294967295 resources"));
	build_pptt(&t);
	table_set(&t, package + 1, 1, 0);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "claims 0 bytes"));
	table_set(&t, package + 1, 1, 255);
	assert_non_null(strstr(problems_of(parse_pptt, package + 30, 0), "claims 255 bytes"));
	table_set(&t, package + 1, 1, 19);
	assert_non_null(strstr(problems_of(parse_pptt, t.len, 0), "fewer than the 20 of type 0"));
}

static void srat_and_madt(void **state)
{
	struct strlist problems = { 0 };
	struct srat s;
	struct madt m;

	(void)state;
	srat_begin(&t);
	srat_memory(&t, 7, 0x1000, 0x2000);
	srat_gicc(&t, 5, 0);
	srat_gicc(&t, 9, 1);
	srat_gicc(&t, 5, 2);
	table_end(&t);
	assert_int_equal(srat_parse(t.data, t.len, &s, &problems), 0);
	assert_int_equal(problems.num, 0);
	assert_int_equal(s.num_entries, 4);
	assert_int_equal(s.entries[0].length, 0x2000);
	assert_int_equal(s.entries[2].processor, 1);
	/* CPUs first, in the order of the table, then memory. */
	assert_int_equal(srat_find_node(&s, 5), 0);
	assert_int_equal(srat_find_node(&s, 9), 1);
	assert_int_equal(srat_find_node(&s, 7), 2);
	assert_int_equal(srat_find_node(&s, 1), -ENOENT);
	srat_release(&s);
	t.data[49] = 39;
	assert_non_null(strstr(problems_of(parse_srat, t.len, 0), "fewer than the 40 of type 1"));
	t.data[49] = 1;
	assert_non_null(strstr(problems_of(parse_srat, t.len, 0), "claims 1 bytes"));

	build_madt(&t);
	assert_int_equal(madt_parse(t.data, t.len, &m, &problems), 0);
	assert_int_equal(m.num_processors, 4);
	assert_int_equal(m.processors[3], 3);
	madt_release(&m);
	t.data[45] = 0;
	assert_non_null(strstr(problems_of(parse_madt, t.len, 0), "claims 0 bytes"));
	strlist_release(&problems);
}

/* Every table cut at every byte, and every byte of it replaced: the parsers end, and memcheck sees no bad access. */
static void anything_ends(void **state)
{
	static int (*const parsers[])(const void *, size_t, struct strlist *) = {
		parse_mpam, parse_pptt, parse_srat, parse_madt,
	};
	static const uint8_t values[] = { 0, 1, 0x7f, 0xff };
	struct strlist problems = { 0 };

	(void)state;
	for (size_t p = 0; p < ARRAY_SIZE(parsers); p++) {
		static struct table whole;

		if (p == 0)
			build_mpam(&whole, &machine_usual);
		else if (p == 1)
			build_pptt(&whole);
		else if (p == 2)
			build_srat(&whole);
		else
			build_madt(&whole);
		for (size_t size = 0; size < whole.len; size++) {
			t = whole;
			assert_string_not_equal(
				problems_of(parsers[p], size, size < 36 ? -EINVAL : 0), "");
		}
		for (size_t at = 4; at < whole.len; at++) {
			for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
				t = whole;
				t.data[at] = values[v];
				/* A wrong checksum at least is noticed. */
				if (whole.data[at] != values[v])
					assert_string_not_equal(problems_of(parsers[p], t.len, 0), "");
			}
		}
	}
	strlist_release(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mpam_is_read_in_full),
		cmocka_unit_test(mpam_uses),
		cmocka_unit_test(mpam_lies_are_named),
		cmocka_unit_test(pptt_is_read_in_full),
		cmocka_unit_test(pptt_lies_are_named),
		cmocka_unit_test(srat_and_madt),
		cmocka_unit_test(anything_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
