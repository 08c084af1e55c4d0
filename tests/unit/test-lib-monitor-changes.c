/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a monitor makes of groups, counters and filters that come, go and change while it looks. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/libc.h"
#include "support/samples.h"

#define SECOND	1000000000u

/* ---- groups ---- */

static void groups_of_all_come_and_go(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	mon = samples_watch(m, NULL);
	assert_false(samples_are_due(mon));
	assert_int_equal(resctrl_sample_get_num(samples_update(m, mon)), 12);
	machine_add_group(m, "db");
	assert_true(samples_are_due(mon));
	s = samples_update(m, mon);
	assert_false(samples_are_due(mon));
	assert_true(machine_is_told(m, "group_new", "the group db is new"));
	/* At its place. */
	assert_int_equal(resctrl_sample_get_num(s), 18);
	assert_string_equal(resctrl_reading_get_group(resctrl_sample_get_reading(s, 6)), "db");
	samples_assert_state(samples_find(s, "db", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);

	fault_io_vanish(m->io, "web");
	s = samples_read(mon);
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	s = samples_update(m, mon);
	assert_true(machine_is_told(m, "group_gone", "the group web is gone"));
	samples_assert_state(samples_find(s, "web", 1, "llc_occupancy"), RESCTRL_STATE_GONE, 0, 0);
	samples_update(m, mon);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);

	machine_add_group(m, "web");
	s = samples_update(m, mon);
	assert_true(machine_is_told(m, "group_new", "a group web again"));
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	assert_false(samples_has_rate(samples_find(s, "web", 0, "mbm_total_bytes")));
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1, 0);
	assert_true(samples_has_rate(samples_find(s, "web", 0, "mbm_total_bytes")));
	resctrl_monitor_close(mon);
}

/* Between two looks: never seen to be away. */
static void a_group_made_anew_is_another_one(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	mon = samples_watch(m, "web");
	samples_read(mon);
	fault_io_vanish(m->io, "web");
	machine_add_group(m, "web");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	/* Its monitor groups are watched, too: the watch went with the old one. */
	samples_read(mon);
	machine_add_group(m, "web/mon_groups/m1");
	assert_true(samples_are_due(mon));
	resctrl_monitor_close(mon);
}

static void patterns(void **state)
{
	static const struct {
		const char *pattern;
		const char *groups;
	} cases[] = {
		{ "web*", "web,web2," },
		{ "*", "db,web,web2," },
		{ "/", "/," },
		{ "/*", "/m0," },
		{ "web/*", "web/m1,web/n1," },
		{ "web/m*", "web/m1," },
		{ "*/*", "/m0,web/m1,web/n1," },
		{ "[dw]*b", "db,web," },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char groups[200] = "";
		const struct resctrl_sample *s;
		struct resctrl_monitor *mon = samples_watch(m, cases[i].pattern);

		/* A pattern may match nothing at first. */
		machine_add_group(m, "web");
		machine_add_group(m, "web2");
		machine_add_group(m, "db");
		machine_add_group(m, "mon_groups/m0");
		machine_add_group(m, "web/mon_groups/m1");
		machine_add_group(m, "web/mon_groups/n1");
		s = samples_update(m, mon);
		for (size_t k = 0; k < resctrl_sample_get_num(s); k += 6) {
			const struct resctrl_reading *r = resctrl_sample_get_reading(s, k);

			strcat(groups, resctrl_reading_get_group(r));
			strcat(groups, ",");
		}
		assert_string_equal(groups, cases[i].groups);
		resctrl_monitor_close(mon);
		machine_remove(m, "web");
		machine_remove(m, "web2");
		machine_remove(m, "db");
		machine_remove(m, "mon_groups/m0");
	}
}

static void the_long_gone_are_forgotten(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	char name[32];

	mon = samples_watch(m, "job*");
	machine_add_group(m, "job0");
	samples_update(m, mon);
	machine_write(m, "job0/" SAMPLES_TOTAL, "1\n");
	s = samples_read(mon);
	samples_assert_state(samples_find(s, "job0", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	fault_io_vanish(m->io, "job0");
	for (int i = 1; i <= 65; i++) {
		snprintf(name, sizeof(name), "job%d", i);
		machine_add_group(m, name);
		samples_update(m, mon);
		fault_io_vanish(m->io, name);
		s = samples_update(m, mon);
	}
	assert_null(samples_look_for(s, "job0", 0, "mbm_total_bytes"));
	assert_null(samples_look_for(s, "job1", 0, "mbm_total_bytes"));
	assert_non_null(samples_look_for(s, "job2", 0, "mbm_total_bytes"));
	assert_int_equal(resctrl_sample_get_num(s), 64 * 6);
	/* One that comes again is not taken for the forgotten one. */
	machine_add_group(m, "job0");
	s = samples_update(m, mon);
	assert_int_equal(resctrl_reading_get_generation(samples_find(s, "job0", 0, "mbm_total_bytes")), 2);
	resctrl_monitor_close(mon);
}

/* ---- baselines ---- */

/* The sum has lost a part and has grown past it all the same. */
static void a_monitor_group_that_goes_restarts_its_parent(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_add_group(m, "web/mon_groups/m1");
	mon = samples_watch(m, NULL);
	samples_read(mon);
	machine_write(m, "web/" SAMPLES_TOTAL, "900000\n");
	fault_io_vanish(m->io, "web/mon_groups/m1");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	assert_false(samples_has_rate(samples_find(s, "web", 0, "mbm_total_bytes")));
	samples_assert_state(samples_find(s, "web", 0, "llc_occupancy"), RESCTRL_STATE_VALUE, 0, 0);
	samples_assert_state(samples_find(s, "/", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	samples_assert_state(samples_find(s, "db", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

/* Bandwidth of a new group counts from 0; energy from what its RMID had before. */
static void a_monitor_group_that_comes_brings_old_energy(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	machine_write(m, "web/mon_data/mon_PERF_PKG_00/core_energy", "1.500000\n");
	mon = samples_watch(m, "web");
	samples_read(mon);
	machine_write(m, "web/mon_data/mon_PERF_PKG_00/core_energy", "9000.000000\n");
	machine_add_group(m, "web/mon_groups/m1");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "web", 0, "core_energy"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	assert_false(samples_has_rate(samples_find(s, "web", 0, "core_energy")));
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	assert_true(samples_has_rate(samples_find(s, "web", 0, "mbm_total_bytes")));
	resctrl_monitor_close(mon);
}

/* A part that has no data is not in the sum: that falls, or jumps, by all that the part has ever counted. */
static void a_part_without_data_restarts_the_sum(void **state)
{
	static const struct {
		const char *part, *sum;
		uint64_t total;
		bool has_rate;
	} cases[] = {
		{ "9000\n", "9500\n", 0, false },
		{ "9010\n", "9520\n", 20, true },
		/* The own part has grown by more than the other one had. */
		{ "Unavailable\n", "9600\n", 20, false },
		{ "Unavailable\n", "9601\n", 21, true },
		{ "9020\n", "18700\n", 21, false },
		{ "Error\n", "18800\n", 21, false },
		{ "9040\n", "18900\n", 21, false },
		{ "9050\n", "18910\n", 31, true },
	};
	struct machine *m = *state;
	const struct resctrl_reading *r;
	struct resctrl_monitor *mon;
	uint64_t total, since;
	unsigned int decimals;

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "mon_groups/m1");
	mon = samples_watch(m, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		machine_write(m, "web/mon_groups/m1/" SAMPLES_TOTAL, "%s", cases[i].part);
		machine_write(m, "web/" SAMPLES_TOTAL, "%s", cases[i].sum);
		machine_write(m, SAMPLES_TOTAL, "%zu\n", 5000 + i);
		r = samples_find(samples_read(mon), "web", 0, "mbm_total_bytes");
		assert_int_equal(samples_has_rate(r), cases[i].has_rate);
		assert_int_equal(resctrl_reading_get_total(r, &total, &decimals, &since), 0);
		assert_int_equal(total, cases[i].total);
		assert_int_equal(resctrl_reading_get_flags(r), i && !cases[i].has_rate ? RESCTRL_READING_RESTARTED : 0);
		/* It is in no other sum. */
		assert_true(!i || samples_has_rate(samples_find(samples_read(mon), "/", 0, "mbm_total_bytes")));
	}
	resctrl_monitor_close(mon);
}

static void counters_and_settings_that_change(void **state)
{
	static const struct {
		const char *file;
		bool web, m1, db, root;
	} cases[] = {
		{ "web/mbm_L3_assignments", true, false, false, false },
		{ "web/mon_groups/m1/mbm_L3_assignments", true, true, false, false },
		{ "mbm_L3_assignments", false, false, false, true },
		{ "info/L3_MON/mbm_assign_mode", true, true, true, true },
		{ "info/L3_MON/event_configs/mbm_total_bytes/event_filter", true, true, true, true },
	};
	struct machine *m = *state;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_add_group(m, "web/mon_groups/m1");
	machine_write(m, "info/L3_MON/event_configs/mbm_total_bytes/event_filter", "local_reads\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_monitor *mon = samples_watch(m, NULL);
		const struct resctrl_sample *s;
		FILE *file;
		char path[512];

		samples_read(mon);
		snprintf(path, sizeof(path), "%s/sys/fs/resctrl/%s", m->root, cases[i].file);
		file = fopen(path, "a");
		assert_non_null(file);
		fputs("\n", file);
		fclose(file);
		assert_true(samples_are_due(mon));
		s = samples_update(m, mon);
		assert_int_equal(samples_has_rate(samples_find(s, "web", 0, "mbm_total_bytes")), !cases[i].web);
		assert_int_equal(samples_has_rate(samples_find(s, "web/m1", 1, "mbm_local_bytes")), !cases[i].m1);
		assert_int_equal(samples_has_rate(samples_find(s, "db", 1, "mbm_local_bytes")), !cases[i].db);
		assert_int_equal(samples_has_rate(samples_find(s, "/", 1, "mbm_local_bytes")), !cases[i].root);
		resctrl_monitor_close(mon);
	}
}

/* Arm: the kernel shows a counter in one domain that was taken away in the other, and with it in both. */
static void a_counter_of_some_domains_is_ambiguous(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	const struct resctrl_reading *r;
	struct resctrl_monitor *mon;

	machine_write(m, "info/L3_MON/mbm_assign_mode", "[mbm_event]\n");
	machine_write(m, "mbm_L3_assignments", "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=_;1=e\n");
	mon = samples_watch(m, "/");
	assert_true(machine_is_told(m, "ambiguous", "mbm_local_bytes of / has a counter in some domains of L3"));
	s = samples_read(mon);
	samples_assert_state(samples_find(s, "/", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	samples_assert_state(samples_find(s, "/", 1, "llc_occupancy"), RESCTRL_STATE_VALUE, 0, 0);
	r = samples_find(s, "/", 1, "mbm_local_bytes");
	samples_assert_state(r, RESCTRL_STATE_ERROR, 0, RESCTRL_READING_AMBIGUOUS);
	assert_string_equal(resctrl_reading_get_raw(r), "4096");
	assert_int_equal(resctrl_reading_get_errno(r), 0);
	assert_int_equal(resctrl_reading_get_state(samples_find(s, "/", 0, "mbm_local_bytes")),
			 RESCTRL_STATE_ERROR);

	/* Somebody else does it while we look. */
	machine_write(m, "mbm_L3_assignments", "mbm_total_bytes:0=_;1=e\nmbm_local_bytes:0=e;1=e\n");
	machine_write(m, "mon_data/mon_L3_00/mbm_total_bytes", "Unassigned\n");
	s = samples_update(m, mon);
	assert_true(machine_is_told(m, "ambiguous", "mbm_total_bytes of /"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	r = samples_find(s, "/", 0, "mbm_total_bytes");
	assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_ERROR);
	assert_string_equal(resctrl_reading_get_raw(r), "Unassigned");
	r = samples_find(s, "/", 1, "mbm_local_bytes");
	samples_assert_state(r, RESCTRL_STATE_VALUE, 0, 0);
	assert_false(samples_has_rate(r));
	machine_write(m, "mbm_L3_assignments", "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=e;1=e\n");
	machine_write(m, "mon_data/mon_L3_00/mbm_total_bytes", "9999\n");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "/", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1, RESCTRL_READING_RESTARTED);
	machine_write(m, "mbm_L3_assignments", "mbm_total_bytes:0=_;1=e\nmbm_local_bytes:0=e;1=e\n");

	/* What is an error or gone anyway stays that. */
	machine_write(m, "mon_data/mon_L3_00/mbm_total_bytes", "Error\n");
	fault_io_add(m->io, "pread mon_data/mon_L3_01/mbm_total_bytes 1 ENODEV");
	s = samples_update(m, mon);
	assert_int_equal(resctrl_reading_get_flags(samples_find(s, "/", 0, "mbm_total_bytes")), 0);
	assert_int_equal(resctrl_reading_get_state(samples_find(s, "/", 1, "mbm_total_bytes")),
			 RESCTRL_STATE_GONE);
	/* Where that cannot be known the last word stays. */
	fault_io_add(m->io, "read mbm_L3_assignments 1 EIO");
	machine_write(m, "mon_data/mon_L3_00/mbm_total_bytes", "Unassigned\n");
	machine_write(m, "mbm_L3_assignments", "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=e;1=e\n");
	s = samples_update(m, mon);
	assert_int_equal(resctrl_reading_get_flags(samples_find(s, "/", 0, "mbm_total_bytes")),
			 RESCTRL_READING_AMBIGUOUS);
	resctrl_monitor_close(mon);
	machine_write(m, "info/L3_MON/mbm_assign_mode", "mbm_event\n");
	mon = samples_watch(m, "/");
	assert_int_equal(resctrl_reading_get_flags(samples_find(samples_read(mon), "/", 0, "llc_occupancy")), 0);
	resctrl_monitor_close(mon);
}

/* With a counter for each domain that is nothing unusual. */
static void a_counter_for_each_domain_is_not(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	mon = samples_watch(m, "/");
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	samples_assert_state(samples_find(samples_read(mon), "/", 1, "mbm_local_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

static void a_total_never_falls(void **state)
{
	static const struct {
		const char *text;
		uint64_t total;
	} cases[] = {
		{ "100\n", 0 }, { "150\n", 50 }, { "10\n", 50 }, { "40\n", 80 }, { "Unassigned\n", 80 },
		{ "7000\n", 80 }, { "7001\n", 81 }, { "Unavailable\n", 81 }, { "7003\n", 83 },
	};
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	unsigned int decimals;
	uint64_t total, since;

	clock_set(0, SECOND / 4);
	mon = samples_watch(m, "/");
	clock_set(5u * SECOND, SECOND / 4);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct resctrl_reading *r;

		machine_write(m, SAMPLES_TOTAL, "%s", cases[i].text);
		r = samples_find(samples_read(mon), "/", 0, "mbm_total_bytes");
		assert_int_equal(resctrl_reading_get_total(r, &total, &decimals, &since), 0);
		assert_int_equal(total, cases[i].total);
		assert_int_equal(decimals, 0);
		assert_int_equal(since, 5u * SECOND);
		assert_int_equal(resctrl_reading_get_total(r, NULL, &decimals, &since), -EINVAL);
		r = samples_find(samples_read(mon), "/", 0, "llc_occupancy");
		assert_int_equal(resctrl_reading_get_total(r, &total, &decimals, &since), -ENODATA);
		assert_false(resctrl_reading_is_cumulative(r));
	}
	resctrl_monitor_close(mon);
}

/* ---- what is asked for ---- */

static void filters(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor_config *config;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_write(m, "mon_data/mon_PERF_PKG_01/core_energy", "1.0\n");
	assert_int_equal(resctrl_monitor_config_new(NULL), -EINVAL);
	assert_int_equal(resctrl_monitor_config_new(&config), 0);
	assert_int_equal(resctrl_monitor_config_set_group(config, ""), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_group(config, NULL), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_event(config, ""), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_domains(config, NULL), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_domains(config, "x"), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_domains(config, ":1"), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_event(config, "mbm_*"), 0);
	assert_int_equal(resctrl_monitor_config_set_event(config, "core_energy"), 0);
	assert_int_equal(resctrl_monitor_config_set_domains(config, "L3:1"), 0);
	assert_int_equal(resctrl_monitor_config_set_domains(config, "PERF_PKG:*"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, NULL), -EINVAL);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), 0);
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 3);
	samples_find(s, "/", 1, "core_energy");
	samples_find(s, "/", 1, "mbm_total_bytes");
	samples_find(s, "/", 1, "mbm_local_bytes");
	resctrl_monitor_close(mon);

	assert_int_equal(resctrl_monitor_config_set_domains(config, "0"), 0);
	assert_int_equal(resctrl_monitor_config_set_group(config, "/"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), 0);
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 5);
	resctrl_monitor_close(mon);
	resctrl_monitor_config_free(config);

	assert_int_equal(resctrl_monitor_config_new(&config), 0);
	assert_int_equal(resctrl_monitor_config_set_domains(config, "9"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no domain 9");
	resctrl_monitor_config_free(config);
	resctrl_monitor_config_free(NULL);
}

/* What is nowhere is told, also beside what is there. */
static void filters_that_mean_nothing(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor_config *config;
	struct resctrl_monitor *mon;

	assert_int_equal(resctrl_monitor_config_new(&config), 0);
	assert_int_equal(resctrl_monitor_config_set_event(config, "mbm_totl_bytes"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no event mbm_totl_bytes");
	assert_int_equal(resctrl_monitor_config_set_event(config, "mbm_local*"), 0);
	assert_int_equal(resctrl_monitor_config_set_domains(config, "L2:0"), 0);
	assert_int_equal(resctrl_monitor_config_set_domains(config, "0"), 0);
	assert_int_equal(resctrl_monitor_open_config(m->ctx, config, &mon), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 2);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "no_event");
	assert_string_equal(resctrl_ctx_get_warning_message(m->ctx, 0), "nothing here has an event mbm_totl_bytes");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 1), "no_domain");
	assert_string_equal(resctrl_ctx_get_warning_message(m->ctx, 1), "nothing is monitored in domain L2:0");
	resctrl_monitor_close(mon);
	resctrl_monitor_config_free(config);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(groups_of_all_come_and_go),
		TEST(a_group_made_anew_is_another_one),
		TEST(patterns),
		TEST(the_long_gone_are_forgotten),
		TEST(a_monitor_group_that_goes_restarts_its_parent),
		TEST(a_monitor_group_that_comes_brings_old_energy),
		TEST(a_part_without_data_restarts_the_sum),
		TEST(counters_and_settings_that_change),
		TEST(a_counter_of_some_domains_is_ambiguous),
		TEST(a_counter_for_each_domain_is_not),
		TEST(a_total_never_falls),
		TEST(filters),
		TEST(filters_that_mean_nothing),
	};

	return cmocka_run_group_tests_name("monitor-changes", tests, NULL, NULL);
}
