/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What time it is. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* In nanoseconds, of a clock of clock_gettime(2). */
static inline uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/*
 * What CLOCK_REALTIME is ahead of CLOCK_MONOTONIC, modulo 2^64: always the same until somebody sets the clock or the
 * machine sleeps. The closest of three looks, as the process may lose its CPU in one.
 */
static inline uint64_t clock_wall_offset_ns(void)
{
	uint64_t offset = 0, closest = UINT64_MAX;

	for (int i = 0; i < 3; i++) {
		uint64_t before = clock_ns(CLOCK_MONOTONIC), wall = clock_ns(CLOCK_REALTIME);
		uint64_t gap = clock_ns(CLOCK_MONOTONIC) - before;

		if (gap < closest) {
			closest = gap;
			offset = wall - (before + gap / 2);
		}
	}
	return offset;
}

#endif
