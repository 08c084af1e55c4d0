/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moving tasks into a group, in as few writes as the kernel allows, until none is left outside. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "task-rounds.h"
#include "tasks.h"

/* One write takes a page on x86; the last byte is the kernel's. */
#define WRITE_SIZE 4095

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
 * A thread that is alone is either moved or stays where it is, so it need not be asked where it was; unless it turns
 * out to have forked meanwhile, and its child cannot be moved.
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
	return err ? err : tasks_report(ctx, tasks, path, placement);
}
