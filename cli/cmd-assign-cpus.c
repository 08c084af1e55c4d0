/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl assign-cpus GROUP LIST [--force]
 *
 * data: {"group": "web", "cpus": "0-3", "dry_run": false}
 * cpus: the list as given. The warning "cpus_lost" names monitor groups that lost theirs.
 */
#include <resctrl/ctx.h>
#include <resctrl/group.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_FORCE, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_FORCE] = { .name = "force",
			.help = "also where monitor groups of the group lose their CPUs" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_assign_cpus(struct rctl_run *run)
{
	const char **operands = run->args.operands;
	unsigned int flags = run_flags(run);
	struct json_object *data;
	int rc;

	if (args_has(&run->args, &options[OPT_FORCE]))
		flags |= RESCTRL_FORCE;
	rc = resctrl_group_assign_cpus(run->ctx, operands[0], operands[1], flags);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "group", operands[0]);
	tree_set_text(data, "cpus", operands[1]);
	tree_set_bool(data, "dry_run", run->dry_run);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would assign CPUs {cpus} to {group}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "assigned CPUs {cpus} to {group}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_assign_cpus = {
	.name = "assign-cpus",
	.summary = "give CPUs to a group",
	.details = "LIST is the whole of the group's CPUs: 0-3,7; '' for none. Tasks of the\n"
		   "default group run with the settings of their CPU's group. CPUs that are\n"
		   "left out go back to the default group, or to the control group above.\n"
		   "The kernel then takes all CPUs from the monitor groups of a control group:\n"
		   "where some have any, --force is needed.",
	.args = "GROUP LIST",
	.min_operands = 2,
	.max_operands = 2,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_assign_cpus,
};
