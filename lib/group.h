/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files about groups share. */
#ifndef GROUP_H
#define GROUP_H

#include "internal.h"
#include "text/names.h"
#include "text/schemata.h"
#include "text/tids.h"

/* A group by its name, bound to its directory below the root of resctrl. */
struct group_ref {
	struct group_name name;
	char dir[600];
};

/* NAME taken apart. -EINVAL (INVALID), recorded. */
MUST_CHECK int group_ref_init(struct resctrl_ctx *ctx, struct group_ref *ref, const char *name);
/* The path of FILE of the group. */
void group_ref_path(const struct group_ref *ref, const char *file, char *path, size_t size);
/* The directory is there: 0, or -ENOENT (NOT_FOUND) recorded, with the names that exist. */
MUST_CHECK int group_ref_check(struct resctrl_ctx *ctx, const struct group_ref *ref);
/* Reads the table FILE ("schemata"). -EIO for a text that is not understood. *TABLE for schemata_free. */
MUST_CHECK int group_read_table(struct resctrl_ctx *ctx, const struct group_ref *ref,
				const char *file, struct resctrl_schemata **table);
/* The same for TEXT, which was read from PATH. */
MUST_CHECK int group_parse_table(struct resctrl_ctx *ctx, const char *path, const char *text,
				 struct resctrl_schemata **table);
/* The thread ids in "tasks", as the kernel lists them. */
MUST_CHECK int group_read_tasks(struct resctrl_ctx *ctx, const struct group_ref *ref,
				struct tids *tids);
/*
 * mkdir of a monitor group failed with ERR, recorded: where that is for want of an id of this control group alone, the
 * record says so. Returns ERR, or -ENOMEM or what reading the groups gives.
 */
MUST_CHECK int pmg_explain(struct resctrl_ctx *ctx, const struct group_ref *ref, int err);

#endif
