/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Putting back what hotplug took from a group. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

struct restore {
	struct resctrl_ctx *ctx;
	const struct resctrl_snapshot *snapshot;
	struct group_ref ref;
	struct resctrl_losses *losses;
};

/* What is offline cannot be set. */
static bool can_set(const struct restore *r, size_t i, enum setting_kind kind)
{
	return r->losses->old.items[i].kind == kind && r->losses->new[i];
}

static bool any(const struct restore *r, enum setting_kind kind)
{
	for (size_t i = 0; i < r->losses->old.num; i++) {
		if (can_set(r, i, kind))
			return true;
	}
	return false;
}

/* ---- CPUs ---- */

/* CPUs of a monitor group below, which the kernel empties with every write to the group's own. */
struct mon_cpus {
	char dir[900];
	struct settings cpus;
};

static int read_cpus(struct restore *r, const char *dir, struct settings *settings)
{
	static const struct strlist no_counters;
	int err = settings_read(&r->ctx->io, r->ctx->fs_fd, dir, &no_counters, settings);

	/* Removed meanwhile: it has no CPUs. */
	if (err == -ENOENT || err == -ENODEV)
		return 0;
	return err ? error_system(r->ctx, STATUS_READ, -err, dir) : 0;
}

static int write_cpus(struct restore *r, const char *dir, const struct settings *cpus)
{
	char *list = settings_format_cpus(cpus), *line = NULL, path[1024];
	int err;

	if (!list || asprintf(&line, "%s\n", list) < 0) {
		free(list);
		return error_memory(r->ctx);
	}
	snprintf(path, sizeof(path), "%.900s/cpus_list", dir);
	err = fs_write(r->ctx, STATUS_CPUS, path, line);
	free(line);
	free(list);
	return err;
}

/* The CPUs of the snapshot that can be set: not those that are offline. */
static int wanted_cpus(const struct restore *r, struct settings *cpus)
{
	for (size_t i = 0; i < r->snapshot->settings.num; i++) {
		const struct setting *s = &r->snapshot->settings.items[i];
		const struct setting *lost = settings_find(&r->losses->old, s);

		if (s->kind != SETTING_CPU || (lost && !r->losses->new[lost - r->losses->old.items]))
			continue;
		if (settings_add(cpus, s))
			return error_memory(r->ctx);
	}
	return 0;
}

static int list_mon_cpus(struct restore *r, struct mon_cpus **mons, size_t *num)
{
	struct strlist names = { 0 };
	char path[640];
	int err;

	group_ref_path(&r->ref, "mon_groups", path, sizeof(path));
	err = r->ref.name.kind == RESCTRL_GROUP_MON ? -ENOENT :
		io_list(&r->ctx->io, r->ctx->fs_fd, path, &names, NULL);
	if (err) {
		/* Some may have been listed before. */
		strlist_release(&names);
		return err == -ENOENT || err == -EACCES ? 0 : error_system(r->ctx, STATUS_READ, -err, path);
	}
	*mons = calloc(names.num + 1, sizeof(**mons));
	if (!*mons)
		err = error_memory(r->ctx);
	for (size_t i = 0; !err && i < names.num; i++) {
		struct mon_cpus *m = &(*mons)[(*num)++];

		snprintf(m->dir, sizeof(m->dir), "%s/%.255s", path, names.items[i]);
		err = read_cpus(r, m->dir, &m->cpus);
	}
	strlist_release(&names);
	return err;
}

static bool has_cpus(const struct settings *settings)
{
	for (size_t i = 0; i < settings->num; i++) {
		if (settings->items[i].kind == SETTING_CPU)
			return true;
	}
	return false;
}

static int restore_cpus(struct restore *r)
{
	struct settings cpus = { 0 };
	struct mon_cpus *mons = NULL;
	size_t num = 0;
	int err;

	/* The default group has what the others do not, and cannot be given less. */
	if (!any(r, SETTING_CPU) || !strcmp(r->ref.dir, "."))
		return 0;
	err = wanted_cpus(r, &cpus);
	if (!err)
		err = list_mon_cpus(r, &mons, &num);
	if (!err)
		err = write_cpus(r, r->ref.dir, &cpus);
	for (size_t i = 0; i < num; i++) {
		if (!err && has_cpus(&mons[i].cpus))
			err = write_cpus(r, mons[i].dir, &mons[i].cpus);
		settings_release(&mons[i].cpus);
	}
	free(mons);
	settings_release(&cpus);
	return err;
}

/* ---- schemata and counters ---- */

static int restore_schemata(struct restore *r)
{
	struct strbuf text = { 0 };
	char path[640];
	int err;

	for (size_t i = 0; i < r->losses->old.num; i++) {
		const struct setting *s = &r->losses->old.items[i];

		if (can_set(r, i, SETTING_SCHEMATA))
			strbuf_addf(&text, "%s:%" PRIu64 "=%s\n", s->name, s->id, s->value);
	}
	if (!text.len && !text.failed)
		return 0;
	group_ref_path(&r->ref, "schemata", path, sizeof(path));
	err = text.failed ? error_memory(r->ctx) : fs_write(r->ctx, STATUS_SCHEMATA, path, text.text);
	strbuf_release(&text);
	return err;
}

static int write_counter(struct restore *r, const struct strlist *files, const struct setting *s)
{
	struct resctrl_schemata *table;
	char path[640], text[160];
	int err = 0;

	/* Each event is in one of the files. */
	for (size_t i = 0; !err && i < files->num; i++) {
		bool here;

		err = group_read_table(r->ctx, &r->ref, files->items[i], &table);
		if (err)
			return err;
		here = schemata_find(table, s->name);
		schemata_free(table);
		if (!here)
			continue;
		group_ref_path(&r->ref, files->items[i], path, sizeof(path));
		snprintf(text, sizeof(text), "%.100s:%" PRIu64 "=%.16s\n", s->name, s->id, s->value);
		err = fs_write(r->ctx, STATUS_ASSIGN, path, text);
	}
	return err;
}

static int restore_counters(struct restore *r)
{
	struct strlist files = { 0 };
	int err;

	if (!any(r, SETTING_COUNTER))
		return 0;
	err = settings_list_counter_files(&r->ctx->io, r->ctx->fs_fd, ".", &files);
	if (err)
		err = error_system(r->ctx, STATUS_READ, -err, ".");
	for (size_t i = 0; !err && i < r->losses->old.num; i++) {
		if (can_set(r, i, SETTING_COUNTER))
			err = write_counter(r, &files, &r->losses->old.items[i]);
	}
	strlist_release(&files);
	return err;
}

/* ---- as one act ---- */

static void warn_of_offline(const struct restore *r)
{
	for (size_t i = 0; i < r->losses->old.num; i++) {
		const struct setting *s = &r->losses->old.items[i];

		if (!r->losses->new[i])
			error_warn(r->ctx, "offline", "%s %" PRIu64 " of %s is offline and stays as it is",
				   s->name, s->id, r->snapshot->name);
	}
}

static int restore(struct restore *r, unsigned int flags)
{
	int err;

	err = snapshot_compare(r->ctx, r->snapshot, &r->ref, &r->losses);
	if (err)
		return err;
	warn_of_offline(r);
	if (flags & RESCTRL_DRY_RUN)
		return 0;
	err = restore_cpus(r);
	if (err)
		return err;
	err = restore_schemata(r);
	if (!err)
		err = restore_counters(r);
	if (err && (any(r, SETTING_CPU) || any(r, SETTING_SCHEMATA)))
		error_add_left_behind(r->ctx, "what comes before it in the order CPUs, schemata, counters is "
				      "back already");
	return err;
}

int resctrl_group_restore(struct resctrl_ctx *ctx, const struct resctrl_snapshot *snapshot,
			  unsigned int flags, struct resctrl_losses **losses)
{
	struct restore r = { .ctx = ctx, .snapshot = snapshot };
	int err;

	assert(ctx && snapshot);
	error_begin(ctx, "restore the settings of %s", snapshot->name);
	err = group_ref_init(ctx, &r.ref, snapshot->name);
	if (!err)
		err = fs_start_change(ctx, flags);
	if (!err)
		err = restore(&r, flags);
	fs_unlock(ctx);
	if (!err && losses)
		*losses = r.losses;
	else
		resctrl_losses_free(r.losses);
	return err;
}
