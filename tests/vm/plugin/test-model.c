/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulated hardware without a guest: settings, CPUID, MSRs, and what the counters say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cpuid.h"
#include "model.h"
#include "msr.h"
#include "settings.h"

#define SEC		  1000000000ull
#define PQR(closid, rmid) ((uint64_t)(closid) << 32 | (rmid))
#define EVTSEL(id, event) ((uint64_t)(id) << 32 | (event))
#define EXTENDED	  (1ull << 31)

enum { OCCUPANCY = 1, TOTAL = 2, LOCAL = 3 };

#define MSR_EVTSEL	0xc8d
#define MSR_CTR		0xc8e
#define MSR_L3_MASK	0xc90
#define MSR_SNC		0xca0
#define MSR_MBA		0xd50
#define MSR_AMD_MBA	0xc0000200
#define MSR_AMD_ABMC	0xc00003fd
#define MSR_AMD_EVT_CFG 0xc0000400

/* Parses a list of settings that is separated by blanks. */
static bool parse(struct rdt_settings *s, const char *text, char *err, size_t errlen)
{
	char copy[256], *argv[16], *save, *word;
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return rdt_settings_parse(s, argc, argv, err, errlen);
}

static struct rdt_model *machine(const char *settings, unsigned int cpus)
{
	struct rdt_settings s;
	struct rdt_model *m;
	char err[200];

	if (!parse(&s, settings, err, sizeof(err)))
		fail_msg("%s", err);
	m = rdt_model_new(&s, cpus);
	assert_non_null(m);
	return m;
}

static void wr(struct rdt_model *m, unsigned int cpu, uint32_t msr, uint64_t now, uint64_t value)
{
	assert_true(rdt_msr_write(m, cpu, msr, now, value));
}

static uint64_t counter(struct rdt_model *m, unsigned int cpu, uint64_t evtsel, uint64_t now)
{
	uint64_t value;

	wr(m, cpu, MSR_EVTSEL, now, evtsel);
	assert_true(rdt_msr_read(m, cpu, MSR_CTR, now, &value));
	return value;
}

static void bad_settings_are_named(void **state)
{
	static const struct {
		const char *text, *err;
	} bad[] = {
		{ "dom=2", "vendor=intel or vendor=amd is needed" },
		{ "vendor=arm", "vendor=intel or vendor=amd is needed" },
		{ "vendor=intel bogus=1", "unknown setting 'bogus'" },
		{ "vendor=intel debug", "'debug' is not of the form key=value" },
		{ "vendor=intel rmids=0",
		  "bad value in 'rmids=0': a number from 1 to 4096 is wanted" },
		{ "vendor=intel rmids=x",
		  "bad value in 'rmids=x': a number from 1 to 4096 is wanted" },
		{ "vendor=intel cdp=-1", "bad value in 'cdp=-1': a number from 0 to 1 is wanted" },
		{ "vendor=intel cdp=", "bad value in 'cdp=': a number from 0 to 1 is wanted" },
		{ "vendor=intel dom=3 snc=2", "dom=3 CPUs cannot be divided into snc=2 nodes" },
		{ "vendor=intel rmids=5 snc=2", "rmids=5 cannot be divided between snc=2 nodes" },
		{ "vendor=intel l3len=8", "share=0xc00 has bits beyond l3len=8" },
	};
	struct rdt_settings s;
	char err[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(parse(&s, bad[i].text, err, sizeof(err)));
		assert_string_equal(err, bad[i].err);
	}
}

static void the_vendor_gives_the_defaults(void **state)
{
	struct rdt_settings s;
	char err[200];

	(void)state;
	assert_true(parse(&s, "l3len=20 vendor=amd", err, sizeof(err)));
	assert_true(s.amd);
	assert_int_equal(s.l3len, 20);
	assert_int_equal(s.abmc, 1);
	assert_true(parse(&s, "vendor=intel share=0x3", err, sizeof(err)));
	assert_false(s.amd);
	assert_int_equal(s.share, 3);
	assert_int_equal(s.l3len, 12);
	assert_int_equal(s.abmc, 0);
}

static void the_record_of_activity_is_a_path(void **state)
{
	struct rdt_settings s;
	char err[200];

	(void)state;
	assert_true(parse(&s, "vendor=intel dom=2", err, sizeof(err)));
	assert_null(s.activity);
	assert_true(parse(&s, "vendor=intel activity=/a/b=c", err, sizeof(err)));
	assert_string_equal(s.activity, "/a/b=c");
}

static void too_many_cpus_are_refused(void **state)
{
	struct rdt_settings s;
	char err[200];

	(void)state;
	assert_true(parse(&s, "vendor=intel", err, sizeof(err)));
	assert_null(rdt_model_new(&s, 0));
	assert_null(rdt_model_new(&s, RDT_MAX_CPUS + 1));
}

static void only_busy_time_is_charged(void **state)
{
	struct rdt_model *m = machine("vendor=intel dom=2 scale=1 width=38 rate=100", 4);

	(void)state;
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(1, 5));
	wr(m, 2, RDT_MSR_PQR_ASSOC, 0, PQR(1, 6));
	rdt_model_busy(m, 0, 1 * SEC);
	assert_int_equal(counter(m, 1, EVTSEL(5, TOTAL), 2 * SEC), 100000000);
	rdt_model_quiet(m, 0, 3 * SEC);
	assert_int_equal(counter(m, 0, EVTSEL(5, TOTAL), 9 * SEC), 200000000);
	/* Three of the seven kinds of traffic are local. */
	assert_int_equal(counter(m, 0, EVTSEL(5, LOCAL), 9 * SEC), 200000000ull * 3 / 7);
	/* Another domain, another RMID, a CPU that was never busy: nothing. */
	assert_int_equal(counter(m, 2, EVTSEL(5, TOTAL), 9 * SEC), 0);
	assert_int_equal(counter(m, 0, EVTSEL(6, TOTAL), 9 * SEC), 0);
	assert_int_equal(counter(m, 2, EVTSEL(6, TOTAL), 9 * SEC), 0);
	rdt_model_free(m);
}

static void a_new_rmid_is_not_charged_for_the_old_ones_time(void **state)
{
	struct rdt_model *m = machine("vendor=intel scale=1 width=38 rate=100", 1);

	(void)state;
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(0, 1));
	rdt_model_busy(m, 0, 0);
	wr(m, 0, RDT_MSR_PQR_ASSOC, SEC, PQR(0, 2));
	assert_int_equal(counter(m, 0, EVTSEL(1, TOTAL), 5 * SEC), 100000000);
	assert_int_equal(counter(m, 0, EVTSEL(2, TOTAL), 5 * SEC), 0);
	rdt_model_free(m);
}

static void bandwidth_controls_throttle(void **state)
{
	struct rdt_model *intel = machine("vendor=intel scale=1 width=38 rate=100", 1);
	struct rdt_model *amd = machine("vendor=amd abmc=0 scale=1 rate=100", 1);

	(void)state;
	wr(intel, 0, RDT_MSR_PQR_ASSOC, 0, PQR(3, 1));
	rdt_model_busy(intel, 0, 0);
	wr(intel, 0, MSR_MBA + 3, SEC, 70);
	assert_int_equal(counter(intel, 0, EVTSEL(1, TOTAL), 2 * SEC), 130000000);

	wr(amd, 0, RDT_MSR_PQR_ASSOC, 0, PQR(3, 1));
	wr(amd, 0, MSR_AMD_MBA + 3, 0, 512);
	rdt_model_busy(amd, 0, 0);
	assert_int_equal(counter(amd, 0, EVTSEL(1, TOTAL), SEC), 25000000);
	wr(amd, 0, MSR_AMD_MBA + 3, SEC, 2048);
	assert_int_equal(counter(amd, 0, EVTSEL(1, TOTAL), 2 * SEC), 125000000);
	rdt_model_free(intel);
	rdt_model_free(amd);
}

static void occupancy_follows_the_mask_and_decays(void **state)
{
	struct rdt_model *m =
		machine("vendor=intel scale=1 width=38 l3kb=1000 l3len=10 share=0 decayms=100", 1);

	(void)state;
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(1, 1));
	wr(m, 0, MSR_L3_MASK + 1, 0, 0x7);
	rdt_model_busy(m, 0, 0);
	assert_int_equal(counter(m, 0, EVTSEL(1, OCCUPANCY), SEC), 1024000 * 3 / 10);
	wr(m, 0, MSR_L3_MASK + 1, SEC, 0x1);
	assert_int_equal(counter(m, 0, EVTSEL(1, OCCUPANCY), 2 * SEC), 1024000 / 10);
	rdt_model_quiet(m, 0, 2 * SEC);
	assert_int_equal(counter(m, 0, EVTSEL(1, OCCUPANCY), 2 * SEC + SEC / 200), 1024000 / 20);
	assert_int_equal(counter(m, 0, EVTSEL(1, OCCUPANCY), 3 * SEC), 0);
	rdt_model_free(m);
}

static void counters_wrap_at_their_width(void **state)
{
	struct rdt_model *m = machine("vendor=intel scale=1 rate=100", 1);

	(void)state;
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(0, 1));
	rdt_model_busy(m, 0, 0);
	assert_int_equal(counter(m, 0, EVTSEL(1, TOTAL), SEC), 100000000 % (1 << 24));
	rdt_model_free(m);
}

static void what_has_no_data_says_so(void **state)
{
	struct rdt_model *m = machine("vendor=intel rmids=8 errrmid=3 unavailrmid=4", 1);

	(void)state;
	assert_true(counter(m, 0, EVTSEL(3, TOTAL), SEC) == RDT_CTR_ERROR);
	assert_true(counter(m, 0, EVTSEL(4, TOTAL), SEC) == RDT_CTR_UNAVAILABLE);
	assert_true(counter(m, 0, EVTSEL(8, TOTAL), SEC) == RDT_CTR_ERROR);
	assert_true(counter(m, 0, EVTSEL(1, 9), SEC) == RDT_CTR_ERROR);
	rdt_model_free(m);
}

static void snc_nodes_have_rmids_of_their_own(void **state)
{
	struct rdt_model *m =
		machine("vendor=intel dom=4 snc=2 rmids=32 scale=2 width=38 rate=100", 4);

	(void)state;
	wr(m, 3, RDT_MSR_PQR_ASSOC, 0, PQR(0, 1));
	rdt_model_busy(m, 3, 0);
	wr(m, 0, MSR_SNC, SEC, 0); /* sharing ends */
	rdt_model_quiet(m, 3, 3 * SEC);
	/* A unit is scale / snc. */
	assert_int_equal(counter(m, 0, EVTSEL(1, TOTAL), 3 * SEC), 100000000);
	assert_int_equal(counter(m, 0, EVTSEL(16 + 1, TOTAL), 3 * SEC), 200000000);
	rdt_model_free(m);
}

static void bmec_selects_the_traffic(void **state)
{
	struct rdt_model *m = machine("vendor=amd abmc=0 scale=1 rate=70", 1);

	(void)state;
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(0, 1));
	rdt_model_busy(m, 0, 0);
	rdt_model_quiet(m, 0, SEC);
	assert_int_equal(counter(m, 0, EVTSEL(1, TOTAL), SEC), 70000000);
	wr(m, 0, MSR_AMD_EVT_CFG, SEC, 0x3);
	assert_int_equal(counter(m, 0, EVTSEL(1, TOTAL), SEC), 20000000);
	rdt_model_free(m);
}

static void assigned_counters_count_from_their_assignment(void **state)
{
	struct rdt_model *m = machine("vendor=amd cntrs=4 scale=1 rate=70", 1);
	const uint64_t on = 3ull << 62, assign = on | 2ull << 48 | 1ull << 32 | 0x7f;

	(void)state;
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(0, 1));
	rdt_model_busy(m, 0, 0);
	assert_true(counter(m, 0, EXTENDED | EVTSEL(2, 1), SEC) == RDT_CTR_UNAVAILABLE);
	wr(m, 0, MSR_AMD_ABMC, SEC, assign);
	assert_int_equal(counter(m, 0, EXTENDED | EVTSEL(2, 1), 3 * SEC), 140000000);
	/* Without the bit that says "configure", nothing changes. */
	wr(m, 0, MSR_AMD_ABMC, 3 * SEC, 0);
	assert_int_equal(counter(m, 0, EXTENDED | EVTSEL(2, 1), 4 * SEC), 210000000);
	wr(m, 0, MSR_AMD_ABMC, 4 * SEC, 1ull << 63 | 2ull << 48);
	assert_true(counter(m, 0, EXTENDED | EVTSEL(2, 1), 5 * SEC) == RDT_CTR_UNAVAILABLE);
	assert_true(counter(m, 0, EXTENDED | EVTSEL(4, 1), 5 * SEC) == RDT_CTR_ERROR);
	rdt_model_free(m);
}

static void rmids_move_bytes_by_themselves(void **state)
{
	struct rdt_model *m = machine("vendor=amd abmc=0 scale=1 rate=70 load=20 wave1=1000 witness=1", 1);
	uint64_t start, half;

	(void)state;
	assert_int_equal(counter(m, 0, EVTSEL(0, TOTAL), 5 * SEC), 0);
	/* RMID 4: steady, at twice 20 MB/s; RMID 5: 40 on average, over whole periods. */
	start = counter(m, 0, EVTSEL(4, TOTAL), 10 * SEC);
	assert_int_equal(counter(m, 0, EVTSEL(4, TOTAL), 11 * SEC) - start, 40000000);
	assert_int_equal(counter(m, 0, EVTSEL(4, OCCUPANCY), 11 * SEC), start + 40000000);
	start = counter(m, 0, EVTSEL(5, TOTAL), 10 * SEC);
	assert_in_range(counter(m, 0, EVTSEL(5, TOTAL), 12 * SEC) - start, 79999999, 80000001);
	/* The next half of a period from any time on: between nothing and all of it, and all is moved in one. */
	half = counter(m, 0, EVTSEL(5, TOTAL), 10 * SEC + SEC / 2) - start;
	assert_in_range(half, 0, 40000001);
	assert_in_range(counter(m, 0, EVTSEL(5, TOTAL), 11 * SEC) - start, 39999999, 40000001);
	rdt_model_free(m);

	/* Half of the limit of CLOSID 0, in ms: 100 ms, and all of it moves in that time. */
	m = machine("vendor=amd abmc=0 scale=1 load=20 wave1=50 wavemb=1", 1);
	wr(m, 0, MSR_AMD_MBA, 0, 200);
	start = counter(m, 0, EVTSEL(5, TOTAL), 10 * SEC);
	assert_in_range(counter(m, 0, EVTSEL(5, TOTAL), 10 * SEC + SEC / 10) - start, 3999999, 4000001);
	wr(m, 0, MSR_AMD_MBA, 10 * SEC, 2000);
	start = counter(m, 0, EVTSEL(5, TOTAL), 20 * SEC);
	half = counter(m, 0, EVTSEL(5, TOTAL), 20 * SEC + SEC / 10) - start;
	assert_true(half < 100 || half > 7900000);
	rdt_model_free(m);

	m = machine("vendor=amd cntrs=4 scale=1 load=20", 1);
	wr(m, 0, MSR_AMD_ABMC, SEC, 3ull << 62 | 2ull << 48 | 4ull << 32 | 0x7f);
	assert_int_equal(counter(m, 0, EXTENDED | EVTSEL(2, 1), 3 * SEC), 80000000);
	rdt_model_free(m);
}

static void msrs_of_absent_features_are_not_there(void **state)
{
	struct rdt_model *m = machine("vendor=intel closids=4 mba=0 l3cat=1", 1);
	uint64_t v;

	(void)state;
	wr(m, 0, MSR_L3_MASK + 3, 0, 0xf0);
	assert_true(rdt_msr_read(m, 0, MSR_L3_MASK + 3, 0, &v));
	assert_int_equal(v, 0xf0);
	assert_false(rdt_msr_read(m, 0, MSR_L3_MASK + 4, 0, &v));
	assert_false(rdt_msr_write(m, 0, MSR_MBA, 0, 50));
	assert_false(rdt_msr_covers(m, MSR_AMD_MBA));
	assert_false(rdt_msr_covers(m, 0x10));
	wr(m, 0, RDT_MSR_PQR_ASSOC, 0, PQR(2, 7));
	assert_true(rdt_msr_read(m, 0, RDT_MSR_PQR_ASSOC, 0, &v));
	assert_true(v == PQR(2, 7));
	rdt_model_free(m);
}

static void cpuid_describes_the_settings(void **state)
{
	struct rdt_model *m =
		machine("vendor=intel dom=2 l3len=11 share=1 closids=3 rmids=9 l2len=8", 4);
	struct rdt_regs r = { 0 };

	(void)state;
	rdt_cpuid(m, 0x10, 0, &r);
	assert_int_equal(r.ebx, 0xe);
	rdt_cpuid(m, 0x10, 1, &r);
	assert_int_equal(r.eax, 10);
	assert_int_equal(r.ebx, 1);
	assert_int_equal(r.ecx, 0xc);
	assert_int_equal(r.edx, 2);
	rdt_cpuid(m, 0x10, 2, &r);
	assert_int_equal(r.eax, 7);
	rdt_cpuid(m, 0xf, 1, &r);
	assert_int_equal(r.ecx, 8);
	assert_int_equal(r.edx, 7);
	r = (struct rdt_regs){ .eax = 3 << 5 | 0x3f << 14 };
	rdt_cpuid(m, 4, 3, &r);
	assert_int_equal(r.eax >> 14, 1);
	r = (struct rdt_regs){ .eax = 2 << 5 | 0x3f << 14 };
	rdt_cpuid(m, 4, 2, &r);
	assert_int_equal(r.eax >> 14, 0x3f);
	assert_false(rdt_cpuid_covers(m, 0x80000020));
	rdt_model_free(m);

	m = machine("vendor=amd dom=2 smba=1 cntrs=7", 4);
	assert_true(rdt_cpuid_covers(m, 0x80000020));
	rdt_cpuid(m, 0x80000020, 0, &r);
	assert_int_equal(r.ebx, 0x6e);
	rdt_cpuid(m, 0x80000020, 5, &r);
	assert_int_equal(r.ebx, 6);
	rdt_model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_settings_are_named),
		cmocka_unit_test(the_vendor_gives_the_defaults),
		cmocka_unit_test(the_record_of_activity_is_a_path),
		cmocka_unit_test(too_many_cpus_are_refused),
		cmocka_unit_test(only_busy_time_is_charged),
		cmocka_unit_test(a_new_rmid_is_not_charged_for_the_old_ones_time),
		cmocka_unit_test(bandwidth_controls_throttle),
		cmocka_unit_test(occupancy_follows_the_mask_and_decays),
		cmocka_unit_test(counters_wrap_at_their_width),
		cmocka_unit_test(what_has_no_data_says_so),
		cmocka_unit_test(snc_nodes_have_rmids_of_their_own),
		cmocka_unit_test(bmec_selects_the_traffic),
		cmocka_unit_test(assigned_counters_count_from_their_assignment),
		cmocka_unit_test(rmids_move_bytes_by_themselves),
		cmocka_unit_test(msrs_of_absent_features_are_not_there),
		cmocka_unit_test(cpuid_describes_the_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
