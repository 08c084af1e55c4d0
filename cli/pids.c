/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process ids of the command line.
 */
#include <string.h>

#include "number.h"
#include "pids.h"
#include "tree.h"

void pids_set(struct resctrl_tasks *tasks, const char *list, enum resctrl_task_scope scope)
{
	pid_t pid;

	while (*list) {
		size_t len = strcspn(list, ",");

		if (number_parse_pid(list, len, &pid) && resctrl_tasks_set(tasks, pid, scope) < 0)
			tree_no_memory();
		list += len;
		list += *list == ',';
	}
}
