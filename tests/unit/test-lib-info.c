/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capability snapshot. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct resctrl_info *load(struct machine *m)
{
	struct resctrl_info *info;

	assert_int_equal(resctrl_info_load(m->ctx, &info), 0);
	assert_idle(m);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	return info;
}

#define assert_fact(get, of, want) do {					\
	uint64_t value_ = 4711;						\
									\
	assert_int_equal(get(of, &value_), 0);				\
	assert_int_equal(value_, want);					\
} while (0)

#define assert_unknown(get, of) do {					\
	uint64_t value_;						\
									\
	assert_int_equal(get(of, &value_), -ENOENT);			\
} while (0)

/* ---- what there is ---- */

static void has_a_cache(const struct resctrl_info *info)
{
	const struct resctrl_schema *s = resctrl_info_get_schema(info, 1);

	assert_string_equal(resctrl_schema_get_name(s), "L3");
	assert_ptr_equal(resctrl_info_get_schema_by_name(info, "L3"), s);
	assert_null(resctrl_info_get_schema_by_name(info, "L2"));
	assert_null(resctrl_info_get_schema_by_name(info, NULL));
	assert_int_equal(resctrl_schema_get_kind(s), RESCTRL_SCHEMA_CACHE);
	assert_int_equal(resctrl_schema_get_num_domains(s), 2);
	assert_int_equal(resctrl_schema_get_domain(s, 1), 1);
	assert_fact(resctrl_schema_get_num_closids, s, 16);
	assert_fact(resctrl_schema_get_cbm_mask, s, 0xfff);
	assert_fact(resctrl_schema_get_min_cbm_bits, s, 1);
	assert_fact(resctrl_schema_get_shareable_bits, s, 0xc00);
	assert_fact(resctrl_schema_get_sparse_masks, s, 0);
	assert_fact(resctrl_schema_get_bytes_per_bit, s, 1048576);
	assert_string_equal(resctrl_schema_get_bit_usage(s, 1), "XXSSSSSSSSSS");
	assert_null(resctrl_schema_get_bit_usage(s, 2));
	assert_null(resctrl_schema_get_io_alloc(s));
	assert_unknown(resctrl_schema_get_min_bandwidth, s);
}

static void has_bandwidth(const struct resctrl_info *info)
{
	const struct resctrl_schema *s = resctrl_info_get_schema_by_name(info, "MB");

	assert_int_equal(resctrl_schema_get_kind(s), RESCTRL_SCHEMA_BANDWIDTH);
	assert_fact(resctrl_schema_get_min_bandwidth, s, 10);
	assert_fact(resctrl_schema_get_bandwidth_gran, s, 10);
	assert_fact(resctrl_schema_get_max_bandwidth, s, 100);
	assert_fact(resctrl_schema_get_delay_linear, s, 1);
	assert_string_equal(resctrl_schema_get_throttle_mode(s), "max");
	assert_int_equal(resctrl_schema_get_unit(s), RESCTRL_UNIT_PERCENT);
	assert_string_equal(resctrl_schema_get_unit_source(s), "cpu vendor");
	assert_unknown(resctrl_schema_get_cbm_mask, s);
}

static void has_counters(const struct resctrl_info *info)
{
	const struct resctrl_mon *mon = resctrl_info_get_mon(info, 0);
	uint64_t available;

	assert_string_equal(resctrl_mon_get_resource(mon), "L3");
	assert_int_equal(resctrl_mon_get_num_events(mon), 3);
	assert_string_equal(resctrl_mon_get_event(mon, 2), "mbm_local_bytes");
	assert_false(resctrl_mon_is_event_configurable(mon, 2));
	assert_fact(resctrl_mon_get_num_rmids, mon, 64);
	assert_fact(resctrl_mon_get_max_threshold_occupancy, mon, 65536);
	assert_int_equal(resctrl_mon_get_num_assign_modes(mon), 2);
	assert_string_equal(resctrl_mon_get_assign_mode(mon, 0), "mbm_event");
	assert_fact(resctrl_mon_get_assign_on_mkdir, mon, 1);
	assert_int_equal(resctrl_mon_get_num_counter_domains(mon), 2);
	assert_int_equal(resctrl_mon_get_counter_domain(mon, 1), 1);
	assert_int_equal(resctrl_mon_get_num_counters(mon, 1), 32);
	assert_int_equal(resctrl_mon_get_available_counters(mon, 1, &available), 0);
	assert_int_equal(available, 30);
}

static void everything_at_once(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "mon_groups/m2");
	info = load(m);
	assert_fact(resctrl_info_get_num_closids, info, 8);
	assert_fact(resctrl_info_get_free_closids, info, 6);
	assert_fact(resctrl_info_get_num_rmids, info, 64);
	assert_fact(resctrl_info_get_free_rmids, info, 60);
	assert_int_equal(resctrl_info_get_num_ctrl_groups(info), 2);
	assert_int_equal(resctrl_info_get_num_mon_groups(info), 2);
	assert_int_equal(resctrl_info_get_num_closids(info, NULL), -EINVAL);
	assert_int_equal(resctrl_info_get_free_closids(info, NULL), -EINVAL);
	assert_int_equal(resctrl_info_get_num_schemas(info), 2);
	has_a_cache(info);
	has_bandwidth(info);
	assert_int_equal(resctrl_info_get_num_mons(info), 1);
	has_counters(info);
	resctrl_info_free(info);
	resctrl_info_free(NULL);
}

/* The snapshot is all there is: nothing is asked of the kernel later. */
static void it_outlives_the_context(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info = load(m);
	struct resctrl_ctx *ctx;

	resctrl_ctx_unref(m->ctx);
	assert_int_equal(fault_io_num_open(m->io), 0);
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	m->ctx = ctx;
	fault_io_reset(m->io);
	assert_fact(resctrl_info_get_free_closids, info, 7);
	assert_string_equal(resctrl_schema_get_name(resctrl_info_get_schema(info, 0)), "MB");
	assert_int_equal(fault_io_count_all(m->io), 0);
	resctrl_info_free(info);
}

/* Control groups; with a monitor group each, or as on a machine without monitoring. */
static void add_groups(struct machine *m, int num, bool monitored)
{
	char name[32];

	for (int i = 0; i < num; i++) {
		snprintf(name, sizeof(name), "g%d", i);
		machine_add_group(m, name);
		snprintf(name, sizeof(name), "g%d/mon_groups%s", i, monitored ? "/m" : "");
		if (monitored)
			machine_add_group(m, name);
		else
			machine_remove(m, name);
	}
}

static void what_it_costs(void **state)
{
	struct machine *m = *state;
	unsigned int few;

	resctrl_info_free(load(m));
	/* Start-up has a budget of 150 calls, the loader's 50 or so included. */
	assert_in_range(fault_io_count_all(m->io), 50, 75);
	/* By now resctrl is open. */
	fault_io_reset(m->io);
	resctrl_info_free(load(m));
	few = fault_io_count_all(m->io);
	add_groups(m, 63, true);
	fault_io_reset(m->io);
	resctrl_info_free(load(m));
	/* One a control group, whatever is in it. */
	assert_int_equal(fault_io_count_all(m->io), few + 63);
}

/* Without monitoring the names tell all, unless a group has locked its ways and given its class back. */
static void what_it_costs_without_monitoring(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;
	unsigned int few;

	machine_remove(m, "info/L3_MON");
	machine_remove(m, "mon_groups");
	machine_write(m, "info/L3/num_closids", "100\n");
	machine_write(m, "info/MB/num_closids", "100\n");
	resctrl_info_free(load(m));
	fault_io_reset(m->io);
	resctrl_info_free(load(m));
	few = fault_io_count_all(m->io);
	add_groups(m, 63, false);
	fault_io_reset(m->io);
	info = load(m);
	assert_int_equal(fault_io_count_all(m->io), few);
	assert_int_equal(resctrl_info_get_num_ctrl_groups(info), 64);
	assert_int_equal(resctrl_info_get_num_mon_groups(info), 0);
	assert_fact(resctrl_info_get_free_closids, info, 36);
	resctrl_info_free(info);
	machine_write(m, "info/L3/bit_usage", "0=SSSSSSSSSSPP;1=SSSSSSSSSSSS\n");
	machine_write(m, "g7/mode", "pseudo-locked\n");
	info = load(m);
	assert_int_equal(resctrl_info_get_num_ctrl_groups(info), 64);
	assert_fact(resctrl_info_get_free_closids, info, 37);
	resctrl_info_free(info);
}

/* Some file systems do not count the links of a directory, as a recorded tree may be on. */
static void directories_without_links(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_add_group(m, "web/mon_groups/m2");
	fault_io_add(m->io, "stat web/mon_groups 1+ short=1");
	info = load(m);
	assert_int_equal(resctrl_info_get_num_mon_groups(info), 2);
	resctrl_info_free(info);
	fault_io_add(m->io, "getdents web/mon_groups 1 EIO");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
}

/* ---- machines and modes ---- */

static void nothing_to_divide(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_write(m, "schemata", "%s", "");
	machine_write(m, "size", "%s", "");
	machine_remove(m, "info/L3");
	machine_remove(m, "info/MB");
	info = load(m);
	assert_int_equal(resctrl_info_get_num_schemas(info), 0);
	assert_unknown(resctrl_info_get_num_closids, info);
	assert_unknown(resctrl_info_get_free_closids, info);
	assert_fact(resctrl_info_get_free_rmids, info, 63);
	resctrl_info_free(info);
}

static void nothing_to_measure(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_remove(m, "info/L3_MON");
	machine_remove(m, "mon_groups");
	info = load(m);
	assert_int_equal(resctrl_info_get_num_mons(info), 0);
	assert_unknown(resctrl_info_get_num_rmids, info);
	assert_unknown(resctrl_info_get_free_rmids, info);
	resctrl_info_free(info);
}

static void older_kernels(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;
	const struct resctrl_mon *mon;

	machine_remove(m, "info/L3/sparse_masks");
	machine_remove(m, "info/L3_MON/mbm_assign_mode");
	machine_remove(m, "info/L3_MON/num_mbm_cntrs");
	machine_remove(m, "info/L3_MON/available_mbm_cntrs");
	machine_remove(m, "info/L3_MON/mbm_assign_on_mkdir");
	machine_write(m, "info/L3_MON/mon_features", "llc_occupancy\nmbm_total_bytes\n"
		      "mbm_total_bytes_config\nmbm_local_bytes\n");
	info = load(m);
	assert_unknown(resctrl_schema_get_sparse_masks, resctrl_info_get_schema(info, 1));
	mon = resctrl_info_get_mon(info, 0);
	assert_int_equal(resctrl_mon_get_num_assign_modes(mon), 0);
	assert_int_equal(resctrl_mon_get_num_counter_domains(mon), 0);
	assert_unknown(resctrl_mon_get_assign_on_mkdir, mon);
	assert_int_equal(resctrl_mon_get_num_events(mon), 3);
	assert_false(resctrl_mon_is_event_configurable(mon, 0));
	assert_true(resctrl_mon_is_event_configurable(mon, 1));
	assert_false(resctrl_mon_is_event_configurable(mon, 2));
	resctrl_info_free(info);
}

static void counters_not_in_use(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;
	const struct resctrl_mon *mon;
	uint64_t value;

	/* What the kernel would refuse is not asked for: its refusal wipes another's text. */
	machine_write(m, "info/L3_MON/mbm_assign_mode", "mbm_event\n[default]\n");
	fault_io_add(m->io, "read info/L3_MON/available_mbm_cntrs 1+ EINVAL");
	fault_io_add(m->io, "read info/L3_MON/mbm_assign_on_mkdir 1+ EINVAL");
	info = load(m);
	mon = resctrl_info_get_mon(info, 0);
	assert_string_equal(resctrl_mon_get_assign_mode(mon, 0), "default");
	assert_int_equal(resctrl_mon_get_num_counters(mon, 0), 32);
	assert_int_equal(resctrl_mon_get_available_counters(mon, 0, &value), -ENOENT);
	assert_unknown(resctrl_mon_get_assign_on_mkdir, mon);
	resctrl_info_free(info);
}

static void locked_groups_give_their_ids_back(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_add_group(m, "web");
	machine_write(m, "web/mode", "pseudo-locksetup\n");
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "pseudo-locked\n");
	info = load(m);
	assert_fact(resctrl_info_get_free_closids, info, 6);
	assert_fact(resctrl_info_get_free_rmids, info, 63);
	resctrl_info_free(info);
	fault_io_add(m->io, "read web/mode 1 EIO");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -EIO);
}

static void io_allocation_takes_a_class(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_write(m, "info/L3/io_alloc", "enabled\n");
	machine_write(m, "info/L3/io_alloc_cbm", "0=f;1=ff\n");
	info = load(m);
	assert_string_equal(resctrl_schema_get_io_alloc(resctrl_info_get_schema(info, 1)), "enabled");
	assert_string_equal(resctrl_schema_get_io_alloc_cbm(resctrl_info_get_schema(info, 1), 1), "ff");
	assert_fact(resctrl_info_get_free_closids, info, 6);
	resctrl_info_free(info);
}

static void more_groups_than_ids(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_write(m, "info/MB/num_closids", "1\n");
	machine_write(m, "info/L3_MON/num_rmids", "1\n");
	machine_add_group(m, "web");
	info = load(m);
	assert_fact(resctrl_info_get_free_closids, info, 0);
	assert_fact(resctrl_info_get_free_rmids, info, 0);
	resctrl_info_free(info);
}

static void bandwidth_units(void **state)
{
	static const struct {
		const char *cpuinfo, *options, *schemata;
		enum resctrl_bandwidth_unit unit;
		uint64_t max;	/* 0: unknown */
	} cases[] = {
		{ "vendor_id\t: GenuineIntel\n", "", "MB:0=70\n", RESCTRL_UNIT_PERCENT, 100 },
		{ "vendor_id\t: AuthenticAMD\n", "", "MB:0=2048;1=80\n", RESCTRL_UNIT_EIGHTH_GBPS, 2048 },
		{ "vendor_id\t: HygonGenuine\n", "", "MB:0=80;1=80\n", RESCTRL_UNIT_EIGHTH_GBPS, 0 },
		{ "CPU implementer\t: 0x41\n", "", "MB:0=100\n", RESCTRL_UNIT_PERCENT, 100 },
		{ "vendor_id\t: GenuineIntel\n", ",mba_MBps", "MB:0=4294967295\n", RESCTRL_UNIT_MIBPS,
		  4294967295 },
		{ "model\t: strange\n", "", "MB:0=100\n", RESCTRL_UNIT_UNKNOWN, 0 },
		{ "", "", "MB:0=100\n", RESCTRL_UNIT_UNKNOWN, 0 },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct resctrl_schema *s;
		struct resctrl_info *info;

		machine_write(m, "/proc/cpuinfo", "processor\t: 0\n%s", cases[i].cpuinfo);
		machine_write(m, "/proc/self/mountinfo", "40 25 0:35 / /sys/fs/resctrl rw - resctrl "
			      "resctrl rw%s\n", cases[i].options);
		machine_write(m, "schemata", "%s", cases[i].schemata);
		resctrl_ctx_release(m->ctx);
		info = load(m);
		s = resctrl_info_get_schema(info, 0);
		assert_int_equal(resctrl_schema_get_unit(s), cases[i].unit);
		if (cases[i].max)
			assert_fact(resctrl_schema_get_max_bandwidth, s, cases[i].max);
		else
			assert_unknown(resctrl_schema_get_max_bandwidth, s);
		if (cases[i].unit == RESCTRL_UNIT_UNKNOWN)
			assert_null(resctrl_schema_get_unit_source(s));
		else
			assert_non_null(resctrl_schema_get_unit_source(s));
		resctrl_info_free(info);
	}
}

/* ---- failures ---- */

static void every_file_can_fail(void **state)
{
	static const char *const files[] = {
		"schemata", "size", "info/L3/num_closids", "info/L3/cbm_mask", "info/L3/min_cbm_bits",
		"info/L3/shareable_bits", "info/L3/sparse_masks", "info/L3/bit_usage",
		"info/MB/num_closids", "info/MB/min_bandwidth", "info/MB/bandwidth_gran",
		"info/MB/delay_linear", "info/MB/thread_throttle_mode", "info/L3_MON/num_rmids",
		"info/L3_MON/max_threshold_occupancy", "info/L3_MON/mon_features",
		"info/L3_MON/mbm_assign_mode", "info/L3_MON/num_mbm_cntrs",
		"info/L3_MON/available_mbm_cntrs", "info/L3_MON/mbm_assign_on_mkdir",
	};
	struct machine *m = *state;
	struct resctrl_info *info;
	char path[128];

	assert_int_equal(resctrl_info_load(m->ctx, NULL), -EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/sys/fs/resctrl/%s", files[i]);
		fault_io_reset(m->io);
		fault_io_add(m->io, "read %s 1 EIO", files[i]);
		assert_int_equal(resctrl_info_load(m->ctx, &info), -EIO);
		assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
		assert_string_equal(m->ctx->error.path, path);
		fault_io_reset(m->io);
		fault_io_add(m->io, "open %s 1+ EMFILE", files[i]);
		assert_int_equal(resctrl_info_load(m->ctx, &info), -EMFILE);
		assert_error(m, RESCTRL_ERROR_FAILED, EMFILE, "too many files");
	}
	fault_io_reset(m->io);
	fault_io_add(m->io, "getdents info 1 EIO");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	fault_io_reset(m->io);
	fault_io_add(m->io, "stat mon_groups 1 EIO");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
}

static void texts_that_are_not_understood(void **state)
{
	static const struct {
		const char *file, *text;
	} cases[] = {
		{ "schemata", "nonsense\n" },
		{ "size", "L3:0=1;1\n" },
		{ "info/L3/num_closids", "many\n" },
		{ "info/L3/cbm_mask", "xyz\n" },
		{ "info/MB/min_bandwidth", "-5\n" },
		{ "info/L3_MON/num_rmids", "18446744073709551616\n" },
		{ "info/L3_MON/num_mbm_cntrs", "0=32;32\n" },
		{ "info/L3_MON/available_mbm_cntrs", "none\n" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *other = machine_new();
		struct resctrl_info *info;

		machine_write(other, cases[i].file, "%s", cases[i].text);
		assert_int_equal(resctrl_info_load(other->ctx, &info), -EIO);
		assert_error(other, RESCTRL_ERROR_FAILED, EIO, "is not understood");
		assert_non_null(strstr(other->ctx->error.cause, cases[i].file));
		assert_int_equal(machine_free(other), 0);
	}
	/* Nothing depends on the picture of the bits. */
	machine_write(m, "info/L3/bit_usage", "what a picture\n");
	resctrl_info_free(load(m));
}

/* Arm shows no vendor, and a recorded tree need not have the file. */
static void without_cpuinfo(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_remove(m, "/proc/cpuinfo");
	info = load(m);
	assert_int_equal(resctrl_schema_get_unit(resctrl_info_get_schema(info, 0)), RESCTRL_UNIT_UNKNOWN);
	resctrl_info_free(info);
}

static void a_group_vanishes_meanwhile(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_add_group(m, "web");
	fault_io_add(m->io, "stat web/mon_groups 1 vanish=web");
	info = load(m);
	assert_int_equal(resctrl_info_get_num_ctrl_groups(info), 1);
	resctrl_info_free(info);
}

/* ---- out of memory ---- */

static void with_all(struct machine *m)
{
	machine_add_group(m, "web");
	machine_write(m, "info/L3/io_alloc", "enabled\n");
	machine_write(m, "info/L3/io_alloc_cbm", "0=f;1=ff\n");
}

static int load_all(struct machine *m)
{
	struct resctrl_info *info;
	int err = resctrl_info_load(m->ctx, &info);
	const struct resctrl_schema *s;
	const struct resctrl_mon *mon;

	if (err)
		return err;
	/* All of it or nothing. */
	assert_int_equal(resctrl_info_get_num_ctrl_groups(info), 2);
	s = resctrl_info_get_schema_by_name(info, "L3");
	assert_string_equal(resctrl_schema_get_bit_usage(s, 0), "XXSSSSSSSSSS");
	assert_string_equal(resctrl_schema_get_io_alloc(s), "enabled");
	assert_string_equal(resctrl_schema_get_io_alloc_cbm(s, 0), "f");
	s = resctrl_info_get_schema_by_name(info, "MB");
	assert_int_equal(resctrl_schema_get_unit(s), RESCTRL_UNIT_PERCENT);
	assert_string_equal(resctrl_schema_get_throttle_mode(s), "max");
	mon = resctrl_info_get_mon(info, 0);
	assert_int_equal(resctrl_mon_get_num_events(mon), 3);
	assert_int_equal(resctrl_mon_get_num_assign_modes(mon), 2);
	assert_int_equal(resctrl_mon_get_num_counter_domains(mon), 2);
	assert_fact(resctrl_mon_get_assign_on_mkdir, mon, 1);
	resctrl_info_free(info);
	return 0;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_all, load_all);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(locked_groups_give_their_ids_back),
		TEST(everything_at_once),
		TEST(it_outlives_the_context),
		TEST(what_it_costs),
		TEST(what_it_costs_without_monitoring),
		TEST(directories_without_links),
		TEST(nothing_to_divide),
		TEST(nothing_to_measure),
		TEST(older_kernels),
		TEST(counters_not_in_use),
		TEST(io_allocation_takes_a_class),
		TEST(more_groups_than_ids),
		TEST(bandwidth_units),
		TEST(every_file_can_fail),
		TEST(texts_that_are_not_understood),
		TEST(without_cpuinfo),
		TEST(a_group_vanishes_meanwhile),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("info", tests, NULL, NULL);
}
