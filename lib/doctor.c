/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One report on a host, from firmware to file system. */
#include "doctor.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mount.h"
#include "owner.h"
#include "text/kernel.h"
#include "text/proc.h"

#define CAP_SYS_ADMIN	21

static const char *const configs[] = { "CONFIG_RESCTRL_FS", "CONFIG_PROC_CPU_RESCTRL", NULL };

/* The CPU's flags as the kernel shows them (x86): 1, 0; -ENOENT where it shows none. */
static int has_rdt_flag(const struct probe_env *env)
{
	static const char *const flags[] = { "cat_l3", "cat_l2", "mba", "cqm_llc" };
	struct strbuf sb = { 0 };
	int found = system_read(env, "/proc/cpuinfo", &sb);

	for (size_t i = 0; !found && i < sizeof(flags) / sizeof(flags[0]); i++)
		found = cpuinfo_has_flag(sb.text, flags[i]);
	strbuf_release(&sb);
	return found;
}

/* The kernel does not offer the file system. */
static void explain_no_fs(const struct probe_env *env)
{
	int flag = has_rdt_flag(env);

	if (flag > 0)
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "no_resctrl_fs",
			       "the kernel is built without resctrl, or every feature is switched off (rdt=)",
			       "look at the predictions and at the kernel's command line",
			       "the CPU has resource control, and the kernel has no file system resctrl");
	else if (!flag)
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "no_hardware",
			       "the CPU has none of the features, or a hypervisor or firmware hides them",
			       "look for RDT or PQoS in the firmware's set-up; in a virtual machine ask its host",
			       "the kernel found nothing to divide or to measure");
	else
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "no_resctrl_fs",
			       "MPAM did not come up, or the kernel is built without CONFIG_RESCTRL_FS",
			       "look at the prediction \"mpam\"", "the kernel has no file system resctrl");
}

/* Nor can it be as long as somebody else has it. */
static void explain_not_mounted(const struct probe_env *env)
{
	bool is_held = doctor_holders(env);

	record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "not_mounted",
		       "nothing can be divided or measured before",
		       is_held ? "see who has it: \"rctl mount\" fails as long as that lasts" : "rctl mount",
		       "the kernel has resctrl, and it is not mounted%s", is_held ? " here" : "");
}

static void look_at_filesystem(struct resctrl_ctx *ctx, const struct probe_env *env, bool *mounted)
{
	struct resctrl_mount m = { 0 };
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "resctrl");
	if (mount_load(ctx, &m)) {
		record_unreadable(&r, "filesystem", "/proc cannot be read");
		*mounted = false;
		return;
	}
	*mounted = m.entry.path;
	if (m.supported)
		record_text(&r, "filesystem", "known to the kernel");
	else
		record_absent(&r, "filesystem", "not in /proc/filesystems");
	if (m.entry.path) {
		record_text(&r, "mount_point", "%s", m.entry.path);
		record_text(&r, "options", "%s", m.entry.options);
	} else {
		record_absent(&r, "mount_point", "not in /proc/self/mountinfo");
	}
	if (!m.supported)
		explain_no_fs(env);
	else if (!m.entry.path)
		explain_not_mounted(env);
	mountinfo_release(&m.entry);
}

/* Inside of a container the host's resctrl is not ours to change. */
static void look_at_container(const struct probe_env *env)
{
	static const char *const signs[] = { "/.dockerenv", "/run/.containerenv",
					     "/run/systemd/container" };
	struct strbuf sb = { 0 };
	unsigned long long inside, outside, count;
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "permissions");
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!system_exists(env, signs[i]))
			continue;
		record_text(&r, "container", "%s", signs[i]);
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "container",
			       "resctrl is of the whole machine: mounting takes the host, and PIDs are the host's",
			       "run on the host", "this is a container (%s)", signs[i]);
		break;
	}
	if (!system_read(env, "/proc/self/uid_map", &sb) &&
	    sscanf(sb.text, "%llu %llu %llu", &inside, &outside, &count) == 3 &&
	    (inside || outside || count != 4294967295u))
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "user_namespace",
			       "resctrl can be mounted and changed by root of the initial name space only",
			       "run as root of the host", "this is a user name space of its own");
	strbuf_release(&sb);
}

static void look_at_permissions(const struct probe_env *env)
{
	int admin = system_has_capability(env, CAP_SYS_ADMIN);
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "permissions");
	if (admin >= 0)
		record_number(&r, "cap_sys_admin", (uint64_t)admin, admin ? "yes" : "no");
	else
		record_unreadable(&r, "cap_sys_admin", "no /proc/self/status");
	if (!admin)
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "unprivileged",
			       "groups can be looked at; mounting, changing, owners and tables take root",
			       "run as root for the whole report", "CAP_SYS_ADMIN is missing");
	look_at_container(env);
}

static void look_at_command_line(const struct probe_env *env)
{
	struct strbuf sb = { 0 };
	char rdt[256];

	if (!system_read(env, "/proc/cmdline", &sb) &&
	    words_value(sb.text, "rdt", rdt, sizeof(rdt)) && strchr(rdt, '!'))
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "rdt_off",
			       "features behind a \"!\" are off until the next boot",
			       "take them out of the command line", "rdt=%s is on the kernel's command line",
			       rdt);
	strbuf_release(&sb);
}

/* Tasks' groups are shown by a file that kernels can be built without. */
static void look_at_proc(const struct probe_env *env, bool mounted)
{
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "resctrl");
	if (system_exists(env, "/proc/self/cpu_resctrl_groups")) {
		record_text(&r, "cpu_resctrl_groups", "/proc tells each task's group");
		return;
	}
	record_absent(&r, "cpu_resctrl_groups", "the kernel is built without CONFIG_PROC_CPU_RESCTRL");
	if (mounted && (!env->io->sysroot || system_exists(env, DOCTOR_RECORD)))
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "no_proc_file",
			       "the group of a task can be found by searching every group only",
			       "use a kernel with CONFIG_PROC_CPU_RESCTRL=y",
			       "there is no /proc/PID/cpu_resctrl_groups");
}

static void look_at_hardware(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct strbuf sb = { 0 };
	char vendor[32];
	bool is_x86 = !system_read(env, "/proc/cpuinfo", &sb) &&
		      !cpuinfo_vendor(sb.text, vendor, sizeof(vendor));

	strbuf_release(&sb);
	if (is_x86)
		probe_look_cpu(ctx, env);
	if (!is_x86 || system_exists(env, "/sys/firmware/acpi/tables/MPAM"))
		probe_look_mpam(ctx, env);
	if (system_exists(env, "/sys/class/intel_pmt"))
		probe_look_aet(ctx, env);
}

/* Nothing is said of what a recording does not hold; that must not look as if it were sound. */
static void look_at_recording(const struct probe_env *env, bool mounted)
{
	static const struct {
		const char *path, *what;
		bool of_mount;
	} parts[] = {
		{ "/proc/self/status", "rights", false },
		{ "/proc/self/uid_map", "containers and user name spaces", false },
		{ DOCTOR_RECORD, "other programs that use resctrl", false },
		{ OWNER_RECORD, "who made groups", true },
		{ "/sys/devices/system/cpu/present", "CPUs that are offline", true },
		{ "/rctl/dmesg", "the kernel's log", true },
	};
	struct strbuf missing = { 0 };
	struct record r;

	if (!env->io->sysroot)
		return;
	record_init(&r, env->probe, RESCTRL_SOURCE_FILE, "recording");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if ((parts[i].of_mount && !mounted) || system_exists(env, parts[i].path))
			continue;
		record_unreadable(&r, parts[i].path, "not known from this recording: %s", parts[i].what);
		strbuf_add(&missing, missing.len ? "; " : "");
		strbuf_add(&missing, parts[i].what);
	}
	if (missing.failed)
		env->probe->failed = true;
	else if (missing.len)
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "not_recorded",
			       "findings about these are neither here nor ruled out",
			       "record the machine anew, as root: rctl capture",
			       "not known from a recording: %s", missing.text);
	strbuf_release(&missing);
}

static void look_at_host(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	bool mounted;

	system_record_kernel(env, configs);
	look_at_filesystem(ctx, env, &mounted);
	look_at_hardware(ctx, env);
	look_at_command_line(env);
	look_at_permissions(env);
	look_at_proc(env, mounted);
	if (mounted) {
		doctor_cpus(ctx, env);
		doctor_budgets(ctx, env);
		doctor_groups(ctx, env);
	}
	doctor_users(env);
	look_at_recording(env, mounted);
}

int resctrl_probe_host(struct resctrl_ctx *ctx, unsigned int flags, struct resctrl_probe **probe)
{
	assert(ctx);
	return probe_run(ctx, "look at the host", flags, 0, look_at_host, probe);
}
