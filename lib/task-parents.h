/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is whose child, where the kernel has no lists of that (CONFIG_PROC_CHILDREN): from the stat file of every
 * process.
 */
#ifndef TASK_PARENTS_H
#define TASK_PARENTS_H

#include "internal.h"
#include "text/tids.h"

struct task_parents {
	struct tids pids;
	struct tids parents;	/* of the process at the same place */
};

/* Whether the kernel lists the children of process PID; true where there is no such process. */
bool task_has_children_list(struct resctrl_ctx *ctx, pid_t pid);
/* Every process there is. -ENOMEM, or that /proc cannot be listed, recorded. */
MUST_CHECK int task_parents_load(struct resctrl_ctx *ctx, struct task_parents *parents);
/* Adds the children of PID. -ENOMEM, recorded. */
MUST_CHECK int task_parents_children(struct resctrl_ctx *ctx, const struct task_parents *parents,
				     pid_t pid, struct tids *children);
void task_parents_release(struct task_parents *parents);

#endif
