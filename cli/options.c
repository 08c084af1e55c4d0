/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that every command takes.
 */
#include "options.h"
#include "run.h"

enum {
	GLOBAL_JSON,
	GLOBAL_SYSROOT,
	GLOBAL_MOUNT_POINT,
	GLOBAL_QUIET,
	GLOBAL_VERBOSE,
	GLOBAL_HELP,
	GLOBAL_VERSION,
	NUM_GLOBALS,
};

const struct option_entry rctl_global_options[] = {
	[GLOBAL_JSON] = { .name = "json", .help = "print one JSON document, also on failure" },
	[GLOBAL_SYSROOT] = { .name = "sysroot", .type = OPTION_TEXT, .arg = "DIR",
			     .help = "look below DIR, a recorded tree, instead of /" },
	[GLOBAL_MOUNT_POINT] = { .name = "mount-point", .type = OPTION_TEXT, .arg = "DIR",
				 .help = "where resctrl is mounted, or shall be" },
	[GLOBAL_QUIET] = { .name = "quiet", .short_name = 'q', .help = "print errors only" },
	[GLOBAL_VERBOSE] = { .name = "verbose", .short_name = 'v',
			     .help = "tell on the standard error what the library does" },
	[GLOBAL_HELP] = { .name = "help", .help = "print the help of the command" },
	[GLOBAL_VERSION] = { .name = "version", .help = "print the version" },
	[NUM_GLOBALS] = { .name = NULL },
};

const struct option_entry rctl_dry_run_option = {
	.name = "dry-run",
	.help = "check and say what would be done, change nothing",
};

bool options_apply(struct rctl_run *run, const struct args_value *value)
{
	const struct option_entry *option = value->option;

	if (option == &rctl_dry_run_option) {
		run->dry_run = true;
		return true;
	}
	if (option < rctl_global_options || option >= rctl_global_options + NUM_GLOBALS)
		return false;
	switch (option - rctl_global_options) {
	case GLOBAL_JSON:
		run->json = true;
		break;
	case GLOBAL_SYSROOT:
		run->sysroot = value->text;
		break;
	case GLOBAL_MOUNT_POINT:
		run->mount_point = value->text;
		break;
	case GLOBAL_QUIET:
		run->quiet = true;
		break;
	case GLOBAL_VERBOSE:
		run->verbose = true;
		break;
	case GLOBAL_HELP:
		run->help = true;
		break;
	case GLOBAL_VERSION:
		run->version = true;
		break;
	}
	return true;
}
