/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulated hardware: L3 domains with their masks, bandwidth controls and counters, and CPUs
 * that are busy on behalf of an RMID or not. Plain C without QEMU and without a clock of its own:
 * times are passed in, in ns. The caller serialises.
 */
#ifndef RDT_MODEL_H
#define RDT_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "settings.h"

/* Kinds of memory transaction that AMD's BMEC and ABMC select, one bit each; local ones are 0x15.
 */
#define RDT_TYPES_ALL	0x7f
#define RDT_TYPES_LOCAL 0x15

/* What IA32_QM_CTR answers in place of data. */
#define RDT_CTR_ERROR	    (1ull << 63)
#define RDT_CTR_UNAVAILABLE (1ull << 62)

struct rdt_rmid {
	double bytes;	  /* moved since power on */
	double occupancy; /* bytes in the cache at occupancy_time */
	uint64_t occupancy_time;
};

struct rdt_counter { /* an assignable counter (ABMC) */
	uint64_t config;
	double start; /* what its RMID had moved when it was configured */
};

struct rdt_domain {
	uint64_t l3_mask[RDT_MAX_CLOSIDS];
	uint64_t mba[RDT_MAX_CLOSIDS];
	uint64_t smba[RDT_MAX_CLOSIDS];
	uint64_t l3_qos_cfg; /* CDP */
	uint64_t l3_ext_cfg; /* ABMC, SDCIAE */
	uint64_t evt_cfg[2]; /* BMEC: transaction types of mbm_total and mbm_local */
	uint64_t snc_cfg;    /* bit 0 set: one RMID space for all nodes of the L3 */
	struct rdt_counter counter[RDT_MAX_COUNTERS];
	struct rdt_rmid rmid[RDT_MAX_RMIDS];
};

struct rdt_cpu {
	uint32_t rmid, closid; /* IA32_PQR_ASSOC */
	uint64_t evtsel;       /* IA32_QM_EVTSEL */
	uint64_t l2_mask[RDT_MAX_CLOSIDS];
	uint64_t l2_qos_cfg;
	bool busy;
	uint64_t since; /* up to where a busy CPU's time has been charged */
};

struct rdt_model {
	struct rdt_settings set;
	unsigned int n_cpus, cpus_per_domain, n_domains;
	struct rdt_domain *domain;
	struct rdt_cpu cpu[RDT_MAX_CPUS];
};

/* Returns NULL without memory or with more CPUs than RDT_MAX_CPUS. Freed with free(). */
struct rdt_model *rdt_model_new(const struct rdt_settings *set, unsigned int n_cpus);
void rdt_model_free(struct rdt_model *m);

struct rdt_domain *rdt_model_domain(struct rdt_model *m, unsigned int cpu);

/* @cpu works for its RMID from now on; it stopped doing so. */
void rdt_model_busy(struct rdt_model *m, unsigned int cpu, uint64_t now);
void rdt_model_quiet(struct rdt_model *m, unsigned int cpu, uint64_t now);

/* Charges what the busy CPUs of @cpu's domain did up to now: before a counter is read or a control
 * changes. */
void rdt_model_settle(struct rdt_model *m, unsigned int cpu, uint64_t now);

/* What IA32_QM_CTR reads on @cpu. */
uint64_t rdt_model_read_counter(struct rdt_model *m, unsigned int cpu, uint64_t now);

/* A write to the ABMC configuration register on @cpu. */
void rdt_model_configure_counter(struct rdt_model *m, unsigned int cpu, uint64_t value,
				 uint64_t now);

#endif
