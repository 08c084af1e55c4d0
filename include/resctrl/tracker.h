/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Monitoring tasks, wherever they are: a monitor group of their own for as long as it takes. */
#ifndef RESCTRL_TRACKER_H
#define RESCTRL_TRACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_tasks;
struct resctrl_tracker;

/*
 * Makes a monitor group below each control group that some of TASKS are in, and moves those there: they keep their
 * CLOSID, CPUs and limits, and what they start from then on is in the group, too, as the kernel lets children inherit
 * the RMID. Tasks that are in a monitor group already stay, and that group is named among the tracker's; unless
 * FLAGS say RESCTRL_STEAL: then they are moved, too, and go back at the end. With RESCTRL_DRY_RUN nothing is made or
 * moved, and the tracker tells what would be: its groups, and their tasks.
 *
 * The groups are called TOOL-PID, of this process, and marked as its own and transient, so that who finds them
 * after a crash may remove them. Where the mark cannot be set (it takes CAP_SYS_ADMIN) there is the warning
 * "unmarked". TASKS is copied. Of a process all threads, and children that it forks from now on;
 * of a tree also those it has; of a cgroup those in it and below it, and who joins it.
 *
 * -ESRCH (NO_TASK): none of TASKS exists; some: the warning "no_task". -ENOSPC (NO_RMID), -EBUSY (RMID_LIMBO; it waits
 * for 3 s), -EOPNOTSUPP (nothing is monitored here, or the kernel has no /proc/PID/cpu_resctrl_groups), -EPERM. On
 * failure everything is put back. Kernel: fs/resctrl/rdtgroup.c, __rdtgroup_move_task.
 */
RESCTRL_API int resctrl_tracker_open(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
				     unsigned int flags, struct resctrl_tracker **tracker);
/*
 * Looks again: who joined a cgroup, who was moved elsewhere meanwhile. 1 where there are more groups now, else 0; or
 * -errno, and the tracker goes on with what it has.
 */
RESCTRL_API int resctrl_tracker_update(struct resctrl_tracker *tracker);
/*
 * Puts tasks that were taken out of a monitor group back, with the children they have by now, and removes the
 * tracker's own groups: all other tasks are then in their control group as before. TRACKER is gone in any case; on
 * failure the record's left_behind says what could not be put back. NULL is allowed.
 */
RESCTRL_API int resctrl_tracker_close(struct resctrl_tracker *tracker);

/* Some of the tasks, or of what they started, have not ended. As of the last open or update. */
RESCTRL_API bool resctrl_tracker_is_alive(const struct resctrl_tracker *tracker);
/* The groups to monitor; their number never falls. */
RESCTRL_API size_t resctrl_tracker_get_num_groups(const struct resctrl_tracker *tracker);
RESCTRL_API const char *resctrl_tracker_get_group(const struct resctrl_tracker *tracker, size_t i);
/* The tracker made the group: nobody but the tasks is in it. */
RESCTRL_API bool resctrl_tracker_is_own(const struct resctrl_tracker *tracker, size_t i);
/* How many threads the tracker has moved, or would move, to the group I of its own; 0 for those of others. */
RESCTRL_API size_t resctrl_tracker_get_num_tasks(const struct resctrl_tracker *tracker, size_t i);
/* Thread N of these, and the group that it was in, borrowed from the tracker. Those of one group are in a row. */
RESCTRL_API pid_t resctrl_tracker_get_task(const struct resctrl_tracker *tracker, size_t i, size_t n);
RESCTRL_API const char *resctrl_tracker_get_origin(const struct resctrl_tracker *tracker, size_t i, size_t n);

#ifdef __cplusplus
}
#endif

#endif
