/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stream of samples: states, rates, generations, and what a sample costs. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "oom.h"
#include "support/libc.h"
#include "support/samples.h"

#define SECOND	1000000000u

static void assert_value(const struct resctrl_reading *r, uint64_t want)
{
	unsigned int decimals = 99;
	uint64_t value = 0;

	assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_VALUE);
	assert_string_equal(resctrl_reading_get_state_name(r), "value");
	assert_int_equal(resctrl_reading_get_value(r, &value, &decimals), 0);
	assert_int_equal(value, want);
	assert_int_equal(decimals, 0);
	assert_null(resctrl_reading_get_raw(r));
	assert_int_equal(resctrl_reading_get_errno(r), 0);
}

static void assert_no_value(const struct resctrl_reading *r, enum resctrl_state state,
			    const char *name)
{
	unsigned int decimals;
	uint64_t value;
	double rate;

	assert_int_equal(resctrl_reading_get_state(r), state);
	assert_string_equal(resctrl_reading_get_state_name(r), name);
	assert_int_equal(resctrl_reading_get_value(r, &value, &decimals), -ENODATA);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), -ENODATA);
}

/* ---- what is read ---- */

static void every_value_of_every_group(void **state)
{
	static const char *const order[] = { "/", "/m2", "db", "web", "web/m1" };
	static const char *const events[] = { "llc_occupancy", "mbm_local_bytes", "mbm_total_bytes" };
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	size_t i = 0;

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "mon_groups/m2");
	machine_add_group(m, "db");
	mon = samples_watch(m, NULL);
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 30);
	for (size_t g = 0; g < ARRAY_SIZE(order); g++) {
		for (uint64_t domain = 0; domain < 2; domain++) {
			for (size_t e = 0; e < ARRAY_SIZE(events); e++) {
				const struct resctrl_reading *r = resctrl_sample_get_reading(s, i++);
				uint64_t sub;

				assert_string_equal(resctrl_reading_get_group(r), order[g]);
				assert_string_equal(resctrl_reading_get_resource(r), "L3");
				assert_int_equal(resctrl_reading_get_domain(r), domain);
				assert_string_equal(resctrl_reading_get_event(r), events[e]);
				assert_int_equal(resctrl_reading_get_subdomain(r, &sub), -ENOENT);
				assert_int_equal(resctrl_reading_get_unit(r), RESCTRL_EVENT_UNIT_BYTES);
				assert_string_equal(resctrl_reading_get_unit_name(r), "bytes");
				assert_value(r, e ? 4096 : 65536);
			}
		}
	}
	resctrl_monitor_close(mon);
	resctrl_monitor_close(NULL);
}

static void groups_by_name(void **state)
{
	static const char *const names[] = { "web", "/" };
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	assert_int_equal(resctrl_monitor_open(m->ctx, names, 2, &mon), 0);
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 12);
	assert_string_equal(resctrl_reading_get_group(resctrl_sample_get_reading(s, 0)), "web");
	assert_string_equal(resctrl_reading_get_group(resctrl_sample_get_reading(s, 11)), "/");
	resctrl_monitor_close(mon);
}

static void other_resources_and_fixed_point(void **state)
{
	struct machine *m = *state;
	const struct resctrl_reading *r;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	unsigned int decimals;
	uint64_t value, sub;

	machine_remove(m, "mon_data");
	machine_write(m, "mon_data/mon_PERF_PKG_01/core_energy", "17592186044415.500000\n");
	machine_write(m, "mon_data/mon_PERF_PKG_01/activity", "0.25\n");
	machine_write(m, "mon_data/mon_PERF_PKG_01/uops_retired", "18446744073709551615\n");
	machine_write(m, "mon_data/mon_PERF_PKG_01/future", "1\n");
	machine_write(m, "mon_data/mon_L3_00/llc_occupancy", "30\n");
	machine_write(m, "mon_data/mon_L3_00/mon_sub_L3_00/llc_occupancy", "10\n");
	machine_write(m, "mon_data/mon_L3_00/mon_sub_L3_01/llc_occupancy", "20\n");
	machine_write(m, "mon_data/strange/llc_occupancy", "20\n");
	mon = samples_watch(m, "/");
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 7);
	/* The sum of a domain before its parts. */
	assert_value(resctrl_sample_get_reading(s, 0), 30);
	r = resctrl_sample_get_reading(s, 2);
	assert_value(r, 20);
	assert_int_equal(resctrl_reading_get_domain(r), 0);
	assert_int_equal(resctrl_reading_get_subdomain(r, &sub), 0);
	assert_int_equal(sub, 1);
	assert_int_equal(resctrl_reading_get_subdomain(r, NULL), -EINVAL);

	r = samples_find(s, "/", 1, "core_energy");
	assert_string_equal(resctrl_reading_get_resource(r), "PERF_PKG");
	assert_int_equal(resctrl_reading_get_value(r, &value, &decimals), 0);
	assert_true(value == 17592186044415500000u);
	assert_int_equal(decimals, 6);
	assert_string_equal(resctrl_reading_get_unit_name(r), "joules");
	r = samples_find(s, "/", 1, "activity");
	assert_int_equal(resctrl_reading_get_value(r, &value, &decimals), 0);
	assert_int_equal(value, 25);
	assert_int_equal(decimals, 2);
	assert_string_equal(resctrl_reading_get_unit_name(r), "farads");
	assert_value(samples_find(s, "/", 1, "uops_retired"), UINT64_MAX);
	assert_null(resctrl_reading_get_unit_name(samples_find(s, "/", 1, "future")));
	assert_int_equal(resctrl_reading_get_value(r, NULL, &decimals), -EINVAL);
	assert_int_equal(resctrl_reading_get_value(r, &value, NULL), -EINVAL);
	resctrl_monitor_close(mon);
}

/* ---- states ---- */

static void the_words_of_the_kernel(void **state)
{
	static const struct {
		const char *text;
		enum resctrl_state state;
		const char *name, *raw;
	} cases[] = {
		{ "Unavailable\n", RESCTRL_STATE_UNAVAILABLE, "unavailable", NULL },
		{ "Unassigned\n", RESCTRL_STATE_UNASSIGNED, "unassigned", NULL },
		{ "Error\n", RESCTRL_STATE_ERROR, "error", "Error" },
		{ "Whatever 12\n", RESCTRL_STATE_ERROR, "error", "Whatever 12" },
		{ "-1\n", RESCTRL_STATE_ERROR, "error", "-1" },
		{ "12", RESCTRL_STATE_ERROR, "error", "12" },
		{ "\n", RESCTRL_STATE_ERROR, "error", NULL },
		{ "18446744073709551616\n", RESCTRL_STATE_ERROR, "error", "18446744073709551616" },
	};
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, "/");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct resctrl_reading *r;

		machine_write(m, SAMPLES_TOTAL, "%s", cases[i].text);
		r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
		assert_no_value(r, cases[i].state, cases[i].name);
		if (cases[i].raw)
			assert_string_equal(resctrl_reading_get_raw(r), cases[i].raw);
		else
			assert_null(resctrl_reading_get_raw(r));
		assert_int_equal(resctrl_reading_get_errno(r), 0);
		/* The others are as they were. */
		assert_value(samples_find(samples_read(mon), "/", 0, "llc_occupancy"), 65536);
	}
	machine_write(m, SAMPLES_TOTAL, "%0200d\n", 1);
	assert_no_value(samples_find(samples_read(mon), "/", 0, "mbm_total_bytes"), RESCTRL_STATE_ERROR, "error");
	resctrl_monitor_close(mon);
}

static void reads_that_fail(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, "/");
	const struct resctrl_reading *r;

	fault_io_add(m->io, "pread " SAMPLES_TOTAL " 1 EIO");
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_no_value(r, RESCTRL_STATE_ERROR, "error");
	assert_int_equal(resctrl_reading_get_errno(r), EIO);
	assert_null(resctrl_reading_get_raw(r));
	/* It was that one read. */
	assert_value(samples_find(samples_read(mon), "/", 0, "mbm_total_bytes"), 4096);

	/* Digits cut short are no number. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "pread " SAMPLES_TOTAL " 1 short=2");
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_no_value(r, RESCTRL_STATE_ERROR, "error");
	assert_string_equal(resctrl_reading_get_raw(r), "40");
	fault_io_reset(m->io);
	fault_io_add(m->io, "pread " SAMPLES_TOTAL " 1 short=0");
	assert_no_value(samples_find(samples_read(mon), "/", 0, "mbm_total_bytes"), RESCTRL_STATE_ERROR, "error");
	/* A signal is nothing. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "pread " SAMPLES_TOTAL " 1 EINTR");
	assert_value(samples_find(samples_read(mon), "/", 0, "mbm_total_bytes"), 4096);
	resctrl_monitor_close(mon);
}

static void what_is_gone_stays_gone(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	const struct resctrl_sample *s;
	size_t open;

	machine_add_group(m, "web");
	mon = samples_watch(m, NULL);
	samples_read(mon);
	open = fault_io_num_open(m->io);
	fault_io_vanish(m->io, "web");
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 12);
	assert_no_value(samples_find(s, "web", 0, "llc_occupancy"), RESCTRL_STATE_GONE, "gone");
	assert_no_value(samples_find(s, "web", 1, "mbm_total_bytes"), RESCTRL_STATE_GONE, "gone");
	assert_value(samples_find(s, "/", 1, "mbm_total_bytes"), 4096);
	/* Its files are let go at once, and not read again. */
	assert_int_equal(fault_io_num_open(m->io), open - 6);
	fault_io_reset(m->io);
	s = samples_read(mon);
	assert_int_equal(fault_io_count(m->io, FAULT_PREAD), 6);
	assert_no_value(samples_find(s, "web", 0, "llc_occupancy"), RESCTRL_STATE_GONE, "gone");
	/* A new group of that name is another group: nothing is opened behind the caller's back. */
	machine_add_group(m, "web");
	assert_no_value(samples_find(samples_read(mon), "web", 0, "llc_occupancy"), RESCTRL_STATE_GONE, "gone");
	/* A domain alone; the other errno that this has. */
	fault_io_add(m->io, "pread mon_data/mon_L3_01/* 1+ ENOENT");
	s = samples_read(mon);
	assert_no_value(samples_find(s, "/", 1, "llc_occupancy"), RESCTRL_STATE_GONE, "gone");
	assert_value(samples_find(s, "/", 0, "llc_occupancy"), 65536);
	resctrl_monitor_close(mon);
}

/* ---- rates and generations ---- */

static void rates(void **state)
{
	struct machine *m = *state;
	const struct resctrl_reading *r;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	double rate;

	/* Two clocks a group: its time is in the middle of two ticks. */
	mon = samples_watch(m, "/");
	clock_set(10u * SECOND, SECOND / 2);
	s = samples_read(mon);
	assert_int_equal(clock_count(), 2);
	assert_int_equal(resctrl_sample_get_time_ns(s), 10u * SECOND);
	/* The first sample has no rate. */
	assert_int_equal(resctrl_reading_get_rate(samples_find(s, "/", 0, "mbm_total_bytes"), &rate), -ENODATA);
	machine_write(m, SAMPLES_TOTAL, "%u\n", 4096 + 500);
	s = samples_read(mon);
	r = samples_find(s, "/", 0, "mbm_total_bytes");
	assert_int_equal(resctrl_reading_get_rate(r, NULL), -EINVAL);
	/* 500 bytes in two ticks, one second. */
	assert_int_equal(resctrl_reading_get_rate(r, &rate), 0);
	assert_true(rate > 499.999 && rate < 500.001);
	/* Nothing happened: the rate is known, and 0. */
	assert_int_equal(resctrl_reading_get_rate(samples_find(s, "/", 1, "mbm_total_bytes"), &rate), 0);
	assert_true(rate == 0);
	/* An occupancy is no count. */
	assert_int_equal(resctrl_reading_get_rate(samples_find(s, "/", 0, "llc_occupancy"), &rate), -ENODATA);

	/* A gap: the next rate is over the whole of it. */
	machine_write(m, SAMPLES_TOTAL, "Unavailable\n");
	s = samples_read(mon);
	assert_no_value(samples_find(s, "/", 0, "mbm_total_bytes"), RESCTRL_STATE_UNAVAILABLE, "unavailable");
	machine_write(m, SAMPLES_TOTAL, "%u\n", 4096 + 500 + 300);
	s = samples_read(mon);
	r = samples_find(s, "/", 0, "mbm_total_bytes");
	assert_int_equal(resctrl_reading_get_rate(r, &rate), 0);
	assert_true(rate > 149.999 && rate < 150.001);
	assert_int_equal(resctrl_reading_get_generation(r), 0);
	resctrl_monitor_close(mon);
}

static void fixed_point_rates(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	double rate;

	machine_remove(m, "mon_data");
	machine_write(m, "mon_data/mon_PERF_PKG_00/core_energy", "10.500000\n");
	clock_set(0, SECOND / 2);
	mon = samples_watch(m, "/");
	samples_read(mon);
	machine_write(m, "mon_data/mon_PERF_PKG_00/core_energy", "13.000000\n");
	assert_int_equal(resctrl_reading_get_rate(samples_find(samples_read(mon), "/", 0, "core_energy"), &rate), 0);
	assert_true(rate > 2.4999 && rate < 2.5001);
	resctrl_monitor_close(mon);
}

static void a_value_that_falls_starts_anew(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	const struct resctrl_reading *r;
	double rate;

	clock_set(0, SECOND / 2);
	mon = samples_watch(m, "/");
	samples_read(mon);
	machine_write(m, SAMPLES_TOTAL, "%s", "100\n");
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_value(r, 100);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_RESTARTED);
	assert_int_equal(resctrl_reading_get_generation(r), 1);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), -ENODATA);
	/* From there on it counts again. */
	machine_write(m, SAMPLES_TOTAL, "%s", "160\n");
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_int_equal(resctrl_reading_get_flags(r), 0);
	assert_int_equal(resctrl_reading_get_generation(r), 1);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), 0);
	assert_true(rate > 59.99 && rate < 60.01);
	resctrl_monitor_close(mon);
}

static void a_counter_given_back_starts_anew(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	const struct resctrl_reading *r;
	double rate;

	clock_set(0, SECOND / 2);
	mon = samples_watch(m, "/");
	samples_read(mon);
	machine_write(m, SAMPLES_TOTAL, "%s", "Unassigned\n");
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_no_value(r, RESCTRL_STATE_UNASSIGNED, "unassigned");
	assert_int_equal(resctrl_reading_get_generation(r), 1);
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_int_equal(resctrl_reading_get_generation(r), 1);
	/* Above the old value, and not comparable with it all the same. */
	machine_write(m, SAMPLES_TOTAL, "%s", "900000\n");
	r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
	assert_value(r, 900000);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), -ENODATA);
	assert_int_equal(resctrl_reading_get_generation(r), 1);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_RESTARTED);
	resctrl_monitor_close(mon);
}

static void clocks_that_stand_still(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	double rate;

	clock_set(5, 0);
	mon = samples_watch(m, "/");
	samples_read(mon);
	machine_write(m, SAMPLES_TOTAL, "%s", "5000\n");
	assert_int_equal(resctrl_reading_get_rate(samples_find(samples_read(mon), "/", 0, "mbm_total_bytes"),
						  &rate), -ENODATA);
	resctrl_monitor_close(mon);
}

/* ---- what it costs ---- */

static void one_call_a_value_and_no_memory(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	mon = samples_watch(m, NULL);
	clock_set(0, 1000);
	samples_read(mon);
	/* One before the first group, and one behind each. */
	assert_int_equal(clock_count(), 1 + 3);
	fault_io_reset(m->io);
	oom_at(1);
	for (int i = 0; i < 10; i++)
		assert_int_equal(resctrl_monitor_read(mon, &s), 0);
	assert_false(oom_hit());
	assert_int_equal(fault_io_count(m->io, FAULT_PREAD), 10 * 18);
	assert_int_equal(fault_io_count_all(m->io), 10 * 18);
	resctrl_monitor_close(mon);
}

static void it_keeps_its_context(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, "/");

	assert_int_equal(m->ctx->refs, 2);
	assert_int_equal(resctrl_monitor_read(mon, NULL), -EINVAL);
	resctrl_monitor_close(mon);
	assert_int_equal(m->ctx->refs, 1);
	assert_int_equal(fault_io_num_open(m->io), 1);
}

/* ---- opening ---- */

static void opening_fails(void **state)
{
	static const char *const none[] = { "web", NULL };
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 0, NULL), -EINVAL);
	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 1, &mon), -EINVAL);
	assert_int_equal(resctrl_monitor_open(m->ctx, none, 1, &mon), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group web");
	assert_int_equal(resctrl_monitor_open(m->ctx, none, 2, &mon), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no name");
	machine_add_group(m, "web");
	fault_io_add(m->io, "open web/mon_data/mon_L3_01/mbm_total_bytes 1 EACCES");
	assert_int_equal(resctrl_monitor_open(m->ctx, none, 1, &mon), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed");
	fault_io_reset(m->io);
	fault_io_add(m->io, "getdents web/mon_data 1 EIO");
	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 0, &mon), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	fault_io_reset(m->io);
	fault_io_add(m->io, "open web/mon_data/mon_L3_00 1 EIO");
	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 0, &mon), -EIO);
	fault_io_add(m->io, "getdents . 1 EIO");
	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 0, &mon), -EIO);
	assert_idle(m);
}

static void nothing_is_monitored(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	machine_remove(m, "mon_data");
	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 0, &mon), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "nothing is monitored");
}

static void groups_vanish_while_they_are_opened(void **state)
{
	static const char *const rules[] = {
		"open web/mon_data 1 vanish=web",
		"getdents web/mon_data 1 vanish=web",
		"open web/mon_data/mon_L3_00 1 vanish=web",
		"getdents web/mon_data/mon_L3_00 1 vanish=web",
		"open web/mon_data/mon_L3_00/mbm_total_bytes 1 vanish=web",
		"open web/mon_data/mon_L3_01/mbm_total_bytes 1 vanish=web",
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct resctrl_sample *s;
		struct resctrl_monitor *mon;

		machine_add_group(m, "web");
		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", rules[i]);
		mon = samples_watch(m, NULL);
		s = samples_read(mon);
		assert_value(samples_find(s, "/", 1, "mbm_total_bytes"), 4096);
		for (size_t k = 0; k < resctrl_sample_get_num(s); k++) {
			const struct resctrl_reading *r = resctrl_sample_get_reading(s, k);

			if (!strcmp(resctrl_reading_get_group(r), "web"))
				assert_no_value(r, RESCTRL_STATE_GONE, "gone");
		}
		assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
		resctrl_monitor_close(mon);
	}
}

/* ---- out of memory ---- */

static void with_groups(struct machine *m)
{
	for (int i = 0; i < 12; i++) {
		char name[16];

		snprintf(name, sizeof(name), "group%d", i);
		machine_add_group(m, name);
	}
}

static int open_all(struct machine *m)
{
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	int err = resctrl_monitor_open(m->ctx, NULL, 0, &mon);

	if (err)
		return err;
	assert_int_equal(resctrl_monitor_read(mon, &s), 0);
	assert_int_equal(resctrl_sample_get_num(s), 78);
	resctrl_monitor_close(mon);
	return 0;
}

static int open_named(struct machine *m)
{
	static const char *const names[] = { "group1", "/" };
	struct resctrl_monitor *mon;
	int err = resctrl_monitor_open(m->ctx, names, 2, &mon);

	if (!err)
		resctrl_monitor_close(mon);
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_groups, open_all);
	machine_run_out_of_memory(with_groups, open_named);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(every_value_of_every_group),
		TEST(groups_by_name),
		TEST(other_resources_and_fixed_point),
		TEST(the_words_of_the_kernel),
		TEST(reads_that_fail),
		TEST(what_is_gone_stays_gone),
		TEST(rates),
		TEST(fixed_point_rates),
		TEST(a_value_that_falls_starts_anew),
		TEST(a_counter_given_back_starts_anew),
		TEST(clocks_that_stand_still),
		TEST(one_call_a_value_and_no_memory),
		TEST(it_keeps_its_context),
		TEST(opening_fails),
		TEST(nothing_is_monitored),
		TEST(groups_vanish_while_they_are_opened),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("monitor", tests, NULL, NULL);
}
