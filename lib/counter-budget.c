/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters that are free, by domain, as dry runs spend them. */
#include "counter-budget.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "schema.h"
#include "text/domval.h"

static int fill(struct resctrl_ctx *ctx, const struct domval *list, size_t num,
		struct counter_budget *budget)
{
	budget->domains = calloc(num + 1, sizeof(*budget->domains));
	if (!budget->domains)
		return error_memory(ctx);
	for (size_t i = 0; i < num; i++) {
		struct counter_domain_budget *d = &budget->domains[budget->num];

		d->id = list[i].id;
		if (!num_parse_u64(list[i].value, 10, &d->free))
			budget->num++;
	}
	return 0;
}

int counter_budget_load(struct resctrl_ctx *ctx, const char *resource, struct counter_budget *budget)
{
	struct domval *list = NULL;
	size_t num = 0;
	char dir[280];
	int err;

	*budget = (struct counter_budget){ 0 };
	snprintf(dir, sizeof(dir), "info/%.255s_MON", resource);
	err = domvals_read(ctx, dir, "available_mbm_cntrs", &list, &num);
	if (err == -EINVAL) {
		error_clear(ctx);
		err = 0;
	} else if (!err) {
		err = fill(ctx, list, num, budget);
	}
	domval_free(list, num);
	return err;
}

bool counter_budget_take(struct counter_budget *budget, uint64_t id)
{
	for (size_t i = 0; i < budget->num; i++) {
		struct counter_domain_budget *d = &budget->domains[i];

		if (d->id != id)
			continue;
		if (!d->free)
			return false;
		d->free--;
		return true;
	}
	return true;
}

void counter_budget_release(struct counter_budget *budget)
{
	free(budget->domains);
	*budget = (struct counter_budget){ 0 };
}
