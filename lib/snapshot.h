/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bodies of a snapshot and of what differs from it. */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "events/settings.h"
#include "group.h"

struct resctrl_snapshot {
	char *name;
	struct settings settings;
};

struct resctrl_losses {
	struct settings old;
	char **new;			/* as many; NULL: offline */
};

/* Within the operation of the caller, without lock. *LOSSES for resctrl_losses_free. */
MUST_CHECK int snapshot_compare(struct resctrl_ctx *ctx, const struct resctrl_snapshot *snapshot,
				const struct group_ref *ref, struct resctrl_losses **losses);

#endif
