/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events count, as a part of results.
 */
#ifndef RCTL_FILTERS_H
#define RCTL_FILTERS_H

#include "view.h"

struct json_object;
struct rctl_run;

/* [{"resource", "event", "domain", "bits", "types"}] of EVENT (NULL: of all); NULL where unknown. */
struct json_object *filters_new_array(struct rctl_run *run, const char *event);
extern const struct view_column filters_columns[];

#endif
