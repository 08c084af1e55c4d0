/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl monitor --multiplex: counters in rotation, and given back whatever ends it.
 */
#ifndef RCTL_ROTATION_H
#define RCTL_ROTATION_H

#include <stdint.h>

#include "ticker.h"

struct resctrl_monitor_config;
struct resctrl_sample;
struct rctl_run;

struct rotation {
	struct rctl_run *run;
	struct ticker ticker;		/* started */
	struct resctrl_multiplex *multiplex;
	uint64_t count;			/* samples */
	/* Returns 0 or the exit status. */
	int (*print)(void *data, const struct resctrl_sample *sample);
	void *data;
};

/* Each returns 0 or the exit status. Whatever was opened is to be closed. */
int rotation_open(struct rotation *rotation, const struct resctrl_monitor_config *config);
int rotation_run(struct rotation *rotation);
/* Gives back every counter. STATUS: of the run so far. */
int rotation_close(struct rotation *rotation, int status);

#endif
