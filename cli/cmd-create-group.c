/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl create-group GROUP [--schemata SPEC]... [--mode MODE] [--cpus LIST] [--tasks PID,...]
 *                         [--place WHERE] [--exist-ok] [--wait SECONDS] [--no-check]
 *
 * data: {"group": "web", "dry_run": false, "created": true,
 *        "schemata": [...], "tasks": {"assigned": 12, "missed": []}}
 * created: false where --exist-ok found the group with these settings, and in a dry run.
 * schemata, tasks: absent where none were asked for; shapes as of set-schemata and assign-tasks.
 *
 * Exit status 6: the group exists as asked, and some event has no counter for it.
 */
#include <limits.h>

#include <resctrl/change.h>
#include <resctrl/ctx.h>
#include <resctrl/group.h>
#include <resctrl/tasks.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "pids.h"
#include "place.h"
#include "result.h"
#include "run.h"
#include "tree.h"

enum {
	OPT_SCHEMATA,
	OPT_PLACE,
	OPT_MODE,
	OPT_CPUS,
	OPT_TASKS,
	OPT_EXIST_OK,
	OPT_WAIT,
	OPT_NO_CHECK,
	NUM_OPTS,
};

static const struct option_entry options[] = {
	[OPT_SCHEMATA] = { .name = "schemata", .type = OPTION_TEXT, .multiple = true, .arg = "SPEC",
			   .help = "limit a resource, as set-schemata does; may be repeated" },
	[OPT_PLACE] = PLACE_OPTION,
	[OPT_MODE] = { .name = "mode", .type = OPTION_TEXT, .arg = "MODE",
		       .help = "shareable or exclusive" },
	[OPT_CPUS] = { .name = "cpus", .type = OPTION_TEXT, .arg = "LIST",
		       .help = "CPUs of the group: 0-3,7" },
	[OPT_TASKS] = { .name = "tasks", .type = OPTION_PIDS, .multiple = true, .arg = "PID,...",
			.help = "move these processes into the group" },
	[OPT_EXIST_OK] = { .name = "exist-ok",
			   .help = "succeed where the group exists with these settings" },
	[OPT_WAIT] = { .name = "wait", .type = OPTION_SECONDS, .arg = "SECONDS",
		       .help = "wait for monitoring ids (RMIDs) of removed groups" },
	[OPT_NO_CHECK] = { .name = "no-check",
			   .help = "let the kernel alone decide what is possible" },
	[NUM_OPTS] = { .name = NULL },
};

static int fill_tasks(struct rctl_run *run, struct resctrl_group_config *config)
{
	const struct args_value *value = NULL;
	struct resctrl_tasks *tasks;
	int rc;

	if (!args_has(&run->args, &options[OPT_TASKS]))
		return 0;
	if (resctrl_tasks_new(&tasks) < 0)
		tree_no_memory();
	while ((value = args_next(&run->args, &options[OPT_TASKS], value)))
		pids_set(tasks, value->text, RESCTRL_TASK_PROCESS);
	rc = resctrl_group_config_set_tasks(config, tasks);
	resctrl_tasks_free(tasks);
	return rc < 0 ? fail_argument(run, rc, "what --tasks takes", "these") : 0;
}

/* Rounded up, so that a short wait is not none. */
static unsigned int get_wait_ms(const struct args *args)
{
	uint64_t ms = (args_number(args, &options[OPT_WAIT], 0) + 999999) / 1000000;

	return ms < UINT_MAX ? (unsigned int)ms : UINT_MAX;
}

static int fill_config(struct rctl_run *run, struct resctrl_group_config *config)
{
	const struct args *args = &run->args;
	const char *mode = args_text(args, &options[OPT_MODE]);
	const char *cpus = args_text(args, &options[OPT_CPUS]);
	const struct args_value *value = NULL;
	enum resctrl_place place;
	int rc;

	rc = place_get(run, &options[OPT_PLACE], &place);
	if (rc)
		return rc;
	resctrl_group_config_set_place(config, (int)place);
	resctrl_group_config_set_wait(config, get_wait_ms(args));
	rc = resctrl_group_config_set_name(config, args->operands[0]);
	if (rc < 0)
		return fail_argument(run, rc, "the name of a group", args->operands[0]);
	while ((value = args_next(args, &options[OPT_SCHEMATA], value))) {
		rc = resctrl_group_config_set_schemata(config, value->text);
		if (rc < 0)
			return fail_argument(run, rc, "a schemata", value->text);
	}
	rc = mode ? resctrl_group_config_set_mode(config, mode) : 0;
	if (rc < 0)
		return fail_argument(run, rc, "a mode", mode);
	rc = cpus ? resctrl_group_config_set_cpus(config, cpus) : 0;
	if (rc < 0)
		return fail_argument(run, rc, "a list of CPUs", cpus);
	return fill_tasks(run, config);
}

static void fill_data(struct rctl_run *run, const struct resctrl_outcome *outcome)
{
	const struct resctrl_change *change = resctrl_outcome_get_change(outcome);
	const struct resctrl_tasks *tasks = resctrl_outcome_get_tasks(outcome);
	struct json_object *data = run_new_data(run), *object;

	tree_set_text(data, "group", run->args.operands[0]);
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set_bool(data, "created", resctrl_outcome_is_created(outcome));
	if (change)
		tree_set(data, "schemata", result_new_change(change));
	if (tasks) {
		object = tree_new_object();
		result_fill_tasks(object, tasks);
		tree_set(data, "tasks", object);
	}
}

static int create(struct rctl_run *run, const struct resctrl_group_config *config)
{
	struct resctrl_outcome *outcome;
	unsigned int flags = run_flags(run);
	int rc;

	if (args_has(&run->args, &options[OPT_EXIST_OK]))
		flags |= RESCTRL_EXIST_OK;
	if (args_has(&run->args, &options[OPT_NO_CHECK]))
		flags |= RESCTRL_NO_CHECK;
	rc = resctrl_group_create(run->ctx, config, flags, &outcome);
	if (rc < 0)
		return fail_library(run, rc);
	run_take_warnings(run);
	fill_data(run, outcome);
	resctrl_outcome_free(outcome);
	if (run_has_warning(run, "counters_missing"))
		return fail_partly(run, "assign counters to the new group",
				   "some domain has no counter left for it",
				   "see 'rctl list-counters'; 'rctl unassign-counter' frees one");
	return RCTL_EXIT_DONE;
}

static int run_create_group(struct rctl_run *run)
{
	struct resctrl_group_config *config;
	int status;

	if (resctrl_group_config_new(&config) < 0)
		tree_no_memory();
	status = fill_config(run, config);
	if (!status)
		status = create(run, config);
	resctrl_group_config_free(config);
	return status;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would create {group}" },
	{ .kind = VIEW_LINE, .when = "created", .text = "created {group}" },
	{ .kind = VIEW_LINE, .when = "!dry_run !created",
	  .text = "{group} exists already, as asked for" },
	{ .kind = VIEW_TABLE, .path = "schemata", .columns = result_change_columns },
	{ .kind = VIEW_LINE, .when = "tasks !dry_run", .text = "tasks assigned: {tasks.assigned}" },
	{ .kind = VIEW_TABLE, .path = "tasks.missed", .columns = result_missed_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_create_group = {
	.name = "create-group",
	.summary = "create a control group, or a monitor group",
	.details = "GROUP is a name (web), or for a monitor group the name of its control\n"
		   "group, a slash and its own name (web/m1, or /m1 in the default group).\n"
		   "On failure everything is as before. 'rctl help set-schemata' explains SPEC.",
	.args = "GROUP",
	.min_operands = 1,
	.max_operands = 1,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_create_group,
};
