/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The capability snapshot: every schema, every monitored resource, and how much of each is left. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mon.h"

struct resctrl_info {
	struct resctrl_schema *schemas;
	size_t num_schemas;
	struct resctrl_mon *mons;
	size_t num_mons;
	struct group_count count;
};

static int load_table(struct resctrl_ctx *ctx, const char *path, struct resctrl_schemata **table)
{
	struct strbuf text = { 0 };
	int err;

	err = fs_read_optional(ctx, path, &text);
	if (!err) {
		err = schemata_parse(text.text, table);
		if (err)
			err = err == -ENOMEM ? error_memory(ctx) : text_error(ctx, path, text.text);
	}
	strbuf_release(&text);
	return err == -ENOENT ? 0 : err;
}

static int load_schemas(struct resctrl_ctx *ctx, struct resctrl_info *info)
{
	struct resctrl_schemata *table = NULL, *size = NULL;
	int err;

	err = load_table(ctx, "schemata", &table);
	if (!err)
		err = load_table(ctx, "size", &size);
	if (!err && table) {
		info->schemas = calloc(table->num + 1, sizeof(*info->schemas));
		if (!info->schemas)
			err = error_memory(ctx);
	}
	for (size_t i = 0; !err && table && i < table->num; i++) {
		const struct schemata_line *line = &table->lines[i];

		err = schema_load(ctx, line, size ? schemata_find(size, line->name) : NULL,
				  &info->schemas[i]);
		if (!err)
			info->num_schemas++;
	}
	schemata_free(table);
	schemata_free(size);
	return err;
}

static bool is_mon_dir(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strcmp(name + len - 4, "_MON");
}

static int load_mons(struct resctrl_ctx *ctx, struct resctrl_info *info)
{
	struct strlist dirs = { 0 };
	int err;

	err = fs_list(ctx, "info", &dirs, NULL);
	if (!err) {
		info->mons = calloc(dirs.num + 1, sizeof(*info->mons));
		if (!info->mons)
			err = error_memory(ctx);
	}
	for (size_t i = 0; !err && i < dirs.num; i++) {
		if (!is_mon_dir(dirs.items[i]))
			continue;
		err = mon_load(ctx, dirs.items[i], &info->mons[info->num_mons]);
		if (!err)
			info->num_mons++;
	}
	strlist_release(&dirs);
	return err;
}

/* Bits that a pseudo-locked group has are shown as "P" (kernel: fs/resctrl/rdtgroup.c, rdt_bit_usage_show). */
static bool has_locked_bits(const struct resctrl_info *info)
{
	for (size_t i = 0; i < info->num_schemas; i++) {
		const struct resctrl_schema *s = &info->schemas[i];

		for (size_t k = 0; k < s->num_bit_usage; k++) {
			if (strchr(s->bit_usage[k].value, 'P'))
				return true;
		}
	}
	return false;
}

int resctrl_info_load(struct resctrl_ctx *ctx, struct resctrl_info **info)
{
	struct resctrl_info *n;
	int err;

	assert(ctx);
	if (!info)
		return -EINVAL;
	error_begin(ctx, "read what the machine can do");
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	n = calloc(1, sizeof(*n));
	if (!n)
		return error_memory(ctx);
	fs_lock_shared(ctx);
	err = load_schemas(ctx, n);
	if (!err)
		err = load_mons(ctx, n);
	if (!err)
		err = group_count_load(ctx, has_locked_bits(n), &n->count);
	fs_unlock(ctx);
	if (err) {
		resctrl_info_free(n);
		return err;
	}
	*info = n;
	return 0;
}

void resctrl_info_free(struct resctrl_info *info)
{
	if (!info)
		return;
	for (size_t i = 0; i < info->num_schemas; i++)
		schema_release(&info->schemas[i]);
	for (size_t i = 0; i < info->num_mons; i++)
		mon_release(&info->mons[i]);
	free(info->schemas);
	free(info->mons);
	free(info);
}

/* TOTAL less USED, never below 0. */
static int subtract(int err, uint64_t total, uint64_t used, uint64_t *value)
{
	if (!value)
		return -EINVAL;
	if (err)
		return err;
	*value = total > used ? total - used : 0;
	return 0;
}

int resctrl_info_get_num_closids(const struct resctrl_info *info, uint64_t *value)
{
	struct fact least = { 0 };

	assert(info);
	for (size_t i = 0; i < info->num_schemas; i++) {
		const struct fact *f = &info->schemas[i].num_closids;

		if (f->known && (!least.known || f->value < least.value))
			least = *f;
	}
	return fact_get(&least, value);
}

int resctrl_info_get_free_closids(const struct resctrl_info *info, uint64_t *value)
{
	uint64_t total = 0, used;
	int err = resctrl_info_get_num_closids(info, &total);

	used = info->count.closids;
	/* I/O allocation takes one CLOSID for all the schemas that show it. */
	for (size_t i = 0; i < info->num_schemas; i++) {
		const char *io_alloc = info->schemas[i].io_alloc;

		if (io_alloc && !strcmp(io_alloc, "enabled")) {
			used++;
			break;
		}
	}
	return subtract(err, total, used, value);
}

int resctrl_info_get_num_rmids(const struct resctrl_info *info, uint64_t *value)
{
	struct fact least = { 0 };

	assert(info);
	for (size_t i = 0; i < info->num_mons; i++) {
		const struct fact *f = &info->mons[i].num_rmids;

		if (f->known && (!least.known || f->value < least.value))
			least = *f;
	}
	return fact_get(&least, value);
}

int resctrl_info_get_free_rmids(const struct resctrl_info *info, uint64_t *value)
{
	uint64_t total = 0;
	int err = resctrl_info_get_num_rmids(info, &total);

	return subtract(err, total, info->count.rmids, value);
}

size_t resctrl_info_get_num_ctrl_groups(const struct resctrl_info *info)
{
	assert(info);
	return info->count.ctrl_groups;
}

size_t resctrl_info_get_num_mon_groups(const struct resctrl_info *info)
{
	assert(info);
	return info->count.mon_groups;
}

size_t resctrl_info_get_num_schemas(const struct resctrl_info *info)
{
	assert(info);
	return info->num_schemas;
}

const struct resctrl_schema *resctrl_info_get_schema(const struct resctrl_info *info, size_t i)
{
	assert(info && i < info->num_schemas);
	return &info->schemas[i];
}

const struct resctrl_schema *resctrl_info_get_schema_by_name(const struct resctrl_info *info,
							     const char *name)
{
	assert(info);
	for (size_t i = 0; name && i < info->num_schemas; i++) {
		if (!strcmp(info->schemas[i].name, name))
			return &info->schemas[i];
	}
	return NULL;
}

size_t resctrl_info_get_num_mons(const struct resctrl_info *info)
{
	assert(info);
	return info->num_mons;
}

const struct resctrl_mon *resctrl_info_get_mon(const struct resctrl_info *info, size_t i)
{
	assert(info && i < info->num_mons);
	return &info->mons[i];
}
