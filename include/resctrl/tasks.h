/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of tasks to move into a group, and what came of it. */
#ifndef RESCTRL_TASKS_H
#define RESCTRL_TASKS_H

#include <stddef.h>
#include <sys/types.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_tasks;

/* How far one id reaches. */
enum resctrl_task_scope {
	RESCTRL_TASK_PROCESS = 0,	/* every thread of the process */
	RESCTRL_TASK_THREAD,		/* that one thread */
	RESCTRL_TASK_TREE,		/* the process and its descendants, every thread */
};

RESCTRL_API int resctrl_tasks_new(struct resctrl_tasks **tasks);
RESCTRL_API void resctrl_tasks_free(struct resctrl_tasks *tasks);
/* -EINVAL: PID is not positive, or SCOPE none of these. */
RESCTRL_API int resctrl_tasks_set(struct resctrl_tasks *tasks, pid_t pid,
				  enum resctrl_task_scope scope);
/*
 * Every process of the cgroup whose directory is PATH (absolute) and of all cgroups below it, of version 1 or 2; of a
 * threaded cgroup its threads. -EINVAL: PATH is not absolute. Kernel: cgroup.procs and cgroup.threads,
 * kernel/cgroup/cgroup.c.
 */
RESCTRL_API int resctrl_tasks_set_cgroup(struct resctrl_tasks *tasks, const char *path);

/*
 * Moves the tasks into GROUP, in lists as long as the kernel takes, repeated until no thread
 * that was forked meanwhile is left outside. Kernel threads are left where they are unless named by their
 * own id or RESCTRL_KERNEL_THREADS is given. A process that ends while it is being moved is noticed (pidfd), so that
 * one that got its id is not moved in its place; the warning "id_reused" tells where that came too late.
 * FLAGS: RESCTRL_DRY_RUN, RESCTRL_KERNEL_THREADS. 0 when all are in.
 * -ESRCH (code NO_TASK) when none of them exists; -EPERM; -EINVAL (code REFUSED) where the group cannot
 * take them. When only some could be moved, those stay and the result is the error's -errno with
 * code PARTIAL; the accessors below tell which.
 */
RESCTRL_API int resctrl_tasks_assign(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks,
				     const char *group, unsigned int flags);

/* Threads now in the group because of the last assign. */
RESCTRL_API size_t resctrl_tasks_get_num_assigned(const struct resctrl_tasks *tasks);
/* Threads that could not be moved, with the (positive) errno and the reason in words. */
RESCTRL_API size_t resctrl_tasks_get_num_missed(const struct resctrl_tasks *tasks);
RESCTRL_API pid_t resctrl_tasks_get_missed(const struct resctrl_tasks *tasks, size_t i);
RESCTRL_API int resctrl_tasks_get_missed_errno(const struct resctrl_tasks *tasks, size_t i);
RESCTRL_API const char *resctrl_tasks_get_missed_reason(const struct resctrl_tasks *tasks, size_t i);

#ifdef __cplusplus
}
#endif

#endif
