/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The emulated MPAM hardware without a guest: description, tables, banked registers, monitors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model.h"
#include "registers.h"
#include "tables.h"

#define SEC  1000000000ull
#define RATE 1000000000ull

static const char text[] = "cpus partid_max=63 pmg_max=3\n"
			   "cache id=300 level=3 cpus=0-3 kb=8192 ways=16\n"
			   "cache id=200 level=2 cpus=0-1\n"
			   "cache id=201 level=2 cpus=2-3\n"
			   "msc id=1 partid_max=31 nrdy=20\n"
			   "ris cache=300 cpor=16 csu=4\n"
			   "ris memory=0 mbw_max=4 mbwu=2 mbwu_bits=44\n"
			   "msc id=7 cluster=1\n"
			   "ris cache=201 cpor=8\n";

static bool read_text(struct machine *m, const char *lines, char *err, size_t errlen)
{
	char path[] = "/tmp/test-mpam.XXXXXX";
	int fd = mkstemp(path);
	bool ok;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), strlen(lines));
	close(fd);
	ok = machine_read(m, path, err, errlen);
	unlink(path);
	return ok;
}

static void test_description(void **state)
{
	static const char *const bad[][2] = {
		{ "msc id=1\nris cache=9\n", "there is no cache 9" },
		{ "ris memory=0\n", "follows its msc" },
		{ "msc id=1\nris memory=0 cache=0\n", "either cache or memory" },
		{ "msc id=1\nris memory=0 mbw_max=17\n", "up to 16" },
		{ "msc id=1\nris memory=0 mbwu_bits=32\n", "31, 44 or 63" },
		{ "msc id=-1\n", "is a number" },
		{ "msc 1\n", "no key=value" },
		{ "msc what=1\n", "unknown key" },
		{ "cache id=1 level=4 cpus=0-1\n", "up to 3" },
		{ "cache id=1 level=2 cpus=3-1\n", "A-B" },
		{ "smmu id=1\n", "not one of" },
	};
	struct machine m;
	char err[200];

	(void)state;
	assert_true(read_text(&m, text, err, sizeof(err)));
	assert_int_equal(m.n_mscs, 2);
	assert_int_equal(m.mscs[0].n_ris, 2);
	assert_int_equal(m.mscs[1].partid_max, 63);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(read_text(&m, bad[i][0], err, sizeof(err)));
		assert_non_null(strstr(err, bad[i][1]));
	}
	assert_false(machine_read(&m, "/nonexistent", err, sizeof(err)));
}

static uint32_t u32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void assert_table(const uint8_t *t, size_t len, const char *signature)
{
	uint8_t sum = 0;

	assert_memory_equal(t, signature, 4);
	assert_int_equal(u32(t + 4), len);
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + t[i]);
	assert_int_equal(sum, 0);
}

static void test_tables(void **state)
{
	static uint8_t t[TABLE_MAX];
	struct machine m;
	size_t len;
	char err[200];

	(void)state;
	assert_true(read_text(&m, text, err, sizeof(err)));
	len = table_mpam(&m, t);
	assert_table(t, len, "MPAM");
	assert_int_equal(len, 36 + 72 + 2 * 24 + 72 + 24);
	/* The second MSC: base, and the container of the second cluster. */
	assert_int_equal(u32(t + 36 + 72 + 48 + 8), MSC_BASE + MSC_SIZE);
	assert_memory_equal(t + 36 + 72 + 48 + 56, "ACPI0010", 8);
	assert_int_equal(u32(t + 36 + 72 + 48 + 64), 0x101);
	len = table_pptt(&m, t);
	assert_table(t, len, "PPTT");
	assert_int_equal(t[8], 3);
}

struct bench {
	struct machine machine;
	uint32_t *window;
	struct model *model;
};

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	char err[200];

	assert_non_null(b);
	assert_true(read_text(&b->machine, text, err, sizeof(err)));
	b->window = calloc(1, WINDOW_SIZE);
	b->model = model_new(&b->machine, b->window, RATE, SEC / 20);
	assert_non_null(b->model);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	free(b->model);
	free(b->window);
	free(b);
	return 0;
}

static uint32_t *reg(struct bench *b, unsigned int msc, unsigned int offset)
{
	return b->window + (msc * MSC_SIZE + offset) / 4;
}

static void store(struct bench *b, unsigned int msc, unsigned int offset, uint32_t value, uint64_t now)
{
	*reg(b, msc, offset) = value;
	model_stored(b->model, msc, offset, now);
}

static void test_banks(void **state)
{
	struct bench *b = *state;
	model_banks *banks = (model_banks *)((char *)b->window + BANKS_AT);

	store(b, 0, MPAMCFG_PART_SEL, 5, 0);
	assert_int_equal(*reg(b, 0, MPAMF_CPOR_IDR), 16);
	store(b, 0, MPAMCFG_CPBM, 0xff, 0);
	store(b, 0, MPAMCFG_PART_SEL, 6, 0);
	assert_int_equal(*reg(b, 0, MPAMCFG_CPBM), 0);
	store(b, 0, MPAMCFG_PART_SEL, 1u << 24 | 5, 0);
	assert_int_equal(*reg(b, 0, MPAMF_CPOR_IDR), 0);
	assert_int_equal(*reg(b, 0, MPAMF_MBW_IDR) & 0x3f, 4);
	assert_int_equal(*reg(b, 0, MPAMCFG_CPBM), 0);
	store(b, 0, MPAMCFG_PART_SEL, 5, 0);
	assert_int_equal(*reg(b, 0, MPAMCFG_CPBM), 0xff);
	assert_int_equal((*banks)[0][0][5][model_config_index(MPAMCFG_CPBM)], 0xff);
	assert_int_equal((*banks)[1][0][5][model_config_index(MPAMCFG_CPBM)], 0);
	/* What is not there changes nothing; what identifies cannot be written. */
	store(b, 0, MPAMCFG_PART_SEL, 7u << 24, 0);
	store(b, 0, MPAMCFG_CPBM, 0x1, 0);
	store(b, 0, MPAMCFG_PART_SEL, 5, 0);
	assert_int_equal(*reg(b, 0, MPAMCFG_CPBM), 0xff);
	store(b, 0, MPAMF_CPOR_IDR, 99, 0);
	assert_int_equal(*reg(b, 0, MPAMF_CPOR_IDR), 16);
}

/* Reading goes by selection, as the kernel's does. */
static uint64_t read_mbwu(struct bench *b, uint64_t now)
{
	store(b, 0, MSMON_CFG_MON_SEL, 1u << 24, now);
	return *reg(b, 0, MSMON_MBWU_L) | (uint64_t)*reg(b, 0, MSMON_MBWU_L + 4) << 32;
}

static void test_traffic(void **state)
{
	struct bench *b = *state;
	uint64_t before;

	/* A full mask and half the bandwidth for PARTID 3. */
	store(b, 0, MPAMCFG_PART_SEL, 3, 0);
	store(b, 0, MPAMCFG_CPBM, 0x000f, 0);
	store(b, 0, MPAMCFG_PART_SEL, 1u << 24 | 3, 0);
	store(b, 0, MPAMCFG_MBW_MAX, 0x7fff, 0);
	/* Monitor 0 of each RIS: PARTID 3, PMG 1. */
	store(b, 0, MSMON_CFG_MON_SEL, 1u << 24, 0);
	store(b, 0, MSMON_CFG_MBWU_FLT, 1u << 16 | 3, 0);
	store(b, 0, MSMON_CFG_MBWU_CTL, 0x42 | MON_CTL_MATCH_PARTID | MON_CTL_MATCH_PMG | MON_CTL_EN, 0);
	store(b, 0, MSMON_CFG_MON_SEL, 0, 0);
	store(b, 0, MSMON_CFG_CSU_FLT, 1u << 16 | 3, 0);
	store(b, 0, MSMON_CFG_CSU_CTL, 0x43 | MON_CTL_MATCH_PARTID | MON_CTL_MATCH_PMG | MON_CTL_EN, 0);

	model_set_ids(b->model, 2, 3, 1);
	model_busy(b->model, 2, 0);
	assert_int_equal(read_mbwu(b, SEC), RATE / 2);
	store(b, 0, MSMON_CFG_MON_SEL, 0, SEC);
	assert_int_equal(*reg(b, 0, MSMON_CSU), 8192 * 1024 / 4);

	/* Another PMG is another group; idle CPUs move nothing; unused lines leave. */
	model_quiet(b->model, 2, SEC);
	model_set_ids(b->model, 2, 3, 2);
	model_busy(b->model, 2, SEC);
	assert_int_equal(read_mbwu(b, 2 * SEC), RATE / 2);
	model_quiet(b->model, 2, 2 * SEC);
	before = read_mbwu(b, 3 * SEC);
	assert_int_equal(read_mbwu(b, 4 * SEC), before);
	store(b, 0, MSMON_CFG_MON_SEL, 0, 4 * SEC);
	assert_int_equal(*reg(b, 0, MSMON_CSU), 0);

	/* A counter that is written goes on from there. */
	store(b, 0, MSMON_CFG_MON_SEL, 1u << 24, 4 * SEC);
	store(b, 0, MSMON_MBWU_L, 0, 4 * SEC);
	store(b, 0, MSMON_MBWU_L + 4, 0, 4 * SEC);
	assert_int_equal(read_mbwu(b, 5 * SEC), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_description),
		cmocka_unit_test(test_tables),
		cmocka_unit_test_setup_teardown(test_banks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_traffic, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
