/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the kernel enables MPAM (drivers/acpi/arm64/mpam.c, drivers/resctrl/mpam_devices.c), and why not. */
#ifndef PROBE_MPAM_ENABLE_H
#define PROBE_MPAM_ENABLE_H

#include "probe/mpam-tree.h"

/* Notes why the window of MSC was not read, and what can be known nevertheless. */
void mpam_enable_obstacle(const struct probe_env *env, const struct msc *msc);
/* Notes the predictions "mpam" and "resctrl"; gives the first. */
enum resctrl_answer
mpam_enable_predict(const struct probe_env *env, const struct topology *t,
		    const struct mpam_table *table, const struct mpam_tree *tree);
/* The same where the table cannot be read: ERR as of topology_read_table. */
void mpam_enable_predict_absent(const struct probe_env *env, int err);

#endif
