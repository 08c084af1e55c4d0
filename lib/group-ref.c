/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the name of a group to its files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "group.h"
#include "schema.h"

int group_ref_init(struct resctrl_ctx *ctx, struct group_ref *ref, const char *name)
{
	if (!name || group_name_parse(&ref->name, name))
		return error_invalid(ctx,
				     "write web for a control group, web/m1 for a monitor group below it, / "
				     "for the default group; each name of at most 255 bytes, and not info, "
				     "mon_data or mon_groups",
				     "\"%.300s\" is no name of a group", name ? name : "");
	group_name_dir(&ref->name, ref->dir, sizeof(ref->dir));
	return 0;
}

void group_ref_path(const struct group_ref *ref, const char *file, char *path, size_t size)
{
	if (!strcmp(ref->dir, "."))
		snprintf(path, size, "%s", file);
	else
		snprintf(path, size, "%s/%s", ref->dir, file);
}

int group_ref_check(struct resctrl_ctx *ctx, const struct group_ref *ref)
{
	struct failure f = { RESCTRL_ERROR_NOT_FOUND, ENOENT, RESCTRL_CAUSE_KERNEL, ref->dir, NULL,
			     "\"rctl list-groups\" shows the groups that exist" };
	struct group_ref ctrl = { .name = { .ctrl = ref->name.ctrl } };
	char path[640];

	/* "tasks" is in every group and in nothing else. */
	group_ref_path(ref, "tasks", path, sizeof(path));
	if (io_exists(&ctx->io, ctx->fs_fd, path))
		return 0;
	if (ref->name.kind == RESCTRL_GROUP_CTRL)
		return error_set(ctx, &f, "there is no group %s", ref->name.ctrl);
	group_name_dir(&ctrl.name, ctrl.dir, sizeof(ctrl.dir));
	if (!io_exists(&ctx->io, ctx->fs_fd, ctrl.dir))
		return error_set(ctx, &f, "there is no group %s", ref->name.ctrl);
	return error_set(ctx, &f, "the group %s has no monitor group %s",
			 *ref->name.ctrl ? ref->name.ctrl : "/", ref->name.mon);
}

int group_parse_table(struct resctrl_ctx *ctx, const char *path, const char *text,
		      struct resctrl_schemata **table)
{
	int err = schemata_parse(text, table);

	if (!err)
		return 0;
	return err == -ENOMEM ? error_memory(ctx) : text_error(ctx, path, text);
}

int group_read_table(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *file,
		     struct resctrl_schemata **table)
{
	struct strbuf text = { 0 };
	char path[640];
	int err;

	group_ref_path(ref, file, path, sizeof(path));
	err = fs_read(ctx, path, &text);
	if (!err)
		err = group_parse_table(ctx, path, text.text, table);
	strbuf_release(&text);
	return err;
}

int group_read_tasks(struct resctrl_ctx *ctx, const struct group_ref *ref, struct tids *tids)
{
	struct strbuf text = { 0 };
	char path[640];
	int err;

	group_ref_path(ref, "tasks", path, sizeof(path));
	err = fs_read(ctx, path, &text);
	if (!err) {
		err = tids_parse(tids, text.text);
		if (err)
			err = err == -ENOMEM ? error_memory(ctx) : text_error(ctx, path, text.text);
	}
	strbuf_release(&text);
	return err;
}
