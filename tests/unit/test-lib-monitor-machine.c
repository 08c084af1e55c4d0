/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a monitor makes of domains, CPUs and mounts that come and go, of too few files and too little memory. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/samples.h"
#include "support/sockets.h"

/* ---- domains ---- */

static void a_domain_goes_and_comes_back(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	size_t open;

	machine_add_group(m, "web");
	mon = samples_watch(m, NULL);
	samples_read(mon);
	open = fault_io_num_open(m->io);
	fault_io_vanish(m->io, "mon_data/mon_L3_01");
	fault_io_vanish(m->io, "web/mon_data/mon_L3_01");
	/* The read finds out, and what tells it comes with the next look. */
	samples_read(mon);
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "/", 1, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	samples_assert_state(samples_find(s, "web", 1, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 0, 0);
	/* Told once, not for every group. */
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_true(machine_is_told(m, "domain_gone", "domain 1 of L3"));
	assert_int_equal(fault_io_num_open(m->io), open - 6);
	/* While it is away nothing is listed. */
	fault_io_reset(m->io);
	samples_update(m, mon);
	assert_int_equal(fault_io_count(m->io, FAULT_GETDENTS), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);

	machine_write(m, "mon_data/mon_L3_01/mbm_total_bytes", "Unassigned\n");
	machine_write(m, "mon_data/mon_L3_01/mbm_local_bytes", "Unassigned\n");
	machine_write(m, "mon_data/mon_L3_01/llc_occupancy", "0\n");
	machine_write(m, "web/mon_data/mon_L3_01/mbm_total_bytes", "5\n");
	s = samples_update(m, mon);
	assert_true(machine_is_told(m, "domain_new", "domain 1 of L3 is there"));
	assert_true(machine_is_told(m, "domain_unassigned", "domain 1 of L3 came back without its counters"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 2);
	samples_assert_state(samples_find(s, "/", 1, "mbm_total_bytes"), RESCTRL_STATE_UNASSIGNED, 1, 0);
	samples_assert_state(samples_find(s, "/", 1, "llc_occupancy"), RESCTRL_STATE_VALUE, 1, RESCTRL_READING_RESTARTED);
	samples_assert_state(samples_find(s, "web", 1, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	machine_write(m, "mon_data/mon_L3_01/mbm_total_bytes", "9\n");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "/", 1, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	resctrl_monitor_close(mon);
}

static void a_domain_never_seen_before(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon = samples_watch(m, "/");

	samples_read(mon);
	machine_write(m, "mon_data/mon_L3_02/future", "1\n");
	s = samples_update(m, mon);
	samples_assert_state(samples_find(s, "/", 2, "future"), RESCTRL_STATE_VALUE, 0, 0);
	samples_assert_state(samples_find(s, "/", 2, "llc_occupancy"), RESCTRL_STATE_ABSENT, 0, 0);
	samples_assert_state(samples_find(s, "/", 0, "future"), RESCTRL_STATE_ABSENT, 0, 0);
	assert_int_equal(resctrl_sample_get_num(s), 3 * 4);
	assert_true(machine_is_told(m, "domain_new", "domain 2 of L3 is there"));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	resctrl_monitor_close(mon);
}

/* ---- being told of CPUs ---- */

static void nothing_is_looked_at_between_news(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	mon = samples_watch(m, NULL);
	assert_int_equal(resctrl_monitor_get_hotplug_errno(mon), 0);
	assert_null(resctrl_monitor_get_hotplug_reason(mon));
	assert_true(fake.cpus_only);
	fault_io_reset(m->io);
	for (int i = 0; i < 100; i++) {
		assert_false(samples_are_due(mon));
		samples_read(mon);
	}
	for (enum fault_call call = 0; call < FAULT_NUM_CALLS; call++)
		assert_int_equal(fault_io_count(m->io, call), call == FAULT_PREAD ? 100 * 12 : 0);
	resctrl_monitor_close(mon);
}

static void a_cpu_that_comes_brings_its_domain(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, "/");
	const struct resctrl_sample *s;

	samples_read(mon);
	machine_write(m, "mon_data/mon_L3_02/future", "1\n");
	assert_false(samples_are_due(mon));
	send_cpu(5, "online");
	send_cpu(6, "online");
	assert_true(samples_are_due(mon));
	s = samples_update(m, mon);
	assert_false(samples_are_due(mon));
	samples_assert_state(samples_find(s, "/", 2, "future"), RESCTRL_STATE_VALUE, 0, 0);
	/* No room for the news is news. */
	machine_write(m, "mon_data/mon_L3_03/future", "1\n");
	send_error(fake.uevents, ENOBUFS);
	assert_true(samples_are_due(mon));
	s = samples_update(m, mon);
	assert_false(samples_are_due(mon));
	samples_assert_state(samples_find(s, "/", 3, "future"), RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

static void a_socket_that_fails_is_told(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, NULL);

	send_error(fake.uevents, EIO);
	assert_true(samples_are_due(mon));
	samples_update(m, mon);
	assert_int_equal(resctrl_monitor_get_hotplug_errno(mon), EIO);
	assert_string_equal(resctrl_monitor_get_hotplug_reason(mon), "the socket failed");
	assert_true(machine_is_told(m, "hotplug_untold", "the socket failed"));
	assert_int_equal(sockets_num_open(), 0);
	assert_false(samples_are_due(mon));
	/* Of the rest it is told still. */
	machine_add_group(m, "web");
	assert_true(samples_are_due(mon));
	assert_non_null(samples_look_for(samples_update(m, mon), "web", 0, "llc_occupancy"));
	resctrl_monitor_close(mon);
}

static void without_a_socket_it_says_so(void **state)
{
	static const struct {
		int err;
		const char *reason;
	} cases[] = {
		{ EOPNOTSUPP, "libnl-3 is not installed" },
		{ EACCES, "network name spaces of the first user name space" },
		{ EMFILE, "no uevents of the kernel can be received" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_monitor *mon;
		char path[64];

		fake.uevents_errno = cases[i].err;
		resctrl_ctx_release_warnings(m->ctx);
		mon = samples_watch(m, "/");
		assert_int_equal(resctrl_monitor_get_hotplug_errno(mon), cases[i].err);
		assert_non_null(strstr(resctrl_monitor_get_hotplug_reason(mon), cases[i].reason));
		assert_true(machine_is_told(m, "hotplug_untold", cases[i].reason));
		samples_read(mon);
		snprintf(path, sizeof(path), "mon_data/mon_L3_%02zu/future", i + 2);
		machine_write(m, path, "1\n");
		samples_assert_state(samples_find(samples_update(m, mon), "/", i + 2, "future"), RESCTRL_STATE_VALUE, 0, 0);
		resctrl_monitor_close(mon);
	}
}

/* ---- mounts ---- */

static void a_mount_that_is_detached_is_let_go(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	char from[300], to[300];

	machine_add_group(m, "web");
	mon = samples_watch(m, NULL);
	samples_read(mon);
	snprintf(from, sizeof(from), "%s/sys/fs/resctrl", m->root);
	snprintf(to, sizeof(to), "%s/sys/fs/away", m->root);
	assert_int_equal(rename(from, to), 0);
	s = samples_update(m, mon);
	assert_true(machine_is_told(m, "mount_gone", "unmounted"));
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_GONE, 0, 0);
	assert_int_equal(fault_io_num_open(m->io), 0);
	samples_update(m, mon);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);

	assert_int_equal(rename(to, from), 0);
	s = samples_update(m, mon);
	assert_true(machine_is_told(m, "mount_new", "mounted again"));
	samples_assert_state(samples_find(s, "web", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	machine_add_group(m, "db");
	assert_true(samples_are_due(mon));
	s = samples_update(m, mon);
	assert_non_null(samples_look_for(s, "db", 0, "llc_occupancy"));
	resctrl_monitor_close(mon);
}

static void a_released_context_is_opened_again(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, "/");

	samples_read(mon);
	resctrl_ctx_release(m->ctx);
	samples_assert_state(samples_find(samples_update(m, mon), "/", 0, "mbm_total_bytes"), RESCTRL_STATE_VALUE, 1,
		     RESCTRL_READING_RESTARTED);
	resctrl_monitor_close(mon);
}

/* ---- too many files ---- */

static void more_values_than_files(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	fault_io_add(m->io, "open web/mon_data/mon_L3_01/llc_occupancy 1+ EMFILE");
	/* Twice: what was to be closed later is closed first. */
	fault_io_add(m->io, "open web/mon_data/mon_L3_01/mbm_local_bytes 1 EMFILE");
	fault_io_add(m->io, "open web/mon_data/mon_L3_01/mbm_local_bytes 1 EMFILE");
	mon = samples_watch(m, NULL);
	fault_io_reset(m->io);
	s = samples_read(mon);
	assert_int_equal(resctrl_sample_get_num(s), 12);
	for (size_t i = 0; i < 12; i++)
		assert_int_equal(resctrl_reading_get_state(resctrl_sample_get_reading(s, i)),
				 RESCTRL_STATE_VALUE);
	/* Two did not fit and 16 of those before were given back, so that others find some: here all. */
	assert_int_equal(fault_io_count(m->io, FAULT_PREAD), 12);
	assert_in_range(fault_io_count(m->io, FAULT_OPEN), 3, 14);
	assert_int_equal(fault_io_count(m->io, FAULT_OPEN), fault_io_count(m->io, FAULT_CLOSE));
	machine_write(m, "web/mon_data/mon_L3_01/mbm_local_bytes", "9000\n");
	assert_true(samples_has_rate(samples_find(samples_read(mon), "web", 1, "mbm_local_bytes")));
	/* None is left even for a moment: that is a failure to read, and passes. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "open web/mon_data/mon_L3_01/mbm_local_bytes 1 EMFILE");
	s = samples_read(mon);
	samples_assert_state(samples_find(s, "web", 1, "mbm_local_bytes"), RESCTRL_STATE_ERROR, 0, 0);
	assert_int_equal(resctrl_reading_get_errno(samples_find(s, "web", 1, "mbm_local_bytes")), EMFILE);
	fault_io_vanish(m->io, "web");
	s = samples_read(mon);
	samples_assert_state(samples_find(s, "web", 1, "mbm_local_bytes"), RESCTRL_STATE_GONE, 0, 0);
	resctrl_monitor_close(mon);
}

static void no_file_for_a_list(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	machine_add_group(m, "web");
	fault_io_add(m->io, "open web/mon_data/mon_L3_01 1 EMFILE");
	mon = samples_watch(m, NULL);
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 12);
	resctrl_monitor_close(mon);
	fault_io_reset(m->io);
	fault_io_add(m->io, "open mon_data/mon_L3_00 1+ EMFILE");
	assert_int_equal(resctrl_monitor_open(m->ctx, NULL, 0, &mon), -EMFILE);
	assert_error(m, RESCTRL_ERROR_FAILED, EMFILE, "");
}

/* ---- failures while looking ---- */

static void updates_fail(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon = samples_watch(m, NULL);

	samples_read(mon);
	machine_add_group(m, "web");
	fault_io_add(m->io, "getdents web/mon_data 1 EIO");
	assert_int_equal(resctrl_monitor_update(mon), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	/* What there was is still read, and the next one makes up for it. */
	samples_assert_state(samples_find(samples_read(mon), "/", 0, "llc_occupancy"), RESCTRL_STATE_VALUE, 0, 0);
	samples_assert_state(samples_find(samples_update(m, mon), "web", 0, "llc_occupancy"), RESCTRL_STATE_VALUE, 0, 0);
	resctrl_monitor_close(mon);
}

static int all_changes(struct machine *m)
{
	struct resctrl_monitor_config *config;
	const struct resctrl_sample *s;
	struct resctrl_monitor *mon;
	int err;

	/* A configuration has no context to say why. */
	error_begin(m->ctx, "monitor");
	if (resctrl_monitor_config_new(&config))
		return error_memory(m->ctx);
	err = resctrl_monitor_config_set_group(config, "*");
	if (!err)
		err = resctrl_monitor_config_set_event(config, "*");
	if (!err)
		err = resctrl_monitor_config_set_domains(config, "L3:0-1");
	if (err)
		error_memory(m->ctx);
	else
		err = resctrl_monitor_open_config(m->ctx, config, &mon);
	resctrl_monitor_config_free(config);
	if (err)
		return err;
	machine_add_group(m, "web");
	err = resctrl_monitor_update(mon);
	assert_int_equal(resctrl_monitor_read(mon, &s), 0);
	if (!err) {
		assert_int_equal(resctrl_sample_get_num(s), 6);
		machine_remove(m, "web");
		err = resctrl_monitor_update(mon);
		assert_int_equal(resctrl_monitor_read(mon, &s), 0);
	}
	resctrl_monitor_close(mon);
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(NULL, all_changes);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_domain_goes_and_comes_back),
		TEST(a_domain_never_seen_before),
		TEST(nothing_is_looked_at_between_news),
		TEST(a_cpu_that_comes_brings_its_domain),
		TEST(a_socket_that_fails_is_told),
		TEST(without_a_socket_it_says_so),
		TEST(a_mount_that_is_detached_is_let_go),
		TEST(a_released_context_is_opened_again),
		TEST(more_values_than_files),
		TEST(no_file_for_a_list),
		TEST(updates_fail),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("monitor-machine", tests, NULL, NULL);
}
