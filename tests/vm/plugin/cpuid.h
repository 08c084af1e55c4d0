/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPUID leaves that tell of RDT and PQoS. */
#ifndef RDT_CPUID_H
#define RDT_CPUID_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"

struct rdt_regs {
	uint32_t eax, ebx, ecx, edx;
};

/* True when this CPU's answer to @leaf differs from QEMU's for some subleaf. */
bool rdt_cpuid_covers(const struct rdt_model *m, uint32_t leaf);

/* Turns QEMU's answer in @r into the emulated CPU's. */
void rdt_cpuid(const struct rdt_model *m, uint32_t leaf, uint32_t subleaf, struct rdt_regs *r);

#endif
