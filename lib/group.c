/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One group as a snapshot. */
#include "group.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "owner.h"
#include "schema.h"

struct resctrl_group {
	char *name;
	enum resctrl_group_kind kind;
	char *mode;
	struct resctrl_schemata *schemata;
	struct resctrl_schemata *size;
	char *cpus;
	struct tids tasks;
	struct fact ctrl_hw_id, mon_hw_id;
	struct owner_mark owner;	/* all zero where there is none */
	enum resctrl_owner_state owner_state;
};

/* A pseudo-locked or -locksetup group hides some files (mode 0000): then they are not shown. */
static bool is_hidden(const struct resctrl_group *g)
{
	return g->mode && !strncmp(g->mode, "pseudo-", 7);
}

/* The tables of a pseudo-locked group cannot be read while its cache is offline: they are empty then. */
static int load_tables(struct resctrl_ctx *ctx, const struct group_ref *ref, struct resctrl_group *g)
{
	int err = group_read_table(ctx, ref, "schemata", &g->schemata);

	if (err == -ENODEV && is_hidden(g) && !group_ref_check(ctx, ref)) {
		error_clear(ctx);
		err = group_parse_table(ctx, "schemata", "", &g->schemata);
		return err ? err : group_parse_table(ctx, "size", "", &g->size);
	}
	return err ? err : group_read_table(ctx, ref, "size", &g->size);
}

static int load_control(struct resctrl_ctx *ctx, const struct group_ref *ref,
			struct resctrl_group *g)
{
	int err;

	err = line_read(ctx, ref->dir, "mode", &g->mode);
	if (!err)
		err = load_tables(ctx, ref, g);
	if (!err)
		err = fact_read(ctx, ref->dir, "ctrl_hw_id", 10, &g->ctrl_hw_id);
	return err;
}

static int load(struct resctrl_ctx *ctx, const struct group_ref *ref, struct resctrl_group *g)
{
	int err = 0;

	g->kind = ref->name.kind;
	if (g->kind == RESCTRL_GROUP_CTRL)
		err = load_control(ctx, ref, g);
	if (!err && !is_hidden(g)) {
		err = line_read(ctx, ref->dir, "cpus_list", &g->cpus);
		if (!err)
			err = group_read_tasks(ctx, ref, &g->tasks);
	}
	if (!err)
		err = fact_read(ctx, ref->dir, "mon_hw_id", 10, &g->mon_hw_id);
	if (!err && owner_read(ctx, ref, &g->owner))
		g->owner_state = owner_find_state(ctx, &g->owner);
	return err;
}

int resctrl_group_load(struct resctrl_ctx *ctx, const char *name, struct resctrl_group **group)
{
	struct resctrl_group *g;
	struct group_ref ref;
	int err;

	assert(ctx);
	if (!group)
		return -EINVAL;
	error_begin(ctx, "show group %s", name ? name : "");
	err = group_ref_init(ctx, &ref, name);
	if (err)
		return err;
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	g = calloc(1, sizeof(*g));
	if (!g)
		return error_memory(ctx);
	g->name = strdup(name);
	fs_lock_shared(ctx);
	err = g->name ? group_ref_check(ctx, &ref) : error_memory(ctx);
	if (!err)
		err = load(ctx, &ref, g);
	fs_unlock(ctx);
	if (err) {
		resctrl_group_free(g);
		return err;
	}
	*group = g;
	return 0;
}

void resctrl_group_free(struct resctrl_group *group)
{
	if (!group)
		return;
	free(group->name);
	free(group->mode);
	free(group->cpus);
	schemata_free(group->schemata);
	schemata_free(group->size);
	tids_release(&group->tasks);
	free(group);
}

const char *resctrl_group_get_name(const struct resctrl_group *group)
{
	assert(group);
	return group->name;
}

enum resctrl_group_kind resctrl_group_get_kind(const struct resctrl_group *group)
{
	assert(group);
	return group->kind;
}

const char *resctrl_group_get_mode(const struct resctrl_group *group)
{
	assert(group);
	return group->mode;
}

const struct resctrl_schemata *resctrl_group_get_schemata(const struct resctrl_group *group)
{
	assert(group);
	return group->schemata;
}

const struct resctrl_schemata *resctrl_group_get_size(const struct resctrl_group *group)
{
	assert(group);
	return group->size;
}

const char *resctrl_group_get_cpus(const struct resctrl_group *group)
{
	assert(group);
	return group->cpus;
}

size_t resctrl_group_get_num_tasks(const struct resctrl_group *group)
{
	assert(group);
	return group->tasks.num;
}

pid_t resctrl_group_get_task(const struct resctrl_group *group, size_t i)
{
	assert(group && i < group->tasks.num);
	return group->tasks.ids[i];
}

const char *resctrl_group_get_owner_tool(const struct resctrl_group *group)
{
	assert(group);
	return group->owner.pid ? group->owner.tool : NULL;
}

pid_t resctrl_group_get_owner_pid(const struct resctrl_group *group)
{
	assert(group);
	return group->owner.pid;
}

enum resctrl_owner_state resctrl_group_get_owner_state(const struct resctrl_group *group)
{
	assert(group);
	return group->owner_state;
}

bool resctrl_group_is_transient(const struct resctrl_group *group)
{
	assert(group);
	return group->owner.transient;
}

int resctrl_group_get_ctrl_hw_id(const struct resctrl_group *group, uint64_t *value)
{
	assert(group);
	return fact_get(&group->ctrl_hw_id, value);
}

int resctrl_group_get_mon_hw_id(const struct resctrl_group *group, uint64_t *value)
{
	assert(group);
	return fact_get(&group->mon_hw_id, value);
}
