/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of CPUs, as large as any kernel's, and their list form "0-3,8". */
#ifndef BASE_CPUSET_H
#define BASE_CPUSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

#define CPUSET_MOST	8192u	/* NR_CPUS of the largest configuration, x86 */

struct cpuset {
	uint64_t bits[CPUSET_MOST / 64];
};

void cpuset_add(struct cpuset *set, unsigned int cpu);	/* beyond CPUSET_MOST: nothing */
bool cpuset_has(const struct cpuset *set, uint64_t cpu);
bool cpuset_is_empty(const struct cpuset *set);
bool cpuset_is_equal(const struct cpuset *a, const struct cpuset *b);
unsigned int cpuset_count(const struct cpuset *set);
/* The first CPU from CPU on; CPUSET_MOST where there is none. */
unsigned int cpuset_next(const struct cpuset *set, unsigned int cpu);
void cpuset_or(struct cpuset *set, const struct cpuset *other);
void cpuset_and(struct cpuset *set, const struct cpuset *other);
/* The list form, to be read again by cpulist_parse. */
void cpuset_format(const struct cpuset *set, struct strbuf *sb);

#endif
