/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The body of the mount snapshot. */
#ifndef MOUNT_H
#define MOUNT_H

#include "internal.h"
#include "text/proc.h"

#define DEFAULT_MOUNT_POINT "/sys/fs/resctrl"

struct resctrl_mount {
	bool supported;
	struct mountinfo_entry entry;	/* path NULL while not mounted */
};

/* Fills M, within the operation of the caller. */
MUST_CHECK int mount_load(struct resctrl_ctx *ctx, struct resctrl_mount *m);

/* ---- mount-check.c ---- */

/* What the CPU's flags rule out among OPTIONS: -EINVAL (REFUSED, predicted). */
MUST_CHECK int mount_check_options(struct resctrl_ctx *ctx, const struct strlist *options);
/* Whether this process may mount at all; PATH is for the record. 0 or, as below, -EPERM. */
MUST_CHECK int mount_check_rights(struct resctrl_ctx *ctx, const char *path);
/* The kernel said EPERM: who is missing what. Recorded; -EPERM. */
int mount_explain_permission(struct resctrl_ctx *ctx, const char *path);

#endif
