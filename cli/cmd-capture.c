/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl capture
 *
 * data: {"file": "rctl-capture.tar", "anonymised": true, "num_files": 812, "num_unreadable": 0, "bytes": 120034}
 * The archive unpacks into a folder for --sysroot. What is no file of the machine is below rctl/: see
 * resctrl/probe.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <resctrl/mount.h>
#include <resctrl/probe.h>
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

static void gather_tables(struct gather *g)
{
	static const char *const resctrl[] = { " resctrl ", NULL };
	static const char *const aet[] = { " intel_aet_", NULL };
	static const char *const cpuinfo[] = { "processor", "vendor_id", "cpu family", "model\t", "model name",
					       "stepping", "flags", "CPU implementer", "CPU part", NULL };
	static const char *const status[] = { "CapEff", NULL };
	static const char *const everything[] = { "", NULL };
	size_t i;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		gather_glob(g, patterns[i]);
	gather_task_group(g, "/proc/self/cpu_resctrl_groups");
	gather_lines(g, "/proc/self/mountinfo", resctrl);
	gather_lines(g, "/proc/self/status", status);
	gather_lines(g, "/proc/kallsyms", aet);
	gather_lines(g, "/proc/cpuinfo", g->anonymise ? cpuinfo : everything);
}

/* The words of the kernel's command line that matter here, or all of them. */
static void gather_command_line(struct gather *g)
{
	static const char *const wanted[] = { "rdt=", "arm64.nompam", "iomem=", "lockdown=", "nosmt", "maxcpus=" };
	char path[PATH_MAX], line[4096], kept[4096] = "", *word, *rest = line;
	size_t i, n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/cmdline", g->root);
	file = fopen(path, "re");
	if (!file)
		return;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	if (!g->anonymise) {
		gather_text(g, "/proc/cmdline", line);
		return;
	}
	while ((word = strsep(&rest, " \n"))) {
		for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
			if (!strncmp(word, wanted[i], strlen(wanted[i])) && n < sizeof(kept))
				n += (size_t)snprintf(kept + n, sizeof(kept) - n, "%s ", word);
		}
	}
	gather_text(g, "/proc/cmdline", kept);
}

/* "/boot/config-RELEASE"; false where the release is not known. */
static bool get_config_path(const struct gather *g, char *path, size_t size)
{
	char name[PATH_MAX], release[128];
	bool known = false;
	FILE *file;

	snprintf(name, sizeof(name), "%s/proc/sys/kernel/osrelease", g->root);
	file = fopen(name, "re");
	if (!file)
		return false;
	if (fgets(release, sizeof(release), file) && !strchr(release, '/')) {
		release[strcspn(release, "\n")] = '\0';
		snprintf(path, size, "/boot/config-%s", release);
		known = true;
	}
	fclose(file);
	return known;
}

/* The options that a probe found, as lines of a configuration. */
static void put_options(FILE *out, const struct resctrl_probe *probe)
{
	size_t i;

	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, i);
		const char *name = resctrl_fact_get_name(fact);

		if (strncmp(name, "CONFIG_", 7))
			continue;
		if (resctrl_fact_get_state(fact) == RESCTRL_FACT_PRESENT)
			fprintf(out, "%s=%s\n", name, resctrl_fact_get_text(fact));
		else if (resctrl_fact_get_state(fact) == RESCTRL_FACT_ABSENT)
			fprintf(out, "# %s is not set\n", name);
	}
}

/*
 * The kernel's configuration: what probes ask for, wherever they found it. The kernel's own is compressed, and says more
 * than anybody needs.
 */
static int gather_config(struct rctl_run *run, struct gather *g)
{
	char path[PATH_MAX], *text = NULL;
	struct resctrl_probe *probe;
	size_t size = 0;
	FILE *out;
	int rc;

	if (!get_config_path(g, path, sizeof(path)))
		return RCTL_EXIT_DONE;
	rc = resctrl_probe_host(run->ctx, 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	out = open_memstream(&text, &size);
	if (!out)
		tree_no_memory();
	put_options(out, probe);
	resctrl_probe_free(probe);
	if (fclose(out) || !text)
		tree_no_memory();
	if (size)
		gather_bytes(g, path, text, size);
	free(text);
	return RCTL_EXIT_DONE;
}

/* Lines of the kernel's log that have to do with resctrl, without time stamps. */
static void gather_log(struct gather *g)
{
	static const char *const words[] = { "resctrl", "MPAM", "mpam", "is now offline", "intel_vsec", "intel_pmt",
					     "Sub-NUMA", NULL };
	char record[8192], *text = NULL, *semicolon;
	size_t size, i;
	FILE *out;
	ssize_t n;
	int fd;

	if (*g->root) {
		gather_file(g, "/rctl/dmesg");
		return;
	}
	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	out = fd < 0 ? NULL : open_memstream(&text, &size);
	if (!out) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((n = read(fd, record, sizeof(record) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		record[strcspn(record, "\n")] = '\0';
		semicolon = strchr(record, ';');
		for (i = 0; semicolon && words[i]; i++) {
			if (strstr(semicolon, words[i])) {
				fprintf(out, "%s\n", semicolon + 1);
				break;
			}
		}
	}
	close(fd);
	if (fclose(out) || !text)
		tree_no_memory();
	gather_bytes(g, "/rctl/dmesg", text, size);
	free(text);
}

/* ---- what probes read and no file holds ---- */

/* The offset of the register whose name is NAME in lower case; -1. */
static long find_offset(const char *block, const char *name)
{
	size_t i, reg;

	for (i = 0; i < resctrl_registers_get_num_blocks(); i++) {
		if (strcmp(resctrl_registers_get_block_name(i), block))
			continue;
		for (reg = 0; reg < resctrl_registers_get_num(i); reg++) {
			if (!strcasecmp(resctrl_registers_get_name(i, reg), name))
				return (long)resctrl_registers_get_offset(i, reg);
		}
	}
	return -1;
}

/* Register windows of MSCs, made again from the facts about them. */
static void gather_windows(struct gather *g, const struct resctrl_probe *probe)
{
	char subject[96], path[64];
	unsigned int msc, ris, i;
	long done = -1;

	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *first = resctrl_probe_get_fact(probe, i);
		unsigned char window[4096] = { 0 };
		size_t f;

		if (sscanf(resctrl_fact_get_subject(first), "msc %u ris %u", &msc, &ris) != 2 ||
		    strcmp(resctrl_fact_get_name(first), "mpamf_idr"))
			continue;
		for (f = 0; f < resctrl_probe_get_num_facts(probe); f++) {
			const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, f);
			long at = find_offset("msc", resctrl_fact_get_name(fact));
			uint64_t value;

			snprintf(subject, sizeof(subject), "msc %u", msc);
			if (strcmp(resctrl_fact_get_subject(fact), subject) &&
			    strcmp(resctrl_fact_get_subject(fact), resctrl_fact_get_subject(first)))
				continue;
			if (at < 0 || resctrl_fact_get_value(fact, &value))
				continue;
			memcpy(window + at, &value, 4);
			if (value >> 32)
				memcpy(window + at + 4, (const char *)&value + 4, 4);
		}
		/* The first one stands for the window as it was found. */
		snprintf(path, sizeof(path), "/rctl/msc.%u", msc);
		if (msc != done)
			gather_bytes(g, path, window, sizeof(window));
		done = msc;
		snprintf(path, sizeof(path), "/rctl/msc.%u.ris.%u", msc, ris);
		gather_bytes(g, path, window, sizeof(window));
	}
}

/* CPUID leaves, made again from the facts: "CPU LEAF SUBLEAF EAX EBX ECX EDX". */
static void gather_cpuid(struct gather *g, const struct resctrl_probe *probe)
{
	unsigned int package, cpu = 0, leaf, subleaf;
	char *text = NULL, block[48], subject[96];
	size_t size, i, f;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		tree_no_memory();
	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, i);
		uint64_t value, reg[4] = { 0 };

		snprintf(subject, sizeof(subject), "%s", resctrl_fact_get_subject(fact));
		if (sscanf(subject, "package %u", &package) == 1 && !strchr(subject, '_') &&
		    !strcmp(resctrl_fact_get_name(fact), "cpu") && !resctrl_fact_get_value(fact, &value))
			cpu = (unsigned int)value;
		if (sscanf(subject, "package %u cpuid_%x_%x", &package, &leaf, &subleaf) != 3 ||
		    resctrl_fact_get_value(fact, &value) || strchr(resctrl_fact_get_name(fact), '.') ||
		    (i && !strcmp(resctrl_fact_get_subject(resctrl_probe_get_fact(probe, i - 1)), subject)))
			continue;
		snprintf(block, sizeof(block), "cpuid_%x_%x", leaf, subleaf);
		for (f = i; f < resctrl_probe_get_num_facts(probe); f++) {
			const struct resctrl_fact *other = resctrl_probe_get_fact(probe, f);
			long at = find_offset(block, resctrl_fact_get_name(other));

			if (!strcmp(resctrl_fact_get_subject(other), subject) && at >= 0 &&
			    !resctrl_fact_get_value(other, &value))
				reg[at / 4] = value;
		}
		fprintf(out, "%u %x %x %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 "\n", cpu, leaf, subleaf,
			reg[0], reg[1], reg[2], reg[3]);
	}
	if (fclose(out) || !text)
		tree_no_memory();
	if (size)
		gather_bytes(g, "/rctl/cpuid", text, size);
	free(text);
}

static int gather_probes(struct rctl_run *run, struct gather *g)
{
	struct resctrl_probe *probe;
	int rc;

	resctrl_probe_set_pinning(run->ctx, true);
	rc = resctrl_probe_cpu(run->ctx, 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	gather_cpuid(g, probe);
	resctrl_probe_free(probe);
	/* Of a recorded tree every instance can be had without writing a register. */
	rc = resctrl_probe_mpam(run->ctx, run->sysroot ? RESCTRL_PROBE_SELECT_RIS : 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	gather_windows(g, probe);
	resctrl_probe_free(probe);
	return RCTL_EXIT_DONE;
}

/* Everything, into G's archive. */
static int gather_all(struct rctl_run *run, struct gather *g)
{
	struct resctrl_mount *mount;
	char versions[128];
	int rc, status;

	rc = resctrl_mount_load(run->ctx, &mount);
	if (rc < 0)
		return fail_library(run, rc);
	if (resctrl_mount_is_mounted(mount))
		gather_resctrl(g, resctrl_mount_get_path(mount));
	resctrl_mount_free(mount);
	gather_tables(g);
	gather_command_line(g);
	gather_log(g);
	status = gather_config(run, g);
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

static int run_capture(struct rctl_run *run)
{
	const char *name = args_text(&run->args, OPTION_OUTPUT);
	struct gather g = { .root = run->sysroot ? run->sysroot : "" };
	struct json_object *data;
	int fd, status;

	name = name ? name : "rctl-capture.tar";
	g.anonymise = args_has(&run->args, OPTION_ANONYMISE);
	/* What is in it is not for everybody: tables are for root alone. */
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	g.out = fd < 0 ? NULL : fdopen(fd, "w");
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
	tree_set_number(data, "bytes", g.bytes);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "file", .text = "{num_files} files in {file}" },
	{ .kind = VIEW_LINE, .when = "num_unreadable", .text = "{num_unreadable} could not be read" },
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
