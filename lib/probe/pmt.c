/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Intel PMT telemetry regions: /sys/class/intel_pmt (Documentation/ABI/testing/sysfs-class-intel_pmt). */
#include "probe/pmt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "probe/acpi.h"

#define CLASS		"/sys/class/intel_pmt"
#define CPUS		"/sys/devices/system/cpu"
#define AUXILIARY	"/sys/bus/auxiliary/devices"

/* The PCI function above a region: how many steps up from it, 0: none. */
static unsigned int steps_to_device(const struct probe_env *env, const char *name)
{
	char path[160];
	size_t n = (size_t)snprintf(path, sizeof(path), CLASS "/%s", name);

	for (unsigned int up = 1; up < 8; up++) {
		n += (size_t)snprintf(path + n, sizeof(path) - n, "/..");
		snprintf(path + n, sizeof(path) - n, "/vendor");
		if (system_exists(env, path))
			return up;
	}
	return 0;
}

/* The name of the directory UP steps above the link NAME. */
static void device_name(const struct probe_env *env, const char *name, unsigned int up, char *buf,
			size_t size)
{
	char path[96], target[4096], *slash;

	snprintf(path, sizeof(path), CLASS "/%s", name);
	if (io_readlink(env->io, IO_ROOT, path, target, sizeof(target)) < 0)
		return;
	for (; up; up--) {
		slash = strrchr(target, '/');
		if (!slash)
			break;
		*slash = '\0';
	}
	slash = strrchr(target, '/');
	snprintf(buf, size, "%.31s", slash ? slash + 1 : target);
}

/* A number below the region's device; it may be negative, which is -1. */
static int read_device_number(const struct probe_env *env, const char *name, unsigned int up,
			      const char *file)
{
	char path[160];
	uint64_t value;
	size_t n = (size_t)snprintf(path, sizeof(path), CLASS "/%s", name);

	while (up--)
		n += (size_t)snprintf(path + n, sizeof(path) - n, "/..");
	snprintf(path + n, sizeof(path) - n, "/%s", file);
	if (system_read_number(env, path, 10, &value) || value > INT32_MAX)
		return -1;
	return (int)value;
}

/* By the list of auxiliary devices, which are links to where they are: a record has no empty folders. */
static bool is_listed_with_tpmi(const struct probe_env *env, const char *device)
{
	struct strlist names = { 0 };
	char path[160], target[512], piece[40];
	bool has = false;

	system_list(env, AUXILIARY, "intel_vsec.tpmi.", &names);
	snprintf(piece, sizeof(piece), "/%.31s/", device);
	for (size_t i = 0; !has && i < names.num; i++) {
		snprintf(path, sizeof(path), AUXILIARY "/%.64s", names.items[i]);
		has = io_readlink(env->io, IO_ROOT, path, target, sizeof(target)) > 0 &&
			strstr(target, piece);
	}
	strlist_release(&names);
	return has;
}

static bool device_has_tpmi(const struct probe_env *env, const char *name, unsigned int up,
			    const char *device)
{
	struct strlist names = { 0 };
	char path[160];
	size_t n = (size_t)snprintf(path, sizeof(path), CLASS "/%s", name);
	bool has;

	while (up--)
		n += (size_t)snprintf(path + n, sizeof(path) - n, "/..");
	has = !system_list(env, path, "intel_vsec.tpmi.", &names) && names.num;
	strlist_release(&names);
	return has || is_listed_with_tpmi(env, device);
}

/* The package whose CPUs are on NODE; -1: no CPU of it is online, or they are of several. */
static int package_of_node(const struct probe_env *env, int node)
{
	struct strlist cpus = { 0 };
	uint64_t package;
	char path[160], target[256];
	int found = -1;

	system_list(env, CPUS, "cpu", &cpus);
	for (size_t i = 0; i < cpus.num; i++) {
		if (!strchr("0123456789", cpus.items[i][3]) || !cpus.items[i][3])
			continue;
		/* The link is there while the CPU is online. What it leads to may not be recorded. */
		snprintf(path, sizeof(path), CPUS "/%.16s", cpus.items[i]);
		snprintf(path + strlen(path), sizeof(path) - strlen(path), "/node%d", node);
		if (io_readlink(env->io, IO_ROOT, path, target, sizeof(target)) < 0)
			continue;
		snprintf(path, sizeof(path), CPUS "/%.16s/topology/physical_package_id", cpus.items[i]);
		if (system_read_number(env, path, 10, &package) || package > INT32_MAX)
			continue;
		if (found >= 0 && found != (int)package) {
			found = -1;
			break;
		}
		found = (int)package;
	}
	strlist_release(&cpus);
	return found;
}

static bool load_numbers(const struct probe_env *env, struct pmt_region *region)
{
	struct {
		const char *file;
		uint64_t *value;
	} files[] = {
		{ "guid", &region->guid }, { "size", &region->size }, { "offset", &region->offset },
	};
	char path[96];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), CLASS "/%s/%s", region->name, files[i].file);
		if (system_read_number(env, path, 0, files[i].value))
			return false;
	}
	return true;
}

static void record_region(const struct probe_env *env, const struct pmt_region *region, int node)
{
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "%s", region->name);
	record_number(&r, "guid", region->guid, "0x%08" PRIx64 ", %s", region->guid,
		      region->group ? region->group->name : "not counted by RMID");
	record_number(&r, "size", region->size, "%" PRIu64 " bytes", region->size);
	record_number(&r, "offset", region->offset, "%" PRIu64 " bytes into its page", region->offset);
	if (*region->device)
		record_text(&r, "device", "%s", region->device);
	else
		record_unreadable(&r, "device", "no PCI function above it");
	if (region->package >= 0) {
		record_number(&r, "package", (uint64_t)region->package, "package %d", region->package);
		record_doubt(&r, RESCTRL_CONFIDENCE_ASSUMED,
			     region->has_tpmi ? "by NUMA node %d of its device" :
			     "by NUMA node %d of its device; without TPMI the kernel counts it as package 0",
			     node);
	} else {
		record_unreadable(&r, "package",
				  node < 0 ? "its device has no NUMA node" :
				  "no CPU of NUMA node %d is online, or they are of several packages",
				  node);
	}
	if (region->group && region->size != pmt_region_size(region->group))
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "aet_size",
			       "the kernel skips a region of another size, and its package reads Unavailable",
			       "update the firmware", "%s has %" PRIu64 " bytes, and group %s has %zu",
			       region->name, region->size, region->group->name,
			       pmt_region_size(region->group));
}

static void add_region(const struct probe_env *env, struct pmt *pmt, const char *name)
{
	struct pmt_region *grown = acpi_grow(pmt->regions, pmt->num_regions, sizeof(*grown)), *region;
	struct record r;
	unsigned int up;
	int node = -1;

	if (!grown) {
		env->probe->failed = true;
		return;
	}
	pmt->regions = grown;
	region = &grown[pmt->num_regions];
	*region = (struct pmt_region){ .package = -1 };
	snprintf(region->name, sizeof(region->name), "%s", name);
	if (!load_numbers(env, region)) {
		record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "%s", name);
		record_unreadable(&r, "guid", "its files cannot be read as numbers");
		return;
	}
	region->group = pmt_find_group(region->guid);
	up = steps_to_device(env, name);
	if (up) {
		device_name(env, name, up, region->device, sizeof(region->device));
		node = read_device_number(env, name, up, "numa_node");
		region->has_tpmi = device_has_tpmi(env, name, up, region->device);
	}
	if (node >= 0)
		region->package = package_of_node(env, node);
	record_region(env, region, node);
	pmt->num_regions++;
}

/* telem2 before telem10. */
static int compare_regions(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	size_t m = strlen(*x), n = strlen(*y);

	return m != n ? (m < n ? -1 : 1) : strcmp(*x, *y);
}

void pmt_load(const struct probe_env *env, struct pmt *pmt)
{
	struct strlist names = { 0 };
	struct record r;
	uint64_t number;
	int err = system_list(env, CLASS, "telem", &names);

	*pmt = (struct pmt){ 0 };
	record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "telemetry");
	if (names.num)
		qsort(names.items, names.num, sizeof(*names.items), compare_regions);
	for (size_t i = 0; i < names.num; i++) {
		if (strlen(names.items[i]) < 16 && !num_parse_u64(names.items[i] + 5, 10, &number))
			add_region(env, pmt, names.items[i]);
	}
	if (pmt->num_regions)
		record_number(&r, "regions", pmt->num_regions, "%zu telemetry regions",
			      pmt->num_regions);
	else if (err && err != -ENOENT)
		record_unreadable(&r, "regions", "%s: %s", CLASS, strerror(-err));
	else
		record_absent(&r, "regions", "no region in %s: no such device, or no driver for it", CLASS);
	strlist_release(&names);
}

void pmt_release(struct pmt *pmt)
{
	free(pmt->regions);
	*pmt = (struct pmt){ 0 };
}

struct sum {
	uint64_t value[PMT_MOST_EVENTS];
	bool valid[PMT_MOST_EVENTS];
	int err;			/* a region of it could not be read */
};

/* Adds what REGION has for RMIDS. 0 or -errno. */
static int add_counts(const struct probe_env *env, const struct pmt_region *region,
		      const uint32_t *rmids, size_t num, struct sum *sum)
{
	struct pmt_window window;
	int err = pmt_window_open(env->io, region, &window);

	for (unsigned int e = 0; !err && e < region->group->num_events; e++)
		sum->valid[e] |= pmt_window_add(&window, region->group, e, rmids, num, &sum->value[e]);
	pmt_window_close(env->io, &window);
	return err;
}

static void record_sum(const struct probe_env *env, const struct pmt_group *group, int package,
		       const struct sum *sum)
{
	struct record r;
	char text[64];

	record_init(&r, env->probe, RESCTRL_SOURCE_MMIO, "package %d", package);
	for (unsigned int e = 0; e < group->num_events; e++) {
		if (sum->err) {
			record_unreadable(&r, group->events[e],
					  sum->err == -EACCES ? "reading telemetry takes root" : "%s",
					  strerror(-sum->err));
		} else if (sum->valid[e]) {
			pmt_format(sum->value[e], group->bits, text, sizeof(text));
			record_number(&r, group->events[e], sum->value[e], "%s", text);
		} else {
			record_absent(&r, group->events[e], "no aggregator has a count for it yet");
		}
	}
}

void pmt_read(const struct probe_env *env, const struct pmt *pmt, const uint32_t *rmids, size_t num)
{
	int last = -1;

	for (size_t i = 0; i < pmt->num_regions; i++)
		last = pmt->regions[i].package > last ? pmt->regions[i].package : last;
	for (int package = 0; package <= last; package++) {
		for (size_t g = 0; g < pmt_num_groups; g++) {
			struct sum sum = { 0 };
			size_t regions = 0;

			for (size_t i = 0; i < pmt->num_regions; i++) {
				const struct pmt_region *region = &pmt->regions[i];
				int err;

				if (region->group != &pmt_groups[g] || region->package != package ||
				    !pmt_region_counts(region))
					continue;
				err = add_counts(env, region, rmids, num, &sum);
				sum.err = err ? err : sum.err;
				regions++;
			}
			if (regions)
				record_sum(env, &pmt_groups[g], package, &sum);
		}
	}
}
