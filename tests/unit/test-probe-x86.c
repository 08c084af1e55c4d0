/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUID dumps, counter regions, register maps. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "probe/cpuid-dump.h"
#include "probe/cpuid.h"
#include "probe/pmt.h"
#include "probe/registers.h"

static void dumps(void **state)
{
	static const char text[] = "0 7 0 0 9000 0 0\n4 80000020 5 14 1f 0 ffffffff\n";
	struct cpuid_dump d;

	(void)state;
	assert_int_equal(cpuid_dump_parse(&d, text), 0);
	assert_int_equal(d.num, 2);
	assert_int_equal(cpuid_dump_find(&d, 0, 7, 0)->reg[1], 0x9000);
	assert_int_equal(cpuid_dump_find(&d, 4, 0x80000020, 5)->reg[0], 0x14);
	assert_int_equal(cpuid_dump_find(&d, 4, 0x80000020, 5)->reg[3], 0xffffffff);
	assert_null(cpuid_dump_find(&d, 4, 7, 0));
	cpuid_dump_release(&d);
	assert_int_equal(cpuid_dump_parse(&d, ""), 0);
	cpuid_dump_release(&d);
}

static void other_dumps_are_refused(void **state)
{
	static const char *const cases[] = {
		"0 7 0 0 0 0\n", "0 7 0 0 0 0 0 0\n", "0 7 0 0 0 0 0 \n", "a 7 0 0 0 0 0\n",
		"0 7 0 0 0 0 100000000\n", "0 7 0 0 0 0 0x1\n", "\n", " 0 7 0 0 0 0 0\n", "0  7 0 0 0 0 0\n",
	};
	struct cpuid_dump d;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(cpuid_dump_parse(&d, cases[i]), -EINVAL);
		cpuid_dump_release(&d);
	}
}

static void counts(void **state)
{
	static uint64_t words[576 * 2 + 3];
	const struct pmt_group *g = pmt_find_group(0x26696143);
	uint64_t value;

	(void)state;
	assert_int_equal(pmt_region_size(g), 9240);
	assert_int_equal(pmt_region_size(pmt_find_group(0x26557651)), 32280);
	assert_null(pmt_find_group(0x3d3b9f1f));
	words[2 * 5 + 1] = UINT64_C(0x8000000000000007);
	words[2 * 6] = 7;
	words[2 * 575 + 1] = UINT64_MAX;
	assert_int_equal(pmt_region_get(g, words, sizeof(words), 5, 1, &value), 1);
	assert_int_equal(value, 7);
	assert_int_equal(pmt_region_get(g, words, sizeof(words), 6, 0, &value), 0);
	assert_int_equal(pmt_region_get(g, words, sizeof(words), 575, 1, &value), 1);
	assert_true(value == UINT64_MAX >> 1);
	/* The words of status behind the last RMID are no counts. */
	assert_int_equal(pmt_region_get(g, words, sizeof(words), 576, 0, &value), -ERANGE);
	assert_int_equal(pmt_region_get(g, words, sizeof(words), 0, 2, &value), -ERANGE);
	assert_int_equal(pmt_region_get(g, words, 8 * 11, 5, 1, &value), -ERANGE);
	assert_int_equal(pmt_region_get(g, words, sizeof(words), UINT64_MAX, 0, &value), -ERANGE);
}

static void fixed_point(void **state)
{
	static const struct {
		uint64_t value;
		unsigned int bits;
		const char *text;
	} cases[] = {
		{ 0x40000, 18, "1.000000" },	{ 1, 18, "0.000004" },	{ 0, 18, "0.000000" },
		{ 0x3ffff, 18, "0.999996" },	{ 5, 0, "5" },		{ 1, 1, "0.5" },
		{ 7, 3, "0.9" },		{ 1, 4, "0.06" },	{ 1, 27, "0.000000007" },
		{ UINT64_MAX >> 1, 18, "35184372088831.999996" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		pmt_format(cases[i].value, cases[i].bits, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
	}
}

static void register_maps(void **state)
{
	const struct register_block *msc = register_find_block("msc");
	const struct resctrl_register *idr = register_find(msc, "MPAMF_IDR");

	(void)state;
	assert_null(register_find_block("nothing"));
	assert_null(register_find(msc, "NOTHING"));
	assert_int_equal(register_field_get(&idr->fields[0], UINT64_C(0xffffffffffff001f)), 0x1f);
	for (size_t b = 0; b < register_num_blocks(); b++) {
		const struct register_block *block = register_get_block(b);
		uint32_t end = 0;

		for (size_t i = 0; i < block->num_registers; i++) {
			const struct resctrl_register *r = &block->registers[i];
			uint64_t taken = 0;

			/* In the order of their offsets, and none over another. */
			assert_true(i == 0 || r->offset >= end);
			end = r->offset + r->width / 8u;
			for (size_t f = 0; f < r->num_fields; f++) {
				uint64_t bits = register_field_get(&r->fields[f], UINT64_MAX)
						<< r->fields[f].first;

				assert_true(r->fields[f].first <= r->fields[f].last &&
					    r->fields[f].last < r->width);
				assert_true(!(taken & bits));
				taken |= bits;
			}
		}
	}
}

/* The same that the kernel shows of it. */
static void the_own_vendor(void **state)
{
	char vendor[CPUID_VENDOR_SIZE], shown[32] = "", line[256];
	FILE *f = fopen("/proc/cpuinfo", "re");

	(void)state;
	assert_non_null(f);
	while (!*shown && fgets(line, sizeof(line), f))
		(void)!sscanf(line, "vendor_id : %31s", shown);
	fclose(f);
	assert_int_equal(cpuid_vendor(vendor), *shown != '\0');
	if (*shown)
		assert_string_equal(vendor, shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dumps),
		cmocka_unit_test(other_dumps_are_refused),
		cmocka_unit_test(counts),
		cmocka_unit_test(fixed_point),
		cmocka_unit_test(register_maps),
		cmocka_unit_test(the_own_vendor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
