/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What creating a group costs in system calls. */
#include "support/new-group.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static unsigned int count_calls(struct machine *m, const char *spec, bool first)
{
	struct resctrl_group_config *c = new_group_config("web");
	unsigned int calls;

	if (spec)
		assert_int_equal(resctrl_group_config_set_schemata(c, spec), 0);
	new_group_add_tasks(c, 12, 0);
	/* Where resctrl is, the context knows from its first use on. */
	assert_int_equal(ctx_open_fs(m->ctx) < 0, 0);
	fault_io_reset(m->io);
	if (first) {
		*m->ctx->boot_id = '\0';
		m->ctx->self.pid = 0;
		m->ctx->pidns_of = 0;
		m->ctx->unit_asked = false;
	}
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	calls = fault_io_count_all(m->io);
	resctrl_group_config_free(c);
	machine_remove(m, "web");
	return calls;
}

static int add_group_without_counters(void *data, const char *path)
{
	machine_add_group(data, path);
	machine_remove(data, "web/mbm_L3_assignments");
	return 0;
}

/* What the kernel asks for at least: mkdir, and open, write and close of schemata and of tasks. */
#define MINIMUM 7
/* These files are of another machine: the one that this runs on asks the CPU itself, without a call. */
#define VENDOR	2

static void prepare_costs(struct machine *m)
{
	char link[300];

	machine_write(m, "/proc/sys/kernel/random/boot_id", "4cf2a3a7-6c7a-4b0b-a8c5-4f5d5a3c1b1e\n");
	machine_write(m, "/proc/self/stat", "%d (x) R 1 7 7 0 -1 0 2 0 0 0 0 0 0 0 20 0 1 0 9117 0\n", getpid());
	machine_write(m, "/proc/self/ns/other", "\n");
	snprintf(link, sizeof(link), "%s/proc/self/ns/pid", m->root);
	assert_int_equal(symlink("pid:[4026531836]", link), 0);
	machine_add_process(m, 12, "", ROOT, 12, 0);
}

static int add_group_with_all_counters(void *data, const char *path)
{
	machine_add_group(data, path);
	machine_write(data, "web/mbm_L3_assignments", "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=e;1=e\n");
	return 0;
}

/* Mounted with cdp, which the options say. */
static void split_caches(struct machine *m)
{
	machine_write(m, "schemata", "MB:0=100;1=100\nL3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n");
	machine_remove(m, "info/L3");
	for (int i = 0; i < 2; i++) {
		const char *half = i ? "L3CODE" : "L3DATA";
		char path[64];

		snprintf(path, sizeof(path), "info/%s/bit_usage", half);
		machine_write(m, path, "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS\n");
		snprintf(path, sizeof(path), "info/%s/min_cbm_bits", half);
		machine_write(m, path, "1\n");
	}
}

/* AMD's, where masks may be empty, so that each half of a cache has to be asked for its users. */
static void make_absolute(struct machine *m, bool cdp)
{
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
	machine_write(m, "schemata", "MB:0=2048;1=2048\nSMBA:0=2048;1=2048\n%s",
		      cdp ? "L3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n" : "L3:0=fff;1=fff\n");
	for (int i = 0; i < 2; i++) {
		const char *name = i ? "MB" : "SMBA";
		char path[64];

		snprintf(path, sizeof(path), "info/%s/min_bandwidth", name);
		machine_write(m, path, "0\n");
		snprintf(path, sizeof(path), "info/%s/bandwidth_gran", name);
		machine_write(m, path, "1\n");
	}
	machine_write(m, cdp ? "info/L3CODE/min_cbm_bits" : "info/L3/min_cbm_bits", "0\n");
	machine_write(m, "info/L3DATA/min_cbm_bits", "0\n");
}

enum maker { INTEL, AMD };

/* CALLS above the minimum, on a machine without counters that are assigned. */
static const struct {
	const char *spec;
	enum maker maker;
	bool cdp;
	unsigned int calls;
} costs[] = {
	{ "L3:*=ff", INTEL, false, 15 },
	{ "L3:0=ff;1=f", INTEL, false, 15 },
	{ "L3=4ways", INTEL, false, 15 },
	{ "L3=50%", INTEL, false, 15 },
	/* A bandwidth: the domains, its minimum, and the granularity of a share. */
	{ "MB=50%", INTEL, false, 19 },
	{ "L3=0xff\nMB=50", INTEL, false, 21 },
	{ "L3=0xff\nMB=50%", INTEL, false, 21 },
	{ "L3=50%\nMB=unlimited", INTEL, false, 21 },
	{ "L3=0xff", INTEL, true, 19 },
	{ "L3CODE=0xf\nL3DATA=0xf0", INTEL, true, 17 },
	{ "L3=50%\nMB=50%", INTEL, true, 23 },
	{ "L3CODE=25%\nL3DATA=75%\nMB=50%", INTEL, true, 23 },
	{ "L3=0xff", AMD, false, 15 },
	{ "L3=0xff\nMB=10GB/s", AMD, false, 19 },
	{ "L3=0xff\nMB=80", AMD, false, 19 },
	{ "L3=50%\nSMBA=10GB/s", AMD, false, 19 },
	{ "L3=0xff\nMB=10GB/s\nSMBA=10GB/s", AMD, false, 21 },
	{ "L3=0xff\nMB=80\nSMBA=unlimited", AMD, false, 21 },
	{ "L3=0xff", AMD, true, 19 },
	{ "L3CODE=0xf\nL3DATA=0xf0\nMB=10GB/s", AMD, true, 21 },
	{ "L3=0xff\nMB=80", AMD, true, 21 },
	{ "L3=0xff\nMB=unlimited", AMD, true, 21 },
	{ "L3=0xff\nMB=80\nSMBA=unlimited", AMD, true, 23 },
	{ "L3=50%\nMB=80\nSMBA=unlimited", AMD, true, 23 },
	/* So few bits that their minimum matters. */
	{ "L3=1ways\nMB=50%", INTEL, true, 23 },
};

static void assert_cost(struct machine *m, size_t i, unsigned int more, unsigned int groups)
{
	unsigned int calls = count_calls(m, costs[i].spec, true) - MINIMUM;

	/* Of the schemas of bandwidth alone is the vendor asked. */
	if (strstr(costs[i].spec, "MB"))
		calls -= VENDOR;
	if (calls != costs[i].calls + more || calls > 25)
		fail_msg("%s beside %u groups: %u calls", costs[i].spec, groups, calls);
	assert_int_equal(fault_io_count(m->io, FAULT_SETXATTR), 1);
}

/* Each combination, the first group of its context, and no more calls for it where there are many groups. */
static void costs_beside(unsigned int groups, bool counters)
{
	for (size_t i = 0; i < ARRAY_SIZE(costs); i++) {
		struct machine *m = machine_new();
		const struct fault_hooks hooks = {
			.mkdir = counters ? add_group_with_all_counters : add_group_without_counters, .data = m,
		};
		char name[16];

		prepare_costs(m);
		if (costs[i].cdp)
			split_caches(m);
		if (costs[i].maker == AMD)
			make_absolute(m, costs[i].cdp);
		machine_write(m, "/proc/self/mountinfo", "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl rw%s\n",
			      costs[i].cdp ? ",cdp" : "");
		fault_io_set_hooks(m->io, &hooks);
		for (unsigned int made = 1; made < groups; made++) {
			snprintf(name, sizeof(name), "other%u", made);
			machine_add_group(m, name);
		}
		/* A look at the new group's counters, where it has some. */
		assert_cost(m, i, counters, groups);
		assert_int_equal(machine_free(m), 0);
	}
}

static void few_calls_however_many_groups(void **state)
{
	static const unsigned int groups[] = { 1, 8, 64 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		costs_beside(groups[i], false);
		costs_beside(groups[i], true);
	}
}

/* A context knows the boot, its process, the name space and the vendor from its first group on. */
static void fewer_for_the_next_group(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .mkdir = add_group_without_counters, .data = m };

	prepare_costs(m);
	fault_io_set_hooks(m->io, &hooks);
	count_calls(m, "L3=0xff\nMB=50", true);
	assert_int_equal(count_calls(m, "L3:0=ff;1=f", false), MINIMUM + 10);
	assert_int_equal(count_calls(m, "L3=0xff\nMB=50", false), MINIMUM + 16);
	/* Without schemata: three calls less at least, too. */
	assert_int_equal(count_calls(m, NULL, false), MINIMUM - 3 + 8);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(few_calls_however_many_groups),
		TEST(fewer_for_the_next_group),
	};

	/* Of those who started this: descriptors between ours would cost calls. */
	closefrom(3);
	return cmocka_run_group_tests_name("create-cost", tests, NULL, NULL);
}
