/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Removing a group: says first what would be lost. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"
#include "owner.h"

/* The monitor groups below a control group. */
static int list_mon_groups(struct resctrl_ctx *ctx, const struct group_ref *ref,
			   struct strlist *names)
{
	char path[640];
	int err;

	if (ref->name.kind == RESCTRL_GROUP_MON)
		return 0;
	group_ref_path(ref, "mon_groups", path, sizeof(path));
	err = io_list(&ctx->io, ctx->fs_fd, path, names, NULL);
	/* No monitoring, or a group that is being pseudo-locked. */
	if (err == -ENOENT || err == -EACCES)
		return 0;
	return err ? error_system(ctx, STATUS_READ, -err, path) : 0;
}

/* The threads in it and below; a group that is being pseudo-locked has none and hides the file. */
static int count_tasks(struct resctrl_ctx *ctx, const struct group_ref *ref, size_t *num)
{
	struct tids tids = { 0 };
	int err;

	err = group_read_tasks(ctx, ref, &tids);
	if (err == -EACCES) {
		error_clear(ctx);
		err = 0;
	}
	*num = tids.num;
	tids_release(&tids);
	return err;
}

static int check(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *name,
		 unsigned int flags, struct resctrl_outcome *outcome)
{
	struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, RESCTRL_CAUSE_PREDICTED, ref->dir, NULL, NULL };
	/* Monitor groups below an orphan may be somebody's. */
	bool with_groups = flags & (flags & RESCTRL_ORPHAN ? RESCTRL_RECURSIVE :
							      RESCTRL_RECURSIVE | RESCTRL_FORCE);
	struct strlist mons = { 0 };
	int err;

	err = list_mon_groups(ctx, ref, &mons);
	outcome->num_mon_groups = mons.num;
	if (!err && mons.num && !with_groups) {
		f.fix = "use --recursive to remove them with it";
		err = error_set(ctx, &f, "it has %zu monitor group%s, %s among them", mons.num,
				mons.num == 1 ? "" : "s", mons.items[0]);
	}
	strlist_release(&mons);
	if (!err)
		err = count_tasks(ctx, ref, &outcome->num_moved);
	if (!err && outcome->num_moved && !(flags & RESCTRL_FORCE)) {
		f.fix = "move them first, or use --force";
		err = error_set(ctx, &f, "%zu task%s of %s would go to %s", outcome->num_moved,
				outcome->num_moved == 1 ? "" : "s", name, outcome->destination);
	}
	return err;
}

/* Nobody who is there would miss it, and its maker said that it may go. */
static int check_orphan(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *name)
{
	const struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, RESCTRL_CAUSE_PREDICTED, ref->dir, NULL,
				   "\"rctl remove-group\" removes any group" };
	enum resctrl_owner_state state;
	struct owner_mark mark;

	if (!owner_read(ctx, ref, &mark))
		return error_set(ctx, &f, "nothing is known of who made %s", name);
	if (!mark.transient)
		return error_set(ctx, &f, "%s made %s to stay", mark.tool, name);
	state = owner_find_state(ctx, &mark);
	if (state == RESCTRL_OWNER_GONE)
		return 0;
	return error_set(ctx, &f, "%s (PID %d), which made %s, %s", mark.tool, (int)mark.pid, name,
			 state == RESCTRL_OWNER_ALIVE ? "is running" : "cannot be seen from here");
}

static int remove_group(struct resctrl_ctx *ctx, const char *name, unsigned int flags,
			struct resctrl_outcome *outcome)
{
	struct group_ref ref;
	const char *to;
	int err;

	err = group_ref_init(ctx, &ref, name);
	if (err)
		return err;
	if (!strcmp(ref.dir, "."))
		return error_refused(ctx, "\"rctl unmount\" ends all use of resctrl",
				     "the default group cannot be removed");
	to = ref.name.kind == RESCTRL_GROUP_MON && *ref.name.ctrl ? ref.name.ctrl : "/";
	outcome->destination = strdup(to);
	if (!outcome->destination)
		return error_memory(ctx);
	err = fs_start_change(ctx, flags);
	if (!err)
		err = group_ref_check(ctx, &ref);
	if (!err && flags & RESCTRL_ORPHAN)
		err = check_orphan(ctx, &ref, name);
	if (!err)
		err = check(ctx, &ref, name, flags, outcome);
	if (!err && !(flags & RESCTRL_DRY_RUN))
		err = fs_rmdir(ctx, ref.dir);
	fs_unlock(ctx);
	return err;
}

int resctrl_group_remove(struct resctrl_ctx *ctx, const char *name, unsigned int flags,
			 struct resctrl_outcome **outcome)
{
	struct resctrl_outcome *o;
	int err;

	assert(ctx);
	error_begin(ctx, "remove group %s", name ? name : "");
	o = calloc(1, sizeof(*o));
	if (!o)
		return error_memory(ctx);
	err = remove_group(ctx, name, flags, o);
	if (!err && outcome)
		*outcome = o;
	else
		resctrl_outcome_free(o);
	return err;
}
