/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What unit tests share: cmocka with what it needs, and numbers that look random. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* xorshift64: the same sequence in every run, so that what failed once fails again. */
static inline uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Below LIMIT. */
static inline unsigned int random_below(uint64_t *state, unsigned int limit)
{
	return (unsigned int)(next_random(state) >> 11) % limit;
}

#endif
