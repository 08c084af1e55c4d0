/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The counters: which regions of telemetry memory a package has, and what stands in them. Counters
 * follow what the package's CPUs do for an RMID.
 */
#ifndef OOBMSM_TELEMETRY_H
#define OOBMSM_TELEMETRY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../plugin/activity.h"
#include "settings.h"

#define TELEMETRY_RMIDS 576
#define MAX_AGGREGATORS 4
#define MAX_REGIONS	(2 * MAX_AGGREGATORS + 1)

/* The region of no real device, in which tests find the times that the counters are made of: two words
 * for each RMID, ns of work and of rest, and a last one, when that was. */
#define WITNESS_GUID 0x7e57ac71

#define DATA_VALID (UINT64_C(1) << 63)

enum region_type { REGION_ENERGY, REGION_PERF, REGION_WITNESS };

struct region {
	enum region_type type;
	unsigned int aggregator;
	uint32_t guid;
	uint32_t offset, size; /* bytes, from the start of the telemetry memory */
};

struct telemetry {
	const struct settings *set;
	struct activity *activity; /* NULL: nobody ever works */
	unsigned int n_regions;
	struct region region[MAX_REGIONS];
	uint32_t size; /* of all regions */
	uint64_t start;
};

/* Decides where the regions are. */
void telemetry_lay_out(struct telemetry *t, const struct settings *set);

/* The counters at @now, into the regions in @memory, which is 8-byte aligned and t->size bytes long. */
void telemetry_update(struct telemetry *t, void *memory, uint64_t now);

/* What stands in the regions, a line for each counter with data: package, GUID, aggregator, RMID, index
 * of the event, count. */
void telemetry_print(const struct telemetry *t, const void *memory, FILE *out);

#endif
