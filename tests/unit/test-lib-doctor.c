/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report on a host, and explanations, where calls or memory fail. What they say is tested on trees and kernels. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/acpi-build.h"

static void prepare(struct machine *m)
{
	machine_write(m, "/proc/cmdline", "quiet rdt=!mba\n");
	machine_write(m, "/proc/filesystems", "nodev\tresctrl\n");
	machine_write(m, "/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu cat_l3\n");
	machine_write(m, "/proc/self/status", "CapEff:\t000001ffffffffff\n");
	machine_write(m, "/proc/self/cpu_resctrl_groups", "res:/\nmon:\n");
	machine_write(m, "/proc/77/status", "Name:\tx\nCpus_allowed_list:\t0-3\n");
	machine_write(m, "/proc/77/comm", "libvirtd\n");
	machine_write(m, "/proc/77/cpu_resctrl_groups", "res:/\nmon:\n");
	machine_write(m, "/sys/devices/system/cpu/online", "0-3\n");
	machine_add_group(m, "web");
	machine_write(m, "web/cpus_list", "2\n");
}

static const struct resctrl_finding *finding(const struct resctrl_probe *p, const char *code)
{
	for (size_t i = 0; i < resctrl_probe_get_num_findings(p); i++) {
		if (!strcmp(resctrl_finding_get_code(resctrl_probe_get_finding(p, i)), code))
			return resctrl_probe_get_finding(p, i);
	}
	return NULL;
}

static void unreadable_is_told(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	fault_io_add(m->io, "open info 1+ EACCES");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_non_null(finding(p, "info_unreadable"));
	assert_int_equal(resctrl_finding_get_severity(finding(p, "info_unreadable")),
			 RESCTRL_SEVERITY_ERROR);
	assert_non_null(finding(p, "other_user"));
	assert_string_equal(resctrl_finding_get_seen(finding(p, "rdt_off")),
			    "rdt=!mba is on the kernel's command line");
	resctrl_probe_free(p);
	assert_int_equal(resctrl_probe_host(m->ctx, 1, &p), -EINVAL);
	assert_int_equal(resctrl_probe_host(m->ctx, 0, NULL), -EINVAL);
}

static void write_topology(struct machine *m, unsigned int cpu, bool online)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/debug/x86/topo/cpus/%u", cpu);
	machine_write(m, path, "online:              %d\nllc_id:              %u\nl2c_id:              %u\n", online,
		      cpu & ~1u, cpu);
}

static void domains_that_are_offline(void **state)
{
	static const struct {
		const char *online, *seen;
	} cases[] = {
		{ "0-5", NULL },
		{ "0-4", NULL },
		{ "0,2,4", NULL },
		{ "0-1,3-5", NULL },
		{ "0-3", "a domain of L3 is offline: its CPUs are 4-5" },
		{ "0,4-5", "a domain of L3 is offline: its CPUs are 2-3" },
	};
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	machine_write(m, "/sys/devices/system/cpu/present", "0-5\n");
	for (unsigned int cpu = 0; cpu < 6; cpu++)
		write_topology(m, cpu, true);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		machine_write(m, "/sys/devices/system/cpu/online", "%s\n", cases[i].online);
		assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
		assert_null(finding(p, "cpus_offline"));
		assert_int_equal(!!finding(p, "domain_offline"), !!cases[i].seen);
		if (cases[i].seen)
			assert_string_equal(resctrl_finding_get_seen(finding(p, "domain_offline")),
					    cases[i].seen);
		resctrl_probe_free(p);
	}
	/* Never online since boot, or no such file: nobody knows. */
	machine_write(m, "/sys/kernel/debug/x86/topo/cpus/2", "online:              0\n");
	machine_remove(m, "/sys/kernel/debug/x86/topo/cpus/3");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_null(finding(p, "domain_offline"));
	assert_int_equal(resctrl_finding_get_severity(finding(p, "cpus_offline")), RESCTRL_SEVERITY_INFO);
	assert_non_null(strstr(resctrl_finding_get_seen(finding(p, "cpus_offline")), "not known: 2-3"));
	resctrl_probe_free(p);
}

static void put_tables(struct machine *m)
{
	static struct table t;

	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\n");
	build_mpam(&t, &machine_usual);
	machine_write_bytes(m, "/sys/firmware/acpi/tables/MPAM", t.data, t.len);
	build_pptt(&t);
	machine_write_bytes(m, "/sys/firmware/acpi/tables/PPTT", t.data, t.len);
	build_srat(&t);
	machine_write_bytes(m, "/sys/firmware/acpi/tables/SRAT", t.data, t.len);
}

/* On Arm the tables name the domain, also of a resource that no CPU is left of. */
static void domains_of_tables_that_are_offline(void **state)
{
	static const struct {
		const char *online, *seen;
	} cases[] = {
		{ "0-3", NULL },
		{ "0-2", NULL },
		{ "1,3", NULL },
		{ "0-1", "domain 201 of L2 is offline: its CPUs are 2-3" },
		{ "3", "domain 200 of L2 is offline: its CPUs are 0-1" },
	};
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	put_tables(m);
	machine_write(m, "/sys/devices/system/cpu/present", "0-3\n");
	machine_write(m, "/sys/devices/system/cpu/possible", "0-3\n");
	machine_write(m, "/sys/fs/resctrl/info/L2/num_closids", "16\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		machine_write(m, "/sys/devices/system/cpu/online", "%s\n", cases[i].online);
		assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
		assert_null(finding(p, "cpus_offline"));
		assert_int_equal(!!finding(p, "domain_offline"), !!cases[i].seen);
		if (cases[i].seen)
			assert_string_equal(resctrl_finding_get_seen(finding(p, "domain_offline")),
					    cases[i].seen);
		resctrl_probe_free(p);
	}
}

static void groups_of_other_programs(void **state)
{
	static const char id[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct machine *m = *state;
	struct resctrl_probe *p;
	const char *expected[4];
	char container[128], unused[128];
	size_t num = 0;

	prepare(m);
	/* Not theirs: a word more or less. */
	machine_add_group(m, "COS");
	machine_add_group(m, "qemu-web");
	machine_add_group(m, id + 1);
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_null(finding(p, "foreign_groups"));
	/* But of nobody's use. */
	assert_non_null(finding(p, "unused_groups"));
	snprintf(unused, sizeof(unused), "without tasks, CPUs and a mark of who made them: %s (3 in all)", id + 1);
	assert_string_equal(resctrl_finding_get_seen(finding(p, "unused_groups")), unused);
	assert_int_equal(resctrl_finding_get_severity(finding(p, "unused_groups")), RESCTRL_SEVERITY_INFO);
	resctrl_probe_free(p);

	machine_add_group(m, "COS1");
	machine_add_group(m, "COS15");
	machine_add_group(m, "qemu-1-vm-vcpus_0-3");
	machine_add_group(m, id);
	machine_add_group(m, "mon_groups/pqos-141-0");
	machine_add_group(m, "web/mon_groups/pqos-141-1");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	snprintf(container, sizeof(container), "a container runtime (runc) names its groups: %s (1 in all)", id);
	expected[0] = "pqos (intel-cmt-cat) names its groups: COS1 (2 in all)";
	expected[1] = "pqos (intel-cmt-cat), to measure, names its groups: /pqos-141-0 (2 in all)";
	expected[2] = "libvirt names its groups: qemu-1-vm-vcpus_0-3 (1 in all)";
	expected[3] = container;
	for (size_t i = 0; i < resctrl_probe_get_num_findings(p); i++) {
		const struct resctrl_finding *f = resctrl_probe_get_finding(p, i);

		if (strcmp(resctrl_finding_get_code(f), "foreign_groups"))
			continue;
		assert_true(num < 4);
		assert_string_equal(resctrl_finding_get_seen(f) + strlen("named as "), expected[num++]);
		assert_int_equal(resctrl_finding_get_severity(f), RESCTRL_SEVERITY_INFO);
	}
	assert_int_equal(num, 4);
	resctrl_probe_free(p);
}

/* Only a group that was not to outlive its maker is left over. */
static void groups_whose_maker_has_ended(void **state)
{
	static const char boot[] = "5b1f7a2e-0000-4000-8000-000000000001";
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	machine_write(m, "/proc/sys/kernel/random/boot_id", "%s\n", boot);
	machine_write(m, "/xattr/sys/fs/resctrl/web@trusted.rctl.owner",
		      "boot=%s pidns=0 pid=812 start=9117 transient=1 tool=maker", boot);
	machine_add_group(m, "idle");
	machine_write(m, "/xattr/sys/fs/resctrl/idle@trusted.rctl.owner",
		      "boot=%s pidns=0 pid=812 start=9117 transient=0 tool=maker", boot);
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_non_null(finding(p, "leaked_group"));
	assert_string_equal(resctrl_finding_get_seen(finding(p, "leaked_group")),
			    "web was made by maker (pid 812), which has ended, and has 0 tasks");
	assert_int_equal(resctrl_finding_get_severity(finding(p, "leaked_group")),
			 RESCTRL_SEVERITY_WARNING);
	assert_non_null(finding(p, "unused_group"));
	assert_string_equal(resctrl_finding_get_seen(finding(p, "unused_group")),
			    "idle was made by maker, and has no tasks and no CPUs");
	assert_int_equal(resctrl_finding_get_severity(finding(p, "unused_group")), RESCTRL_SEVERITY_INFO);
	resctrl_probe_free(p);
}

/* The kernel hides CPUs and tasks of such a group, made by hand or by a program that has ended. */
static void groups_that_are_locked_to_a_cache(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	machine_add_group(m, "kept");
	machine_write(m, "kept/mode", "pseudo-locked\n");
	machine_add_group(m, "other");
	machine_write(m, "other/mode", "pseudo-locksetup\n");
	machine_write(m, "/proc/sys/kernel/random/boot_id", "5b1f7a2e-0000-4000-8000-000000000001\n");
	machine_write(m, "/xattr/sys/fs/resctrl/kept@trusted.rctl.owner",
		      "boot=5b1f7a2e-0000-4000-8000-000000000001 pidns=0 pid=812 start=9117 transient=0 tool=maker");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_null(finding(p, "unused_group"));
	assert_null(finding(p, "unused_groups"));
	resctrl_probe_free(p);
}

static void holders_of_a_detached_mount(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	machine_write(m, "/proc/self/mountinfo", "22 1 0:21 / /proc rw - proc proc rw\n");
	machine_write(m, "/proc/77/fd/resctrl-schemata", "\n");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_string_equal(resctrl_finding_get_seen(finding(p, "detached_mount")),
			    "libvirtd (pid 77) holds a resctrl that is mounted nowhere");
	assert_non_null(strstr(resctrl_finding_get_fix(finding(p, "not_mounted")), "\"rctl mount\" fails"));
	resctrl_probe_free(p);
	machine_write(m, "/proc/77/mountinfo", "30 1 0:30 / /sys/fs/resctrl rw - resctrl resctrl rw\n");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_non_null(finding(p, "mounted_elsewhere"));
	assert_null(finding(p, "detached_mount"));
	assert_non_null(strstr(resctrl_finding_get_fix(finding(p, "not_mounted")), "\"rctl mount\" fails"));
	resctrl_probe_free(p);
	/* Nobody has it. */
	machine_remove(m, "/proc/77/mountinfo");
	machine_remove(m, "/proc/77/fd/resctrl-schemata");
	assert_int_equal(resctrl_probe_host(m->ctx, 0, &p), 0);
	assert_null(finding(p, "mounted_elsewhere"));
	assert_null(finding(p, "detached_mount"));
	assert_string_equal(resctrl_finding_get_fix(finding(p, "not_mounted")), "rctl mount");
	resctrl_probe_free(p);
}

static void cases_of_a_task(void **state)
{
	struct machine *m = *state;
	struct resctrl_explain *e;

	prepare(m);
	assert_int_equal(resctrl_explain_load_task(m->ctx, 77, &e), 0);
	assert_string_equal(resctrl_explain_get_task_group(e), "/");
	assert_false(resctrl_explain_is_searched(e));
	assert_int_equal(resctrl_explain_get_num(e), 2);
	assert_string_equal(resctrl_explain_get_cpus(e, 0), "2");
	assert_string_equal(resctrl_explain_get_control(e, 0), "web");
	assert_int_equal(resctrl_explain_get_control_rule(e, 0), RESCTRL_RULE_CPU);
	assert_string_equal(resctrl_explain_get_monitor(e, 1), "/");
	assert_int_equal(resctrl_explain_get_monitor_rule(e, 1), RESCTRL_RULE_DEFAULT);
	resctrl_explain_free(e);

	machine_write(m, "/proc/77/cpu_resctrl_groups", "res:web\nmon:\n");
	assert_int_equal(resctrl_explain_load_task(m->ctx, 77, &e), 0);
	assert_int_equal(resctrl_explain_get_num(e), 1);
	assert_string_equal(resctrl_explain_get_cpus(e, 0), "0-3");
	resctrl_explain_free(e);

	/* What cannot be explained. */
	assert_int_equal(resctrl_explain_load_task(m->ctx, 78, &e), -ESRCH);
	assert_error(m, RESCTRL_ERROR_NO_TASK, ESRCH, "there is no task 78");
	assert_non_null(resctrl_error_get_fix(&m->ctx->error));
	assert_int_equal(resctrl_explain_load_task(m->ctx, 0, &e), -EINVAL);
	assert_int_equal(resctrl_explain_load_cpu(m->ctx, 9, &e), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "CPU 9 is not there");
	fault_io_add(m->io, "open /proc/77/cpu_resctrl_groups 1+ EACCES");
	assert_int_equal(resctrl_explain_load_task(m->ctx, 77, &e), -EACCES);
	fault_io_reset(m->io);
	fault_io_add(m->io, "open web/cpus_list 1+ EIO");
	assert_int_equal(resctrl_explain_load_task(m->ctx, 77, &e), -EIO);
	fault_io_reset(m->io);
	machine_write(m, "web/cpus_list", "nonsense\n");
	assert_int_equal(resctrl_explain_load_cpu(m->ctx, 1, &e), -EIO);
	assert_idle(m);
}

static int look(struct machine *m)
{
	struct resctrl_probe *p = NULL;
	int err = resctrl_probe_host(m->ctx, 0, &p);

	assert_int_equal(!err, p != NULL);
	resctrl_probe_free(p);
	return err;
}

static int explain_task(struct machine *m)
{
	struct resctrl_explain *e = NULL;
	int err = resctrl_explain_load_task(m->ctx, 77, &e);

	assert_int_equal(!err, e != NULL);
	resctrl_explain_free(e);
	return err;
}

static int explain_cpu(struct machine *m)
{
	struct resctrl_explain *e = NULL;
	int err = resctrl_explain_load_cpu(m->ctx, 2, &e);

	assert_int_equal(!err, e != NULL);
	resctrl_explain_free(e);
	return err;
}

static void out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(prepare, explain_task);
	machine_run_out_of_memory(prepare, explain_cpu);
	machine_run_out_of_memory(prepare, look);
}

int main(void)
{
#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(unreadable_is_told),
		TEST(domains_that_are_offline),
		TEST(domains_of_tables_that_are_offline),
		TEST(groups_of_other_programs),
		TEST(groups_whose_maker_has_ended),
		TEST(groups_that_are_locked_to_a_cache),
		TEST(holders_of_a_detached_mount),
		TEST(cases_of_a_task),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
