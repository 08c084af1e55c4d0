/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel would answer, for dry runs: all that can be told without changing anything. What no file tells, as
 * ids in limbo, is taken to go well. Failures are recorded, as predicted.
 */
#ifndef PREDICT_H
#define PREDICT_H

#include "change.h"

/* Making the directory of REF: rights, ids, bits. -ENOSPC, -EEXIST, ... */
MUST_CHECK int predict_mkdir(struct resctrl_ctx *ctx, const struct group_ref *ref);
/* The mode exclusive for the control group REF that is to come; CHANGE may be NULL. */
MUST_CHECK int predict_exclusive(struct resctrl_ctx *ctx, const struct group_ref *ref,
				 const struct resctrl_change *change);
/* The CPUs LIST for REF, which may be to come. */
MUST_CHECK int predict_cpus(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *list);
/* Writing to PATH: opened for it, and closed again. */
MUST_CHECK int predict_write(struct resctrl_ctx *ctx, enum status_op op, const char *path);

/* ---- mode.c ---- */

/* Whether a group with the schemata OWN can be exclusive. EXCEPT_DIR: its own directory. */
MUST_CHECK int mode_check_exclusive(struct resctrl_ctx *ctx, const char *except_dir,
				    const struct resctrl_schemata *own);
/* The kernel has refused to make REF exclusive, which is recorded: the groups and bits that stand in the way, too. */
void mode_explain_exclusive(struct resctrl_ctx *ctx, const struct group_ref *ref);

/* ---- io-alloc.c ---- */

/* I/O allocation has a CLOSID: 1 or 0, or recorded -errno. */
MUST_CHECK int io_alloc_is_enabled(struct resctrl_ctx *ctx);

/* ---- ids ---- */

/* How many CLOSIDs there are over all schemas, and how many of them are taken. -ENOENT where nothing is divided. */
MUST_CHECK int predict_closids(struct resctrl_ctx *ctx, uint64_t *total, uint64_t *used);
/* The same of RMIDs, over all that is monitored; those in limbo are not counted. -ENOENT where nothing is monitored. */
MUST_CHECK int predict_rmids(struct resctrl_ctx *ctx, uint64_t *total, uint64_t *used);

#endif
