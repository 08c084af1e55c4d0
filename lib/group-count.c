/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How many groups there are, and the ids they have, at one system call a control group: a directory of kernfs has a
 * link for each directory in it, and two of its own (fs/kernfs/dir.c), and a pseudo-locked group hides mon_groups and
 * tasks from everybody, mode 0000 (fs/resctrl/pseudo_lock.c, rdtgroup_locksetup_user_restrict).
 *
 * That one is the least: no file of the kernel adds monitor groups or RMIDs up over control groups, a directory's links
 * count what is directly in it alone, and the one call that takes a list of paths, io_uring's statx, is run by threads
 * that the kernel starts in the process. Where nothing is monitored the names of the control groups are all that is
 * needed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "group.h"
#include "schema.h"

/* Some file systems that a recorded tree may be on do not count links: one at most then. */
static int count_dirs(struct resctrl_ctx *ctx, const char *path, const struct stat *st, uint64_t *num)
{
	struct strlist dirs = { 0 };
	int err = 0;

	if (st->st_nlink >= 2) {
		*num = st->st_nlink - 2;
	} else {
		err = fs_list(ctx, path, &dirs, NULL);
		*num = dirs.num;
	}
	strlist_release(&dirs);
	return err;
}

/* A recorded tree does not keep what can be read by whom: what could not be read is not in it. */
static bool hides_files(struct resctrl_ctx *ctx, const char *ctrl, const struct stat *st)
{
	struct stat tasks;
	char path[300];

	if (!ctx->io.sysroot)
		return !(st->st_mode & ALLPERMS);
	snprintf(path, sizeof(path), "%s/tasks", ctrl);
	return io_stat(&ctx->io, ctx->fs_fd, path, &tasks);
}

/* The mode of the group with a file as of ST, for free(3); NULL where that is none of a pseudo-locked one. */
static int read_mode(struct resctrl_ctx *ctx, const char *ctrl, const struct stat *st, char **mode)
{
	*mode = NULL;
	/* The default group cannot be locked. */
	if (!*ctrl || !hides_files(ctx, ctrl, st))
		return 0;
	return line_read(ctx, ctrl, "mode", mode);
}

/* CTRL, "" for the default group, and the monitor groups below it. */
static int count_ctrl(struct resctrl_ctx *ctx, const char *ctrl, struct group_count *count)
{
	const char *slash = *ctrl ? "/" : "";
	char path[300], *mode = NULL;
	uint64_t mons = 0;
	struct stat st;
	int err;

	snprintf(path, sizeof(path), "%s%smon_groups", ctrl, slash);
	err = io_stat(&ctx->io, ctx->fs_fd, path, &st);
	if (!*ctrl)
		count->is_monitored = !err;
	if (!err) {
		err = count_dirs(ctx, path, &st, &mons);
	} else if (err == -ENOENT && !*ctrl) {
		/* A machine without monitoring. */
		err = 0;
	} else if (err == -ENOENT) {
		/* Likewise; or the group has gone since it was listed, which leaves room. */
		snprintf(path, sizeof(path), "%s%stasks", ctrl, slash);
		err = io_stat(&ctx->io, ctx->fs_fd, path, &st);
		/* Of a recorded one the mode tells. */
		if (err == -ENOENT && ctx->io.sysroot)
			err = 0;
		else if (err == -ENOENT)
			return 0;
	}
	if (!err)
		err = read_mode(ctx, ctrl, &st, &mode);
	else
		err = error_system(ctx, STATUS_READ, -err, path);
	/* Gone in this moment. */
	if (err == -ENODEV) {
		error_clear(ctx);
		return 0;
	}
	if (!err) {
		count->ctrl_groups++;
		count->mon_groups += mons;
		count->rmids += mons + (!mode || strncmp(mode, "pseudo-", 7));
		count->closids += !mode || strcmp(mode, "pseudo-locked");
	}
	free(mode);
	return err;
}

/* By its name alone. */
static void add_unmonitored(struct group_count *count)
{
	count->ctrl_groups++;
	count->closids++;
	count->rmids++;
}

int group_count_load(struct resctrl_ctx *ctx, bool any_locked, struct group_count *count)
{
	struct strlist dirs = { 0 };
	int err;

	*count = (struct group_count){ 0 };
	err = fs_list(ctx, ".", &dirs, NULL);
	if (!err)
		err = count_ctrl(ctx, "", count);
	for (size_t i = 0; i < dirs.num && !err; i++) {
		if (!group_is_dir(dirs.items[i]))
			continue;
		if (count->is_monitored || any_locked)
			err = count_ctrl(ctx, dirs.items[i], count);
		else
			add_unmonitored(count);
	}
	strlist_release(&dirs);
	return err;
}
