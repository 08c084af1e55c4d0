/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Event files that one domain of a resource has and another one lacks. */
#include "support/machine.h"

#include <errno.h>

#include "support/libc.h"
#include "support/samples.h"

#define SECOND	UINT64_C(1000000000)
#define LACKING	"mon_data/mon_L3_01/mbm_total_bytes"

static void assert_absent(const struct resctrl_reading *r, uint64_t generation)
{
	unsigned int decimals;
	uint64_t value;
	double rate;

	samples_assert_state(r, RESCTRL_STATE_ABSENT, generation, 0);
	assert_string_equal(resctrl_reading_get_state_name(r), "absent");
	assert_int_equal(resctrl_reading_get_value(r, &value, &decimals), -ENODATA);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), -ENODATA);
	assert_int_equal(resctrl_reading_get_errno(r), 0);
	assert_null(resctrl_reading_get_raw(r));
}

static void what_a_domain_lacks(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	unsigned int calls;

	mon = samples_watch(m, "/");
	fault_io_reset(m->io);
	samples_update(m, mon);
	calls = fault_io_count_all(m->io);
	resctrl_monitor_close(mon);

	machine_remove(m, LACKING);
	mon = samples_watch(m, "/");
	assert_int_equal(fault_io_num_open(m->io), 1 + 1 + 5);
	fault_io_reset(m->io);
	s = samples_update(m, mon);
	/* It is not read; each update looks once whether it is there by now. */
	assert_int_equal(fault_io_count(m->io, FAULT_PREAD), 5);
	assert_int_equal(fault_io_count_all(m->io), calls - 1 + 1);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	/* At its place. */
	assert_int_equal(resctrl_sample_get_num(s), 6);
	assert_ptr_equal(resctrl_sample_get_reading(s, 5), samples_find(s, "/", 1, "mbm_total_bytes"));
	assert_absent(samples_find(s, "/", 1, "mbm_total_bytes"), 0);
	assert_int_equal(resctrl_reading_get_unit(samples_find(s, "/", 1, "mbm_total_bytes")),
			 RESCTRL_EVENT_UNIT_BYTES);
	samples_assert_state(samples_find(s, "/", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	samples_assert_state(samples_find(s, "/", 1, "mbm_local_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

/* In three domains with two of each event; what another resource has is not missed. */
static void each_lacks_another_one(void **state)
{
	static const struct {
		uint64_t domain;
		const char *event;
		bool is_absent;
	} want[] = {
		{ 0, "activity", true }, { 0, "core_energy", false }, { 0, "uops", false },
		{ 1, "activity", false }, { 1, "core_energy", true }, { 1, "uops", false },
		{ 2, "activity", false }, { 2, "core_energy", false }, { 2, "uops", true },
	};
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	size_t absent = 0;

	machine_write(m, "mon_data/mon_PERF_PKG_00/core_energy", "1.5\n");
	machine_write(m, "mon_data/mon_PERF_PKG_00/uops", "7\n");
	machine_write(m, "mon_data/mon_PERF_PKG_01/activity", "1.5\n");
	machine_write(m, "mon_data/mon_PERF_PKG_01/uops", "7\n");
	machine_write(m, "mon_data/mon_PERF_PKG_02/activity", "1.5\n");
	machine_write(m, "mon_data/mon_PERF_PKG_02/core_energy", "1.5\n");
	mon = samples_watch(m, "/");
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 6 + 9);
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		const struct resctrl_reading *r = samples_find(s, "/", want[i].domain, want[i].event);

		assert_string_equal(resctrl_reading_get_resource(r), "PERF_PKG");
		assert_int_equal(resctrl_reading_get_state(r) == RESCTRL_STATE_ABSENT, want[i].is_absent);
	}
	for (size_t i = 0; i < resctrl_sample_get_num(s); i++)
		absent += resctrl_reading_get_state(resctrl_sample_get_reading(s, i)) == RESCTRL_STATE_ABSENT;
	assert_int_equal(absent, 3);
	resctrl_monitor_close(mon);
}

/* A part of a domain is compared with parts, and the domain's sum with sums. */
static void parts_of_domains(void **state)
{
	struct machine *m = *state;
	const struct resctrl_reading *r;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	uint64_t part;

	machine_write(m, "mon_data/mon_L3_00/mon_sub_L3_00/llc_occupancy", "7\n");
	machine_write(m, "mon_data/mon_L3_00/mon_sub_L3_01/llc_occupancy", "7\n");
	machine_write(m, "mon_data/mon_L3_00/mon_sub_L3_01/mbm_total_bytes", "7\n");
	mon = samples_watch(m, "/");
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 6 + 4);
	/* The three of domain 0, then its parts: occupancy and total of 0, of 1. */
	r = resctrl_sample_get_reading(s, 4);
	assert_int_equal(resctrl_reading_get_subdomain(r, &part), 0);
	assert_int_equal(part, 0);
	assert_string_equal(resctrl_reading_get_event(r), "mbm_total_bytes");
	assert_absent(r, 0);
	r = resctrl_sample_get_reading(s, 6);
	assert_int_equal(resctrl_reading_get_subdomain(r, &part), 0);
	assert_int_equal(part, 1);
	samples_assert_state(r, RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

/* That all else in the domain is filtered out does not make it one that is gone. */
static void with_filters(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor_config *config;
	struct resctrl_monitor *mon;

	machine_remove(m, LACKING);
	assert_int_equal(resctrl_monitor_config_new(&config), 0);
	assert_int_equal(resctrl_monitor_config_set_event(config, "mbm_total_bytes"), 0);
	assert_int_equal(resctrl_monitor_config_set_group(config, "/"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), 0);
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 2);
	assert_absent(samples_find(samples_read(mon), "/", 1, "mbm_total_bytes"), 0);
	resctrl_monitor_close(mon);
	/* Nothing to compare with. */
	assert_int_equal(resctrl_monitor_config_set_domains(config, "L3:1"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no domain asked for has an event asked for");
	resctrl_monitor_config_free(config);
}

/* ---- changes ---- */

static void it_comes_later(void **state)
{
	struct machine *m = *state;
	const struct resctrl_reading *r;
	struct resctrl_monitor *mon;
	double rate;

	machine_remove(m, LACKING);
	mon = samples_watch(m, "/");
	clock_set(0, SECOND / 2);
	samples_read(mon);
	machine_write(m, LACKING, "%u\n", 1000);
	r = samples_find(samples_update(m, mon), "/", 1, "mbm_total_bytes");
	samples_assert_state(r, RESCTRL_STATE_VALUE, 1, RESCTRL_READING_RESTARTED);
	assert_false(samples_has_rate(r));
	assert_true(machine_is_told(m, "event_new", "domain 1 of L3 has mbm_total_bytes now"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	machine_write(m, LACKING, "%u\n", 1600);
	r = samples_find(samples_update(m, mon), "/", 1, "mbm_total_bytes");
	samples_assert_state(r, RESCTRL_STATE_VALUE, 1, 0);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), 0);
	assert_true(rate > 599.9 && rate < 600.1);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	resctrl_monitor_close(mon);
}

/* An event that no domain had, in one: new there, and absent in the other, where nothing else has changed. */
static void a_new_event_of_one_domain(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon = samples_watch(m, NULL);

	samples_read(mon);
	machine_write(m, "mon_data/mon_L3_00/mbm_other_bytes", "5\n");
	/* The kernel does not tell of files; a new group makes it look. */
	machine_add_group(m, "web");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "/", 0, "mbm_other_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	assert_absent(samples_find(s, "/", 1, "mbm_other_bytes"), 0);
	assert_null(samples_look_for(s, "web", 1, "mbm_other_bytes"));
	assert_true(machine_is_told(m, "event_new", "domain 0 of L3 has mbm_other_bytes now"));
	assert_true(machine_has_warning(m, "group_new"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 2);
	resctrl_monitor_close(mon);
}

/* As kernfs does it: open files of what was removed answer ENODEV. */
static void take_away(struct machine *m, const char *path)
{
	fault_io_add(m->io, "pread %s 1+ ENODEV", path);
	machine_remove(m, path);
}

static void it_goes_alone_and_comes_back(void **state)
{
	struct machine *m = *state;
	const struct resctrl_reading *r;
	struct resctrl_monitor *mon = samples_watch(m, "/");
	unsigned int decimals;
	uint64_t total, since;

	samples_read(mon);
	machine_write(m, LACKING, "%u\n", 4096 + 100);
	samples_read(mon);
	take_away(m, LACKING);
	/* Until somebody looks, nobody knows that the domain is there. */
	samples_assert_state(samples_find(samples_read(mon), "/", 1, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	r = samples_find(samples_update(m, mon), "/", 1, "mbm_total_bytes");
	assert_absent(r, 0);
	assert_true(machine_is_told(m, "event_gone", "domain 1 of L3 no longer has mbm_total_bytes"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_absent(samples_find(samples_update(m, mon), "/", 1, "mbm_total_bytes"), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	/* What was seen to be added stays. */
	assert_int_equal(resctrl_reading_get_total(samples_find(samples_read(mon), "/", 1, "mbm_total_bytes"), &total,
						   &decimals, &since), 0);
	assert_int_equal(total, 100);

	fault_io_reset(m->io);
	machine_write(m, LACKING, "%u\n", 900000);
	r = samples_find(samples_update(m, mon), "/", 1, "mbm_total_bytes");
	samples_assert_state(r, RESCTRL_STATE_VALUE, 1, RESCTRL_READING_RESTARTED);
	assert_false(samples_has_rate(r));
	assert_int_equal(resctrl_reading_get_total(r, &total, &decimals, &since), 0);
	assert_int_equal(total, 100);
	resctrl_monitor_close(mon);
}

/* No domain has it any more, and both are there. */
static void it_goes_everywhere(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon = samples_watch(m, "/");

	samples_read(mon);
	take_away(m, SAMPLES_TOTAL);
	take_away(m, LACKING);
	samples_read(mon);
	s = samples_update(m, mon);
	assert_absent(samples_find(s, "/", 0, "mbm_total_bytes"), 0);
	assert_absent(samples_find(s, "/", 1, "mbm_total_bytes"), 0);
	samples_assert_state(samples_find(s, "/", 1, "llc_occupancy"), RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

static void write_domain(struct machine *m)
{
	machine_write(m, "mon_data/mon_L3_01/llc_occupancy", "1\n");
	machine_write(m, "mon_data/mon_L3_01/mbm_local_bytes", "1\n");
}

/* With its domain it is gone, as all else in there, and absent again when that is back. */
static void its_domain_goes(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_remove(m, LACKING);
	mon = samples_watch(m, "/");
	samples_read(mon);
	fault_io_vanish(m->io, "mon_data/mon_L3_01");
	samples_read(mon);
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "/", 1, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	samples_assert_state(samples_find(s, "/", 1, "llc_occupancy"), RESCTRL_STATE_GONE, 0, 0);
	assert_true(machine_is_told(m, "domain_gone", "domain 1 of L3"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	write_domain(m);
	s = samples_update(m, mon);
	assert_absent(samples_find(s, "/", 1, "mbm_total_bytes"), 0);
	samples_assert_state(samples_find(s, "/", 1, "llc_occupancy"), RESCTRL_STATE_VALUE, 1,
			     RESCTRL_READING_RESTARTED);
	assert_true(machine_is_told(m, "domain_new", "domain 1 of L3"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	resctrl_monitor_close(mon);
}

static void its_group_goes(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	machine_remove(m, "web/" LACKING);
	mon = samples_watch(m, NULL);
	/* Of the default group nothing is missing. */
	assert_absent(samples_find(samples_read(mon), "web", 1, "mbm_total_bytes"), 0);
	samples_assert_state(samples_find(samples_read(mon), "/", 1, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	fault_io_vanish(m->io, "web");
	samples_assert_state(samples_find(samples_update(m, mon), "web", 1, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	machine_add_group(m, "web");
	machine_remove(m, "web/" LACKING);
	assert_absent(samples_find(samples_update(m, mon), "web", 1, "mbm_total_bytes"), 0);
	resctrl_monitor_close(mon);
}

/* ---- failures ---- */

static void lacking(struct machine *m)
{
	machine_remove(m, LACKING);
	machine_write(m, "mon_data/mon_PERF_PKG_00/core_energy", "1.5\n");
	machine_write(m, "mon_data/mon_PERF_PKG_01/activity", "1.5\n");
}

static int open_and_update(struct machine *m)
{
	struct resctrl_monitor *mon;
	int err = resctrl_monitor_open(m->ctx, NULL, 0, &mon);

	if (err)
		return err;
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 6 + 4);
	machine_write(m, LACKING, "%u\n", 7);
	err = resctrl_monitor_update(mon);
	if (!err)
		samples_assert_state(samples_find(samples_read(mon), "/", 1, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
				     RESCTRL_READING_RESTARTED);
	resctrl_monitor_close(mon);
	return err;
}

static void memory_runs_out(void **state)
{
	(void)state;
	machine_run_out_of_memory(lacking, open_and_update);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_a_domain_lacks),
		TEST(each_lacks_another_one),
		TEST(parts_of_domains),
		TEST(with_filters),
		TEST(it_comes_later),
		TEST(a_new_event_of_one_domain),
		TEST(it_goes_alone_and_comes_back),
		TEST(it_goes_everywhere),
		TEST(its_domain_goes),
		TEST(its_group_goes),
		TEST(memory_runs_out),
	};

	return cmocka_run_group_tests_name("monitor-absent", tests, NULL, NULL);
}
