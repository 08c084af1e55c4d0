/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* x86: what CPUID announces, next to what resctrl shows, and why they differ. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe-env.h"
#include "probe/cpuid.h"
#include "probe/topology.h"
#include "text/kernel.h"
#include "text/proc.h"

static const char *const configs[] = { "CONFIG_X86_CPU_RESCTRL", "CONFIG_RESCTRL_FS", NULL };

/* What the comparison goes by. */
struct view {
	const struct probe_env *env;
	struct resctrl_ctx *ctx;
	struct cpuid cpuid;
	struct resctrl_info *info;	/* NULL: not mounted */
	char rdt[256];			/* of the kernel's command line */
	bool listed;			/* the kernel has the file system */
	bool cdp_l3, cdp_l2;
	unsigned int snc_nodes;		/* NUMA nodes that share an L3; 1: no Sub-NUMA Clustering */
};

enum kind { KIND_SCHEMA, KIND_EVENT, KIND_BMEC, KIND_ABMC, KIND_SDCIAE };

/* A feature of resctrl: its name there, its word for rdt=, and where CPUID says it. */
static const struct feature {
	const char *name, *token;
	enum kind kind;
	const char *block, *reg, *field;
	const char *other_block, *other_field;	/* an older place of the same, in EBX too */
} features[] = {
	{ "L3", "l3cat", KIND_SCHEMA, "cpuid_10_0", "EBX", "L3_CAT", NULL, NULL },
	{ "L2", "l2cat", KIND_SCHEMA, "cpuid_10_0", "EBX", "L2_CAT", NULL, NULL },
	{ "MB", "mba", KIND_SCHEMA, "cpuid_10_0", "EBX", "MBA", "cpuid_80000008_0",
	  "BANDWIDTH_ENFORCEMENT" },
	{ "SMBA", "smba", KIND_SCHEMA, "cpuid_80000020_0", "EBX", "SMBA", NULL, NULL },
	{ "llc_occupancy", "cmt", KIND_EVENT, "cpuid_f_1", "EDX", "OCCUPANCY", NULL, NULL },
	{ "mbm_total_bytes", "mbmtotal", KIND_EVENT, "cpuid_f_1", "EDX", "TOTAL_BANDWIDTH", NULL, NULL },
	{ "mbm_local_bytes", "mbmlocal", KIND_EVENT, "cpuid_f_1", "EDX", "LOCAL_BANDWIDTH", NULL, NULL },
	{ "bmec", "bmec", KIND_BMEC, "cpuid_80000020_0", "EBX", "BMEC", NULL, NULL },
	{ "abmc", "abmc", KIND_ABMC, "cpuid_80000020_0", "EBX", "ABMC", NULL, NULL },
	{ "sdciae", "sdciae", KIND_SDCIAE, "cpuid_80000020_0", "EBX", "SDCIAE", NULL, NULL },
};

static bool in_cpuid(const struct view *v, const struct feature *f)
{
	uint64_t bit;

	if (!cpuid_get(&v->cpuid, f->block, f->reg, f->field, &bit) && bit)
		return true;
	return f->other_block && !cpuid_get(&v->cpuid, f->other_block, "EBX", f->other_field, &bit) && bit;
}

/* The schema of a resource; under CDP its data half stands for it. */
static const struct resctrl_schema *find_schema(const struct view *v, const char *name)
{
	const struct resctrl_schema *schema = resctrl_info_get_schema_by_name(v->info, name);
	char half[32];

	if (schema)
		return schema;
	snprintf(half, sizeof(half), "%sDATA", name);
	return resctrl_info_get_schema_by_name(v->info, half);
}

static const struct resctrl_mon *find_l3_mon(const struct view *v)
{
	for (size_t i = 0; i < resctrl_info_get_num_mons(v->info); i++) {
		const struct resctrl_mon *mon = resctrl_info_get_mon(v->info, i);

		if (!strcmp(resctrl_mon_get_resource(mon), "L3"))
			return mon;
	}
	return NULL;
}

static bool has_event(const struct resctrl_mon *mon, const char *name)
{
	for (size_t i = 0; mon && i < resctrl_mon_get_num_events(mon); i++) {
		if (!strcmp(resctrl_mon_get_event(mon, i), name))
			return true;
	}
	return false;
}

static bool has_configurable(const struct resctrl_mon *mon)
{
	for (size_t i = 0; mon && i < resctrl_mon_get_num_events(mon); i++) {
		if (resctrl_mon_is_event_configurable(mon, i))
			return true;
	}
	return false;
}

static bool in_info(const struct view *v, const struct feature *f)
{
	const struct resctrl_mon *mon = find_l3_mon(v);
	const struct resctrl_schema *l3 = find_schema(v, "L3");

	switch (f->kind) {
	case KIND_SCHEMA:
		return find_schema(v, f->name);
	case KIND_EVENT:
		return has_event(mon, f->name);
	case KIND_BMEC:
		return has_configurable(mon);
	case KIND_ABMC:
		return mon && resctrl_mon_get_num_counter_domains(mon);
	default:
		return l3 && resctrl_schema_get_io_alloc(l3);
	}
}

/* TOKEN, or "!TOKEN", is one of the words of rdt=. */
static bool has_token(const struct view *v, const char *mark, const char *token)
{
	char want[32];
	size_t len = (size_t)snprintf(want, sizeof(want), "%s%s", mark, token);

	for (const char *at = v->rdt; *at; at += strcspn(at, ","), at += *at == ',') {
		if (strcspn(at, ",") == len && !strncmp(at, want, len))
			return true;
	}
	return false;
}

/* Skylake servers, whose counters and masks the kernel does not trust: arch/x86/kernel/cpu/resctrl/core.c. */
static bool is_quirk(const struct view *v, const char *token)
{
	unsigned int family, model, stepping;

	if (!cpuid_get_model(&v->cpuid, &family, &model, &stepping) || family != 6 || model != 85)
		return false;
	if (!strcmp(token, "l3cat"))
		return true;
	return stepping <= 4 && (!strcmp(token, "cmt") || !strncmp(token, "mbm", 3));
}

/* Why the kernel does not offer what the CPU has; NULL: no reason known. */
static const char *reason_off(const struct view *v, const struct feature *f)
{
	/* Said both ways, it is on. */
	if (has_token(v, "", f->token))
		return NULL;
	if (has_token(v, "!", f->token))
		return "switched off by rdt= on the kernel's command line";
	if (is_quirk(v, f->token))
		return "switched off by the kernel on this CPU model for an erratum (rdt= can force it on)";
	return NULL;
}

static const char *reason_hidden(const struct view *v, const struct feature *f)
{
	const struct resctrl_mon *mon = find_l3_mon(v);
	const char *off = reason_off(v, f);

	if (off)
		return off;
	if (f->kind == KIND_BMEC && mon && resctrl_mon_get_num_counter_domains(mon))
		return "not offered while counters are assigned one by one: their event filters take its place";
	if (f->kind == KIND_BMEC || f->kind == KIND_ABMC || f->kind == KIND_SDCIAE ||
	    !strcmp(f->name, "SMBA"))
		return "this kernel is older than its support for it";
	return NULL;
}

static void predict(const struct view *v, const struct feature *f)
{
	const char *off;

	if (!in_cpuid(v, f)) {
		record_prediction(v->env->probe, f->name, RESCTRL_ANSWER_NO, "CPUID does not have it");
		if (v->info && in_info(v, f))
			record_finding(v->env->probe, RESCTRL_SEVERITY_WARNING, "cpu_mismatch",
				       "a hypervisor may hide it, or the CPUs differ", NULL,
				       "resctrl offers %s, and CPUID does not have it", f->name);
	} else if (v->info && in_info(v, f)) {
		record_prediction(v->env->probe, f->name, RESCTRL_ANSWER_YES, "in CPUID and in info/");
	} else if (v->info) {
		off = reason_hidden(v, f);
		record_prediction(v->env->probe, f->name, RESCTRL_ANSWER_NO, "%s",
				  off ? off : "in CPUID, not in info/, and no reason is known");
		record_finding(v->env->probe, off ? RESCTRL_SEVERITY_INFO : RESCTRL_SEVERITY_WARNING,
			       off ? "feature_off" : "cpu_mismatch",
			       off ? off : "no boot option, erratum or mode explains it",
			       off ? NULL : "look at the kernel's log for lines of resctrl",
			       "the CPU has %s, and resctrl does not offer it", f->name);
	} else if (reason_off(v, f)) {
		record_prediction(v->env->probe, f->name, RESCTRL_ANSWER_NO, "%s", reason_off(v, f));
	} else if (!v->listed) {
		record_prediction(v->env->probe, f->name, RESCTRL_ANSWER_NO,
				  "in CPUID, and this kernel has no resctrl");
	} else {
		record_prediction(v->env->probe, f->name, RESCTRL_ANSWER_UNKNOWN,
				  "in CPUID; info/ is missing: resctrl is not mounted");
	}
}

/* One limit from both sides. WHY explains a difference of the expected kind, EXPECTED. */
static void compare(const struct view *v, const char *subject, const char *name, uint64_t cpuid,
		    uint64_t expected, uint64_t shown, const char *why)
{
	struct record r;

	record_init(&r, v->env->probe, RESCTRL_SOURCE_RULE, "%s", subject);
	if (shown == cpuid)
		record_text(&r, name, "CPUID %" PRIu64 ", info/ the same", cpuid);
	else
		record_text(&r, name, "CPUID %" PRIu64 ", info/ %" PRIu64, cpuid, shown);
	if (shown != expected) {
		record_finding(v->env->probe, RESCTRL_SEVERITY_WARNING, "cpu_mismatch",
			       "no option, mode or erratum explains it", NULL,
			       "%s of %s: CPUID says %" PRIu64 ", info/ says %" PRIu64, name, subject, cpuid,
			       shown);
		record_doubt(&r, RESCTRL_CONFIDENCE_NONE, "no explanation");
	} else if (shown != cpuid) {
		record_doubt(&r, RESCTRL_CONFIDENCE_EXACT, "%s", why);
	}
}

static uint64_t ones(uint64_t count)
{
	return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static void compare_cache(const struct view *v, const char *name, const char *block, bool cdp)
{
	const struct resctrl_schema *schema = find_schema(v, name);
	uint64_t closids, len, shown;

	if (!schema || cpuid_get(&v->cpuid, block, "EDX", "CLOSID_MAX", &closids) ||
	    cpuid_get(&v->cpuid, block, "EAX", "CBM_LEN", &len))
		return;
	if (!resctrl_schema_get_num_closids(schema, &shown))
		compare(v, name, "num_closids", closids + 1, cdp ? (closids + 1) / 2 : closids + 1, shown,
			"CDP takes two for each group");
	if (!resctrl_schema_get_cbm_mask(schema, &shown))
		compare(v, name, "cbm_mask", ones(len + 1), ones(len + 1), shown, "");
}

static void compare_bandwidth(const struct view *v, const char *name, const char *block)
{
	const struct resctrl_schema *schema = find_schema(v, name);
	uint64_t closids, delay, shown;

	if (!schema || cpuid_get(&v->cpuid, block, "EDX", "CLOSID_MAX", &closids))
		return;
	if (!resctrl_schema_get_num_closids(schema, &shown))
		compare(v, name, "num_closids", closids + 1, closids + 1, shown, "");
	/* Intel: the largest delay is what is left as the smallest bandwidth. */
	if (!cpuid_get(&v->cpuid, "cpuid_10_3", "EAX", "DELAY_MAX", &delay) && delay < 100 &&
	    resctrl_schema_get_unit(schema) == RESCTRL_UNIT_PERCENT &&
	    !resctrl_schema_get_min_bandwidth(schema, &shown))
		compare(v, name, "min_bandwidth", 100 - (delay + 1), 100 - (delay + 1), shown, "");
}

static void compare_counters(const struct view *v)
{
	const struct resctrl_mon *mon = find_l3_mon(v);
	uint64_t rmids, counters, shown;
	char why[96];

	snprintf(why, sizeof(why), "Sub-NUMA Clustering divides it by the %u nodes of an L3", v->snc_nodes);
	if (mon && !cpuid_get(&v->cpuid, "cpuid_f_1", "ECX", "RMID_MAX", &rmids) &&
	    !resctrl_mon_get_num_rmids(mon, &shown))
		compare(v, "L3_MON", "num_rmids", rmids + 1, (rmids + 1) / v->snc_nodes, shown, why);
	if (mon && resctrl_mon_get_num_counter_domains(mon) &&
	    !cpuid_get(&v->cpuid, "cpuid_80000020_5", "EBX", "COUNTER_MAX", &counters))
		compare(v, "L3_MON", "num_mbm_cntrs", counters + 1, counters + 1,
			resctrl_mon_get_num_counters(mon, 0), "");
}

/* How many nodes share an L3: the kernel makes a directory for each. */
static unsigned int count_snc_nodes(struct resctrl_ctx *ctx)
{
	struct strlist domains = { 0 }, nodes = { 0 };
	unsigned int num = 0;
	char path[96];

	if (!fs_list(ctx, "mon_data", &domains, NULL) && domains.num) {
		snprintf(path, sizeof(path), "mon_data/%.64s", domains.items[0]);
		if (!fs_list(ctx, path, &nodes, NULL)) {
			for (size_t i = 0; i < nodes.num; i++)
				num += !strncmp(nodes.items[i], "mon_sub_", 8);
		}
	}
	strlist_release(&domains);
	strlist_release(&nodes);
	return num ? num : 1;
}

static void load_view(struct view *v)
{
	struct strbuf sb = { 0 };

	v->snc_nodes = 1;
	if (!system_read(v->env, "/proc/cmdline", &sb))
		words_value(sb.text, "rdt", v->rdt, sizeof(v->rdt));
	v->listed = !system_read(v->env, "/proc/filesystems", &sb) && filesystems_has_resctrl(sb.text);
	strbuf_release(&sb);
	if (resctrl_info_load(v->ctx, &v->info)) {
		v->info = NULL;
		return;
	}
	v->cdp_l3 = ctx_has_mount_option(v->ctx, "cdp") > 0;
	v->cdp_l2 = ctx_has_mount_option(v->ctx, "cdpl2") > 0;
	v->snc_nodes = count_snc_nodes(v->ctx);
}

/* The table for I/O devices' and CPUs' agents: there or not is all that is told. */
static void look_for_erdt(const struct probe_env *env)
{
	size_t size;
	void *data;

	topology_read_table(env, "ERDT", &data, &size);
	free(data);
}

void probe_look_cpu(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct view v = { .env = env, .ctx = ctx };

	system_record_kernel(env, configs);
	if (!cpuid_load(env, &v.cpuid)) {
		load_view(&v);
		for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
			predict(&v, &features[i]);
		if (v.info) {
			compare_cache(&v, "L3", "cpuid_10_1", v.cdp_l3);
			compare_cache(&v, "L2", "cpuid_10_2", v.cdp_l2);
			compare_bandwidth(&v, "MB", "cpuid_10_3");
			compare_bandwidth(&v, "MB", "cpuid_80000020_1");
			compare_bandwidth(&v, "SMBA", "cpuid_80000020_2");
			compare_counters(&v);
		}
		look_for_erdt(env);
		resctrl_info_free(v.info);
	}
	cpuid_release(&v.cpuid);
}

int resctrl_probe_cpu(struct resctrl_ctx *ctx, unsigned int flags, struct resctrl_probe **probe)
{
	assert(ctx);
	return probe_run(ctx, "probe the CPUs", flags, 0, probe_look_cpu, probe);
}
