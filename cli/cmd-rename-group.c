/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl rename-group GROUP NEW-NAME
 *
 * data: {"group": "web/m1", "new_name": "db/m1", "dry_run": false}
 */
#include <resctrl/group.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

static int run_rename_group(struct rctl_run *run)
{
	const char **operands = run->args.operands;
	struct json_object *data;
	int rc;

	rc = resctrl_group_rename(run->ctx, operands[0], operands[1], run_flags(run));
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "group", operands[0]);
	tree_set_text(data, "new_name", operands[1]);
	tree_set_bool(data, "dry_run", run->dry_run);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would rename {group} to {new_name}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "renamed {group} to {new_name}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_rename_group = {
	.name = "rename-group",
	.summary = "rename a monitor group, or move it below another control group",
	.details = "Tasks and counts go with it. The kernel renames no control group.",
	.args = "GROUP NEW-NAME",
	.min_operands = 2,
	.max_operands = 2,
	.mutating = true,
	.view = view,
	.run = run_rename_group,
};
