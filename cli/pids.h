/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process ids of the command line.
 */
#ifndef RCTL_PIDS_H
#define RCTL_PIDS_H

#include <resctrl/tasks.h>

/* Adds every id of LIST, which was checked as OPTION_PIDS, to TASKS. */
void pids_set(struct resctrl_tasks *tasks, const char *list, enum resctrl_task_scope scope);

#endif
