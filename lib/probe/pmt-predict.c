/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel makes of telemetry regions, by its own rules (arch/x86/kernel/cpu/resctrl/intel_aet.c). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/pmt.h"
#include "text/kernel.h"

#define CLASS	"/sys/class/intel_pmt"
#define CPUS	"/sys/devices/system/cpu"

/* By CPUs that are online; more packages than this have never been built. */
#define MOST_PACKAGES 64

/* What rdt= on the kernel's command line says of a group. */
static struct rdt_force read_force(const struct probe_env *env, const struct pmt_group *group)
{
	struct rdt_force force = { false, false };
	struct strbuf sb = { 0 };

	if (!system_read(env, "/proc/cmdline", &sb))
		rdt_force_parse(sb.text, group->name, group->guid, &force);
	strbuf_release(&sb);
	return force;
}

/* How many RMIDs the region's device announces for its GUID; -1: it does not announce the GUID. */
static int64_t announced(const struct probe_env *env, const struct pmt_region *region)
{
	struct strbuf sb = { 0 };
	char path[160], guid[16];
	uint64_t rmids = 0;
	bool known;

	snprintf(guid, sizeof(guid), "0x%" PRIx64, region->guid);
	snprintf(path, sizeof(path), CLASS "/features-%s/%s/guids", region->device,
		 region->group->feature);
	known = !system_read(env, path, &sb) && words_have(sb.text, guid);
	strbuf_release(&sb);
	snprintf(path, sizeof(path), CLASS "/features-%s/%s/num_rmids", region->device,
		 region->group->feature);
	return known && !system_read_number(env, path, 10, &rmids) && rmids <= UINT16_MAX ?
		(int64_t)rmids : -1;
}

/* The package that the kernel takes a region for: without TPMI any is package 0's. */
static int kernel_package(const struct pmt_region *region)
{
	return region->has_tpmi ? region->package : 0;
}

static bool is_usable(const struct probe_env *env, const struct pmt_region *region,
		      const struct pmt_group *group)
{
	return region->group == group && region->size == pmt_region_size(group) &&
		announced(env, region) >= 0;
}

/* Why no region of the group will do. */
static void explain_none(const struct probe_env *env, const struct pmt *pmt,
			 const struct pmt_group *group, struct pmt_outlook *o)
{
	const struct pmt_region *region = NULL;

	for (size_t i = 0; i < pmt->num_regions; i++) {
		if (pmt->regions[i].group != group)
			continue;
		region = &pmt->regions[i];
		if (announced(env, region) >= 0)
			break;
	}
	if (!region)
		snprintf(o->reason, sizeof(o->reason),
			 "no region has the GUID 0x%" PRIx32 ", the only one that the kernel knows for it",
			 group->guid);
	else if (announced(env, region) < 0)
		snprintf(o->reason, sizeof(o->reason),
			 "PMT discovery of %s does not announce %s for the GUID 0x%" PRIx32,
			 region->device, group->feature, group->guid);
	else
		snprintf(o->reason, sizeof(o->reason),
			 "its regions have another size than the %zu bytes of the kernel: %s has %" PRIu64,
			 pmt_region_size(group), region->name, region->size);
}

/* The usable region with the fewest RMIDs. */
static const struct pmt_region *find_smallest(const struct probe_env *env, const struct pmt *pmt,
					      const struct pmt_group *group)
{
	const struct pmt_region *least = NULL;

	for (size_t i = 0; i < pmt->num_regions; i++) {
		const struct pmt_region *region = &pmt->regions[i];

		if (is_usable(env, region, group) &&
		    (!least || announced(env, region) < announced(env, least)))
			least = region;
	}
	return least;
}

void pmt_predict_group(const struct probe_env *env, const struct pmt *pmt,
		       const struct pmt_group *group, struct pmt_outlook *o)
{
	struct rdt_force force = read_force(env, group);
	const struct pmt_region *least = find_smallest(env, pmt, group);
	int64_t rmids = least ? announced(env, least) : -1;

	*o = (struct pmt_outlook){ .offered = false };
	if (force.off) {
		snprintf(o->reason, sizeof(o->reason), "rdt=!%s on the kernel's command line",
			 group->name);
	} else if (!least) {
		explain_none(env, pmt, group, o);
	} else if (rmids < group->rmids && !force.on) {
		snprintf(o->reason, sizeof(o->reason),
			 "%s has %" PRId64 " RMIDs and the kernel wants %u of every region; rdt=%s takes it all the same",
			 least->device, rmids, group->rmids, group->name);
	} else {
		o->offered = true;
		o->rmids = rmids < group->rmids ? (unsigned int)rmids : group->rmids;
		snprintf(o->reason, sizeof(o->reason), "%sits regions are what the kernel wants, with %u RMIDs",
			 rmids < group->rmids ? "forced on by rdt=: " : "", o->rmids);
	}
}

/* Marks the packages that have a CPU online. */
static void find_packages(const struct probe_env *env, bool *there)
{
	struct strlist cpus = { 0 };
	uint64_t package;
	char path[160];

	system_list(env, CPUS, "cpu", &cpus);
	for (size_t i = 0; i < cpus.num; i++) {
		snprintf(path, sizeof(path), CPUS "/%.16s/topology/physical_package_id", cpus.items[i]);
		if (!system_read_number(env, path, 10, &package) && package < MOST_PACKAGES)
			there[package] = true;
	}
	strlist_release(&cpus);
}

/* Why a package of a group that is offered has nothing in it. */
static void predict_package(const struct probe_env *env, const struct pmt *pmt,
			    const struct pmt_group *group, int package)
{
	const struct pmt_region *seen = NULL;
	char name[32];

	for (size_t i = 0; i < pmt->num_regions; i++) {
		const struct pmt_region *region = &pmt->regions[i];

		if (is_usable(env, region, group) && kernel_package(region) == package)
			return;
		if (region->group == group && region->package == package && !seen)
			seen = region;
	}
	snprintf(name, sizeof(name), "%s package %d", group->name, package);
	if (!seen)
		record_prediction(env->probe, name, RESCTRL_ANSWER_NO,
				  "it has no region of it: its files read Unavailable");
	else if (!seen->has_tpmi)
		record_prediction(env->probe, name, RESCTRL_ANSWER_NO,
				  "without TPMI the kernel counts all regions as those of package 0: its files read Unavailable");
	else
		record_prediction(env->probe, name, RESCTRL_ANSWER_NO,
				  "%s has %" PRIu64 " bytes and not %zu, and the kernel skips it: its files read Unavailable",
				  seen->name, seen->size, pmt_region_size(group));
}

void pmt_predict_packages(const struct probe_env *env, const struct pmt *pmt,
			  const struct pmt_group *group)
{
	bool there[MOST_PACKAGES] = { false };

	find_packages(env, there);
	for (int package = 0; package < MOST_PACKAGES; package++) {
		if (there[package])
			predict_package(env, pmt, group, package);
	}
}
