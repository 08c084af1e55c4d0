/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "task-rounds.h"

#include <time.h>

/* Each round is shorter than the one before, unless the tasks fork faster than they can be moved. */
#define MOST_ROUNDS 64

static const unsigned int pauses_ms[ROUNDS_AT_REST] = { 0, 2, 8, 25 };

bool rounds_next(struct rounds *rounds)
{
	struct timespec t = { 0 };

	if (rounds->quiet >= rounds->enough || rounds->num >= MOST_ROUNDS)
		return false;
	t.tv_nsec = pauses_ms[rounds->quiet] * 1000000L;
	if (t.tv_nsec)
		nanosleep(&t, NULL);
	rounds->num++;
	return true;
}

void rounds_end(struct rounds *rounds, bool found)
{
	rounds->quiet = found ? 0 : rounds->quiet + 1;
}

bool rounds_gave_up(const struct rounds *rounds)
{
	return rounds->quiet < rounds->enough;
}
