/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The body of an outcome: what creating or removing a group did. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "change.h"
#include "tasks.h"

struct resctrl_outcome {
	bool created;
	struct resctrl_change *change;
	struct resctrl_tasks *tasks;
	size_t num_moved;
	char *destination;
	size_t num_mon_groups;
};

struct resctrl_group_config;

/* ---- join.c ---- */

/*
 * The group REF exists: -EEXIST with the first difference where it is not as CONFIG asks, and nothing
 * changed; else its tasks are moved in, unless FLAGS say RESCTRL_DRY_RUN.
 */
MUST_CHECK int join_group(struct resctrl_ctx *ctx, const struct resctrl_group_config *config,
			  const struct group_ref *ref, unsigned int flags,
			  struct resctrl_outcome *outcome);

#endif
