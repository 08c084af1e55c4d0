/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters that are free, by domain, as dry runs spend them. */
#ifndef COUNTER_BUDGET_H
#define COUNTER_BUDGET_H

#include "internal.h"

struct counter_domain_budget {
	uint64_t id;
	uint64_t free;
};

struct counter_budget {
	struct counter_domain_budget *domains;
	size_t num;
};

/*
 * From info/RESOURCE_MON/available_mbm_cntrs. Empty where there is no such file, and in the mode "default", where the
 * kernel does not show it. 0 or -errno, recorded; for counter_budget_release in any case.
 */
MUST_CHECK int counter_budget_load(struct resctrl_ctx *ctx, const char *resource,
				   struct counter_budget *budget);
/* Takes a counter of domain ID. False: none is free. What no file tells of is not refused. */
bool counter_budget_take(struct counter_budget *budget, uint64_t id);
void counter_budget_release(struct counter_budget *budget);

#endif
