/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl remove-group GROUP [--recursive] [--force]
 *
 * data: {"group": "web", "dry_run": false, "monitor_groups": 2, "tasks": 12, "destination": "/"}
 * monitor_groups: removed with it. tasks: threads that were in it and below; they went to
 * destination, which is null where the library does not tell.
 */
#include <resctrl/ctx.h>
#include <resctrl/group.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_RECURSIVE, OPT_FORCE, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_RECURSIVE] = { .name = "recursive", .help = "with the monitor groups below it" },
	[OPT_FORCE] = { .name = "force", .help = "also while tasks are in it or below" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_remove_group(struct rctl_run *run)
{
	const char *name = run->args.operands[0];
	unsigned int flags = run_flags(run);
	struct resctrl_outcome *outcome;
	struct json_object *data;
	int rc;

	if (args_has(&run->args, &options[OPT_RECURSIVE]))
		flags |= RESCTRL_RECURSIVE;
	if (args_has(&run->args, &options[OPT_FORCE]))
		flags |= RESCTRL_FORCE;
	rc = resctrl_group_remove(run->ctx, name, flags, &outcome);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "group", name);
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set_number(data, "monitor_groups", resctrl_outcome_get_num_mon_groups(outcome));
	tree_set_number(data, "tasks", resctrl_outcome_get_num_moved(outcome));
	tree_set_text(data, "destination", resctrl_outcome_get_destination(outcome));
	resctrl_outcome_free(outcome);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would remove {group}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "removed {group}" },
	{ .kind = VIEW_LINE, .when = "monitor_groups",
	  .text = "monitor groups below it: {monitor_groups}" },
	{ .kind = VIEW_LINE, .when = "tasks dry_run",
	  .text = "tasks that would go to {destination}: {tasks}" },
	{ .kind = VIEW_LINE, .when = "tasks !dry_run",
	  .text = "tasks moved to {destination}: {tasks}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_remove_group = {
	.name = "remove-group",
	.summary = "remove a group",
	.args = "GROUP",
	.min_operands = 1,
	.max_operands = 1,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_remove_group,
};
