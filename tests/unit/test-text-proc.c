/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of /proc. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "oom.h"
#include "text/proc.h"

static void filesystems(void **state)
{
	(void)state;
	assert_true(filesystems_has_resctrl("nodev\tsysfs\nnodev\tresctrl\n\text4\n"));
	assert_true(filesystems_has_resctrl("nodev\tresctrl"));
	assert_false(filesystems_has_resctrl("nodev\tsysfs\n\text4\nnodev\tcgroup2\n"));
	assert_false(filesystems_has_resctrl("nodev\tresctrl2\nnodev\tmyresctrl\nresctrl\tx\n"));
	assert_false(filesystems_has_resctrl("\n\n"));
	assert_false(filesystems_has_resctrl(""));
}

#define SYSFS	"22 26 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw\n"
#define RESCTRL	"36 22 0:26 / /sys/fs/resctrl rw,relatime shared:15 - resctrl resctrl rw\n"
#define OPTIONS	"36 22 0:26 / /sys/fs/resctrl rw,relatime - resctrl resctrl rw,cdp,mba_MBps,debug\n"

static void mountinfo(void **state)
{
	static const struct {
		const char *text, *want, *path, *options;
	} cases[] = {
		{ SYSFS RESCTRL, NULL, "/sys/fs/resctrl", "" },
		{ OPTIONS, NULL, "/sys/fs/resctrl", "cdp,mba_MBps,debug" },
		{ RESCTRL, "/sys/fs/resctrl", "/sys/fs/resctrl", "" },
		{ RESCTRL, "/sys/fs/resctrl//", "/sys/fs/resctrl", "" },
		{ RESCTRL, "/sys/fs", NULL, NULL },
		{ RESCTRL, "/", NULL, NULL },
		{ SYSFS, NULL, NULL, NULL },
		{ "", NULL, NULL, NULL },
		/* two views of it: the later mount counts, and a wanted one wins */
		{ RESCTRL "40 22 0:26 / /mnt/r rw - resctrl resctrl rw,debug\n", NULL, "/mnt/r",
		  "debug" },
		{ RESCTRL "40 22 0:26 / /mnt/r rw - resctrl resctrl rw,debug\n",
		  "/sys/fs/resctrl", "/sys/fs/resctrl", "" },
		/* a bind mount of a group is not resctrl's top */
		{ RESCTRL "40 22 0:26 /web /mnt/web rw - resctrl resctrl rw\n", NULL,
		  "/sys/fs/resctrl", "" },
		{ "40 22 0:26 /web /mnt/web rw - resctrl resctrl rw\n", NULL, NULL, NULL },
		/* escapes; what only looks like one stays */
		{ "40 22 0:26 / /mnt/a\\040b\\011c\\134d\\043\\999\\04 rw - resctrl none ro\n",
		  NULL, "/mnt/a b\tc\\d#\\999\\04", "" },
		{ "40 22 0:26 / /mnt/a\\040b rw - resctrl none rw\n", "/mnt/a b", "/mnt/a b", "" },
		/* what a security module and the VFS add */
		{ "40 22 0:26 / /r rw - resctrl none rw,seclabel,sync,cdp,context=\"a\",cdpl2\n",
		  NULL, "/r", "cdp,cdpl2" },
		/* an odd line says nothing, and does not hide the next */
		{ "40 22 0:26 / /r rw - resctrl\n40 22\n40 22 0:26\n40 22 0:26 / /r rw\n\n" RESCTRL,
		  NULL, "/sys/fs/resctrl", "" },
		{ "40 22 0:26 / /resctrl rw - tmpfs resctrl rw\n", NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mountinfo_entry entry;
		int ret = mountinfo_find(cases[i].text, cases[i].want, &entry);

		assert_int_equal(ret, cases[i].path ? 0 : -ENOENT);
		if (cases[i].path) {
			assert_string_equal(entry.path, cases[i].path);
			assert_string_equal(entry.options, cases[i].options);
		} else {
			assert_null(entry.path);
		}
		mountinfo_release(&entry);
		assert_null(entry.path);
		assert_null(entry.options);
	}
}

static void mountinfo_out_of_memory(void **state)
{
	struct mountinfo_entry entry;
	unsigned int n = 0;
	int ret;

	(void)state;
	do {
		oom_at(++n);
		ret = mountinfo_find(OPTIONS RESCTRL OPTIONS, NULL, &entry);
		assert_int_equal(ret, oom_hit() ? -ENOMEM : 0);
		assert_int_equal(entry.path == NULL, ret < 0);
		assert_int_equal(entry.options == NULL, ret < 0);
	} while (ret < 0);
	assert_int_equal(n, 7);
	mountinfo_release(&entry);
}

static void locks(void **state)
{
	static const char text[] =
		"1: POSIX  ADVISORY  WRITE 401 00:1b:2 0 EOF\n"
		"2: FLOCK  ADVISORY  WRITE 500 00:1c:2 0 EOF\n"
		"3: FLOCK  ADVISORY  WRITE 501 01:1b:2 0 EOF\n"
		"4: FLOCK  ADVISORY  WRITE 502 00:1b:3 0 EOF\n"
		"5: FLOCK  ADVISORY  WRITE 0 00:1b:2 0 EOF\n"
		"6: OFDLCK ADVISORY  READ -1 00:1b:2 0 EOF\n"
		"7: FLOCK  ADVISORY  WRITE -1 00:1b:2 0 EOF\n"
		"8: FLOCK  ADVISORY  WRITE 99999999999 00:1b:2 0 EOF\n"
		"9: FLOCK  ADVISORY\n"
		"10: FLOCK  ADVISORY  WRITE 503 00:1b 0 EOF\n"
		"11: FLOCK  ADVISORY  WRITE 503 zz 0 EOF\n"
		"12: FLOCK  ADVISORY  WRITE 503 00:1b:2x 0 EOF\n"
		"12: -> FLOCK  ADVISORY  WRITE 504 00:1b:2 0 EOF\n"
		"13: FLOCK  ADVISORY  READ  812 00:1b:2 0 EOF\n"
		"14: FLOCK  ADVISORY  READ  813 00:1b:2 0 EOF\n";
	pid_t pid = -1;

	(void)state;
	assert_int_equal(locks_find_flock(text, 0, 0x1b, 2, &pid), 0);
	assert_int_equal(pid, 812);
	assert_int_equal(locks_find_flock(text, 0, 0x1c, 2, &pid), 0);
	assert_int_equal(pid, 500);
	pid = -1;
	assert_int_equal(locks_find_flock(text, 0, 0x1b, 7, &pid), -ENOENT);
	assert_int_equal(locks_find_flock("", 0, 0x1b, 2, &pid), -ENOENT);
	assert_int_equal(pid, -1);
}

static void vendors(void **state)
{
	char vendor[16];

	(void)state;
	assert_int_equal(cpuinfo_vendor("processor\t: 0\nvendor_id\t: AuthenticAMD\n"
					"cpu family\t: 25\nvendor_id\t: other\n",
					vendor, sizeof(vendor)), 0);
	assert_string_equal(vendor, "AuthenticAMD");
	assert_int_equal(cpuinfo_vendor("vendor_id\t: GenuineIntel", vendor, sizeof(vendor)), 0);
	assert_string_equal(vendor, "GenuineIntel");
	/* arm64 */
	assert_int_equal(cpuinfo_vendor("processor\t: 0\nBogoMIPS\t: 125.00\nCPU implementer\t: "
					"0x41\n", vendor, sizeof(vendor)), -ENOENT);
	assert_int_equal(cpuinfo_vendor("vendor_id\t:\n", vendor, sizeof(vendor)), -ENOENT);
	assert_int_equal(cpuinfo_vendor("vendor_id\n", vendor, sizeof(vendor)), -ENOENT);
	assert_int_equal(cpuinfo_vendor("vendor_id\t: GenuineIntel\n", vendor, 12), -ENOENT);
	assert_int_equal(cpuinfo_vendor("", vendor, sizeof(vendor)), -ENOENT);
}

static void topology_of_a_cpu(void **state)
{
	static const char text[] = "online:              0\ninitial_apicid:\t    0x3\nllc_id:              2\n"
		"l2c_id:              3\nmax_threads_per_core:1\n";
	uint64_t id = 77;

	(void)state;
	assert_int_equal(cpu_topology_get(text, "llc_id", &id), 0);
	assert_int_equal(id, 2);
	assert_int_equal(cpu_topology_get(text, "l2c_id", &id), 0);
	assert_int_equal(id, 3);
	assert_int_equal(cpu_topology_get(text, "c_id", &id), -ENOENT);
	assert_int_equal(cpu_topology_get(text, "initial_apicid", &id), -ENOENT);
	assert_int_equal(cpu_topology_get("online:              0\n", "llc_id", &id), -ENOENT);
	assert_int_equal(cpu_topology_get("llc_id:\n", "llc_id", &id), -ENOENT);
	assert_int_equal(cpu_topology_get("llc_id: x", "llc_id", &id), -ENOENT);
	assert_int_equal(cpu_topology_get("", "llc_id", &id), -ENOENT);
	assert_int_equal(id, 3);
}

static void flags_of_the_cpu(void **state)
{
	static const char text[] = "processor\t: 0\nvendor_id\t: GenuineIntel\n"
		"flags\t\t: fpu rdt_a cat_l3 cdp_l3\nbugs\t\t: mba\n";

	(void)state;
	assert_int_equal(cpuinfo_has_flag(text, "cat_l3"), 1);
	assert_int_equal(cpuinfo_has_flag(text, "fpu"), 1);
	assert_int_equal(cpuinfo_has_flag(text, "cdp_l3"), 1);
	assert_int_equal(cpuinfo_has_flag(text, "cat_l2"), 0);
	assert_int_equal(cpuinfo_has_flag(text, "cat"), 0);
	assert_int_equal(cpuinfo_has_flag(text, "mba"), 0);
	assert_int_equal(cpuinfo_has_flag("flags: a", "a"), 1);
	assert_int_equal(cpuinfo_has_flag("flags:", "a"), 0);
	assert_int_equal(cpuinfo_has_flag("processor\t: 0\nFeatures\t: fp\n", "fp"), -ENOENT);
	assert_int_equal(cpuinfo_has_flag("", "fp"), -ENOENT);
}

static void cpu_flags(void **state)
{
	static const char text[] = "processor\t: 0\nvendor_id\t: AuthenticAMD\n"
				   "flags\t\t: rdtscp cat_l3 cdp_l3 mba\nbugs\t\t: sysret\n"
				   "processor\t: 1\nflags\t\t: other\n";

	(void)state;
	assert_int_equal(cpuinfo_has_flag(text, "rdtscp"), 1);
	assert_int_equal(cpuinfo_has_flag(text, "cat_l3"), 1);
	assert_int_equal(cpuinfo_has_flag(text, "mba"), 1);
	assert_int_equal(cpuinfo_has_flag(text, "cat"), 0);
	assert_int_equal(cpuinfo_has_flag(text, "l3"), 0);
	assert_int_equal(cpuinfo_has_flag(text, "sysret"), 0);
	/* the second CPU's */
	assert_int_equal(cpuinfo_has_flag(text, "other"), 0);
	assert_int_equal(cpuinfo_has_flag("flags\t\t: mba", "mba"), 1);
	assert_int_equal(cpuinfo_has_flag("flags\t\t: mba \n", "mb"), 0);
	assert_int_equal(cpuinfo_has_flag("flags\t\t:\n", "mba"), 0);
	/* arm64 */
	assert_int_equal(cpuinfo_has_flag("processor\t: 0\nFeatures\t: fp asimd\n", "fp"), -ENOENT);
	assert_int_equal(cpuinfo_has_flag("flags", "mba"), -ENOENT);
	assert_int_equal(cpuinfo_has_flag("", "mba"), -ENOENT);
}

static void task_stat(void **state)
{
	static const struct {
		const char *text;
		int ret;
		struct proc_stat stat;
	} cases[] = {
		{ "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 4 0 0\n", 0,
		  { 2, 0, "kthreadd", 'S', 2129984, 4 } },
		/* The command may look like the rest of the line. */
		{ "7 (a) b (c) R 1 7 7 34816 7 4194304 2 0 0 0 0 0 0 0 20 0 1 0 9117", 0,
		  { 7, 1, "a) b (c", 'R', 4194304, 9117 } },
		{ "7 (a\n) Z 1 7 7 0 -1 64 2 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615\n", 0,
		  { 7, 1, "a\n", 'Z', 64, UINT64_MAX } },
		{ "7 (a) S 1 7 7 0 -1 64 2 0 0 0 0 0 0 0 20 0 1 0\n", -EINVAL, { .pid = 0 } },
		{ "7 (a) S 1 7 7 0 -1 64 2 0 0 0 0 0 0 0 20 0 1 0 -4 0\n", -EINVAL, { .pid = 0 } },
		{ "7 (a) S 1 7 7 0 -1\n", -EINVAL, { .pid = 0 } },
		{ "7 (a) S 1 7 7 0 -1 x 0 0 0 0 0 0 0 0 20 0 1 0 4\n", -EINVAL, { .pid = 0 } },
		{ "7 (a) S 1 7 7 0 -1  64 0 0 0 0 0 0 0 20 0 1 0 4\n", -EINVAL, { .pid = 0 } },
		{ "7 a S 1 7 7 0 -1 64\n", -EINVAL, { .pid = 0 } },
		{ "x (a) S 1 7 7 0 -1 64 2 0 0 0 0 0 0 0 20 0 1 0 4\n", -EINVAL, { .pid = 0 } },
		{ "(a) S 1 7 7 0 -1 64 2 0 0 0 0 0 0 0 20 0 1 0 4\n", -EINVAL, { .pid = 0 } },
		{ ") S (a", -EINVAL, { .pid = 0 } },
		{ "7 (a)", -EINVAL, { .pid = 0 } },
		{ "7 (a) ", -EINVAL, { .pid = 0 } },
		{ "", -EINVAL, { .pid = 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct proc_stat stat;

		assert_int_equal(stat_parse(cases[i].text, &stat), cases[i].ret);
		if (cases[i].ret)
			continue;
		assert_int_equal(stat.pid, cases[i].stat.pid);
		assert_int_equal(stat.ppid, cases[i].stat.ppid);
		assert_string_equal(stat.comm, cases[i].stat.comm);
		assert_int_equal(stat.state, cases[i].stat.state);
		assert_int_equal(stat.flags, cases[i].stat.flags);
		assert_int_equal(stat.start, cases[i].stat.start);
	}
}

static void task_status(void **state)
{
	static const struct {
		const char *text;
		int ret;
		pid_t tgid, ppid;
	} cases[] = {
		{ "Name:\tsh\nUmask:\t0022\nTgid:\t812\nNgid:\t0\nPid:\t813\nPPid:\t1\nTracerPid:\t0\n", 0, 812, 1 },
		{ "Name:\tTgid:\t9\nTgid:\t2\nPPid:\t0\n", 0, 2, 0 },
		{ "Tgid:\t812\nPPid:\t1", 0, 812, 1 },
		{ "Tgid:\t812\n", -EINVAL, 0, 0 },
		{ "PPid:\t1\n", -EINVAL, 0, 0 },
		{ "Tgid:\tx\nPPid:\t1\n", -EINVAL, 0, 0 },
		{ "Tgid:\t4294967296\nPPid:\t1\n", -EINVAL, 0, 0 },
		{ "Tgid:\t-1\nPPid:\t1\n", -EINVAL, 0, 0 },
		{ "", -EINVAL, 0, 0 },
	};
	pid_t tgid, ppid;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(status_parse(cases[i].text, &tgid, &ppid), cases[i].ret);
		if (!cases[i].ret)
			assert_true(tgid == cases[i].tgid && ppid == cases[i].ppid);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filesystems),
		cmocka_unit_test(mountinfo),
		cmocka_unit_test(mountinfo_out_of_memory),
		cmocka_unit_test(locks),
		cmocka_unit_test(vendors),
		cmocka_unit_test(cpu_flags),
		cmocka_unit_test(task_stat),
		cmocka_unit_test(topology_of_a_cpu),
		cmocka_unit_test(task_status),
		cmocka_unit_test(flags_of_the_cpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
