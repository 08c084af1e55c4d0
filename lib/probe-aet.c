/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Intel application energy telemetry: regions, drivers, and what resctrl can do with them. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe-env.h"
#include "probe/pmt.h"
#include "text/kernel.h"

#define CLASS	"/sys/class/intel_pmt"

/* What remains as long as resctrl has none. */
#define DIRECT	"until then rctl monitor --direct-aet has the counts of groups (mount resctrl with the option debug)"

static const char *const configs[] = {
	"CONFIG_X86_CPU_RESCTRL_INTEL_AET", "CONFIG_INTEL_PMT_TELEMETRY", "CONFIG_INTEL_TPMI",
	"CONFIG_INTEL_PMT_DISCOVERY", "CONFIG_INTEL_VSEC", NULL,
};
static const char *const modules[] = {
	"intel_vsec", "intel_vsec_tpmi", "pmt_class", "pmt_discovery", "pmt_telemetry",
};

static bool in_module_list(const struct probe_env *env, const char *list, const char *module)
{
	struct strbuf sb = { 0 };
	char release[128], path[224];
	bool found;

	system_get_release(env, release, sizeof(release));
	snprintf(path, sizeof(path), "/lib/modules/%s/%s", release, list);
	found = *release && !strchr(release, '/') && !system_read(env, path, &sb) &&
		modules_have(sb.text, module);
	strbuf_release(&sb);
	return found;
}

static void record_module(const struct probe_env *env, const char *module)
{
	uint64_t users;
	struct record r;
	char path[96];

	record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "module %s", module);
	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", module);
	if (!system_read_number(env, path, 10, &users)) {
		record_number(&r, "loaded", users, users ? "loaded, held by %llu" : "loaded, held by nobody",
			      (unsigned long long)users);
		return;
	}
	snprintf(path, sizeof(path), "/sys/module/%s", module);
	if (system_exists(env, path) || in_module_list(env, "modules.builtin", module))
		record_text(&r, "built_in", "built in");
	else if (in_module_list(env, "modules.dep", module))
		record_absent(&r, "loaded", "there is such a module, and it is not loaded");
	else
		record_absent(&r, "loaded", "neither loaded nor found among the kernel's modules");
}

/* How many RMIDs the devices announce; the kernel wants those of the group in each, unless it is told not to. */
static void record_features(const struct probe_env *env, const struct pmt_group *group, bool offered)
{
	struct strlist names = { 0 };
	struct record r;
	uint64_t rmids;
	char path[224];

	system_list(env, CLASS, "features-", &names);
	for (size_t i = 0; i < names.num; i++) {
		snprintf(path, sizeof(path), CLASS "/%.64s/%s/num_rmids", names.items[i], group->feature);
		record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "%.64s", names.items[i]);
		if (system_read_number(env, path, 10, &rmids)) {
			record_absent(&r, group->feature, "the device does not announce it");
			continue;
		}
		record_number(&r, group->feature, rmids, "%llu RMIDs", (unsigned long long)rmids);
		if (rmids < group->rmids && !offered)
			record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "aet_rmids",
				       "the kernel refuses the event group with fewer RMIDs than it was made for",
				       "rdt= with the group's name on the kernel's command line forces it on; " DIRECT,
				       "%s of %.64s has %llu RMIDs, and group %s has %u", group->feature,
				       names.items[i], (unsigned long long)rmids, group->name, group->rmids);
	}
	strlist_release(&names);
}

enum symbols { SYMBOLS_UNREADABLE, SYMBOLS_RUNTIME, SYMBOLS_BOOT, SYMBOLS_NONE };

/* By what the kernel finds telemetry, as its symbols tell. */
static enum symbols look_at_symbols(const struct probe_env *env)
{
	struct strbuf sb = { 0 };
	enum symbols found = SYMBOLS_NONE;
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "kernel");
	if (system_read(env, "/proc/kallsyms", &sb)) {
		found = SYMBOLS_UNREADABLE;
		record_unreadable(&r, "aet_symbols", "no /proc/kallsyms");
	} else if (kallsyms_has(sb.text, "intel_aet_register_enumeration")) {
		found = SYMBOLS_RUNTIME;
		record_text(&r, "aet_symbols", "intel_aet_register_enumeration: looks for telemetry at each mount");
	} else if (kallsyms_has(sb.text, "intel_aet_get_events")) {
		found = SYMBOLS_BOOT;
		record_text(&r, "aet_symbols", "intel_aet_get_events: looks once, at the first mount");
	} else {
		record_absent(&r, "aet_symbols", "the kernel has no code for it");
	}
	strbuf_release(&sb);
	return found;
}

static bool has_perf_pkg(struct resctrl_ctx *ctx, bool *mounted)
{
	struct resctrl_info *info;
	bool found = false;

	*mounted = !resctrl_info_load(ctx, &info);
	if (!*mounted)
		return false;
	for (size_t i = 0; i < resctrl_info_get_num_mons(info); i++)
		found |= !strcmp(resctrl_mon_get_resource(resctrl_info_get_mon(info, i)), "PERF_PKG");
	resctrl_info_free(info);
	return found;
}

/* Of telemetry that resctrl could have, and does not. */
struct missing {
	enum resctrl_answer answer;
	const char *why, *fix;
};

static struct missing explain_missing(const struct probe_env *env, enum symbols symbols, bool mounted)
{
	enum system_config config = system_get_config(env, "CONFIG_X86_CPU_RESCTRL_INTEL_AET");

	if (symbols == SYMBOLS_RUNTIME && !mounted)
		return (struct missing){
			RESCTRL_ANSWER_YES, "found at the next mount: this kernel looks for telemetry at each", NULL,
		};
	if (symbols == SYMBOLS_RUNTIME)
		return (struct missing){
			RESCTRL_ANSWER_NO,
			"this kernel looks for telemetry at each mount, and holds its module while mounted",
			"load pmt_telemetry (modprobe pmt_telemetry), then unmount and mount resctrl again; " DIRECT,
		};
	if (symbols == SYMBOLS_NONE || config == CONFIG_OFF)
		return (struct missing){
			RESCTRL_ANSWER_NO,
			"resctrl is built without it: up to Linux 7.3 that takes PMT and TPMI drivers that are built in, and not modules",
			"rebuild the kernel with CONFIG_X86_CPU_RESCTRL_INTEL_AET=y; " DIRECT,
		};
	if (symbols != SYMBOLS_BOOT && config != CONFIG_ON)
		return (struct missing){
			RESCTRL_ANSWER_UNKNOWN,
			"missing: the kernel's configuration and its symbols", NULL,
		};
	if (mounted)
		return (struct missing){
			RESCTRL_ANSWER_NO,
			"the kernel looks for telemetry once, at the first mount since boot, and then there was none",
			"reboot, and mount resctrl when the telemetry drivers are ready; " DIRECT,
		};
	return (struct missing){
		RESCTRL_ANSWER_YES,
		"found at the first mount since boot, if that is still to come: the kernel looks once", NULL,
	};
}

static bool kernel_has_resctrl(const struct probe_env *env)
{
	struct strbuf sb = { 0 };
	bool has = system_read(env, "/proc/filesystems", &sb) || words_have(sb.text, "resctrl");

	strbuf_release(&sb);
	return has;
}

/* Whether resctrl has telemetry at all, where it shows none. OFFERED: the kernel accepts an event group. */
static enum resctrl_answer predict_all(const struct probe_env *env, const struct pmt *pmt, bool offered,
				       enum symbols symbols, bool mounted)
{
	struct missing missing = explain_missing(env, symbols, mounted);
	bool counts = false;

	for (size_t i = 0; i < pmt->num_regions; i++)
		counts |= pmt->regions[i].group != NULL;
	if (!counts)
		missing = (struct missing){
			RESCTRL_ANSWER_NO, "no telemetry region counts by RMID, or no driver shows one", NULL,
		};
	else if (!mounted && !kernel_has_resctrl(env))
		missing = (struct missing){
			RESCTRL_ANSWER_NO,
			"there is no resctrl: telemetry alone, without an L3 or bandwidth feature, is not enough",
			NULL,
		};
	else if (!offered && missing.answer != RESCTRL_ANSWER_UNKNOWN)
		missing = (struct missing){
			RESCTRL_ANSWER_NO, "the kernel accepts none of the event groups", NULL,
		};
	record_prediction(env->probe, "PERF_PKG", missing.answer, "%s", missing.why);
	if (missing.fix)
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "aet_not_in_resctrl", missing.why,
			       missing.fix,
			       "there are telemetry regions that count by RMID, and resctrl has no PERF_PKG events");
	return missing.answer;
}

/* Each event group by itself. ALL: whether resctrl has telemetry, whatever the groups. */
static void predict_groups(const struct probe_env *env, const struct pmt *pmt,
			   const struct pmt_outlook *outlooks, enum resctrl_answer all)
{
	unsigned int rmids = 0;
	struct record r;

	for (size_t g = 0; g < pmt_num_groups; g++) {
		const struct pmt_outlook *o = &outlooks[g];

		if (!o->offered) {
			record_prediction(env->probe, pmt_groups[g].name, RESCTRL_ANSWER_NO, "%s", o->reason);
			continue;
		}
		record_prediction(env->probe, pmt_groups[g].name, all, "%s%s",
				  all == RESCTRL_ANSWER_YES ? "" : "as PERF_PKG; else: ", o->reason);
		if (all == RESCTRL_ANSWER_YES)
			pmt_predict_packages(env, pmt, &pmt_groups[g]);
		if (!rmids || o->rmids < rmids)
			rmids = o->rmids;
	}
	if (!rmids || all != RESCTRL_ANSWER_YES)
		return;
	record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "PERF_PKG");
	record_number(&r, "num_rmids", rmids, "room for %u groups, or for as many as L3 has, if that is less",
		      rmids);
}

void probe_look_aet(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	bool mounted, offered = false, has_events = has_perf_pkg(ctx, &mounted);
	enum resctrl_answer all = RESCTRL_ANSWER_YES;
	struct pmt_outlook outlooks[PMT_MOST_GROUPS];
	enum symbols symbols;
	struct pmt pmt;

	system_record_kernel(env, configs);
	symbols = look_at_symbols(env);
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		record_module(env, modules[i]);
	pmt_load(env, &pmt);
	for (size_t g = 0; g < pmt_num_groups; g++) {
		pmt_predict_group(env, &pmt, &pmt_groups[g], &outlooks[g]);
		if (pmt.num_regions)
			record_features(env, &pmt_groups[g], outlooks[g].offered);
		offered |= outlooks[g].offered;
	}
	if (has_events)
		record_prediction(env->probe, "PERF_PKG", all, "info/PERF_PKG_MON is there");
	else
		all = predict_all(env, &pmt, offered, symbols, mounted);
	predict_groups(env, &pmt, outlooks, all);
	pmt_release(&pmt);
}

int resctrl_probe_aet(struct resctrl_ctx *ctx, unsigned int flags, struct resctrl_probe **probe)
{
	assert(ctx);
	return probe_run(ctx, "probe Intel telemetry", flags, 0, probe_look_aet, probe);
}

int resctrl_probe_telemetry(struct resctrl_ctx *ctx, const uint32_t *rmids, size_t num,
			    struct resctrl_probe **probe)
{
	struct probe_env env = { .io = &ctx->io };
	struct resctrl_probe found = { 0 };
	struct pmt pmt;
	int err;

	assert(ctx);
	if (!probe || !rmids || !num)
		return -EINVAL;
	*probe = NULL;
	error_begin(ctx, "read telemetry");
	/* What is said of the regions themselves is of the other probe. */
	env.probe = &found;
	pmt_load(&env, &pmt);
	env.probe = calloc(1, sizeof(*env.probe));
	if (env.probe)
		pmt_read(&env, &pmt, rmids, num);
	pmt_release(&pmt);
	err = !env.probe || env.probe->failed || found.failed ? error_memory(ctx) : 0;
	probe_clear(&found);
	if (err) {
		resctrl_probe_free(env.probe);
		return err;
	}
	error_clear(ctx);
	*probe = env.probe;
	return 0;
}
