/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in a cache a number of ways is placed. Arithmetic only. */
#ifndef FIT_H
#define FIT_H

#include <stdint.h>

#include <resctrl/change.h>

struct fit {
	unsigned int ways;		/* of the whole cache */
	uint64_t avoid;			/* bits shared with hardware: taken only where nothing else fits */
	enum resctrl_place place;
	unsigned int weight[64];	/* RESCTRL_PLACE_LEAST: how many others have each bit */
};

/* A run of WANT ones, at most FIT->ways. */
uint64_t fit_run(const struct fit *fit, unsigned int want);

#endif
