/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl unmount [--force]
 *
 * data: {"dry_run": false, "mount_point": "/sys/fs/resctrl"}: where it was mounted.
 */
#include <resctrl/ctx.h>
#include <resctrl/mount.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_FORCE, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_FORCE] = { .name = "force", .help = "also where there are groups, which are lost" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_unmount(struct rctl_run *run)
{
	unsigned int flags = run_flags(run);
	struct resctrl_mount *mount;
	struct json_object *data;
	int rc;

	if (args_has(&run->args, &options[OPT_FORCE]))
		flags |= RESCTRL_FORCE;
	/* Before, because afterwards it is nowhere. */
	rc = resctrl_mount_load(run->ctx, &mount);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set_text(data, "mount_point", resctrl_mount_get_path(mount));
	resctrl_mount_free(mount);
	rc = resctrl_ctx_unmount(run->ctx, flags);
	return rc < 0 ? fail_library(run, rc) : RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would unmount {mount_point}" },
	{ .kind = VIEW_LINE, .when = "!dry_run", .text = "unmounted {mount_point}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_unmount = {
	.name = "unmount",
	.summary = "unmount resctrl, which ends every group and setting",
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_unmount,
};
