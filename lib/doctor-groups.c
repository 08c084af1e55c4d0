/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report on groups and budgets of a resctrl that is mounted. */
#include "doctor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "group.h"
#include "text/pattern.h"

static void note_budget(const struct probe_env *env, struct record *r, const char *name,
			const char *code, uint64_t left, uint64_t total, const char *fix)
{
	record_number(r, name, left, "%" PRIu64 " of %" PRIu64 " left", left, total);
	if (!left)
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, code,
			       "creating another group fails with \"No space left on device\"", fix,
			       "none of %" PRIu64 " is left: %s", total, name);
}

static void note_counters(const struct probe_env *env, struct record *r,
			  const struct resctrl_mon *mon)
{
	uint64_t left;
	char name[64];

	for (size_t i = 0; i < resctrl_mon_get_num_counter_domains(mon); i++) {
		if (resctrl_mon_get_available_counters(mon, i, &left))
			continue;
		snprintf(name, sizeof(name), "counters_%" PRIu64, resctrl_mon_get_counter_domain(mon, i));
		record_number(r, name, left, "%" PRIu64 " of %" PRIu64 " left", left,
			      resctrl_mon_get_num_counters(mon, i));
		if (!left)
			record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "no_free_counters",
				       "events of other groups read Unassigned",
				       "take counters away where they are not needed: rctl list-counters, rctl unassign-counter",
				       "every counter of domain %" PRIu64 " is assigned",
				       resctrl_mon_get_counter_domain(mon, i));
	}
}

void doctor_budgets(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct resctrl_info *info;
	uint64_t left, total;
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_RESCTRL, "budget");
	if (resctrl_info_load(ctx, &info)) {
		record_unreadable(&r, "closids", "%s", ctx->error.cause);
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "info_unreadable",
			       "without it nothing is known about limits", ctx->error.fix[0] ? ctx->error.fix : NULL,
			       "info/ cannot be read: %s", ctx->error.cause);
		return;
	}
	if (!resctrl_info_get_free_closids(info, &left) && !resctrl_info_get_num_closids(info, &total))
		note_budget(env, &r, "closids", "no_free_closids", left, total,
			    "remove control groups that are not needed: rctl list-groups");
	if (!resctrl_info_get_free_rmids(info, &left) && !resctrl_info_get_num_rmids(info, &total)) {
		note_budget(env, &r, "rmids", "no_free_rmids", left, total,
			    "remove monitor groups that are not needed: rctl list-groups");
		record_doubt(&r, RESCTRL_CONFIDENCE_BOUND,
			     "ids of removed groups stay in limbo until the cache has forgotten them");
	}
	record_unreadable(&r, "limbo", "the kernel does not tell how many ids are in limbo");
	for (size_t i = 0; i < resctrl_info_get_num_mons(info); i++)
		note_counters(env, &r, resctrl_info_get_mon(info, i));
	resctrl_info_free(info);
}

/* ---- domains that lost their settings ---- */

/* A CPU of the L3 or L2 domain went offline since boot, says the log. */
static bool went_offline(const struct probe_env *env, const char *log, const char *resource,
			 uint64_t domain)
{
	struct strlist cpus = { 0 };
	uint64_t id, level, cpu;
	char path[128], line[64];
	bool found = false;

	system_list(env, "/sys/devices/system/cpu", "cpu", &cpus);
	for (size_t i = 0; i < cpus.num && !found; i++) {
		if (num_parse_u64(cpus.items[i] + 3, 10, &cpu))
			continue;
		for (unsigned int index = 0; index < 5 && !found; index++) {
			snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%" PRIu64 "/cache/index%u/level",
				 cpu, index);
			if (system_read_number(env, path, 10, &level) ||
			    level != (strcmp(resource, "L2") ? 3 : 2))
				continue;
			snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%" PRIu64 "/cache/index%u/id",
				 cpu, index);
			snprintf(line, sizeof(line), "CPU %" PRIu64 " is now offline", cpu);
			found = !system_read_number(env, path, 10, &id) && id == domain &&
				strstr(log, line);
		}
	}
	strlist_release(&cpus);
	return found;
}

/* DOMAIN of line I has the default, and others of the line do not. */
static bool is_odd_one(const struct resctrl_schemata *of, const struct resctrl_schemata *standard,
		       size_t i, size_t j)
{
	bool others = false;

	if (strcmp(resctrl_schemata_get_value(of, i, j), resctrl_schemata_get_value(standard, i, j)))
		return false;
	for (size_t k = 0; k < resctrl_schemata_get_num_domains(of, i); k++)
		others |= k != j && strcmp(resctrl_schemata_get_value(of, i, k),
					   resctrl_schemata_get_value(standard, i, k));
	return others;
}

static bool same_shape(const struct resctrl_schemata *a, const struct resctrl_schemata *b, size_t i)
{
	return i < resctrl_schemata_get_num_lines(b) &&
	       !strcmp(resctrl_schemata_get_name(a, i), resctrl_schemata_get_name(b, i)) &&
	       resctrl_schemata_get_num_domains(a, i) == resctrl_schemata_get_num_domains(b, i);
}

static void look_at_domains(const struct probe_env *env, const char *log, const char *name,
			    const struct resctrl_schemata *of, const struct resctrl_schemata *standard)
{
	for (size_t i = 0; of && standard && i < resctrl_schemata_get_num_lines(of); i++) {
		if (!same_shape(of, standard, i))
			continue;
		for (size_t j = 0; j < resctrl_schemata_get_num_domains(of, i); j++) {
			const char *schema = resctrl_schemata_get_name(of, i);
			uint64_t domain = resctrl_schemata_get_domain(of, i, j);

			/* Without the log's word it may as well be what was asked for. */
			if (!is_odd_one(of, standard, i, j) || !went_offline(env, log, schema, domain))
				continue;
			record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "settings_lost",
				       "when the last CPU of a domain goes offline, the kernel forgets the domain's settings, the group's CPUs and its counters",
				       "set them again: rctl set-schemata, rctl assign-cpus",
				       "%s has the default %s in domain %" PRIu64 ", whose CPUs were offline, and limits in other domains",
				       name, schema, domain);
		}
	}
}

/* ---- groups ---- */

/* Where the kernel does not show the CPUs, the group is locked to its part of a cache: that is its use. */
static bool is_unused(const struct resctrl_group *group)
{
	const char *cpus = resctrl_group_get_cpus(group);

	return !resctrl_group_get_num_tasks(group) && cpus && !*cpus;
}

static void look_at_owner(const struct probe_env *env, const struct resctrl_group *group)
{
	if (resctrl_group_get_owner_state(group) != RESCTRL_OWNER_GONE)
		return;
	if (resctrl_group_is_transient(group))
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "leaked_group",
			       "it was not to outlive that process, and holds ids that other groups could use",
			       "remove it: rctl remove-group",
			       "%s was made by %s (pid %d), which has ended, and has %zu tasks",
			       resctrl_group_get_name(group), resctrl_group_get_owner_tool(group),
			       (int)resctrl_group_get_owner_pid(group), resctrl_group_get_num_tasks(group));
	/* A group that was made by hand is meant to stay; nothing is wrong with an empty one. */
	else if (is_unused(group))
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "unused_group",
			       "it holds ids that other groups could use",
			       "remove it if it is not needed: rctl remove-group",
			       "%s was made by %s, and has no tasks and no CPUs", resctrl_group_get_name(group),
			       resctrl_group_get_owner_tool(group));
}

/* How others name their groups: runc takes the container's id. */
static const struct maker {
	const char *pattern, *who, *why;
} makers[] = {
	{ "COS[1-9]*", "pqos (intel-cmt-cat)",
	  "it makes one for each class that is free, and leaves them there when it ends" },
	{ "*/pqos-[0-9]*-[0-9]*", "pqos (intel-cmt-cat), to measure,",
	  "it removes them when it ends, unless it is killed" },
	{ "qemu-[0-9]*-*", "libvirt", "it removes them with their virtual machine" },
	{ NULL, "a container runtime (runc)", "it removes them with their container" },
};
#define NUM_MAKERS (sizeof(makers) / sizeof(makers[0]))

static bool is_container_id(const char *name)
{
	return strlen(name) == 64 && strspn(name, "0123456789abcdef") == 64;
}

/* Groups of which no mark says who made them. */
struct foreign {
	const char *examples[NUM_MAKERS];
	size_t nums[NUM_MAKERS];
	const char *unused;
	size_t num_unused;
};

static void count_foreign(struct foreign *foreign, const char *name, const struct resctrl_group *group)
{
	for (size_t i = 0; i < NUM_MAKERS; i++) {
		if (!(makers[i].pattern ? pattern_matches(makers[i].pattern, name) : is_container_id(name)))
			continue;
		if (!foreign->nums[i]++)
			foreign->examples[i] = name;
	}
	if (is_unused(group) && !foreign->num_unused++)
		foreign->unused = name;
}

static void tell_foreign(const struct probe_env *env, const struct foreign *foreign)
{
	for (size_t i = 0; i < NUM_MAKERS; i++) {
		if (foreign->nums[i])
			record_finding(env->probe, RESCTRL_SEVERITY_INFO, "foreign_groups", makers[i].why, NULL,
				       "named as %s names its groups: %s (%zu in all)", makers[i].who,
				       foreign->examples[i], foreign->nums[i]);
	}
	if (foreign->num_unused)
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "unused_groups",
			       "they hold ids that other groups could use; container runtimes leave the group that a closID names",
			       "remove those that are not needed: rctl remove-group",
			       "without tasks, CPUs and a mark of who made them: %s (%zu in all)", foreign->unused,
			       foreign->num_unused);
}

static void look_at_list(struct resctrl_ctx *ctx, const struct probe_env *env,
			 const struct resctrl_group_list *list, const char *log)
{
	struct resctrl_group *standard, *group;
	struct foreign foreign = { 0 };

	if (resctrl_group_load(ctx, "/", &standard))
		return;
	for (size_t i = 0; i < resctrl_group_list_get_num(list); i++) {
		const char *name = resctrl_group_list_get_name(list, i);

		if (!strcmp(name, "/") || resctrl_group_load(ctx, name, &group))
			continue;
		look_at_owner(env, group);
		if (resctrl_group_get_owner_state(group) == RESCTRL_OWNER_UNKNOWN)
			count_foreign(&foreign, name, group);
		look_at_domains(env, log, name, resctrl_group_get_schemata(group),
				resctrl_group_get_schemata(standard));
		resctrl_group_free(group);
	}
	resctrl_group_free(standard);
	tell_foreign(env, &foreign);
}

void doctor_groups(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct resctrl_group_list *list;
	struct strbuf log = { 0 };
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_RESCTRL, "groups");
	if (resctrl_group_list_load(ctx, &list)) {
		record_unreadable(&r, "number", "%s", ctx->error.cause);
		return;
	}
	record_number(&r, "number", resctrl_group_list_get_num(list), "%zu groups, the default one included",
		      resctrl_group_list_get_num(list));
	if (system_read_log(env, &log))
		record_unreadable(&r, "kernel_log", "whether CPUs went offline is not known");
	look_at_list(ctx, env, list, log.text ? log.text : "");
	strbuf_release(&log);
	resctrl_group_list_free(list);
}
