/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUID leaves as a list, read from CPUs or from the text that a recorded tree has. */
#ifndef PROBE_CPUID_DUMP_H
#define PROBE_CPUID_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpuid_entry {
	uint32_t cpu, leaf, subleaf;
	uint32_t reg[4];		/* EAX EBX ECX EDX */
};

struct cpuid_dump {
	struct cpuid_entry *entries;
	size_t num;
};

/*
 * Lines "CPU LEAF SUBLEAF EAX EBX ECX EDX", CPU decimal, the others hexadecimal without 0x. 0; -EINVAL: a line is
 * something else; -ENOMEM. In any case cpuid_dump_release.
 */
int cpuid_dump_parse(struct cpuid_dump *dump, const char *text);
int cpuid_dump_add(struct cpuid_dump *dump, const struct cpuid_entry *entry);
void cpuid_dump_release(struct cpuid_dump *dump);
/* NULL where there is no such leaf. */
const struct cpuid_entry *cpuid_dump_find(const struct cpuid_dump *dump, uint32_t cpu, uint32_t leaf,
					  uint32_t subleaf);

#endif
