/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an emulated Arm machine has of MPAM: the "mpam=" lines of a profile. The firmware writes tables
 * and registers from it, the plugin behaves accordingly.
 *
 *	cpus partid_max=N pmg_max=N	limits of the CPUs (MPAMIDR_EL1)
 *	    [soc_id=N]			what firmware calls the chip (SMCCC_ARCH_SOC_ID); 0: nothing
 *	table revision=N		of the MPAM table; the kernel ignores 0
 *	cache id=N level=3 cpus=A-B kb=N ways=N
 *	cache id=N level=2 ...		each level 3 is a package, each level 2 a cluster in it
 *	msc id=N [partid_max=N] [pmg_max=N] [iidr=N] [nrdy=USEC] [cluster=I] [package=I] [pcc=1]
 *	    [reserved=N]		a Memory System Component; its CPUs are all, or those named
 *	ris cache=ID | memory=NODE	a resource instance of the last msc
 *	    [cpor=WIDTH] [cmax=WIDTH] [mbw_max=WIDTH] [mbw_min=1] [csu=N] [mbwu=N] [mbwu_bits=31|44|63]
 */
#ifndef MPAM_MACHINE_H
#define MPAM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_CPUS     16
#define MAX_CACHES   8
#define MAX_MSCS     8
#define MAX_RIS	     4
#define MAX_PARTIDS  64
#define MAX_PMGS     8
#define MAX_MONITORS 16

/* Guest physical address of the first MSC, and from there to the next one. */
#define MSC_BASE 0x80000000ull
#define MSC_SIZE 0x4000u
/* The file behind that memory, and what the plugin shows of its state in its upper half. */
#define WINDOW_SIZE (2u << 20)
#define BANKS_AT    (1u << 20)

struct cache {
	uint64_t id, level, first_cpu, last_cpu, kb, ways;
};

struct ris {
	bool memory; /* else a cache */
	uint64_t target; /* cache id or node */
	uint64_t cpor, cmax, mbw_max, mbw_min, csu, mbwu, mbwu_bits;
};

struct msc {
	uint64_t id, partid_max, pmg_max, iidr, nrdy, reserved;
	bool pcc;
	int64_t cluster, package; /* -1: all CPUs */
	struct ris ris[MAX_RIS];
	unsigned int n_ris;
};

struct machine {
	uint64_t partid_max, pmg_max, soc_id, revision;
	struct cache caches[MAX_CACHES];
	unsigned int n_caches;
	struct msc mscs[MAX_MSCS];
	unsigned int n_mscs;
};

/* Reads the description. On failure returns false and leaves one line of explanation in @err. */
bool machine_read(struct machine *m, const char *path, char *err, size_t errlen);
/* The cache of that id or NULL. */
const struct cache *machine_cache(const struct machine *m, uint64_t id);
/* Whether traffic of @cpu goes through the resource. */
bool machine_ris_has_cpu(const struct machine *m, const struct ris *r, unsigned int cpu);

#endif
