/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl set-event-filter EVENT TYPES [--domain IDS]
 *
 * data: {"event": "mbm_local_bytes", "types": "local_reads", "domains": "*", "dry_run": false,
 *        "filters": [{"resource": "L3", "event": "mbm_local_bytes", "domain": null, "bits": "0x1",
 *                     "types": ["local_reads"]}]}
 * filters: what the event counts now; domain is null where one filter holds for all of them.
 */
#include <resctrl/counter.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "filters.h"
#include "run.h"
#include "tree.h"

enum { OPT_DOMAIN, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_DOMAIN] = { .name = "domain", .type = OPTION_TEXT, .arg = "IDS",
			 .help = "in these domains only: 0 or 0,2-3" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_set_event_filter(struct rctl_run *run)
{
	const char *event = run->args.operands[0], *types = run->args.operands[1];
	const char *domains = args_text(&run->args, &options[OPT_DOMAIN]);
	struct json_object *data;
	int rc;

	rc = resctrl_filter_set(run->ctx, event, types, domains, run_flags(run));
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "event", event);
	tree_set_text(data, "types", types);
	tree_set_text(data, "domains", domains ? domains : "*");
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set(data, "filters", filters_new_array(run, event));
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would let {event} count {types}; now it counts" },
	{ .kind = VIEW_TABLE, .path = "filters", .columns = filters_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_set_event_filter = {
	.name = "set-event-filter",
	.summary = "choose the kinds of memory traffic that an event counts",
	.details = "TYPES are names with commas between, or bits: local_reads,remote_reads or 0x3.\n"
		   "'rctl list-counters' and this command show the names. Values start again.",
	.args = "EVENT TYPES",
	.min_operands = 2,
	.max_operands = 2,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_set_event_filter,
};
