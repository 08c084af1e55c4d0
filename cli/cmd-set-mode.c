/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl set-mode GROUP MODE [--no-check]
 *
 * data: {"group": "web", "mode": "exclusive", "dry_run": false}
 */
#include <resctrl/ctx.h>
#include <resctrl/group.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_NO_CHECK, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_NO_CHECK] = { .name = "no-check",
			   .help = "let the kernel alone decide what is possible" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_set_mode(struct rctl_run *run)
{
	const char **operands = run->args.operands;
	unsigned int flags = run_flags(run);
	struct json_object *data;
	int rc;

	if (args_has(&run->args, &options[OPT_NO_CHECK]))
		flags |= RESCTRL_NO_CHECK;
	rc = resctrl_group_set_mode(run->ctx, operands[0], operands[1], flags);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "group", operands[0]);
	tree_set_text(data, "mode", operands[1]);
	tree_set_bool(data, "dry_run", run->dry_run);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would make {group} {mode}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "{group} is {mode}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_set_mode = {
	.name = "set-mode",
	.summary = "make a group exclusive, or shareable again",
	.details = "MODE is exclusive or shareable. A group can be exclusive while it shares no\n"
		   "bit of any cache with another group or with hardware.",
	.args = "GROUP MODE",
	.min_operands = 2,
	.max_operands = 2,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_set_mode,
};
