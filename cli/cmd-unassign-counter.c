/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl unassign-counter GROUP EVENT [--domain IDS]
 *
 * data: {"group": "web", "event": "mbm_total_bytes", "domains": "*", "dry_run": false,
 *        "complete": true, "counters": [...]}
 * counters: the event in every domain as it is now, elements as of list-counters; absent where
 * that could not be read. With exit status 6 only some of the domains were changed, and complete
 * is false.
 */
#include <resctrl/counter.h>

#include "command.h"
#include "commands.h"
#include "counters.h"

static int run_unassign_counter(struct rctl_run *run)
{
	return counters_run(run, resctrl_counter_unassign);
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run",
	  .text = "would unassign the counter of {event} of {group}, domains {domains}" },
	{ .kind = VIEW_LINE, .when = "!dry_run complete",
	  .text = "unassigned the counter of {event} of {group}, domains {domains}" },
	{ .kind = VIEW_TABLE, .path = "counters", .columns = counters_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_unassign_counter = {
	.name = "unassign-counter",
	.summary = "take the counter of an event of a group away",
	.details = "EVENT is a name of 'rctl info', or '*' for every event of the group.\n"
		   "GROUP is a name, or a pattern: '*' for all control groups but the default one,\n"
		   "'*/*' for all monitor groups.\n"
		   "The event has no value from then on: it is unassigned, not 0.",
	.args = "GROUP EVENT",
	.min_operands = 2,
	.max_operands = 2,
	.mutating = true,
	.options = counters_options,
	.view = view,
	.run = run_unassign_counter,
};
