/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl list-counters [GROUP]
 *
 * data: {"counters": [{"group": "web", "resource": "L3", "event": "mbm_total_bytes",
 *                      "domain": 0, "assigned": true}]}
 * One element for each group, event and domain, of GROUP alone where it is given.
 */
#include <resctrl/counter.h>

#include "command.h"
#include "commands.h"
#include "counters.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

static int run_list_counters(struct rctl_run *run)
{
	const char *group = run->args.num_operands ? run->args.operands[0] : NULL;
	struct resctrl_counters *counters;
	int rc;

	rc = resctrl_counters_load(run->ctx, group, &counters);
	if (rc < 0)
		return fail_library(run, rc);
	tree_set(run_new_data(run), "counters", counters_new_array(counters, NULL));
	resctrl_counters_free(counters);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .path = "counters", .columns = counters_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_list_counters = {
	.name = "list-counters",
	.summary = "list which group and event has a counter in which domain",
	.args = "[GROUP]",
	.max_operands = 1,
	.view = view,
	.run = run_list_counters,
};
