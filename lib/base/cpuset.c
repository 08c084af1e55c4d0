/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of CPUs. */
#include "base/cpuset.h"

#include <string.h>

#define NUM_WORDS	(CPUSET_MOST / 64)

void cpuset_add(struct cpuset *set, unsigned int cpu)
{
	if (cpu < CPUSET_MOST)
		set->bits[cpu / 64] |= UINT64_C(1) << cpu % 64;
}

bool cpuset_has(const struct cpuset *set, uint64_t cpu)
{
	return cpu < CPUSET_MOST && set->bits[cpu / 64] >> cpu % 64 & 1;
}

bool cpuset_is_empty(const struct cpuset *set)
{
	return cpuset_next(set, 0) == CPUSET_MOST;
}

bool cpuset_is_equal(const struct cpuset *a, const struct cpuset *b)
{
	return !memcmp(a, b, sizeof(*a));
}

unsigned int cpuset_count(const struct cpuset *set)
{
	unsigned int num = 0;

	for (size_t i = 0; i < NUM_WORDS; i++)
		num += (unsigned int)__builtin_popcountll(set->bits[i]);
	return num;
}

unsigned int cpuset_next(const struct cpuset *set, unsigned int cpu)
{
	while (cpu < CPUSET_MOST) {
		uint64_t rest = set->bits[cpu / 64] >> cpu % 64;

		if (rest)
			return cpu + (unsigned int)__builtin_ctzll(rest);
		cpu += 64 - cpu % 64;
	}
	return CPUSET_MOST;
}

void cpuset_or(struct cpuset *set, const struct cpuset *other)
{
	for (size_t i = 0; i < NUM_WORDS; i++)
		set->bits[i] |= other->bits[i];
}

void cpuset_and(struct cpuset *set, const struct cpuset *other)
{
	for (size_t i = 0; i < NUM_WORDS; i++)
		set->bits[i] &= other->bits[i];
}

void cpuset_format(const struct cpuset *set, struct strbuf *sb)
{
	const char *comma = "";

	strbuf_add(sb, "");
	for (unsigned int cpu = cpuset_next(set, 0); cpu < CPUSET_MOST;
	     cpu = cpuset_next(set, cpu + 1)) {
		unsigned int first = cpu;

		while (cpuset_has(set, cpu + 1))
			cpu++;
		strbuf_addf(sb, first == cpu ? "%s%u" : "%s%u-%u", comma, first, cpu);
		comma = ",";
	}
}
