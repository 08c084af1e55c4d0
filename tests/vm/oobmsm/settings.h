/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one telemetry device has: the key=value arguments of the program. */
#ifndef OOBMSM_SETTINGS_H
#define OOBMSM_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct settings {
	/* Place in the machine */
	uint64_t package;
	uint64_t bus, device, function; /* as its TPMI registers give them */
	uint64_t cpu, cpus;		/* the package's first CPU, and how many it has */

	/* What there is */
	uint64_t aggregators; /* each with the CPUs of a part of the package */
	uint64_t energy, perf, tpmi, discovery;
	uint64_t energy_guid, perf_guid;
	uint64_t energy_rmids, perf_rmids; /* what PMT discovery says */
	uint64_t energy_size, perf_size;   /* of a region, in bytes */

	/* Behaviour */
	uint64_t period;  /* ms between two updates of the counters; 0: they stand still */
	uint64_t history; /* s of work before the machine was switched on */
};

/* Fills @s; on failure returns false and leaves one line of explanation in @err. */
bool settings_parse(struct settings *s, int argc, char **argv, char *err, size_t errlen);

#endif
