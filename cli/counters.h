/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the commands for assignable counters share.
 */
#ifndef RCTL_COUNTERS_H
#define RCTL_COUNTERS_H

#include "args.h"
#include "view.h"

struct json_object;
struct rctl_run;
struct resctrl_counters;
struct resctrl_ctx;

/* resctrl_counter_assign or resctrl_counter_unassign */
typedef int (*counters_fn)(struct resctrl_ctx *ctx, const char *group, const char *event,
			   const char *domains, unsigned int flags);

/* The counters of EVENT, or of all where it is NULL or "*", as list-counters describes. */
struct json_object *counters_new_array(const struct resctrl_counters *counters, const char *event);
extern const struct view_column counters_columns[];

/* Runs a command with the operands GROUP EVENT and the options below: calls CHANGE. */
int counters_run(struct rctl_run *run, counters_fn change);
extern const struct option_entry counters_options[];

#endif
