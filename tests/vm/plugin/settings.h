/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the emulated CPU has: the key=value arguments of the plugin. A profile is a list of them. */
#ifndef RDT_SETTINGS_H
#define RDT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RDT_MAX_CPUS	 64
#define RDT_MAX_CLOSIDS	 128
#define RDT_MAX_RMIDS	 4096
#define RDT_MAX_COUNTERS 32

/* No RMID has this number, so as a setting it means "none". */
#define RDT_NO_RMID RDT_MAX_RMIDS

struct rdt_settings {
	bool amd;

	uint64_t dom; /* CPUs that share an L3 (0: all of them) */
	uint64_t snc; /* NUMA nodes in an L3 (Sub-NUMA Clustering) */

	/* Allocation */
	uint64_t l3cat, l3len, l3kb, share, closids, cdp, noncont;
	uint64_t l2len, l2closids, l2cdp;
	uint64_t mba, mbaclosids, mbadelay, ptmba, bwlen, smba, sdciae;

	/* Monitoring */
	uint64_t rmids, occ, total, local, scale, width;
	uint64_t bmec, abmc, cntrs;
	uint64_t errrmid, unavailrmid;

	/* Behaviour of the model */
	uint64_t rate;	  /* MB/s (10^6) that a busy CPU moves when not throttled */
	uint64_t load;	  /* MB/s that every RMID but 0 moves by itself, times 1 to 5; 0: none does */
	uint64_t wave1, wave2, wave3; /* ms: in bursts of this period, by RMID modulo 4; 0: steady */
	uint64_t wavemb;  /* these are percent of the default group's MB, in ms: the guest sets them */
	uint64_t witness; /* occupancy is what the RMID has moved: the truth about its counters */
	uint64_t decayms; /* time in which an idle RMID's lines leave a full cache */

	uint64_t debug; /* log every answer */

	const char *activity; /* file in which what CPUs do is recorded (activity.h), or NULL */
};

/*
 * Fills @s from @argc arguments of the form key=value. "vendor" chooses the defaults, wherever it
 * stands. On failure returns false and leaves one line of explanation in @err.
 */
bool rdt_settings_parse(struct rdt_settings *s, int argc, char **argv, char *err, size_t errlen);

#endif
