/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which group's events hold a counter, from the files mbm_<RESOURCE>_assignments. */
#ifndef COUNTERS_H
#define COUNTERS_H

#include "group.h"

/* The names of such files in the root of resctrl, sorted. None: -EOPNOTSUPP (NOT_SUPPORTED), recorded. */
MUST_CHECK int counters_list_files(struct resctrl_ctx *ctx, struct strlist *files);
/*
 * Whether one counter serves all domains of RESOURCE at once: Arm, where the mode mbm_event cannot be left (kernel:
 * drivers/resctrl/mpam_resctrl.c keeps one array of counters for the class, not for the domain). 0 or -errno, recorded.
 */
MUST_CHECK int counters_are_fixed(struct resctrl_ctx *ctx, const char *resource, bool *fixed);
/* Counters are not in use in the mode "default": -EOPNOTSUPP, recorded. */
int counters_not_in_use(struct resctrl_ctx *ctx, const char *path);

/* The groups that hold counters, as words: "web, db", at most eight. "" where there is none. */
void counters_name_holders(const struct resctrl_counters *counters, char *names, size_t size);

/* The counters of every group, of one group; without lock, within the caller's operation. */
MUST_CHECK int counters_load_all(struct resctrl_ctx *ctx, struct resctrl_counters **counters);
MUST_CHECK int counters_load_group(struct resctrl_ctx *ctx, const struct group_ref *ref,
				   const char *name, struct resctrl_counters **counters);

#endif
