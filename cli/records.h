/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts, predictions and findings of a probe as parts of a result.
 */
#ifndef RCTL_RECORDS_H
#define RCTL_RECORDS_H

#include <resctrl/probe.h>

#include "view.h"

struct json_object;

/* The arrays "facts", "predictions" and "findings" into OBJECT. */
void records_fill(struct json_object *object, const struct resctrl_probe *probe);

extern const struct view_column records_fact_columns[];
extern const struct view_column records_prediction_columns[];
extern const struct view_column records_finding_columns[];

#endif
