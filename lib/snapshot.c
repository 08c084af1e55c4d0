/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group was set to, and what of it is no longer so. */
#include "snapshot.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/cpus.h"

/* The settings of the group. 0 or -errno, recorded. */
static int read_settings(struct resctrl_ctx *ctx, const struct group_ref *ref, struct settings *settings,
			 struct strlist *counter_files)
{
	int err;

	err = group_ref_check(ctx, ref);
	if (err)
		return err;
	err = settings_list_counter_files(&ctx->io, ctx->fs_fd, ".", counter_files);
	if (!err)
		err = settings_read(&ctx->io, ctx->fs_fd, ref->dir, counter_files, settings);
	return err ? error_system(ctx, STATUS_READ, -err, ref->dir) : 0;
}

int resctrl_snapshot_load(struct resctrl_ctx *ctx, const char *name, struct resctrl_snapshot **snapshot)
{
	struct strlist counter_files = { 0 };
	struct resctrl_snapshot *s;
	struct group_ref ref;
	int err;

	assert(ctx);
	if (!snapshot)
		return -EINVAL;
	error_begin(ctx, "keep the settings of %s", name ? name : "");
	err = group_ref_init(ctx, &ref, name);
	if (!err)
		err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	s = calloc(1, sizeof(*s));
	if (!s)
		return error_memory(ctx);
	s->name = strdup(name);
	fs_lock_shared(ctx);
	err = s->name ? read_settings(ctx, &ref, &s->settings, &counter_files) : error_memory(ctx);
	fs_unlock(ctx);
	strlist_release(&counter_files);
	if (err)
		resctrl_snapshot_free(s);
	else
		*snapshot = s;
	return err;
}

void resctrl_snapshot_free(struct resctrl_snapshot *snapshot)
{
	if (!snapshot)
		return;
	free(snapshot->name);
	settings_release(&snapshot->settings);
	free(snapshot);
}

const char *resctrl_snapshot_get_name(const struct resctrl_snapshot *snapshot)
{
	assert(snapshot);
	return snapshot->name;
}

static int add_loss(struct resctrl_losses *losses, const struct setting *old, const char *new)
{
	char **more = reallocarray(losses->new, losses->old.num + 1, sizeof(*more));
	char *copy = NULL;

	if (!more)
		return -ENOMEM;
	losses->new = more;
	if (new) {
		copy = strdup(new);
		if (!copy)
			return -ENOMEM;
	}
	if (settings_add(&losses->old, old)) {
		free(copy);
		return -ENOMEM;
	}
	more[losses->old.num - 1] = copy;
	return 0;
}

static int compare(const struct settings *then, const struct settings *now, const struct cpuset *online,
		   struct resctrl_losses *losses)
{
	int err = 0;

	for (size_t i = 0; !err && i < then->num; i++) {
		const struct setting *was = &then->items[i], *is = settings_find(now, was);

		if (is && strcmp(is->value, was->value))
			err = add_loss(losses, was, is->value);
		else if (!is && was->kind == SETTING_CPU)
			err = add_loss(losses, was, cpuset_has(online, was->id) ? "" : NULL);
		else if (!is)
			err = add_loss(losses, was, NULL);
	}
	return err;
}

int snapshot_compare(struct resctrl_ctx *ctx, const struct resctrl_snapshot *snapshot,
		     const struct group_ref *ref, struct resctrl_losses **losses)
{
	struct resctrl_losses *l = calloc(1, sizeof(*l));
	struct strlist counter_files = { 0 };
	struct settings now = { 0 };
	struct cpuset online;
	int err;

	if (!l)
		return error_memory(ctx);
	err = read_settings(ctx, ref, &now, &counter_files);
	if (!err) {
		err = io_read_cpus(&ctx->io, CPUS_ONLINE, &online, NULL);
		err = err ? error_system(ctx, STATUS_READ, -err, CPUS_ONLINE) : 0;
	}
	if (!err && compare(&snapshot->settings, &now, &online, l))
		err = error_memory(ctx);
	settings_release(&now);
	strlist_release(&counter_files);
	if (err)
		resctrl_losses_free(l);
	else
		*losses = l;
	return err;
}

int resctrl_snapshot_compare(struct resctrl_ctx *ctx, const struct resctrl_snapshot *snapshot,
			     struct resctrl_losses **losses)
{
	struct group_ref ref;
	int err;

	assert(ctx && snapshot);
	if (!losses)
		return -EINVAL;
	error_begin(ctx, "compare the settings of %s", snapshot->name);
	err = group_ref_init(ctx, &ref, snapshot->name);
	if (!err)
		err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	fs_lock_shared(ctx);
	err = snapshot_compare(ctx, snapshot, &ref, losses);
	fs_unlock(ctx);
	return err;
}

void resctrl_losses_free(struct resctrl_losses *losses)
{
	if (!losses)
		return;
	for (size_t i = 0; i < losses->old.num; i++)
		free(losses->new[i]);
	free(losses->new);
	settings_release(&losses->old);
	free(losses);
}

size_t resctrl_losses_get_num(const struct resctrl_losses *losses)
{
	assert(losses);
	return losses->old.num;
}

const char *resctrl_losses_get_setting(const struct resctrl_losses *losses, size_t i)
{
	assert(losses && i < losses->old.num);
	return losses->old.items[i].name;
}

uint64_t resctrl_losses_get_id(const struct resctrl_losses *losses, size_t i)
{
	assert(losses && i < losses->old.num);
	return losses->old.items[i].id;
}

const char *resctrl_losses_get_old(const struct resctrl_losses *losses, size_t i)
{
	assert(losses && i < losses->old.num);
	return losses->old.items[i].value;
}

const char *resctrl_losses_get_new(const struct resctrl_losses *losses, size_t i)
{
	assert(losses && i < losses->old.num);
	return losses->new[i];
}
