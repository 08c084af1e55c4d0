/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of CPUs. */
#include "base/cpuset.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"

#define NUM_WORDS	(CPUSET_MOST / 64)

void cpuset_add(struct cpuset *set, unsigned int cpu)
{
	if (cpu < CPUSET_MOST)
		set->bits[cpu / 64] |= UINT64_C(1) << cpu % 64;
}

bool cpuset_has(const struct cpuset *set, unsigned int cpu)
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

static int add_range(struct cpuset *set, const char *text, size_t len)
{
	const char *dash = memchr(text, '-', len);
	size_t first_len = dash ? (size_t)(dash - text) : len;
	uint64_t first, last;
	int err;

	err = num_parse_u64_n(text, first_len, 10, &first);
	last = first;
	if (!err && dash)
		err = num_parse_u64_n(dash + 1, len - first_len - 1, 10, &last);
	if (err)
		return err;
	if (last < first)
		return -EINVAL;
	if (last >= CPUSET_MOST)
		return -ERANGE;
	while (first <= last)
		cpuset_add(set, (unsigned int)first++);
	return 0;
}

int cpuset_parse(struct cpuset *set, const char *text)
{
	size_t len = strlen(text);
	int err = 0;

	memset(set, 0, sizeof(*set));
	if (len && text[len - 1] == '\n')
		len--;
	while (len && !err) {
		const char *comma = memchr(text, ',', len);
		size_t part = comma ? (size_t)(comma - text) : len;

		err = add_range(set, text, part);
		text += part;
		len -= part;
		if (!err && comma) {
			text++;
			len--;
			if (!len)
				err = -EINVAL;
		}
	}
	return err;
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
