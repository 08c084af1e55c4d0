/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel makes of the MPAM hardware it finds (drivers/resctrl/mpam_resctrl.c, Linux 7.2 and 7.3). */
#ifndef PROBE_MPAM_PREDICT_H
#define PROBE_MPAM_PREDICT_H

#include "probe/mpam-tree.h"

/*
 * Notes the predictions L2, L3, MB, llc_occupancy, mbm_total_bytes and CDP. Where MPAM is NO, nothing of it is there,
 * and the reason says what would be. Where the kernel lacks resctrl, they are what it would have with it, and the
 * reason says so.
 */
void mpam_predict_resources(const struct probe_env *env, const struct topology *t,
			    const struct mpam_tree *tree, enum resctrl_answer mpam);
/* Notes the limits on PARTID and PMG. */
void mpam_predict_limits(const struct probe_env *env, const struct mpam_tree *tree);
/* Notes the errata that the kernel works around, by the exact MPAMF_IIDR. */
void mpam_predict_errata(const struct probe_env *env, const struct mpam_tree *tree);

#endif
