/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl monitor --pid, --cgroup: monitor groups for tasks, as long as the command runs.
 */
#ifndef RCTL_TRACK_H
#define RCTL_TRACK_H

#include <stdbool.h>
#include <stddef.h>

struct option_entry;
struct resctrl_monitor;
struct resctrl_monitor_config;
struct resctrl_tracker;
struct rctl_run;

/* What was asked for, from the command's table. */
struct track_options {
	const struct option_entry *pid, *cgroup, *tree, *steal;
};

struct track {
	struct resctrl_tracker *tracker;	/* NULL: no task was asked for */
	size_t num_groups;			/* those that the monitor knows */
	char *failure;				/* the last one that was told of, or NULL */
};

/* Where --pid or --cgroup was given, the tasks are in their groups then. 0 or the exit status. */
int track_open(struct track *track, struct rctl_run *run, const struct track_options *options);
/* Adds the groups to CONFIG. */
void track_configure(struct track *track, struct resctrl_monitor_config *config);
/* Before a sample: what has joined or was moved. A failure is a warning. */
void track_update(struct track *track, struct rctl_run *run, struct resctrl_monitor *monitor);
/* What --dry-run says: the groups, and the tasks that would be moved. */
void track_show(const struct track *track, struct rctl_run *run);
/* Tasks are tracked, and all of them have ended. */
bool track_has_ended(const struct track *track);
/* Everything back as it was. STATUS, or that of a failure here. */
int track_close(struct track *track, struct rctl_run *run, int status);

#endif
