/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether bandwidth counters are assigned (info/<RESOURCE>_MON/mbm_assign_mode), and to new groups by themselves. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "schema.h"
#include "text/assign_mode.h"

/* Calls FN with the directory of each resource that has mbm_assign_mode. */
typedef int (*mode_fn)(struct resctrl_ctx *ctx, const char *dir, const char *value,
		       unsigned int flags);

static int for_each(struct resctrl_ctx *ctx, mode_fn fn, const char *value, unsigned int flags)
{
	const struct failure none = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP,
				      RESCTRL_CAUSE_KERNEL, ctx->fs_path, NULL,
				      "\"rctl info\" shows what this machine can do" };
	struct strlist dirs = { 0 };
	char dir[300], path[340];
	bool found = false;
	int err;

	err = fs_list(ctx, "info", &dirs, NULL);
	for (size_t i = 0; !err && i < dirs.num; i++) {
		snprintf(dir, sizeof(dir), "info/%.255s", dirs.items[i]);
		snprintf(path, sizeof(path), "%s/mbm_assign_mode", dir);
		if (!io_exists(&ctx->io, ctx->fs_fd, path))
			continue;
		found = true;
		err = fn(ctx, dir, value, flags);
	}
	strlist_release(&dirs);
	if (!err && !found)
		err = error_set(ctx, &none, "this kernel assigns no counters");
	return err;
}

static int change(struct resctrl_ctx *ctx, mode_fn fn, const char *value, unsigned int flags)
{
	int err = fs_start_change(ctx, flags);

	if (!err)
		err = for_each(ctx, fn, value, flags);
	fs_unlock(ctx);
	return err;
}

/* What a change of the mode takes away, said before as well as after it. */
static void tell_losses(struct resctrl_ctx *ctx, const char *now)
{
	struct resctrl_counters *all;
	size_t num = 0;

	if (strcmp(now, "default") && !counters_load_all(ctx, &all)) {
		for (size_t i = 0; i < resctrl_counters_get_num(all); i++)
			num += resctrl_counters_is_assigned(all, i);
		resctrl_counters_free(all);
		error_warn(ctx, "counters_lost", "%zu assigned counters are given back, all bandwidth counts "
			   "start at 0, and event filters are at their defaults", num);
		return;
	}
	error_clear(ctx);
	error_warn(ctx, "counts_restart", "all bandwidth counts start at 0; groups that there are have no "
		   "counter until \"rctl assign-counter\" gives them one");
}

static int read_modes(struct resctrl_ctx *ctx, const char *path, struct strlist *modes)
{
	struct strbuf text = { 0 };
	int err = fs_read(ctx, path, &text);

	if (!err) {
		err = assign_mode_parse(text.text, modes);
		if (err)
			err = err == -ENOMEM ? error_memory(ctx) :
					       text_error(ctx, path, text.text);
	}
	strbuf_release(&text);
	return err;
}

int counters_are_fixed(struct resctrl_ctx *ctx, const char *resource, bool *fixed)
{
	struct strlist modes = { 0 };
	char path[340];
	int err;

	snprintf(path, sizeof(path), "info/%.255s_MON/mbm_assign_mode", resource);
	err = read_modes(ctx, path, &modes);
	*fixed = !err && modes.num == 1 && strcmp(modes.items[0], "default");
	strlist_release(&modes);
	return err;
}

static int set_mode(struct resctrl_ctx *ctx, const char *dir, const char *mode, unsigned int flags)
{
	struct strlist modes = { 0 };
	char path[340], line[64];
	bool is_now, known = false;
	int err;

	snprintf(path, sizeof(path), "%s/mbm_assign_mode", dir);
	err = read_modes(ctx, path, &modes);
	if (err)
		return err;
	for (size_t i = 0; i < modes.num; i++)
		known |= !strcmp(modes.items[i], mode);
	is_now = !strcmp(modes.items[0], mode);
	if (!known)
		err = modes.num == 1 ?
			error_refused(ctx, "leave the mode as it is",
				      "this machine has the mode %s alone", modes.items[0]) :
			error_refused(ctx, "\"rctl info\" shows the modes", "there is no mode %.40s", mode);
	else if (!is_now)
		tell_losses(ctx, modes.items[0]);
	strlist_release(&modes);
	snprintf(line, sizeof(line), "%.60s\n", mode);
	if (err || is_now || flags & RESCTRL_DRY_RUN)
		return err;
	return fs_write(ctx, STATUS_ASSIGN_MODE, path, line);
}

int resctrl_counters_set_mode(struct resctrl_ctx *ctx, const char *mode, unsigned int flags)
{
	assert(ctx);
	error_begin(ctx, "set the counter mode %s", mode ? mode : "");
	if (!mode || !*mode || strchr(mode, '\n'))
		return error_invalid(ctx, "the modes are default and mbm_event", "no mode given");
	return change(ctx, set_mode, mode, flags);
}

static int set_on_mkdir(struct resctrl_ctx *ctx, const char *dir, const char *value,
			unsigned int flags)
{
	char path[340];
	char *now;
	int err;

	snprintf(path, sizeof(path), "%s/mbm_assign_on_mkdir", dir);
	err = line_read(ctx, dir, "mbm_assign_on_mkdir", &now);
	/* Refused in the mode "default", missing without assignable counters. */
	if (err == -EINVAL || (!err && !now))
		return counters_not_in_use(ctx, path);
	free(now);
	if (err || flags & RESCTRL_DRY_RUN)
		return err;
	return fs_write(ctx, STATUS_ASSIGN_MODE, path, value);
}

int resctrl_counters_set_on_mkdir(struct resctrl_ctx *ctx, bool enabled, unsigned int flags)
{
	assert(ctx);
	error_begin(ctx, "let new groups %s counters by themselves", enabled ? "have" : "have no");
	return change(ctx, set_on_mkdir, enabled ? "1\n" : "0\n", flags);
}
