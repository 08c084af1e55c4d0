/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of results that several commands share, and the columns that show them.
 */
#ifndef RCTL_RESULT_H
#define RCTL_RESULT_H

#include <resctrl/group.h>
#include <resctrl/info.h>

#include "view.h"

struct json_object;
struct resctrl_change;
struct resctrl_tasks;

/* "cache", "bandwidth", "other" */
const char *result_kind_name(enum resctrl_schema_kind kind);
/* "percent", "eighth_gbps", "mibps", or NULL where it is not known. */
const char *result_unit_name(enum resctrl_bandwidth_unit unit);
/* "control", "monitor" */
const char *result_group_kind_name(enum resctrl_group_kind kind);
/* The control group that the monitor group NAME is in, null for control groups. */
struct json_object *result_new_parent(enum resctrl_group_kind kind, const char *name);
/*
 * {"tool": "rctl", "pid": 812, "state": "alive", "transient": false}, or null where nothing is known.
 * state: alive, gone or unknown. transient: the group is not to outlive its owner.
 */
struct json_object *result_new_owner(const struct resctrl_group *group);
/* The kernel's digits of a schemata value: "0xff" for caches, a number for bandwidth. */
struct json_object *result_new_value(enum resctrl_schema_kind kind, const char *digits);

/*
 * [{"schema": "L3", "domain": 0, "asked": "50%", "rounded": "0xff", "before": "0xffff",
 *   "effective": "0xff"}]
 * asked: the text of the command line. rounded: what was written, or would be. effective: what the
 * kernel shows afterwards, null in a dry run. Masks are texts, bandwidths are numbers.
 */
struct json_object *result_new_change(const struct resctrl_change *change);
extern const struct view_column result_change_columns[];

/*
 * {"assigned": 12, "missed": [{"task": 4711, "errno": 3, "reason": "no such task"}]}
 * Tasks are threads.
 */
void result_fill_tasks(struct json_object *object, const struct resctrl_tasks *tasks);
extern const struct view_column result_missed_columns[];

#endif
