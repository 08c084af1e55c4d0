/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl version
 *
 * data: {"rctl": "0.1.0", "libresctrl": "0.1.0"}: the program, and the library that it runs with.
 */
#include <resctrl/version.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

static int run_version(struct rctl_run *run)
{
	struct json_object *data = run_new_data(run);

	tree_set_text(data, "rctl", PACKAGE_VERSION);
	tree_set_text(data, "libresctrl", resctrl_version_get());
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .text = "rctl {rctl} (libresctrl {libresctrl})" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_version = {
	.name = "version",
	.summary = "print the version of the program and of the library",
	.standalone = true,
	.view = view,
	.run = run_version,
};
