/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl capture
 *
 * data: {"file": "rctl-capture.tar", "anonymised": true, "num_files": 812, "num_unreadable": 0,
 *        "num_tasks_omitted": 0, "bytes": 120034}
 * num_tasks_omitted: tasks that are in the lists of groups, and of which nothing else is recorded.
 * The archive unpacks into a folder for --sysroot. What is no file of the machine is below rctl/: see
 * resctrl/probe.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <resctrl/mount.h>
#include <resctrl/version.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "gather.h"
#include "run.h"
#include "tar.h"
#include "tree.h"

static const struct option_entry options[] = {
	{ .name = "output", .short_name = 'o', .type = OPTION_TEXT, .arg = "FILE",
	  .help = "the archive to write (default: rctl-capture.tar); it must not exist" },
	{ .name = "anonymise",
	  .help = "replace names of groups and ids of tasks, and leave out serial numbers" },
	{ .name = NULL },
};
#define OPTION_OUTPUT		(&options[0])
#define OPTION_ANONYMISE	(&options[1])

#define CPU	"/sys/devices/system/cpu"

/* Files as they are, serial numbers and names of the machine not among them. */
static const char *const patterns[] = {
	CPU "/online",
	CPU "/possible",
	CPU "/present",
	CPU "/hotplug/states",
	CPU "/cpu[0-9]*/cache/index*/id",
	CPU "/cpu[0-9]*/cache/index*/level",
	CPU "/cpu[0-9]*/cache/index*/type",
	CPU "/cpu[0-9]*/cache/index*/size",
	CPU "/cpu[0-9]*/cache/index*/ways_of_associativity",
	CPU "/cpu[0-9]*/cache/index*/shared_cpu_list",
	CPU "/cpu[0-9]*/topology/physical_package_id",
	CPU "/cpu[0-9]*/firmware_node/uid",
	CPU "/cpu[0-9]*/node[0-9]*",
	"/sys/devices/system/node/possible",
	"/sys/devices/system/node/online",
	"/sys/devices/system/node/node*/cpulist",
	"/sys/devices/soc0/soc_id",
	"/sys/firmware/acpi/tables/MPAM",
	"/sys/firmware/acpi/tables/PPTT",
	"/sys/firmware/acpi/tables/SRAT",
	"/sys/firmware/acpi/tables/APIC",
	"/sys/firmware/acpi/tables/ERDT",
	"/sys/bus/platform/drivers/mpam_msc/mpam_msc.*",
	"/sys/class/intel_pmt/*",
	"/sys/devices/pci*/*/*/vendor",
	"/sys/devices/pci*/*/*/numa_node",
	"/sys/devices/pci*/*/*/intel_vsec.*",
	"/sys/devices/pci*/*/*/intel_vsec.*/intel_pmt/telem*/guid",
	"/sys/devices/pci*/*/*/intel_vsec.*/intel_pmt/telem*/size",
	"/sys/devices/pci*/*/*/intel_vsec.*/intel_pmt/telem*/offset",
	"/sys/devices/pci*/*/*/intel_vsec.*/intel_pmt/telem*/telem",
	"/sys/devices/pci*/*/*/intel_vsec.*/intel_pmt/features-*/*/num_rmids",
	"/sys/devices/pci*/*/*/intel_vsec.*/intel_pmt/features-*/*/guids",
	"/sys/kernel/debug/x86/topo/cpus/*",
	"/sys/kernel/security/lockdown",
	"/sys/bus/auxiliary/devices/intel_vsec.*",
	"/sys/module/pmt_*/refcnt",
	"/sys/module/intel_vsec*/refcnt",
	"/proc/filesystems",
	"/proc/sys/kernel/osrelease",
};

/* Everything, into G's archive. */
static int gather_all(struct rctl_run *run, struct gather *g)
{
	struct resctrl_mount *mount;
	char versions[128];
	int rc, status;
	bool is_mounted;
	size_t i;

	rc = resctrl_mount_load(run->ctx, &mount);
	if (rc < 0)
		return fail_library(run, rc);
	is_mounted = resctrl_mount_is_mounted(mount);
	/* Names of groups are given first, in the order of the tree. */
	if (is_mounted)
		gather_resctrl(g, resctrl_mount_get_path(mount));
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		gather_glob(g, patterns[i]);
	gather_proc(g, is_mounted ? resctrl_mount_get_path(mount) : NULL);
	resctrl_mount_free(mount);
	gather_log(g);
	status = gather_host(run, g);
	if (!status && is_mounted) {
		gather_tasks(g);
		status = gather_owners(run, g);
	}
	if (!status)
		status = gather_probes(run, g);
	snprintf(versions, sizeof(versions), "libresctrl %s\n", resctrl_version_get());
	gather_text(g, "/rctl/versions", versions);
	return status;
}

/* The archive NAME cannot be made, for ERR. */
static int fail_create(struct rctl_run *run, int err, const char *name)
{
	int status = fail_file(run, err, "create", name);

	if (err == -EEXIST)
		fail_hint(run, "remove it, or choose another name with --output");
	else if (status == RCTL_EXIT_PERMISSION)
		fail_hint(run, "choose a directory that this user may write to with --output");
	return status;
}

/* What is in it is not for everybody: tables are for root alone. NULL and errno where it cannot be made. */
static FILE *create_archive(const char *name)
{
	int high, fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	/* Where the program was started without a standard error, messages would be written into the archive. */
	if (fd >= 0 && fd <= STDERR_FILENO) {
		high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		close(fd);
		fd = high;
	}
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static int run_capture(struct rctl_run *run)
{
	const char *name = args_text(&run->args, OPTION_OUTPUT);
	struct gather g = { .root = run->sysroot ? run->sysroot : "" };
	struct json_object *data;
	int status = args_check_file(run, OPTION_OUTPUT, "choose one, such as rctl-capture.tar");

	if (status)
		return status;
	name = name ? name : "rctl-capture.tar";
	g.anonymise = args_has(&run->args, OPTION_ANONYMISE);
	g.at_usual_place = g.anonymise || run->mount_point;
	g.out = create_archive(name);
	if (!g.out)
		return fail_create(run, -errno, name);
	status = gather_all(run, &g);
	if (!g.err)
		g.err = tar_end(g.out);
	if (fclose(g.out) && !g.err)
		g.err = errno;
	gather_release(&g);
	if (g.err && !status)
		status = fail_partly(run, "write the archive", strerror(g.err), "make room, or choose another place");
	if (status) {
		unlink(name);
		return status;
	}
	data = run_new_data(run);
	tree_set_text(data, "file", name);
	tree_set_bool(data, "anonymised", g.anonymise);
	tree_set_number(data, "num_files", g.num_files);
	tree_set_number(data, "num_unreadable", g.num_unreadable);
	tree_set_number(data, "num_tasks_omitted", g.num_omitted);
	tree_set_number(data, "bytes", g.bytes);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "file", .text = "{num_files} files in {file}" },
	{ .kind = VIEW_LINE, .when = "num_unreadable", .text = "{num_unreadable} could not be read" },
	{ .kind = VIEW_LINE, .when = "num_tasks_omitted",
	  .text = "{num_tasks_omitted} tasks are in the lists of groups only: \"rctl explain\" cannot explain them there" },
	{ .kind = VIEW_LINE, .when = "!anonymised",
	  .text = "names of groups and ids of tasks are in it: --anonymise leaves them out" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_capture = {
	.name = "capture",
	.summary = "write what this machine's resctrl and hardware look like into an archive",
	.options = options,
	.view = view,
	.run = run_capture,
};
