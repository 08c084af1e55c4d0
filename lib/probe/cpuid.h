/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUID of one CPU in each package. */
#ifndef PROBE_CPUID_H
#define PROBE_CPUID_H

#include "probe/cpuid-dump.h"
#include "probe/system.h"

struct cpuid_package {
	unsigned int id, cpu;		/* the CPU that was asked */
};

struct cpuid {
	struct cpuid_dump dump;
	struct cpuid_package *packages;
	size_t num_packages;
};

/*
 * Reads the leaves that say something about resctrl, and notes them field by field. -EOPNOTSUPP: no x86, or a recorded
 * tree without them; noted. In any case cpuid_release.
 */
int cpuid_load(const struct probe_env *env, struct cpuid *cpuid);
void cpuid_release(struct cpuid *cpuid);
/*
 * A field of a block of registers (registers-x86.c), as the first package has it: "cpuid_10_1", "EDX", "CLOSID_MAX".
 * -ENOENT: this CPU has no such leaf.
 */
int cpuid_get(const struct cpuid *cpuid, const char *block, const char *reg, const char *field,
	      uint64_t *value);
/* Family, model, stepping, as the kernel names them. False where the leaf is missing. */
bool cpuid_get_model(const struct cpuid *cpuid, unsigned int *family, unsigned int *model,
		     unsigned int *stepping);

/* "GenuineIntel": the vendor of the CPU that this runs on. False where there is no CPUID. */
#define CPUID_VENDOR_SIZE 13
bool cpuid_vendor(char vendor[CPUID_VENDOR_SIZE]);

#endif
