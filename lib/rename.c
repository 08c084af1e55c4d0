/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Renaming a monitor group, or moving it below another control group. */
#include <assert.h>
#include <errno.h>

#include "group.h"

static int check(struct resctrl_ctx *ctx, const struct group_ref *from, const struct group_ref *to,
		 const char *new_name)
{
	const struct failure refused = {
		RESCTRL_ERROR_REFUSED, EPERM, RESCTRL_CAUSE_PREDICTED, from->dir, NULL,
		"create a group of the new name and move the tasks there",
	};
	struct failure exists = { RESCTRL_ERROR_EXISTS, EEXIST, RESCTRL_CAUSE_PREDICTED, to->dir,
				  NULL, "choose another name" };
	struct group_ref above = { .name = { .ctrl = to->name.ctrl } };
	int err;

	if (from->name.kind != RESCTRL_GROUP_MON)
		return error_set(ctx, &refused, "the kernel renames monitor groups only, no control groups");
	if (to->name.kind != RESCTRL_GROUP_MON)
		return error_set(ctx, &refused, "a monitor group stays one: %s would be a control group",
				 new_name);
	err = group_ref_check(ctx, from);
	if (err)
		return err;
	group_name_dir(&above.name, above.dir, sizeof(above.dir));
	err = group_ref_check(ctx, &above);
	if (!err && io_exists(&ctx->io, ctx->fs_fd, to->dir))
		err = error_set(ctx, &exists, "there already is a group %s", new_name);
	return err;
}

int resctrl_group_rename(struct resctrl_ctx *ctx, const char *name, const char *new_name,
			 unsigned int flags)
{
	struct group_ref from, to;
	int err;

	assert(ctx);
	error_begin(ctx, "rename group %s", name ? name : "");
	err = group_ref_init(ctx, &from, name);
	if (!err)
		err = group_ref_init(ctx, &to, new_name);
	if (!err)
		err = fs_start_change(ctx, flags);
	if (!err)
		err = check(ctx, &from, &to, new_name);
	if (!err && !(flags & RESCTRL_DRY_RUN))
		err = fs_rename(ctx, from.dir, to.dir);
	fs_unlock(ctx);
	return err;
}
