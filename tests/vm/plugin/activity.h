/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For how long each CPU has worked, and rested, on behalf of each RMID: a file that the plugin writes
 * and the telemetry devices of ../oobmsm read while the machine runs. Times are CLOCK_MONOTONIC's,
 * in ns.
 *
 * One writer for each CPU, any number of readers, no lock: the writer makes a CPU's sequence number odd
 * while it changes it, and a reader starts over where the number has changed.
 */
#ifndef RDT_ACTIVITY_H
#define RDT_ACTIVITY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define ACTIVITY_CPUS  64
#define ACTIVITY_RMIDS 1024

struct activity_cpu {
	_Atomic uint64_t sequence;
	_Atomic uint64_t since; /* up to where its time has been charged; 0: it has never run */
	_Atomic uint64_t state; /* since then: the RMID, and ACTIVITY_BUSY */
	_Atomic uint64_t busy[ACTIVITY_RMIDS];
	_Atomic uint64_t quiet[ACTIVITY_RMIDS];
};

#define ACTIVITY_BUSY (1ull << 32)

struct activity {
	struct activity_cpu cpu[ACTIVITY_CPUS];
};

struct activity_time {
	uint64_t busy, quiet;
};

/* Maps the file, which is made where it is not there. Returns NULL and sets errno on failure. */
struct activity *activity_open(const char *path);
void activity_close(struct activity *a);

/* From @now on @cpu works for @rmid, or rests on its behalf. */
void activity_switch(struct activity *a, unsigned int cpu, uint32_t rmid, bool busy, uint64_t now);

/* Adds what @cpu has done up to @now for the RMIDs below @n to @sum. Returns false, with @sum unchanged,
 * where the writer does not come to an end. */
bool activity_add(struct activity *a, unsigned int cpu, uint64_t now, struct activity_time *sum,
		  unsigned int n);

#endif
