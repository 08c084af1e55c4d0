/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of commands, from which dispatch, help and completions are made.
 */
#include <stddef.h>
#include <string.h>

#include "command.h"
#include "commands.h"

const struct rctl_command *const rctl_commands[] = {
	&cmd_info,
	&cmd_probe,
	&cmd_doctor,
	&cmd_explain,
	&cmd_capture,
	&cmd_mount,
	&cmd_unmount,
	&cmd_list_groups,
	&cmd_show_group,
	&cmd_create_group,
	&cmd_remove_group,
	&cmd_rename_group,
	&cmd_set_schemata,
	&cmd_set_mode,
	&cmd_assign_tasks,
	&cmd_assign_cpus,
	&cmd_set_io_alloc,
	&cmd_list_counters,
	&cmd_assign_counter,
	&cmd_unassign_counter,
	&cmd_set_counter_mode,
	&cmd_set_event_filter,
	&cmd_monitor,
	&cmd_gc,
	&cmd_watch,
	&cmd_follow,
	&cmd_help,
	&cmd_version,
	NULL,
};

const struct rctl_command *command_find(const char *name)
{
	size_t i;

	for (i = 0; rctl_commands[i]; i++) {
		if (!strcmp(rctl_commands[i]->name, name))
			return rctl_commands[i];
	}
	return NULL;
}
