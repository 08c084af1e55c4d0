/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The body of a tracker, and what its files share. */
#ifndef TRACKER_H
#define TRACKER_H

#include <resctrl/tracker.h>

#include "tasks.h"

/* Where tasks of a tracker's own group were before. */
struct origin {
	char *group;
	struct tids tids;	/* sorted; what they forked is added where that is told apart */
};

struct tracked_group {
	char *name;
	struct group_ref ref;
	bool is_own;
	uint64_t inode;		/* of own ones; 0: not known */
	bool is_there;		/* for own ones: to be removed at the end */
	struct origin *origins;	/* of own ones; the first is that of all tasks where it is the only one */
	size_t num_origins;
	struct tids waiting;	/* to be moved here in this round */
};

struct resctrl_tracker {
	struct resctrl_ctx *ctx;
	struct resctrl_tasks *tasks;
	struct tids before;	/* children that processes had already: not followed */
	bool steal;
	bool dry;		/* nothing is made or moved */
	bool alive;
	bool told_unmarked;
	unsigned int wait_ms;
	struct tracked_group **groups;
	size_t num_groups;
};

/* ---- tracker-group.c ---- */

/* NULL: there is none of that name. */
struct tracked_group *tracked_find(const struct resctrl_tracker *t, const char *name);
/* A monitor group of others, to be read. 0 or -errno, recorded. */
MUST_CHECK int tracked_add(struct resctrl_tracker *t, const char *name);
/*
 * The own group below CTRL, "" for the default group: made where there is none, made again where somebody has removed
 * it. 0 or -errno, recorded.
 */
MUST_CHECK int tracked_need_own(struct resctrl_tracker *t, const char *ctrl,
				struct tracked_group **group);
/* Somebody has removed the own group G, and made one of its name. */
bool tracked_is_replaced(struct resctrl_ctx *ctx, const struct tracked_group *g);
void tracked_release(struct resctrl_tracker *t);

/* ---- tracker-origin.c ---- */

/* Notes where TID, which is about to be moved to G, is now. 0 or recorded -ENOMEM. */
MUST_CHECK int origin_note(struct resctrl_ctx *ctx, struct tracked_group *g, pid_t tid,
			   const char *group);
/* After notes: what is looked up has to be sorted. */
void origin_sort(struct tracked_group *g);
/*
 * Tasks of G, in the kernel's order, that nobody noted were started by those that somebody did: they belong where their
 * parents do. 0 or recorded -ENOMEM.
 */
MUST_CHECK int origin_inherit(struct resctrl_ctx *ctx, struct tracked_group *g,
			      const struct tids *tasks);
/* Puts tasks of G back into the monitor groups they were in; the others need not be moved. 0 or -errno, recorded. */
MUST_CHECK int origin_restore(struct resctrl_ctx *ctx, struct tracked_group *g);
void origin_release(struct tracked_group *g);

#endif
