/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Monitor groups that live as long as a tracker, with the tasks that are tracked in them. */
#include "tracker.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "predict.h"
#include "task-rounds.h"

#define LIMBO_WAIT_MS 3000

/* ---- one round ---- */

/* What is in the tracker's groups now, sorted. *ALIVE: own groups have a task. */
static int list_known(struct resctrl_tracker *t, struct tids *known)
{
	struct tids tasks = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < t->num_groups; i++) {
		struct tracked_group *g = t->groups[i];

		tasks.num = 0;
		err = group_read_tasks(t->ctx, &g->ref, &tasks);
		/* Somebody has removed it: its tasks are in the control group. */
		if (err == -ENOENT || err == -ENODEV) {
			error_clear(t->ctx);
			g->is_there = false;
			err = 0;
			continue;
		}
		if (!err && g->is_own)
			err = origin_inherit(t->ctx, g, &tasks);
		for (size_t k = 0; !err && k < tasks.num; k++)
			err = tids_add(known, tasks.ids[k]) ? error_memory(t->ctx) : 0;
	}
	tids_release(&tasks);
	tids_sort(known);
	return err;
}

static int no_way_to_know(struct resctrl_tracker *t)
{
	const struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL,
				   "/proc/self/cpu_resctrl_groups", NULL,
				   "monitor groups by name instead" };

	return error_set(t->ctx, &f, "the kernel does not tell which group a task is in");
}

/* TID is in GROUP and not in one of the tracker's: it is to be moved, or GROUP is read. */
static int place(struct resctrl_tracker *t, pid_t tid, const char *group)
{
	struct group_name name;
	struct tracked_group *g = tracked_find(t, group);
	int err;

	/* It came there since that group was listed. */
	if (g || group_name_parse(&name, group))
		return 0;
	if (name.kind == RESCTRL_GROUP_MON && !t->steal)
		return tracked_add(t, group);
	err = tracked_need_own(t, name.ctrl, &g);
	/* The control group has just gone: its tasks are elsewhere. */
	if (err == -ENOENT) {
		error_clear(t->ctx);
		return 0;
	}
	if (err)
		return err;
	err = origin_note(t->ctx, g, tid, group);
	if (!err)
		err = tids_add(&g->waiting, tid) ? error_memory(t->ctx) : 0;
	return err;
}

static int place_all(struct resctrl_tracker *t, const struct tids *found, const struct tids *known)
{
	char group[520];
	int err = 0;

	for (size_t i = 0; !err && i < found->num; i++) {
		if (tids_has(known, found->ids[i]))
			continue;
		err = placement_find_task(t->ctx, found->ids[i], group, sizeof(group));
		if (!err)
			err = place(t, found->ids[i], group);
		else if (err != -ENOMEM)
			err = io_exists(&t->ctx->io, IO_ROOT, "/proc/self/cpu_resctrl_groups") ?
			      0 : no_way_to_know(t);
	}
	for (size_t i = 0; i < t->num_groups; i++)
		origin_sort(t->groups[i]);
	return err;
}

/* Moves what waits, in one write for many. *MOVED: some did; what did not is in RESULT. */
static int move_waiting(struct resctrl_tracker *t, struct resctrl_tasks *result, bool *moved)
{
	size_t before = result->assigned.num;
	int err = 0;

	for (size_t i = 0; !err && i < t->num_groups; i++) {
		struct tracked_group *g = t->groups[i];

		if (!g->waiting.num)
			continue;
		err = fs_start_change(t->ctx, 0);
		if (!err)
			err = tasks_move_list(t->ctx, result, &g->waiting, &g->ref);
		fs_unlock(t->ctx);
		g->waiting.num = 0;
	}
	*moved = result->assigned.num > before;
	return err;
}

/* Tells zombies, which are listed until their parents look, from what runs. */
static bool is_any_alive(struct resctrl_tracker *t, const struct tids *tids)
{
	struct proc_stat stat;
	bool alive = false;

	for (size_t i = 0; !alive && i < tids->num; i++)
		alive = !task_read_stat(t->ctx, tids->ids[i], &stat) && stat.state != 'Z' && stat.state != 'X';
	return alive;
}

/* What is in own groups is tracked, whether it can still be found by its parents or not. */
static int add_own_tasks(struct resctrl_tracker *t, struct tids *tids)
{
	int err = 0;

	for (size_t i = 0; !err && i < t->num_groups; i++) {
		if (t->groups[i]->is_own && t->groups[i]->is_there)
			err = group_read_tasks(t->ctx, &t->groups[i]->ref, tids);
		if (err == -ENOENT || err == -ENODEV) {
			error_clear(t->ctx);
			err = 0;
		}
	}
	return err;
}

/* FIRST: what does not exist is noted as missed. FORKED: look for children that were started outside meanwhile. */
static int look(struct resctrl_tracker *t, bool first, bool forked, struct tids *found,
		struct tids *known)
{
	int err;

	err = tasks_scan(t->ctx, t->tasks, first, found);
	if (!err && forked)
		err = tasks_scan_forked(t->ctx, t->tasks, &t->before, found);
	return err ? err : list_known(t, known);
}

/* Rounds until nothing is outside. What could not be moved in the end is in RESULT. */
static int take_in(struct resctrl_tracker *t, bool first, struct resctrl_tasks *result)
{
	struct rounds rounds = { .enough = 1 };
	bool moved = true;
	int err = 0;

	while (!err && rounds_next(&rounds)) {
		struct tids found = { 0 }, known = { 0 };

		tasks_forget_results(result);
		err = look(t, first && rounds.num == 1, rounds.num > 1, &found, &known);
		if (!err)
			err = place_all(t, &found, &known);
		if (t->dry)
			moved = false;
		else if (!err)
			err = move_waiting(t, result, &moved);
		if (!err && !moved) {
			err = add_own_tasks(t, &found);
			t->alive = !err && is_any_alive(t, &found);
		}
		rounds_end(&rounds, moved);
		tids_release(&found);
		tids_release(&known);
		tasks_note_ended(t->ctx, t->tasks);
	}
	if (!err && rounds_gave_up(&rounds))
		error_warn(t->ctx, "still_forking", "the tasks fork faster than they can be moved: some may be "
			   "outside of the group");
	return err;
}

/* ---- the tracker ---- */

/* Of FROM's tasks some are not there, or stay where they are: as bad as all of them where nothing is left. */
static int check_missed(struct resctrl_tracker *t, const struct resctrl_tasks *from, const char *code)
{
	const struct missed_task *m = from->missed;
	struct failure f = { RESCTRL_ERROR_FAILED, 0, RESCTRL_CAUSE_KERNEL, NULL, NULL, NULL };

	if (!from->num_missed)
		return 0;
	if (t->num_groups) {
		error_warn(t->ctx, code, "%zu of the tasks are not monitored, task %d among them: %s",
			   from->num_missed, m->tid, m->reason);
		return 0;
	}
	f.err = m->err;
	if (m->err == ESRCH) {
		f.code = RESCTRL_ERROR_NO_TASK;
		f.fix = "give the id of a running process";
	}
	return error_set(t->ctx, &f, "task %d: %s", m->tid, m->reason);
}

/* Each group is predicted by itself: whether there are ids for all of them. */
static int check_rmids(struct resctrl_tracker *t)
{
	const struct failure f = { RESCTRL_ERROR_NO_RMID, ENOSPC, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				   "remove a group or monitor group with \"rctl remove-group\"" };
	uint64_t total, used, own = 0;
	int err;

	for (size_t i = 0; i < t->num_groups; i++)
		own += t->groups[i]->is_own;
	err = own > 1 ? predict_rmids(t->ctx, &total, &used) : 0;
	if (err || own < 2 || used + own <= total)
		return err;
	return error_set(t->ctx, &f, "it takes %" PRIu64 " monitoring ids (RMIDs), and %" PRIu64 " are free", own,
			 total > used ? total - used : 0);
}

static int start(struct resctrl_tracker *t, const struct resctrl_tasks *tasks)
{
	const struct failure none = { RESCTRL_ERROR_NO_TASK, ESRCH, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				      "give a cgroup in which a process is running" };
	struct resctrl_tasks result = { 0 };
	int err;

	err = t->dry ? 0 : fs_check_writable(t->ctx);
	if (!err)
		err = ctx_open_fs(t->ctx);
	if (err < 0)
		return err;
	if (tasks_copy(tasks, &t->tasks))
		return error_memory(t->ctx);
	tasks_watch(t->ctx, t->tasks);
	err = tasks_scan_children(t->ctx, t->tasks, &t->before);
	if (!err)
		err = take_in(t, true, &result);
	if (!err)
		err = check_missed(t, t->tasks, "no_task");
	if (!err)
		err = check_missed(t, &result, "not_moved");
	if (!err && !t->num_groups)
		err = error_set(t->ctx, &none, "there is no task to monitor");
	if (!err && t->dry)
		err = check_rmids(t);
	tasks_forget_results(&result);
	return err;
}

/* The record of the failure stays, with what it left behind itself and what could not be put back. */
static void undo(struct resctrl_tracker *t)
{
	struct resctrl_ctx *ctx = t->ctx;
	struct resctrl_error failure = error_set_aside(ctx);

	(void)!resctrl_tracker_close(t);
	error_resume(ctx, &failure);
}

int resctrl_tracker_open(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, unsigned int flags,
			 struct resctrl_tracker **tracker)
{
	struct resctrl_tracker *t;
	int err;

	assert(ctx && tasks);
	if (!tracker)
		return -EINVAL;
	error_begin(ctx, "monitor tasks");
	t = calloc(1, sizeof(*t));
	if (!t)
		return error_memory(ctx);
	t->ctx = resctrl_ctx_ref(ctx);
	t->steal = flags & RESCTRL_STEAL;
	t->dry = flags & RESCTRL_DRY_RUN;
	t->wait_ms = LIMBO_WAIT_MS;
	err = start(t, tasks);
	/* Later on it would hold up those that read. */
	t->wait_ms = 0;
	if (err)
		undo(t);
	else
		*tracker = t;
	return err;
}

int resctrl_tracker_update(struct resctrl_tracker *tracker)
{
	struct resctrl_tasks result = { 0 };
	size_t before;
	int err;

	assert(tracker);
	if (tracker->dry)
		return 0;
	before = tracker->num_groups;
	error_begin(tracker->ctx, "monitor tasks");
	err = ctx_open_fs(tracker->ctx);
	if (err >= 0)
		err = take_in(tracker, false, &result);
	if (!err)
		err = check_missed(tracker, &result, "not_moved");
	tasks_forget_results(&result);
	if (err < 0)
		return err;
	return tracker->num_groups > before;
}

/* ---- the end ---- */

static int remove_own(struct resctrl_tracker *t, struct tracked_group *g)
{
	char path[640];
	int err, removed;

	group_ref_path(&g->ref, "tasks", path, sizeof(path));
	/* Somebody was faster; its tasks are in the control group. What has its name now may be another's. */
	if (!io_exists(&t->ctx->io, t->ctx->fs_fd, path) || tracked_is_replaced(t->ctx, g))
		return 0;
	err = origin_restore(t->ctx, g);
	removed = fs_rmdir(t->ctx, g->ref.dir);
	if (removed == -ENOENT)
		error_clear(t->ctx);
	else if (removed)
		error_add_left_behind(t->ctx, "the group %s could not be removed", g->name);
	if (err)
		error_add_left_behind(t->ctx, "not all tasks of %s are back in the monitor groups they were in",
				      g->name);
	return err ? err : removed == -ENOENT ? 0 : removed;
}

static int end(struct resctrl_tracker *t)
{
	int err, failed;

	err = ctx_open_fs(t->ctx);
	if (err < 0) {
		/* Unmounting has removed all groups. */
		error_clear(t->ctx);
		return 0;
	}
	/* The groups are our own: better without the lock than not at all. */
	err = fs_lock_exclusive(t->ctx);
	if (err) {
		error_warn(t->ctx, "unlocked", "%s", t->ctx->error.cause);
		error_clear(t->ctx);
		err = 0;
	}
	for (size_t i = 0; i < t->num_groups; i++) {
		if (!t->groups[i]->is_own)
			continue;
		failed = remove_own(t, t->groups[i]);
		if (failed && !err)
			err = failed;
	}
	fs_unlock(t->ctx);
	return err;
}

int resctrl_tracker_close(struct resctrl_tracker *tracker)
{
	struct resctrl_ctx *ctx;
	int err;

	if (!tracker)
		return 0;
	ctx = tracker->ctx;
	error_begin(ctx, "end the monitoring of tasks");
	err = tracker->dry ? 0 : end(tracker);
	tracked_release(tracker);
	if (tracker->tasks)
		tasks_unwatch(ctx, tracker->tasks);
	resctrl_tasks_free(tracker->tasks);
	tids_release(&tracker->before);
	free(tracker);
	resctrl_ctx_unref(ctx);
	return err;
}

bool resctrl_tracker_is_alive(const struct resctrl_tracker *tracker)
{
	assert(tracker);
	return tracker->alive;
}

size_t resctrl_tracker_get_num_groups(const struct resctrl_tracker *tracker)
{
	assert(tracker);
	return tracker->num_groups;
}

const char *resctrl_tracker_get_group(const struct resctrl_tracker *tracker, size_t i)
{
	assert(tracker && i < tracker->num_groups);
	return tracker->groups[i]->name;
}

bool resctrl_tracker_is_own(const struct resctrl_tracker *tracker, size_t i)
{
	assert(tracker && i < tracker->num_groups);
	return tracker->groups[i]->is_own;
}
