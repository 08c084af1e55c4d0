/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telemetry read straight from its regions by a monitor: values, states, and each way not to get them. */
#include "support/machine.h"
#include "support/samples.h"
#include "support/telemetry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TELEM(n)	"/sys/class/intel_pmt/telem" #n "/telem"

/* Two packages with energy, the first with events, too; web has the ids 1 and (by its monitor group m1) 2. */
static void prepare(struct machine *m)
{
	telemetry_add_package(m, 0);
	telemetry_add_package(m, 1);
	telemetry_add_region(m, 0, 1, TELEMETRY_ENERGY);
	telemetry_add_region(m, 0, 2, TELEMETRY_PERF);
	telemetry_add_region(m, 1, 12, TELEMETRY_ENERGY);
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_write(m, "web/mon_hw_id", "1\n");
	machine_write(m, "web/mon_groups/m1/mon_hw_id", "2\n");
	telemetry_set(m, 0, 1, 1, 0, TELEMETRY_VALID | TELEMETRY_HALF);
	telemetry_set(m, 0, 1, 2, 0, TELEMETRY_VALID | 3 * TELEMETRY_HALF);
	telemetry_set(m, 1, 12, 2, 0, TELEMETRY_VALID | 9 * TELEMETRY_HALF);
	telemetry_set(m, 0, 2, 1, 6, TELEMETRY_VALID | 1234567);
}

static int open_direct(struct machine *m, const char *group, const char *domains, const char *event,
		       struct resctrl_monitor **mon)
{
	struct resctrl_monitor_config *config;
	int err = resctrl_monitor_config_new(&config);

	if (err)
		return err;
	err = resctrl_monitor_config_set_direct_aet(config, true);
	if (!err && group)
		err = resctrl_monitor_config_set_group(config, group);
	if (!err && domains)
		err = resctrl_monitor_config_set_domains(config, domains);
	if (!err && event)
		err = resctrl_monitor_config_set_event(config, event);
	if (!err)
		err = resctrl_monitor_open_config(m->ctx, config, mon);
	resctrl_monitor_config_free(config);
	return err;
}

static const struct resctrl_reading *find(struct resctrl_monitor *mon, const char *group, uint64_t package,
					  const char *event)
{
	const struct resctrl_sample *s = samples_read(mon);

	for (size_t i = 0; i < resctrl_sample_get_num(s); i++) {
		const struct resctrl_reading *r = resctrl_sample_get_reading(s, i);

		if (!strcmp(resctrl_reading_get_group(r), group) &&
		    !strcmp(resctrl_reading_get_resource(r), "PERF_PKG") &&
		    resctrl_reading_get_domain(r) == package && !strcmp(resctrl_reading_get_event(r), event))
			return r;
	}
	return NULL;
}

static void assert_value(const struct resctrl_reading *r, uint64_t want, unsigned int want_decimals)
{
	unsigned int decimals;
	uint64_t mantissa;

	assert_non_null(r);
	assert_string_equal(resctrl_reading_get_state_name(r), "value");
	assert_int_equal(resctrl_reading_get_value(r, &mantissa, &decimals), 0);
	assert_int_equal(mantissa, want);
	assert_int_equal(decimals, want_decimals);
}

static void assert_state(const struct resctrl_reading *r, enum resctrl_state state, int err)
{
	assert_non_null(r);
	assert_int_equal(resctrl_reading_get_state(r), state);
	assert_int_equal(resctrl_reading_get_errno(r), err);
}

/* ---- what is read ---- */

static void sums_of_groups(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	assert_int_equal(open_direct(m, NULL, NULL, NULL, &mon), 0);
	/* 3 groups: 6 files and 9 events of 2 packages each. */
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 3 * (6 + 18));
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	assert_value(find(mon, "web/m1", 0, "core_energy"), 1500000, 6);
	assert_value(find(mon, "web", 1, "core_energy"), 4500000, 6);
	assert_value(find(mon, "web", 0, "uops_retired"), 1234567, 0);
	assert_string_equal(resctrl_reading_get_unit_name(find(mon, "web", 0, "core_energy")), "joules");
	/* No valid count; no region of the group in that package. */
	assert_state(find(mon, "/", 0, "core_energy"), RESCTRL_STATE_UNAVAILABLE, 0);
	assert_state(find(mon, "web/m1", 0, "uops_retired"), RESCTRL_STATE_UNAVAILABLE, 0);
	assert_state(find(mon, "web", 1, "uops_retired"), RESCTRL_STATE_UNAVAILABLE, 0);
	/* A sum over 64 bits of digits. */
	telemetry_set(m, 0, 1, 1, 0, TELEMETRY_VALID | TELEMETRY_VALID >> 1);
	telemetry_set(m, 0, 1, 2, 0, TELEMETRY_VALID | TELEMETRY_VALID >> 1);
	assert_value(find(mon, "web/m1", 0, "core_energy"), 17592186044416000000u, 6);
	assert_state(find(mon, "web", 0, "core_energy"), RESCTRL_STATE_ERROR, ERANGE);
	assert_idle(m);
	resctrl_monitor_close(mon);
}

static void regions_of_a_package_add_up(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	telemetry_add_region(m, 0, 3, TELEMETRY_ENERGY);
	telemetry_set(m, 0, 3, 2, 0, TELEMETRY_VALID | 2 * TELEMETRY_HALF);
	assert_int_equal(open_direct(m, "web/m1", "PERF_PKG:0", "core_*", &mon), 0);
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 1);
	assert_value(find(mon, "web/m1", 0, "core_energy"), 2500000, 6);
	/* A part that cannot be read is no part that is 0. */
	fault_io_add(m->io, "pread " TELEM(3) " 1+ EIO");
	assert_state(find(mon, "web/m1", 0, "core_energy"), RESCTRL_STATE_ERROR, EIO);
	resctrl_monitor_close(mon);
}

static void rates_and_totals(void **state)
{
	const struct resctrl_reading *r;
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	unsigned int decimals;
	uint64_t total, since;
	double rate;

	prepare(m);
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	r = find(mon, "web", 0, "core_energy");
	assert_int_equal(resctrl_reading_get_rate(r, &rate), -ENODATA);
	telemetry_set(m, 0, 1, 1, 0, TELEMETRY_VALID | 5 * TELEMETRY_HALF);
	r = find(mon, "web", 0, "core_energy");
	assert_int_equal(resctrl_reading_get_rate(r, &rate), 0);
	assert_true(rate > 0);
	assert_int_equal(resctrl_reading_get_total(r, &total, &decimals, &since), 0);
	assert_int_equal(total, 2000000);
	resctrl_monitor_close(mon);
}

static void files_of_resctrl_are_left_aside(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	machine_write(m, "web/mon_data/mon_PERF_PKG_00/core_energy", "7.000000\n");
	machine_write(m, "web/mon_data/mon_PERF_PKG_00/other", "7\n");
	assert_int_equal(open_direct(m, "web", "PERF_PKG:0-1", NULL, &mon), 0);
	assert_int_equal(resctrl_sample_get_num(samples_read(mon)), 18);
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	resctrl_monitor_close(mon);
}

/* ---- changes ---- */

static void monitor_groups_come_and_go(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	machine_remove(m, "web/mon_groups/m1");
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_value(find(mon, "web", 0, "core_energy"), 500000, 6);
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_UNAVAILABLE, 0);
	resctrl_monitor_close(mon);
}

static void a_package_goes_and_comes_back(void **state)
{
	const struct resctrl_reading *r;
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	uint64_t generation;

	prepare(m);
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	generation = resctrl_reading_get_generation(find(mon, "web", 1, "core_energy"));
	telemetry_set_online(m, 1, false, "0");
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_GONE, 0);
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	assert_true(machine_has_warning(m, "domain_gone"));
	telemetry_set_online(m, 1, true, "0-1");
	assert_int_equal(resctrl_monitor_update(mon), 0);
	r = find(mon, "web", 1, "core_energy");
	assert_value(r, 4500000, 6);
	assert_true(resctrl_reading_get_generation(r) > generation);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_RESTARTED);
	assert_true(machine_has_warning(m, "domain_new"));
	resctrl_monitor_close(mon);
}

static void a_package_is_offline_from_the_start(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	telemetry_set_online(m, 1, false, "0");
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	assert_true(machine_has_warning(m, "telemetry_package"));
	assert_null(find(mon, "web", 1, "core_energy"));
	telemetry_set_online(m, 1, true, "0-1");
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_value(find(mon, "web", 1, "core_energy"), 4500000, 6);
	resctrl_monitor_close(mon);
}

/* A look at a region whose driver has gone would be a SIGBUS. */
static void a_driver_lets_go(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	fault_io_add(m->io, "pread " TELEM(12) " 1+ ENODEV");
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_GONE, 0);
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	telemetry_remove_region(m, 1, 12);
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_GONE, 0);
	resctrl_monitor_close(mon);
}

/* Nothing tells of it: the CPUs are the same, and no group has changed. */
static void a_driver_comes_back(void **state)
{
	const struct resctrl_reading *r;
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	uint64_t generation;

	prepare(m);
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	generation = resctrl_reading_get_generation(find(mon, "web", 1, "core_energy"));
	fault_io_add(m->io, "pread " TELEM(12) " 1+ ENODEV");
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_GONE, 0);
	telemetry_remove_region(m, 1, 12);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_GONE, 0);
	/* Where nothing has come, nothing is looked for. */
	fault_io_reset(m->io);
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_int_equal(fault_io_count(m->io, FAULT_MMAP), 0);
	telemetry_add_region(m, 1, 12, TELEMETRY_ENERGY);
	telemetry_set(m, 1, 12, 2, 0, TELEMETRY_VALID | 10 * TELEMETRY_HALF);
	assert_int_equal(resctrl_monitor_update(mon), 0);
	r = find(mon, "web", 1, "core_energy");
	assert_value(r, 5000000, 6);
	assert_true(resctrl_reading_get_generation(r) > generation);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_RESTARTED);
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	resctrl_monitor_close(mon);
}

static void rename_telem(const struct machine *m, const char *from, const char *to)
{
	char old[600], new[600];

	snprintf(old, sizeof(old), "%s/sys/class/intel_pmt/telem12/%s", m->root, from);
	snprintf(new, sizeof(new), "%s/sys/class/intel_pmt/telem12/%s", m->root, to);
	assert_int_equal(rename(old, new), 0);
}

/* A region that is there, and whose driver has not made all of its files yet. */
static void a_driver_comes_after_the_start(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	telemetry_remove_region(m, 1, 12);
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	assert_null(find(mon, "web", 1, "core_energy"));
	telemetry_add_region(m, 1, 12, TELEMETRY_ENERGY);
	telemetry_set(m, 1, 12, 2, 0, TELEMETRY_VALID | 9 * TELEMETRY_HALF);
	rename_telem(m, "telem", "later");
	assert_int_equal(resctrl_monitor_update(mon), 0);
	rename_telem(m, "later", "telem");
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_value(find(mon, "web", 1, "core_energy"), 4500000, 6);
	resctrl_monitor_close(mon);
}

/* ---- what cannot be ---- */

static void no_region(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	assert_int_equal(open_direct(m, NULL, NULL, NULL, &mon), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "there is no telemetry region");
	prepare(m);
	telemetry_remove_region(m, 0, 2);
	telemetry_remove_region(m, 1, 12);
	telemetry_write(m, 0, 1, "guid", "0x1234\n");
	assert_int_equal(open_direct(m, NULL, NULL, NULL, &mon), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "none of the 1 telemetry regions has a GUID");
	telemetry_write(m, 0, 1, "guid", "0x26696143\n");
	telemetry_write(m, 0, 1, "size", "4096\n");
	assert_int_equal(open_direct(m, NULL, NULL, NULL, &mon), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "can be used");
	assert_true(machine_has_warning(m, "telemetry_size"));
}

static void a_region_of_another_size(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	telemetry_add_region(m, 1, 11, TELEMETRY_PERF);
	telemetry_write(m, 1, 12, "size", "4096\n");
	assert_int_equal(open_direct(m, "web", NULL, NULL, &mon), 0);
	assert_true(machine_has_warning(m, "telemetry_size"));
	assert_state(find(mon, "web", 1, "core_energy"), RESCTRL_STATE_UNAVAILABLE, 0);
	assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	resctrl_monitor_close(mon);
}

static void no_rights(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	fault_io_add(m->io, "open /sys/class/intel_pmt/telem*/telem 1+ EACCES");
	assert_int_equal(open_direct(m, "web", NULL, NULL, &mon), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "no telemetry region can be read");
	fault_io_reset(m->io);
	fault_io_add(m->io, "mmap " TELEM(1) " 1 EPERM");
	assert_int_equal(open_direct(m, "web", NULL, "core_energy", &mon), 0);
	assert_state(find(mon, "web", 0, "core_energy"), RESCTRL_STATE_ERROR, EPERM);
	resctrl_monitor_close(mon);
}

static void no_ids(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	machine_remove(m, "mon_hw_id");
	assert_int_equal(open_direct(m, "web", NULL, NULL, &mon), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, ENOENT, "with the option debug");
	machine_write(m, "mon_hw_id", "0\n");
	/* A group that is just going shows none: then it has no telemetry. */
	machine_remove(m, "web/mon_hw_id");
	assert_int_equal(open_direct(m, NULL, NULL, NULL, &mon), 0);
	assert_null(find(mon, "web", 0, "core_energy"));
	assert_value(find(mon, "web/m1", 0, "core_energy"), 1500000, 6);
	resctrl_monitor_close(mon);
	machine_write(m, "web/mon_hw_id", "4294967296\n");
	machine_write(m, "web/mon_groups/m1/mon_hw_id", "x\n");
	assert_int_equal(open_direct(m, NULL, NULL, NULL, &mon), 0);
	assert_null(find(mon, "web", 0, "core_energy"));
	assert_null(find(mon, "web/m1", 0, "core_energy"));
	resctrl_monitor_close(mon);
}

static void a_device_without_tpmi(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	machine_remove(m, "/sys/devices/pci0000:c0/0000:c1:00.0/intel_vsec.tpmi.1");
	assert_int_equal(open_direct(m, "web", NULL, NULL, &mon), 0);
	assert_true(machine_has_warning(m, "telemetry_tpmi"));
	assert_value(find(mon, "web", 1, "core_energy"), 4500000, 6);
	resctrl_monitor_close(mon);
}

/* One call a region and sample, whatever the number of values; nothing is allocated. */
static void what_a_sample_costs(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	prepare(m);
	assert_int_equal(open_direct(m, NULL, "PERF_PKG:0-1", NULL, &mon), 0);
	samples_read(mon);
	fault_io_reset(m->io);
	samples_read(mon);
	assert_int_equal(fault_io_count(m->io, FAULT_PREAD), 3);
	assert_int_equal(fault_io_count(m->io, FAULT_OPEN), 0);
	assert_int_equal(fault_io_count(m->io, FAULT_MMAP), 0);
	resctrl_monitor_close(mon);
}

/* What to ask for, made while there is memory. */
static struct resctrl_monitor_config *wanted;

static void prepare_all(struct machine *m)
{
	prepare(m);
	resctrl_monitor_config_free(wanted);
	assert_int_equal(resctrl_monitor_config_new(&wanted), 0);
	resctrl_monitor_config_set_direct_aet(wanted, true);
}

static int open_and_read(struct machine *m)
{
	struct resctrl_monitor *mon = NULL;
	int err = resctrl_monitor_open_config(m->ctx, wanted, &mon);

	if (!err)
		assert_value(find(mon, "web", 0, "core_energy"), 2000000, 6);
	if (!err) {
		telemetry_set_online(m, 1, false, "0");
		err = resctrl_monitor_update(mon);
	}
	resctrl_monitor_close(mon);
	return err;
}

static void out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(prepare_all, open_and_read);
	resctrl_monitor_config_free(wanted);
}

int main(void)
{
#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(sums_of_groups),
		TEST(regions_of_a_package_add_up),
		TEST(rates_and_totals),
		TEST(files_of_resctrl_are_left_aside),
		TEST(monitor_groups_come_and_go),
		TEST(a_package_goes_and_comes_back),
		TEST(a_package_is_offline_from_the_start),
		TEST(a_driver_lets_go),
		TEST(a_driver_comes_back),
		TEST(a_driver_comes_after_the_start),
		TEST(no_region),
		TEST(a_region_of_another_size),
		TEST(no_rights),
		TEST(no_ids),
		TEST(a_device_without_tpmi),
		TEST(what_a_sample_costs),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
