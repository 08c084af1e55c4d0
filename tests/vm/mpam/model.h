/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MSCs as they behave: registers that are banked by RIS, PARTID and monitor, and the traffic that
 * the CPUs cause. Plain C without QEMU; the caller serialises and gives the time.
 */
#ifndef MPAM_MODEL_H
#define MPAM_MODEL_H

#include "machine.h"

/* Configuration registers kept for each RIS and PARTID; the order of model.c's table. */
#define N_CONFIG 16

/*
 * What the model shows at BANKS_AT of the window, for whoever wants to see what the kernel has
 * programmed: every configuration register. Index of the register: model_config_index().
 */
typedef uint32_t model_banks[MAX_MSCS][MAX_RIS][MAX_PARTIDS][N_CONFIG];

struct model;

/* @window: WINDOW_SIZE bytes, what guest physical MSC_BASE shows. @rate: bytes/s of a busy CPU. */
struct model *model_new(const struct machine *m, void *window, uint64_t rate, uint64_t decay_ns);
/* A store to the register at @offset of an MSC has just been done. */
void model_stored(struct model *model, unsigned int msc, unsigned int offset, uint64_t now);
/* The CPU runs user code with these ids from now on, or runs none. */
void model_busy(struct model *model, unsigned int cpu, uint64_t now);
void model_quiet(struct model *model, unsigned int cpu, uint64_t now);
void model_set_ids(struct model *model, unsigned int cpu, unsigned int partid, unsigned int pmg);
/* Index in the banks of the configuration register at @offset, or -1. */
int model_config_index(unsigned int offset);

#endif
