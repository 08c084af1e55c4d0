/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl set-counter-mode [MODE] [--assign-on-mkdir yes|no]
 *
 * data: {"mode": "mbm_event", "assign_on_mkdir": true, "dry_run": false}
 * Each is null where it was not asked for. What a change takes away is a warning, counters_lost
 * or, where no counter was assigned, counts_restart.
 */
#include <string.h>

#include <resctrl/counter.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_ON_MKDIR, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_ON_MKDIR] = { .name = "assign-on-mkdir", .type = OPTION_TEXT, .arg = "yes|no",
			   .help = "whether new groups get counters by themselves" },
	[NUM_OPTS] = { .name = NULL },
};

static int run_set_counter_mode(struct rctl_run *run)
{
	const char *mode = run->args.num_operands ? run->args.operands[0] : NULL;
	const char *on_mkdir = args_text(&run->args, &options[OPT_ON_MKDIR]);
	bool yes = on_mkdir && !strcmp(on_mkdir, "yes");
	struct json_object *data;
	int rc = 0;

	if (on_mkdir && !yes && strcmp(on_mkdir, "no"))
		return fail_usage(run, "--assign-on-mkdir takes yes or no, not '%s'", on_mkdir);
	if (!mode && !on_mkdir) {
		fail_usage(run, "set-counter-mode needs MODE or --assign-on-mkdir");
		return fail_help(run);
	}
	/* Said before the mode is set: all counts and counters are lost then. */
	if (mode && on_mkdir && !strcmp(mode, "default"))
		return fail_usage(run, "--assign-on-mkdir is not for the mode default, which assigns no counters");
	if (mode)
		rc = resctrl_counters_set_mode(run->ctx, mode, run_flags(run));
	/* A dry run has not switched the mode in which alone the other can be set. */
	if (rc >= 0 && on_mkdir && !(mode && run->dry_run))
		rc = resctrl_counters_set_on_mkdir(run->ctx, yes, run_flags(run));
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set_text(data, "mode", mode);
	tree_set(data, "assign_on_mkdir", NULL);
	if (on_mkdir)
		tree_set_bool(data, "assign_on_mkdir", yes);
	tree_set_bool(data, "dry_run", run->dry_run);
	return RCTL_EXIT_DONE;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run mode", .text = "would set the counter mode {mode}" },
	{ .kind = VIEW_LINE, .when = "!dry_run mode", .text = "counter mode: {mode}" },
	{ .kind = VIEW_LINE, .when = "!dry_run assign_on_mkdir",
	  .text = "new groups get counters by themselves" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_set_counter_mode = {
	.name = "set-counter-mode",
	.summary = "choose how bandwidth is counted: with assigned counters, or without",
	.details = "MODE is one of those that 'rctl info' shows: mbm_event, where each event of a\n"
		   "group needs a counter, or default. All bandwidth counts start again.",
	.args = "[MODE]",
	.max_operands = 1,
	.mutating = true,
	.options = options,
	.view = view,
	.run = run_set_counter_mode,
};
