/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl set-schemata GROUP SPEC... [--place WHERE] [--no-check]
 *
 * data: {"group": "web", "dry_run": false,
 *        "schemata": [{"schema": "L3", "domain": 0, "asked": "50%", "rounded": "0xff",
 *                      "before": "0xffff", "effective": "0xff"}]}
 * One element for each schema and domain that was asked for. asked: as on the command line.
 * rounded: what comes of it as far as known beforehand. effective: what the kernel shows afterwards, null in a
 * dry run. Masks are texts ("0xff"), bandwidths are numbers.
 */
#include <resctrl/change.h>
#include <resctrl/ctx.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "place.h"
#include "result.h"
#include "run.h"
#include "tree.h"

enum { OPT_PLACE, OPT_NO_CHECK, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_PLACE] = PLACE_OPTION,
	[OPT_NO_CHECK] = { .name = "no-check",
			   .help = "let the kernel alone decide what is possible" },
	[NUM_OPTS] = { .name = NULL },
};

static int apply(struct rctl_run *run, struct resctrl_change *change)
{
	const struct args *args = &run->args;
	unsigned int flags = run_flags(run);
	enum resctrl_place place;
	struct json_object *data;
	size_t i;
	int rc;

	rc = place_get(run, &options[OPT_PLACE], &place);
	if (rc)
		return rc;
	resctrl_change_set_place(change, place);
	if (args_has(args, &options[OPT_NO_CHECK]))
		flags |= RESCTRL_NO_CHECK;
	for (i = 1; i < args->num_operands; i++) {
		rc = resctrl_change_set(change, args->operands[i]);
		if (rc < 0)
			return fail_library(run, rc);
	}
	rc = resctrl_change_apply(change, flags);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "group", args->operands[0]);
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set(data, "schemata", result_new_change(change));
	return RCTL_EXIT_DONE;
}

static int run_set_schemata(struct rctl_run *run)
{
	struct resctrl_change *change;
	int rc, status;

	rc = resctrl_change_new(run->ctx, run->args.operands[0], &change);
	if (rc < 0)
		return fail_library(run, rc);
	status = apply(run, change);
	resctrl_change_free(change);
	return status;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would set the schemata of {group}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "set the schemata of {group}" },
	{ .kind = VIEW_TABLE, .path = "schemata", .columns = result_change_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_set_schemata = {
	.name = "set-schemata",
	.summary = "limit the cache and the memory bandwidth of a group",
	.details = "SPEC is one of\n"
		   "  NAME:IDS=VALUE[;IDS=VALUE...]  some domains; IDS: 0, 0-3, 0,2-3 or *\n"
		   "  NAME=VALUE                     every domain\n"
		   "NAME is a schema of 'rctl info': L3, L2, MB, ... VALUE is, for a cache,\n"
		   "a mask (ff in the first form, 0xff in both), 4ways, 25% or 4MiB, and for\n"
		   "bandwidth a number as the kernel takes it, 50% where that is the kernel's\n"
		   "unit, 10GB/s where it is absolute, or unlimited.",
	.args = "GROUP SPEC...",
	.min_operands = 2,
	.max_operands = COMMAND_ANY_OPERANDS,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_set_schemata,
};
