/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl set-io-alloc SCHEMA on|off|MASKS
 *
 * data: {"schema": "L3", "io_alloc": "on", "dry_run": false}
 * io_alloc: "on", "off", or the masks as given.
 */
#include <string.h>

#include <resctrl/io-alloc.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

static int set(struct rctl_run *run, const char *schema, const char *value)
{
	bool on = !strcmp(value, "on");

	if (on || !strcmp(value, "off"))
		return resctrl_io_alloc_set(run->ctx, schema, on, run_flags(run));
	return resctrl_io_alloc_set_masks(run->ctx, schema, value, run_flags(run));
}

static int run_set_io_alloc(struct rctl_run *run)
{
	const char **operands = run->args.operands;
	struct json_object *data;
	int rc;

	rc = set(run, operands[0], operands[1]);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "schema", operands[0]);
	tree_set_text(data, "io_alloc", operands[1]);
	tree_set_bool(data, "dry_run", run->dry_run);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would set I/O allocation of {schema}: {io_alloc}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "I/O allocation of {schema}: {io_alloc}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_set_io_alloc = {
	.name = "set-io-alloc",
	.summary = "say where in the cache devices place what they write",
	.details = "on takes the highest class (CLOSID), off gives it back. MASKS, while it is\n"
		   "on: 0xff for every domain, or 0=ff;1=ff0.",
	.args = "SCHEMA on|off|MASKS",
	.min_operands = 2,
	.max_operands = 2,
	.mutating = true,
	.view = view,
	.run = run_set_io_alloc,
};
