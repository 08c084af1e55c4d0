/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The task set's body, and its steps for callers that hold the lock. */
#ifndef TASKS_H
#define TASKS_H

#include "placement.h"
#include "text/proc.h"

#define UNKNOWN_THREADS (-1)

struct task_item {
	pid_t pid;
	enum resctrl_task_scope scope;
	char *cgroup;		/* not NULL: every process of this cgroup and of those below, and pid is unused */
	int pidfd;		/* of pid while it is being moved, or -1 */
	int dir;		/* the same, for a whole process: its directory "task", or -1 */
	long threads;		/* in dir when last asked, or UNKNOWN_THREADS */
	bool ended;		/* pid has ended: what has its id now is another process */
};

struct missed_task {
	pid_t tid;
	int err;		/* positive errno */
	char *reason;
};

struct resctrl_tasks {
	struct task_item *items;
	size_t num;
	struct tids assigned;
	struct missed_task *missed;
	size_t num_missed;
	bool kernel_threads;
};

MUST_CHECK int tasks_copy(const struct resctrl_tasks *from, struct resctrl_tasks **to);
/* Notes a thread or process that could not be reached. */
MUST_CHECK int tasks_add_missed(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, pid_t tid,
				int err, const char *reason);
/* Whom the last operation has assigned or missed. */
void tasks_forget_results(struct resctrl_tasks *tasks);
/*
 * The failure of the whole, recorded, from those of single tasks, which could not be moved to the file PATH. ALL: some
 * are as bad as none.
 */
MUST_CHECK int tasks_report(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
			    const char *path, bool all);
/* Holds on to the processes of TASKS, so that what gets the id of one later is not taken for it; and lets go. */
void tasks_watch(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks);
void tasks_unwatch(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks);
/* Processes that have ended are not asked for again. */
void tasks_note_ended(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks);

/*
 * Counts what would be moved to REF as assigned; as missed, what does not exist and what a monitor group does not take.
 * ALL: it is a failure when some cannot be moved, as above.
 */
MUST_CHECK int tasks_predict(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks,
			     const struct group_ref *ref, bool all);

/* ---- task-move.c ---- */

/*
 * Moves the tasks into REF; the exclusive lock is held. Where PLACEMENT is not NULL, the former group of each
 * thread is remembered there before it is moved, and the caller puts all back when some could not be moved:
 * that is a failure then, never RESCTRL_ERROR_PARTIAL.
 */
MUST_CHECK int tasks_move(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks,
			  const struct group_ref *ref, struct placement *placement);
/*
 * Moves the threads in LIST into REF; the exclusive lock is held. Those that end meanwhile are left out; what
 * else is not moved is in RESULT. 0, or -errno where it could not go on, recorded.
 */
MUST_CHECK int tasks_move_list(struct resctrl_ctx *ctx, struct resctrl_tasks *result,
			       const struct tids *list, const struct group_ref *ref);

/* ---- task-scan.c ---- */

/* /proc/PID/stat. 0 or -errno, not recorded. */
MUST_CHECK int task_read_stat(struct resctrl_ctx *ctx, pid_t pid, struct proc_stat *stat);

/*
 * Opens /proc/PID/task for ITEM and counts the threads. Like a pidfd it stays with the process: when that has ended,
 * nothing that gets its id later is seen through it. 0 or -errno, not recorded.
 */
MUST_CHECK int task_item_open(struct resctrl_ctx *ctx, struct task_item *item);
/* Asks how many threads there are; none: the process has ended. */
void task_item_count(struct resctrl_ctx *ctx, struct task_item *item);

/*
 * The threads that the items reach now, sorted, into TIDS. FIRST: note items that do not exist as missed; later rounds
 * find that they have ended.
 */
MUST_CHECK int tasks_scan(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, bool first,
			  struct tids *tids);

/* The children that the processes among TASKS have, sorted. 0 or -ENOMEM, recorded. */
MUST_CHECK int tasks_scan_children(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
				   struct tids *children);
/*
 * Adds the threads of their descendants by now, without the children BEFORE and what is below those. Trees and cgroups
 * have theirs from tasks_scan.
 */
MUST_CHECK int tasks_scan_forked(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
				 const struct tids *before, struct tids *tids);

/*
 * Adds a process, all its threads, or a thread that nobody named: kernel threads are left out unless TASKS take them.
 * -ENOENT or -ESRCH where it has gone, not recorded; or -ENOMEM, recorded.
 */
MUST_CHECK int tasks_scan_found_process(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, pid_t pid,
					struct tids *tids);
MUST_CHECK int tasks_scan_found_thread(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, pid_t tid,
				       struct tids *tids);
/* The numbers in TEXT, which is destroyed, separated by blanks or newlines. 0 or -ENOMEM. */
MUST_CHECK int pids_parse(char *text, struct tids *pids);

/* ---- task-cgroup.c ---- */

/*
 * The threads of the directory CGROUP and of all below it, as they are now. FIRST: it must be there. Later on it is
 * empty where it has gone: managers remove it as soon as its last task ends. 0 or -errno, recorded.
 */
MUST_CHECK int tasks_scan_cgroup(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, const char *cgroup,
				 bool first, struct tids *tids);

#endif
