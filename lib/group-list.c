/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of all groups. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "group.h"

struct resctrl_group_list {
	struct strlist names;	/* each control group followed by its monitor groups */
	enum resctrl_group_kind *kinds;
};

static int add(struct resctrl_ctx *ctx, struct resctrl_group_list *list,
	       enum resctrl_group_kind kind, const char *ctrl, const char *mon)
{
	enum resctrl_group_kind *kinds;
	char name[520];

	if (kind == RESCTRL_GROUP_CTRL)
		snprintf(name, sizeof(name), "%s", *ctrl ? ctrl : "/");
	else
		snprintf(name, sizeof(name), "%s/%s", ctrl, mon);
	kinds = reallocarray(list->kinds, list->names.num + 1, sizeof(*kinds));
	if (!kinds)
		return error_memory(ctx);
	list->kinds = kinds;
	if (strlist_add(&list->names, name))
		return error_memory(ctx);
	kinds[list->names.num - 1] = kind;
	return 0;
}

/* CTRL, "" for the default group, and the monitor groups below it. */
static int add_with_mon_groups(struct resctrl_ctx *ctx, struct resctrl_group_list *list,
			       const char *ctrl)
{
	struct strlist mons = { 0 };
	char path[300];
	int err;

	snprintf(path, sizeof(path), "%s%smon_groups", ctrl, *ctrl ? "/" : "");
	err = io_list(&ctx->io, ctx->fs_fd, path, &mons, NULL);
	/* Not on a machine without monitoring; nor when the group has gone since it was listed. */
	if (err == -ENOENT && *ctrl && !io_exists(&ctx->io, ctx->fs_fd, ctrl)) {
		strlist_release(&mons);
		return 0;
	}
	/* A pseudo-locked group hides its directory (mode 0000) and has no monitor groups. */
	if (err == -ENOENT || err == -EACCES)
		err = 0;
	if (err)
		err = error_system(ctx, STATUS_READ, -err, path);
	if (!err)
		err = add(ctx, list, RESCTRL_GROUP_CTRL, ctrl, NULL);
	for (size_t i = 0; i < mons.num && !err; i++)
		err = add(ctx, list, RESCTRL_GROUP_MON, ctrl, mons.items[i]);
	strlist_release(&mons);
	return err;
}

bool group_is_dir(const char *name)
{
	return strcmp(name, "info") && strcmp(name, "mon_groups") && strcmp(name, "mon_data");
}

int group_list_load(struct resctrl_ctx *ctx, struct resctrl_group_list **list)
{
	struct resctrl_group_list *l = calloc(1, sizeof(*l));
	struct strlist dirs = { 0 };
	int err;

	if (!l)
		return error_memory(ctx);
	err = fs_list(ctx, ".", &dirs, NULL);
	if (!err)
		err = add_with_mon_groups(ctx, l, "");
	for (size_t i = 0; i < dirs.num && !err; i++) {
		if (group_is_dir(dirs.items[i]))
			err = add_with_mon_groups(ctx, l, dirs.items[i]);
	}
	strlist_release(&dirs);
	if (err) {
		resctrl_group_list_free(l);
		return err;
	}
	*list = l;
	return 0;
}

int resctrl_group_list_load(struct resctrl_ctx *ctx, struct resctrl_group_list **list)
{
	int err;

	assert(ctx);
	if (!list)
		return -EINVAL;
	error_begin(ctx, "list the groups");
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	fs_lock_shared(ctx);
	err = group_list_load(ctx, list);
	fs_unlock(ctx);
	return err;
}

void resctrl_group_list_free(struct resctrl_group_list *list)
{
	if (!list)
		return;
	strlist_release(&list->names);
	free(list->kinds);
	free(list);
}

size_t resctrl_group_list_get_num(const struct resctrl_group_list *list)
{
	assert(list);
	return list->names.num;
}

const char *resctrl_group_list_get_name(const struct resctrl_group_list *list, size_t i)
{
	assert(list && i < list->names.num);
	return list->names.items[i];
}

enum resctrl_group_kind resctrl_group_list_get_kind(const struct resctrl_group_list *list, size_t i)
{
	assert(list && i < list->names.num);
	return list->kinds[i];
}
