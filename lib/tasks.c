/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of tasks: what is in it, what would become of it, and what has. */
#include "tasks.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/pidfd.h"
#include "predict.h"

int resctrl_tasks_new(struct resctrl_tasks **tasks)
{
	if (!tasks)
		return -EINVAL;
	*tasks = calloc(1, sizeof(**tasks));
	return *tasks ? 0 : -ENOMEM;
}

void tasks_forget_results(struct resctrl_tasks *tasks)
{
	for (size_t i = 0; i < tasks->num_missed; i++)
		free(tasks->missed[i].reason);
	free(tasks->missed);
	tasks->missed = NULL;
	tasks->num_missed = 0;
	tids_release(&tasks->assigned);
}

void resctrl_tasks_free(struct resctrl_tasks *tasks)
{
	if (!tasks)
		return;
	tasks_forget_results(tasks);
	for (size_t i = 0; i < tasks->num; i++)
		free(tasks->items[i].cgroup);
	free(tasks->items);
	free(tasks);
}

static int add_item(struct resctrl_tasks *tasks, pid_t pid, enum resctrl_task_scope scope,
		    const char *cgroup)
{
	struct task_item item = { .pid = pid, .scope = scope, .pidfd = -1, .dir = -1 };
	struct task_item *more;

	more = reallocarray(tasks->items, tasks->num + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	tasks->items = more;
	if (cgroup) {
		item.cgroup = strdup(cgroup);
		if (!item.cgroup)
			return -ENOMEM;
	}
	more[tasks->num++] = item;
	return 0;
}

int resctrl_tasks_set(struct resctrl_tasks *tasks, pid_t pid, enum resctrl_task_scope scope)
{
	assert(tasks);
	if (pid <= 0 || (unsigned int)scope > RESCTRL_TASK_TREE)
		return -EINVAL;
	return add_item(tasks, pid, scope, NULL);
}

int resctrl_tasks_set_cgroup(struct resctrl_tasks *tasks, const char *path)
{
	assert(tasks);
	if (!path || *path != '/')
		return -EINVAL;
	return add_item(tasks, 0, RESCTRL_TASK_PROCESS, path);
}

int tasks_copy(const struct resctrl_tasks *from, struct resctrl_tasks **to)
{
	int err = resctrl_tasks_new(to);

	for (size_t i = 0; !err && i < from->num; i++)
		err = add_item(*to, from->items[i].pid, from->items[i].scope, from->items[i].cgroup);
	if (err) {
		resctrl_tasks_free(*to);
		*to = NULL;
	}
	return err;
}

int tasks_add_missed(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, pid_t tid, int err,
		     const char *reason)
{
	struct missed_task *more = reallocarray(tasks->missed, tasks->num_missed + 1, sizeof(*more));

	if (!more)
		return error_memory(ctx);
	tasks->missed = more;
	more += tasks->num_missed;
	*more = (struct missed_task){ tid, err, strdup(reason) };
	if (!more->reason)
		return error_memory(ctx);
	tasks->num_missed++;
	return 0;
}

/* ---- ids that are used again ---- */

/* A few processes are held by their directories, which tell more; many would take too many descriptors. */
#define MOST_PINNED 16

void tasks_watch(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks)
{
	for (size_t i = 0; i < tasks->num; i++) {
		struct task_item *item = &tasks->items[i];

		item->ended = false;
		if (item->cgroup)
			continue;
		if (item->scope == RESCTRL_TASK_PROCESS && tasks->num <= MOST_PINNED &&
		    !task_item_open(ctx, item))
			continue;
		/* Of a thread that leads no process the kernel gives none: then there is nothing to watch. */
		item->pidfd = pidfd_watch(item->pid);
	}
}

static bool has_ended(struct resctrl_ctx *ctx, struct task_item *item)
{
	if (item->dir < 0)
		return item->pidfd >= 0 && !pidfd_is_alive(item->pidfd);
	task_item_count(ctx, item);
	return !item->threads;
}

/*
 * Items whose process has ended are not asked for again. The id of one that ended while it was being moved may have
 * been another process's by then.
 */
void tasks_note_ended(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks)
{
	char path[32];

	for (size_t i = 0; i < tasks->num; i++) {
		struct task_item *item = &tasks->items[i];

		if (item->ended || !has_ended(ctx, item))
			continue;
		item->ended = true;
		snprintf(path, sizeof(path), "/proc/%d", item->pid);
		if (io_exists(&ctx->io, IO_ROOT, path))
			error_warn(ctx, "id_reused", "process %d ended while it was being moved, and another "
				   "one that has its id may have been moved", item->pid);
	}
}

void tasks_unwatch(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks)
{
	for (size_t i = 0; i < tasks->num; i++) {
		pidfd_close(tasks->items[i].pidfd);
		io_close(&ctx->io, tasks->items[i].dir);
		tasks->items[i].pidfd = -1;
		tasks->items[i].dir = -1;
	}
}

int tasks_report(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, const char *path, bool all)
{
	const struct missed_task *m = tasks->missed;
	struct failure f = { RESCTRL_ERROR_PARTIAL, 0, RESCTRL_CAUSE_KERNEL, path, NULL,
			     "the tasks that could be moved are in the group" };

	if (!tasks->num_missed) {
		error_clear(ctx);
		return 0;
	}
	f.err = m->err;
	if (tasks->assigned.num && !all)
		return error_set(ctx, &f, "%zu of %zu tasks could not be moved, task %d among them: %s",
				 tasks->num_missed, tasks->num_missed + tasks->assigned.num, m->tid,
				 m->reason);
	/* The record of the kernel's refusal is the better one, where there is one. */
	if (ctx->error.code && ctx->error.err == m->err)
		return -m->err;
	f.code = m->err == ESRCH ? RESCTRL_ERROR_NO_TASK : m->err == EINVAL ? RESCTRL_ERROR_REFUSED :
									       RESCTRL_ERROR_FAILED;
	f.fix = m->err == ESRCH ? "give the id of a running process" :
		m->err == EINVAL ? "move them into the control group above first, with \"rctl assign-tasks\"" : NULL;
	return error_set(ctx, &f, "task %d: %s", m->tid, m->reason);
}

/* The kernel's rule for monitor groups, for thread TID. */
static int predict_task(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, pid_t tid,
			const struct group_ref *ref)
{
	struct group_name name;
	char group[520];
	int err;

	err = placement_find_task(ctx, tid, group, sizeof(group));
	if (err == -ENOMEM)
		return err;
	if (ref->name.kind == RESCTRL_GROUP_CTRL || err || group_name_parse(&name, group) ||
	    !strcmp(name.ctrl, ref->name.ctrl))
		return tids_add(&tasks->assigned, tid) ? error_memory(ctx) : 0;
	return tasks_add_missed(ctx, tasks, tid, EINVAL,
				"a monitor group takes only tasks that are in its control group already");
}

int tasks_predict(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, const struct group_ref *ref,
		  bool all)
{
	struct tids found = { 0 };
	int err;

	tasks_forget_results(tasks);
	err = tasks_scan(ctx, tasks, true, &found);
	if (!err && ref->name.kind == RESCTRL_GROUP_CTRL) {
		tasks->assigned = found;
		return tasks_report(ctx, tasks, ref->dir, all);
	}
	for (size_t i = 0; !err && i < found.num; i++)
		err = predict_task(ctx, tasks, found.ids[i], ref);
	tids_release(&found);
	return err ? err : tasks_report(ctx, tasks, ref->dir, all);
}

static int assign_predict(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks,
			  const struct group_ref *ref)
{
	char path[640];
	int err;

	group_ref_path(ref, "tasks", path, sizeof(path));
	/* A recorded tree may be read-only, which says nothing. */
	err = ctx->io.sysroot ? 0 : predict_write(ctx, STATUS_TASKS, path);
	return err ? err : tasks_predict(ctx, tasks, ref, false);
}

int resctrl_tasks_assign(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, const char *group,
			 unsigned int flags)
{
	struct group_ref ref;
	int err;

	assert(ctx && tasks);
	tasks->kernel_threads = flags & RESCTRL_KERNEL_THREADS;
	error_begin(ctx, "assign tasks to %s", group ? group : "");
	tasks_forget_results(tasks);
	err = group_ref_init(ctx, &ref, group);
	if (!err)
		err = fs_start_change(ctx, flags);
	if (!err)
		err = group_ref_check(ctx, &ref);
	if (!err)
		err = flags & RESCTRL_DRY_RUN ? assign_predict(ctx, tasks, &ref) :
						tasks_move(ctx, tasks, &ref, NULL);
	fs_unlock(ctx);
	return err;
}

size_t resctrl_tasks_get_num_assigned(const struct resctrl_tasks *tasks)
{
	assert(tasks);
	return tasks->assigned.num;
}

size_t resctrl_tasks_get_num_missed(const struct resctrl_tasks *tasks)
{
	assert(tasks);
	return tasks->num_missed;
}

pid_t resctrl_tasks_get_missed(const struct resctrl_tasks *tasks, size_t i)
{
	assert(tasks && i < tasks->num_missed);
	return tasks->missed[i].tid;
}

int resctrl_tasks_get_missed_errno(const struct resctrl_tasks *tasks, size_t i)
{
	assert(tasks && i < tasks->num_missed);
	return tasks->missed[i].err;
}

const char *resctrl_tasks_get_missed_reason(const struct resctrl_tasks *tasks, size_t i)
{
	assert(tasks && i < tasks->num_missed);
	return tasks->missed[i].reason;
}
