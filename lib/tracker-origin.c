/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the tasks of a tracker's own group came from, and the way back. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "task-rounds.h"
#include "text/proc.h"
#include "tracker.h"

static struct origin *find_origin(const struct tracked_group *g, const char *group)
{
	for (size_t i = 0; i < g->num_origins; i++) {
		if (!strcmp(g->origins[i].group, group))
			return &g->origins[i];
	}
	return NULL;
}

int origin_note(struct resctrl_ctx *ctx, struct tracked_group *g, pid_t tid, const char *group)
{
	struct origin *o = find_origin(g, group), *more;

	if (!o) {
		more = reallocarray(g->origins, g->num_origins + 1, sizeof(*more));
		if (!more)
			return error_memory(ctx);
		g->origins = more;
		o = &more[g->num_origins];
		*o = (struct origin){ .group = strdup(group) };
		if (!o->group)
			return error_memory(ctx);
		g->num_origins++;
	}
	return tids_add(&o->tids, tid) ? error_memory(ctx) : 0;
}

void origin_sort(struct tracked_group *g)
{
	for (size_t i = 0; i < g->num_origins; i++)
		tids_sort(&g->origins[i].tids);
}

static struct origin *origin_of(const struct tracked_group *g, pid_t tid)
{
	for (size_t i = 0; i < g->num_origins; i++) {
		if (tids_has(&g->origins[i].tids, tid))
			return &g->origins[i];
	}
	return NULL;
}

/* Of the process of TID, else of its parent; NULL where both are unknown or have ended. */
static struct origin *origin_of_family(struct resctrl_ctx *ctx, const struct tracked_group *g,
				       pid_t tid)
{
	struct strbuf text = { 0 };
	struct origin *o = NULL;
	pid_t tgid, ppid;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	if (!io_read_file(&ctx->io, IO_ROOT, path, &text) && !status_parse(text.text, &tgid, &ppid)) {
		o = origin_of(g, tgid);
		if (!o)
			o = origin_of(g, ppid);
	}
	strbuf_release(&text);
	return o;
}

int origin_inherit(struct resctrl_ctx *ctx, struct tracked_group *g, const struct tids *tasks)
{
	struct origin *o;

	/* All came from one place. */
	if (g->num_origins < 2)
		return 0;
	for (size_t i = 0; i < tasks->num; i++) {
		if (origin_of(g, tasks->ids[i]))
			continue;
		o = origin_of_family(ctx, g, tasks->ids[i]);
		if (!o)
			continue;
		if (tids_add(&o->tids, tasks->ids[i]))
			return error_memory(ctx);
		tids_sort(&o->tids);
	}
	return 0;
}

/* Of TASKS those that came from O. */
static int select_tasks(struct resctrl_ctx *ctx, const struct tracked_group *g, const struct origin *o,
			const struct tids *tasks, struct tids *selected)
{
	for (size_t i = 0; i < tasks->num; i++) {
		if (g->num_origins > 1 && !tids_has(&o->tids, tasks->ids[i]))
			continue;
		if (tids_add(selected, tasks->ids[i]))
			return error_memory(ctx);
	}
	return 0;
}

/* One round of moving what came from O back to REF. *LEFT: how many there were. */
static int restore_round(struct resctrl_ctx *ctx, struct tracked_group *g, const struct origin *o,
			 const struct group_ref *ref, size_t *left)
{
	struct tids tasks = { 0 }, selected = { 0 };
	struct resctrl_tasks result = { 0 };
	int err;

	err = group_read_tasks(ctx, &g->ref, &tasks);
	if (!err)
		err = origin_inherit(ctx, g, &tasks);
	if (!err)
		err = select_tasks(ctx, g, o, &tasks, &selected);
	*left = selected.num;
	if (!err)
		err = tasks_move_list(ctx, &result, &selected, ref);
	/* What cannot be moved stays, and is told of by the caller. */
	if (!err && result.num_missed && !result.assigned.num)
		err = -result.missed[0].err;
	tasks_forget_results(&result);
	tids_release(&tasks);
	tids_release(&selected);
	return err;
}

static int restore_origin(struct resctrl_ctx *ctx, struct tracked_group *g, const struct origin *o)
{
	struct group_ref ref;
	struct rounds rounds = { .enough = 1 };
	size_t left;
	int err;

	err = group_ref_init(ctx, &ref, o->group);
	if (err || ref.name.kind != RESCTRL_GROUP_MON)
		return err;
	err = group_ref_check(ctx, &ref);
	if (err == -ENOENT) {
		error_warn(ctx, "origin_gone", "the monitor group %s is gone: tasks that were there stay in its "
			   "control group", o->group);
		error_clear(ctx);
		return 0;
	}
	while (!err && rounds_next(&rounds)) {
		err = restore_round(ctx, g, o, &ref, &left);
		rounds_end(&rounds, left);
		if (left)
			rounds.enough = ROUNDS_AT_REST;
	}
	if (!err && rounds_gave_up(&rounds))
		error_warn(ctx, "still_forking", "the tasks of %s fork faster than they can be moved back", o->group);
	return err;
}

int origin_restore(struct resctrl_ctx *ctx, struct tracked_group *g)
{
	int err = 0, failed;

	for (size_t i = 0; i < g->num_origins; i++) {
		failed = restore_origin(ctx, g, &g->origins[i]);
		if (failed && !err)
			err = failed;
	}
	return err;
}

/* The origin of task *N of group I of T, with *N made its place there. */
static const struct origin *find_nth(const struct resctrl_tracker *t, size_t i, size_t *n)
{
	const struct origin *o;

	assert(t && i < t->num_groups);
	for (o = t->groups[i]->origins; *n >= o->tids.num; o++) {
		*n -= o->tids.num;
		assert(o + 1 < t->groups[i]->origins + t->groups[i]->num_origins);
	}
	return o;
}

size_t resctrl_tracker_get_num_tasks(const struct resctrl_tracker *tracker, size_t i)
{
	size_t num = 0;

	assert(tracker && i < tracker->num_groups);
	for (size_t o = 0; o < tracker->groups[i]->num_origins; o++)
		num += tracker->groups[i]->origins[o].tids.num;
	return num;
}

pid_t resctrl_tracker_get_task(const struct resctrl_tracker *tracker, size_t i, size_t n)
{
	const struct origin *o = find_nth(tracker, i, &n);

	return o->tids.ids[n];
}

const char *resctrl_tracker_get_origin(const struct resctrl_tracker *tracker, size_t i, size_t n)
{
	return find_nth(tracker, i, &n)->group;
}

void origin_release(struct tracked_group *g)
{
	for (size_t i = 0; i < g->num_origins; i++) {
		free(g->origins[i].group);
		tids_release(&g->origins[i].tids);
	}
	free(g->origins);
	g->origins = NULL;
	g->num_origins = 0;
}
