/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where tasks and CPUs were before an operation, to put them back if it fails. */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#include "group.h"

struct placed_task {
	pid_t tid;
	char *group;	/* its name, "web/m1"; NULL: not asked, see placement_add_alone */
};

struct placed_cpus {
	char *group;
	char *list;
};

struct placement {
	struct placed_task *tasks;
	size_t num_tasks;
	size_t size_tasks;
	struct placed_cpus *cpus;
	size_t num_cpus;
};

/* The group that thread TID is in, into NAME of SIZE >= 520. -errno, recorded only where it is -ENOMEM. */
MUST_CHECK int placement_find_task(struct resctrl_ctx *ctx, pid_t tid, char *name, size_t size);
/* Remembers the group of thread TID; one that has gone is left out. 0 or recorded -ENOMEM. */
MUST_CHECK int placement_add_task(struct resctrl_ctx *ctx, struct placement *p, pid_t tid);
/*
 * Remembers thread TID without asking for its group. Should a thread that it starts meanwhile be added later, that was
 * started in the same group, and tells it.
 */
MUST_CHECK int placement_add_alone(struct resctrl_ctx *ctx, struct placement *p, pid_t tid);
/* Remembers the CPUs of every group. */
MUST_CHECK int placement_add_cpus(struct resctrl_ctx *ctx, struct placement *p);
/*
 * Puts everything back that is remembered, out of the group LEFT; what cannot be is added to the error's left_behind.
 * The record of the failure that led here is kept.
 */
void placement_restore(struct resctrl_ctx *ctx, const struct placement *p, const char *left);
void placement_release(struct placement *p);

#endif
