/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rounds of "who is there, move them" over tasks that fork meanwhile.
 *
 * What was being forked while its parent was moved has the parent's former group and is listed only afterwards, and the
 * kernel's list of children leaves some out while others end (fs/proc/array.c, get_children_proc). So tasks that fork
 * are at rest when ROUNDS_AT_REST rounds with growing pauses have found nothing to be moved.
 */
#ifndef TASK_ROUNDS_H
#define TASK_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>

#define ROUNDS_AT_REST 4

struct rounds {
	size_t enough; /* rounds without a find, in a row, after which it is over */
	size_t quiet;  /* of these there have been */
	size_t num;    /* of all, the one that is under way included */
};

/* Begins another round, after a pause, unless there have been enough. */
bool rounds_next(struct rounds *rounds);
/* Ends the round: it has found something to be moved, or nothing. */
void rounds_end(struct rounds *rounds, bool found);
/* Whether the tasks fork faster than they can be moved. */
bool rounds_gave_up(const struct rounds *rounds);

#endif
