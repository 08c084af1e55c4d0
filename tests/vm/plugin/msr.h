/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model-specific registers of RDT and PQoS. */
#ifndef RDT_MSR_H
#define RDT_MSR_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"

#define RDT_MSR_PQR_ASSOC 0xc8f

/* False at once for the many MSRs that are none of ours. */
bool rdt_msr_covers(const struct rdt_model *m, uint32_t msr);

/* Both return false for an MSR that this CPU does not have. */
bool rdt_msr_read(struct rdt_model *m, unsigned int cpu, uint32_t msr, uint64_t now,
		  uint64_t *value);
bool rdt_msr_write(struct rdt_model *m, unsigned int cpu, uint32_t msr, uint64_t now,
		   uint64_t value);

#endif
