/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who made a group: the xattr trusted.rctl.owner on its directory. */
#ifndef OWNER_H
#define OWNER_H

#include "group.h"
#include "text/owner.h"

#define OWNER_XATTR "trusted.rctl.owner"
/* What a recording has instead. */
#define OWNER_RECORD "/rctl/owners"

/*
 * Marks the new group REF as made by this process. It is a courtesy: where it is not possible (no CAP_SYS_ADMIN, no
 * /proc) the group stays without mark, and nothing is recorded.
 */
void owner_write(struct resctrl_ctx *ctx, const struct group_ref *ref, bool transient);
/* The mark of REF. False where there is none that this process may see, or that can be read. */
bool owner_read(struct resctrl_ctx *ctx, const struct group_ref *ref, struct owner_mark *mark);
/* Whether the process of MARK still is there. */
enum resctrl_owner_state owner_find_state(struct resctrl_ctx *ctx, const struct owner_mark *mark);

#endif
