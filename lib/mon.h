/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One monitored resource: the facts of a directory info/<RESOURCE>_MON. */
#ifndef MON_H
#define MON_H

#include "schema.h"

struct counter_domain {
	uint64_t id;
	uint64_t total;
	struct fact available;
};

struct resctrl_mon {
	char *resource;
	struct strlist events;
	bool *configurable;		/* of each event */
	struct fact num_rmids, max_threshold_occupancy, assign_on_mkdir;
	struct strlist assign_modes;	/* the active one first */
	struct counter_domain *counters;
	size_t num_counters;
};

/* DIR is the name below info, "L3_MON". */
MUST_CHECK int mon_load(struct resctrl_ctx *ctx, const char *dir, struct resctrl_mon *mon);
void mon_release(struct resctrl_mon *mon);

#endif
