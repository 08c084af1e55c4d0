/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which group's events hold a counter (kernel: fs/resctrl/monitor.c, mbm_L3_assignments_show). */
#include "counters.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

struct counter_entry {
	char *group;
	char *resource;
	char *event;
	uint64_t domain;
	bool assigned;
};

struct resctrl_counters {
	struct counter_entry *entries;
	size_t num;
	size_t size;
};

int counters_list_files(struct resctrl_ctx *ctx, struct strlist *files)
{
	const struct failure f = {
		RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL, ctx->fs_path, NULL,
		"nothing needs to be assigned here: \"rctl monitor\" reads every group",
	};
	struct strlist names = { 0 };
	char resource[64];
	int err;

	err = fs_list(ctx, ".", NULL, &names);
	for (size_t i = 0; !err && i < names.num; i++) {
		if (!assignments_name_parse(names.items[i], resource, sizeof(resource)) &&
		    strlist_add(files, names.items[i]))
			err = error_memory(ctx);
	}
	strlist_release(&names);
	if (!err && !files->num)
		err = error_set(ctx, &f, "this machine has no assignable counters");
	return err;
}

int counters_not_in_use(struct resctrl_ctx *ctx, const char *path)
{
	const struct failure f = {
		RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL, path,
		resctrl_error_get_kernel_text(&ctx->error),
		"counters are assigned in the mode mbm_event (info/L3_MON/mbm_assign_mode)",
	};
	struct failure copy = f;
	char text[sizeof(ctx->error.kernel_text)];

	/* The record is about to be written over. */
	if (f.kernel_text) {
		memcpy(text, ctx->error.kernel_text, sizeof(text));
		copy.kernel_text = text;
	}
	return error_set(ctx, &copy, "counters are not assigned one by one in the mode \"default\"");
}

static int add(struct resctrl_ctx *ctx, struct resctrl_counters *c, const char *group,
	       const char *resource, const char *event, const struct schemata_entry *state)
{
	struct counter_entry *e;

	if (c->num == c->size) {
		size_t size = c->size ? 2 * c->size : 32;

		e = reallocarray(c->entries, size, sizeof(*e));
		if (!e)
			return error_memory(ctx);
		c->entries = e;
		c->size = size;
	}
	e = &c->entries[c->num++];
	*e = (struct counter_entry){
		.group = strdup(group),
		.resource = strdup(resource),
		.event = strdup(event),
		.domain = state->id,
		.assigned = strcmp(state->value, "_") != 0,
	};
	return e->group && e->resource && e->event ? 0 : error_memory(ctx);
}

static int add_file(struct resctrl_ctx *ctx, struct resctrl_counters *c,
		    const struct group_ref *ref, const char *group, const char *file)
{
	struct resctrl_schemata *table;
	char resource[64], path[640];
	int err;

	group_ref_path(ref, file, path, sizeof(path));
	err = group_read_table(ctx, ref, file, &table);
	if (err == -EINVAL)
		return counters_not_in_use(ctx, path);
	if (err)
		return err;
	err = assignments_name_parse(file, resource, sizeof(resource));
	for (size_t i = 0; !err && i < table->num; i++) {
		const struct schemata_line *line = &table->lines[i];

		for (size_t k = 0; !err && k < line->num; k++)
			err = add(ctx, c, group, resource, line->name, &line->entries[k]);
	}
	schemata_free(table);
	return err;
}

int counters_load_group(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *name,
			struct resctrl_counters **counters)
{
	struct strlist files = { 0 };
	struct resctrl_counters *c;
	int err;

	c = calloc(1, sizeof(*c));
	if (!c)
		return error_memory(ctx);
	err = counters_list_files(ctx, &files);
	for (size_t i = 0; !err && i < files.num; i++)
		err = add_file(ctx, c, ref, name, files.items[i]);
	strlist_release(&files);
	if (err)
		resctrl_counters_free(c);
	else
		*counters = c;
	return err;
}

static int add_all(struct resctrl_ctx *ctx, struct resctrl_counters *c)
{
	struct resctrl_group_list *list;
	struct strlist files = { 0 };
	int err;

	err = counters_list_files(ctx, &files);
	if (!err)
		err = group_list_load(ctx, &list);
	if (err) {
		strlist_release(&files);
		return err;
	}
	for (size_t i = 0; !err && i < resctrl_group_list_get_num(list); i++) {
		const char *name = resctrl_group_list_get_name(list, i);
		struct group_ref ref;

		err = group_ref_init(ctx, &ref, name);
		for (size_t k = 0; !err && k < files.num; k++)
			err = add_file(ctx, c, &ref, name, files.items[k]);
		/* A group that has gone since it was listed holds nothing. */
		if (err == -ENOENT || err == -ENODEV) {
			error_clear(ctx);
			err = 0;
		}
	}
	resctrl_group_list_free(list);
	strlist_release(&files);
	return err;
}

int counters_load_all(struct resctrl_ctx *ctx, struct resctrl_counters **counters)
{
	struct resctrl_counters *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return error_memory(ctx);
	err = add_all(ctx, c);
	if (err)
		resctrl_counters_free(c);
	else
		*counters = c;
	return err;
}

void counters_name_holders(const struct resctrl_counters *counters, char *names, size_t size)
{
	const char *last = "";
	unsigned int num = 0;
	size_t len = 0;

	*names = '\0';
	for (size_t i = 0; i < counters->num && num <= 8 && len < size; i++) {
		const struct counter_entry *e = &counters->entries[i];

		if (!e->assigned || !strcmp(e->group, last))
			continue;
		len += (size_t)snprintf(names + len, size - len, "%s%s", num ? ", " : "",
					num < 8 ? e->group : "...");
		last = e->group;
		num++;
	}
}

static int load(struct resctrl_ctx *ctx, const char *group, struct resctrl_counters **counters)
{
	struct group_ref ref;
	int err;

	if (group) {
		err = group_ref_init(ctx, &ref, group);
		if (!err)
			err = group_ref_check(ctx, &ref);
		return err ? err : counters_load_group(ctx, &ref, group, counters);
	}
	return counters_load_all(ctx, counters);
}

int resctrl_counters_load(struct resctrl_ctx *ctx, const char *group,
			  struct resctrl_counters **counters)
{
	int err;

	assert(ctx);
	if (!counters)
		return -EINVAL;
	error_begin(ctx, "list the counters%s%s", group ? " of " : "", group ? group : "");
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	fs_lock_shared(ctx);
	err = load(ctx, group, counters);
	fs_unlock(ctx);
	return err;
}

void resctrl_counters_free(struct resctrl_counters *counters)
{
	if (!counters)
		return;
	for (size_t i = 0; i < counters->num; i++) {
		free(counters->entries[i].group);
		free(counters->entries[i].resource);
		free(counters->entries[i].event);
	}
	free(counters->entries);
	free(counters);
}

size_t resctrl_counters_get_num(const struct resctrl_counters *counters)
{
	assert(counters);
	return counters->num;
}

const char *resctrl_counters_get_group(const struct resctrl_counters *counters, size_t i)
{
	assert(counters && i < counters->num);
	return counters->entries[i].group;
}

const char *resctrl_counters_get_resource(const struct resctrl_counters *counters, size_t i)
{
	assert(counters && i < counters->num);
	return counters->entries[i].resource;
}

const char *resctrl_counters_get_event(const struct resctrl_counters *counters, size_t i)
{
	assert(counters && i < counters->num);
	return counters->entries[i].event;
}

uint64_t resctrl_counters_get_domain(const struct resctrl_counters *counters, size_t i)
{
	assert(counters && i < counters->num);
	return counters->entries[i].domain;
}

bool resctrl_counters_is_assigned(const struct resctrl_counters *counters, size_t i)
{
	assert(counters && i < counters->num);
	return counters->entries[i].assigned;
}
