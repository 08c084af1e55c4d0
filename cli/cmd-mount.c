/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl mount [-o OPTIONS] [--no-debug]
 *
 * data: {"dry_run": false, "mount_point": "/sys/fs/resctrl", "options": ["cdp", "debug"]}
 * The options are those in effect; in a dry run, those asked for, and "mount_point" is null
 * unless --mount-point gave it.
 */
#include <resctrl/ctx.h>
#include <resctrl/mount.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_OPTIONS, OPT_NO_DEBUG, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_OPTIONS] = { .name = "options", .short_name = 'o', .type = OPTION_TEXT,
			  .arg = "OPTIONS",
			  .help = "cdp, cdpl2, mba_MBps, debug, with commas between" },
	[OPT_NO_DEBUG] = { .name = "no-debug",
			   .help = "do not add debug, which shows the hardware's ids" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_mount(struct rctl_run *run)
{
	const char *wanted = args_text(&run->args, &options[OPT_OPTIONS]);
	unsigned int flags = run_flags(run);
	struct resctrl_mount *mount;
	struct json_object *data;
	int rc;

	if (args_has(&run->args, &options[OPT_NO_DEBUG]))
		flags |= RESCTRL_NO_DEBUG;
	rc = resctrl_ctx_mount(run->ctx, wanted, flags);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_bool(data, "dry_run", run->dry_run);
	if (run->dry_run) {
		tree_set_text(data, "mount_point", run->mount_point);
		tree_set(data, "options", tree_new_list(wanted));
		return RCTL_EXIT_DONE;
	}
	rc = resctrl_mount_load(run->ctx, &mount);
	if (rc < 0)
		return fail_library(run, rc);
	tree_set_text(data, "mount_point", resctrl_mount_get_path(mount));
	tree_set(data, "options", tree_new_list(resctrl_mount_get_options(mount)));
	resctrl_mount_free(mount);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run", .text = "would mount resctrl; options: {options}" },
	{ .kind = VIEW_LINE, .when = "!dry_run",
	  .text = "mounted resctrl at {mount_point}; options: {options}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_mount = {
	.name = "mount",
	.summary = "mount resctrl",
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_mount,
};
