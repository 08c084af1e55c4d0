/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of tasks, and moving it into a group. */
#include "tasks.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/pidfd.h"
#include "predict.h"
#include "task-rounds.h"

/* One write takes a page on x86; the last byte is the kernel's. */
#define WRITE_SIZE 4095

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
	if (pid <= 0)
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
 * Items whose process has ended are not asked for again. The id of one that ended while it was being moved may have been
 * another process's by then.
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

/* ---- moving ---- */

/* A batch on its way: ids from FIRST to END of LIST. */
struct move {
	struct resctrl_ctx *ctx;
	struct resctrl_tasks *tasks;
	const struct group_ref *ref;
	const char *path;	/* its file "tasks" */
	bool single;		/* this kernel takes one id a write (6.1) */
};

/* Writes ids FIRST to END as a list; those that fitted are up to the returned *END. */
static int write_list(const struct move *m, const struct tids *list, size_t first, size_t *end)
{
	char text[WRITE_SIZE + 1];
	size_t len = 0, i = first;

	while (i < list->num && len + 13 < sizeof(text) && (i == first || !m->single)) {
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%d", len ? "," : "",
					list->ids[i]);
		i++;
	}
	*end = i;
	return fs_write(m->ctx, STATUS_TASKS, m->path, text);
}

/* Which id of FIRST to END the kernel stopped at, from its words. -ENOENT where they do not tell. */
static int find_failed(const struct move *m, const struct tids *list, size_t first, size_t end,
		       size_t *failed)
{
	const char *text = strstr(m->ctx->error.kernel_text, "Error while processing task ");
	int tid;

	if (!text || sscanf(text, "Error while processing task %d", &tid) != 1)
		return -ENOENT;
	for (*failed = first; *failed < end; (*failed)++) {
		if (list->ids[*failed] == tid)
			return 0;
	}
	return -ENOENT;
}

static bool is_named(const struct resctrl_tasks *tasks, pid_t tid)
{
	for (size_t i = 0; i < tasks->num; i++) {
		if (tasks->items[i].pid == tid)
			return true;
	}
	return false;
}

static int note_failed(const struct move *m, pid_t tid, int err)
{
	/* A thread that nobody named and that ended meanwhile needs no group any more. */
	if (err == -ESRCH && !is_named(m->tasks, tid))
		return 0;
	return tasks_add_missed(m->ctx, m->tasks, tid, -err, m->ctx->error.cause);
}

static int note_assigned(const struct move *m, const struct tids *list, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		if (tids_add(&m->tasks->assigned, list->ids[i]))
			return error_memory(m->ctx);
	}
	return 0;
}

/*
 * One write from FIRST on. The kernel goes from left to right and stops at the first failure; what came
 * before stays moved. *NEXT is where to go on.
 */
static int move_some(struct move *m, const struct tids *list, size_t first, size_t *next)
{
	size_t end, failed;
	int err;

	err = write_list(m, list, first, &end);
	*next = end;
	if (!err)
		return note_assigned(m, list, first, end);
	if (end == first + 1)
		return note_failed(m, list->ids[first], err);
	if (find_failed(m, list, first, end, &failed)) {
		/* Its words are lost, or it is too old for lists: ask one by one. */
		m->single = true;
		*next = first;
		return 0;
	}
	err = note_failed(m, list->ids[failed], err);
	*next = failed + 1;
	return err ? err : note_assigned(m, list, first, failed);
}

/*
 * A thread that is alone is either moved or stays where it is, so it need not be asked where it was; unless it turns out
 * to have forked meanwhile, and its child cannot be moved.
 */
static int remember(struct move *m, const struct tids *list, bool first, struct placement *placement)
{
	int err = 0;

	if (first && list->num == 1)
		return placement_add_alone(m->ctx, placement, list->ids[0]);
	for (size_t i = 0; !err && i < list->num; i++)
		err = placement_add_task(m->ctx, placement, list->ids[i]);
	return err;
}

static int move_list(struct move *m, const struct tids *list, bool first, struct placement *placement)
{
	int err = placement ? remember(m, list, first, placement) : 0;

	for (size_t i = 0; !err && i < list->num;)
		err = move_some(m, list, i, &i);
	return err;
}

int tasks_move_list(struct resctrl_ctx *ctx, struct resctrl_tasks *result, const struct tids *list,
		    const struct group_ref *ref)
{
	struct move m = { .ctx = ctx, .tasks = result, .ref = ref };
	char path[640];

	group_ref_path(ref, "tasks", path, sizeof(path));
	m.path = path;
	return move_list(&m, list, false, NULL);
}

/* Of FOUND what is not in SEEN, which must be sorted. */
static int subtract(struct resctrl_ctx *ctx, const struct tids *found, const struct tids *seen,
		    struct tids *left)
{
	for (size_t i = 0; i < found->num; i++) {
		if (!tids_has(seen, found->ids[i]) && tids_add(left, found->ids[i]))
			return error_memory(ctx);
	}
	return 0;
}

/* What a thread that was found later on needs. */
enum need {
	NEED_MOVE,
	NEED_NOTHING,	/* it is in the group, as what was forked by one that is */
	NEED_NO_MORE,	/* it has ended */
};

static int find_need(struct move *m, pid_t tid, enum need *need)
{
	struct group_name name;
	char group[520], dir[600], path[32];
	int err;

	*need = NEED_MOVE;
	err = placement_find_task(m->ctx, tid, group, sizeof(group));
	if (err == -ENOMEM)
		return err;
	snprintf(path, sizeof(path), "/proc/%d", tid);
	if (err)
		*need = io_exists(&m->ctx->io, IO_ROOT, path) ? NEED_MOVE : NEED_NO_MORE;
	else if (!group_name_parse(&name, group)) {
		group_name_dir(&name, dir, sizeof(dir));
		if (!strcmp(dir, m->ref->dir))
			*need = NEED_NOTHING;
	}
	return 0;
}

/* What of LIST must be moved stays in it; what is inside already counts as assigned. */
static int leave_outside(struct move *m, struct tids *list)
{
	enum need need = NEED_MOVE;
	size_t left = 0;
	int err = 0;

	for (size_t i = 0; !err && i < list->num; i++) {
		err = find_need(m, list->ids[i], &need);
		if (!err && need == NEED_NOTHING)
			err = note_assigned(m, list, i, i + 1);
		else if (need == NEED_MOVE)
			list->ids[left++] = list->ids[i];
	}
	list->num = left;
	return err;
}

/* One round: what is there now and was not seen before. *MORE: some of it was outside. */
static int move_round(struct move *m, struct tids *seen, bool first, struct placement *placement,
		      bool *more)
{
	struct tids found = { 0 }, left = { 0 };
	int err;

	err = tasks_scan(m->ctx, m->tasks, first, &found);
	if (!err)
		err = subtract(m->ctx, &found, seen, &left);
	for (size_t i = 0; !err && i < left.num; i++)
		err = tids_add(seen, left.ids[i]) ? error_memory(m->ctx) : 0;
	tids_sort(seen);
	if (!err && !first)
		err = leave_outside(m, &left);
	*more = left.num > 0;
	if (!err)
		err = move_list(m, &left, first, placement);
	if (left.num)
		tasks_note_ended(m->ctx, m->tasks);
	tids_release(&found);
	tids_release(&left);
	return err;
}

/* The failure of the whole, from the failures of single tasks. ALL: some are as bad as none. */
static int report(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, const char *path,
		  bool all)
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

/* Whether children belong to it. A process that was seen to fork no thread is looked at once. */
static bool forks(const struct resctrl_tasks *tasks)
{
	for (size_t i = 0; i < tasks->num; i++) {
		if (tasks->items[i].cgroup || tasks->items[i].scope == RESCTRL_TASK_TREE)
			return true;
	}
	return false;
}

int tasks_move(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, const struct group_ref *ref,
	       struct placement *placement)
{
	struct move m = { .ctx = ctx, .tasks = tasks, .ref = ref };
	struct tids seen = { 0 };
	struct rounds rounds = { .enough = forks(tasks) ? ROUNDS_AT_REST : 1 };
	bool more;
	char path[640];
	int err = 0;

	tasks_forget_results(tasks);
	group_ref_path(ref, "tasks", path, sizeof(path));
	m.path = path;
	tasks_watch(ctx, tasks);
	while (!err && rounds_next(&rounds)) {
		bool first = rounds.num == 1;

		err = move_round(&m, &seen, first, placement, &more);
		rounds_end(&rounds, more);
		if (more && !first)
			rounds.enough = ROUNDS_AT_REST;
	}
	if (!err && rounds_gave_up(&rounds))
		error_warn(ctx, "still_forking", "the tasks fork faster than they can be moved: some may "
			   "be outside of the group");
	tasks_unwatch(ctx, tasks);
	tids_release(&seen);
	return err ? err : report(ctx, tasks, path, placement);
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
		return report(ctx, tasks, ref->dir, all);
	}
	for (size_t i = 0; !err && i < found.num; i++)
		err = predict_task(ctx, tasks, found.ids[i], ref);
	tids_release(&found);
	return err ? err : report(ctx, tasks, ref->dir, all);
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
