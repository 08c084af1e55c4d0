/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl explain PID | --cpu N
 *
 * data: {"task": 4711, "cpu": null, "group": "web/m1", "searched": false, "cases": [
 *     {"cpus": "0-3", "control": "web", "control_rule": "task", "monitor": "web/m1",
 *      "monitor_rule": "task", "limits": [
 *        {"schema": "L3", "kind": "cache", "domain": 0, "value": "0xff", "size_bytes": 8388608}]}]}
 * group: the task's own, null for a CPU. searched: the kernel has no /proc/PID/cpu_resctrl_groups, and
 * every group was searched. rules: task, cpu, default. A task of the default group has a case for each
 * group that has CPUs on which it may run. size_bytes: caches only. Bandwidth values are numbers.
 */
#include <string.h>

#include <resctrl/explain.h>
#include <resctrl/group.h>
#include <resctrl/info.h>
#include <resctrl/schemata.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "number.h"
#include "result.h"
#include "run.h"
#include "tree.h"

static const struct option_entry options[] = {
	{ .name = "cpu", .type = OPTION_TEXT, .arg = "N",
	  .help = "what a task of the default group meets on this CPU" },
	{ .name = NULL },
};
#define OPTION_CPU	(&options[0])

static const char *rule_name(enum resctrl_explain_rule rule)
{
	static const char *const names[] = { "task", "cpu", "default" };

	return rule < sizeof(names) / sizeof(names[0]) ? names[rule] : "other";
}

/* The digits of the same line and domain in the table of sizes. */
static const char *size_of(const struct resctrl_schemata *sizes, const char *name, uint64_t domain)
{
	size_t i, j;

	for (i = 0; sizes && i < resctrl_schemata_get_num_lines(sizes); i++) {
		if (strcmp(resctrl_schemata_get_name(sizes, i), name))
			continue;
		for (j = 0; j < resctrl_schemata_get_num_domains(sizes, i); j++) {
			if (resctrl_schemata_get_domain(sizes, i, j) == domain)
				return resctrl_schemata_get_value(sizes, i, j);
		}
	}
	return NULL;
}

static void push_limit(struct json_object *limits, const struct resctrl_info *info,
		       const struct resctrl_group *group, size_t i, size_t j)
{
	const struct resctrl_schemata *lines = resctrl_group_get_schemata(group);
	const char *name = resctrl_schemata_get_name(lines, i), *size;
	const struct resctrl_schema *schema = resctrl_info_get_schema_by_name(info, name);
	enum resctrl_schema_kind kind = schema ? resctrl_schema_get_kind(schema) :
						 RESCTRL_SCHEMA_OTHER;
	uint64_t domain = resctrl_schemata_get_domain(lines, i, j), bytes;
	struct json_object *limit = tree_new_object();

	tree_set_text(limit, "schema", name);
	tree_set_text(limit, "kind", result_kind_name(kind));
	tree_set_number(limit, "domain", domain);
	tree_set(limit, "value", result_new_value(kind, resctrl_schemata_get_value(lines, i, j)));
	size = kind == RESCTRL_SCHEMA_CACHE ? size_of(resctrl_group_get_size(group), name, domain) : NULL;
	if (size && number_parse(size, strlen(size), &bytes))
		tree_set_number(limit, "size_bytes", bytes);
	tree_push(limits, limit);
}

static int fill_case(struct rctl_run *run, const struct resctrl_info *info,
		     const struct resctrl_explain *explain, size_t i, struct json_object *cases)
{
	struct json_object *object = tree_new_object(), *limits = tree_new_array();
	const struct resctrl_schemata *lines;
	struct resctrl_group *group;
	size_t l, j;
	int rc;

	tree_set_text(object, "cpus", resctrl_explain_get_cpus(explain, i));
	tree_set_text(object, "control", resctrl_explain_get_control(explain, i));
	tree_set_text(object, "control_rule", rule_name(resctrl_explain_get_control_rule(explain, i)));
	tree_set_text(object, "monitor", resctrl_explain_get_monitor(explain, i));
	tree_set_text(object, "monitor_rule", rule_name(resctrl_explain_get_monitor_rule(explain, i)));
	tree_set(object, "limits", limits);
	tree_push(cases, object);
	rc = resctrl_group_load(run->ctx, resctrl_explain_get_control(explain, i), &group);
	if (rc < 0)
		return fail_library(run, rc);
	lines = resctrl_group_get_schemata(group);
	for (l = 0; lines && l < resctrl_schemata_get_num_lines(lines); l++) {
		for (j = 0; j < resctrl_schemata_get_num_domains(lines, l); j++)
			push_limit(limits, info, group, l, j);
	}
	resctrl_group_free(group);
	return RCTL_EXIT_DONE;
}

static int fill(struct rctl_run *run, const struct resctrl_explain *explain)
{
	struct json_object *data = run_get_data(run), *cases = tree_new_array();
	struct resctrl_info *info;
	int rc, status = RCTL_EXIT_DONE;
	size_t i;

	tree_set_text(data, "group", resctrl_explain_get_task_group(explain));
	tree_set_bool(data, "searched", resctrl_explain_is_searched(explain));
	tree_set(data, "cases", cases);
	rc = resctrl_info_load(run->ctx, &info);
	if (rc < 0)
		return fail_library(run, rc);
	for (i = 0; i < resctrl_explain_get_num(explain) && !status; i++)
		status = fill_case(run, info, explain, i, cases);
	resctrl_info_free(info);
	return status;
}

static int run_explain(struct rctl_run *run)
{
	const char *cpu_text = args_text(&run->args, OPTION_CPU);
	const char *pid_text = run->args.num_operands ? run->args.operands[0] : NULL;
	struct resctrl_explain *explain;
	struct json_object *data;
	uint64_t cpu = 0;
	pid_t pid = 0;
	int rc, status;

	if (!cpu_text == !pid_text)
		return fail_usage(run, "give either a PID or --cpu N");
	if (cpu_text && (!number_parse(cpu_text, strlen(cpu_text), &cpu) || cpu > UINT32_MAX))
		return fail_usage(run, "'%s' is no CPU", cpu_text);
	if (pid_text && !number_parse_pid(pid_text, strlen(pid_text), &pid))
		return fail_usage(run, "'%s' is no PID", pid_text);
	rc = pid_text ? resctrl_explain_load_task(run->ctx, pid, &explain) :
			resctrl_explain_load_cpu(run->ctx, (unsigned int)cpu, &explain);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set(data, "task", pid_text ? tree_new_number((uint64_t)pid) : NULL);
	tree_set(data, "cpu", cpu_text ? tree_new_number(cpu) : NULL);
	status = fill(run, explain);
	resctrl_explain_free(explain);
	return status;
}

static const struct view_column case_columns[] = {
	{ .key = "cpus", .title = "ON CPUS" },
	{ .key = "control", .title = "LIMITED BY" },
	{ .key = "control_rule", .title = "RULE" },
	{ .key = "monitor", .title = "COUNTED IN" },
	{ .key = "monitor_rule", .title = "RULE" },
	{ .title = NULL },
};

static const struct view_column limit_columns[] = {
	{ .key = "control", .title = "LIMITS OF" },
	{ .key = "schema", .title = "SCHEMA" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "value", .title = "VALUE", .format = VIEW_RIGHT },
	{ .key = "size_bytes", .title = "CACHE", .format = VIEW_BYTES, .optional = true },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "task", .text = "task {task} is in {group}" },
	{ .kind = VIEW_LINE, .when = "?cpu", .text = "CPU {cpu}, for tasks of the default group" },
	{ .kind = VIEW_TABLE, .path = "cases", .columns = case_columns },
	{ .kind = VIEW_TABLE, .path = "cases", .rows = "limits", .expand = "limits",
	  .columns = limit_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_explain = {
	.name = "explain",
	.summary = "tell which group limits and measures a task or a CPU, and by which rule",
	.args = "[PID]",
	.max_operands = 1,
	.options = options,
	.view = view,
	.run = run_explain,
};
