/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The groups of a tracker: its own, and those of others that it reads. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "owner.h"
#include "tracker.h"

/* Names that others have taken. */
#define MOST_NAMES 100

struct tracked_group *tracked_find(const struct resctrl_tracker *t, const char *name)
{
	for (size_t i = 0; i < t->num_groups; i++) {
		if (!strcmp(t->groups[i]->name, name))
			return t->groups[i];
	}
	return NULL;
}

static struct tracked_group *find_own(const struct resctrl_tracker *t, const char *ctrl)
{
	for (size_t i = 0; i < t->num_groups; i++) {
		if (t->groups[i]->is_own && !strcmp(t->groups[i]->ref.name.ctrl, ctrl))
			return t->groups[i];
	}
	return NULL;
}

static void free_group(struct tracked_group *g)
{
	if (!g)
		return;
	free(g->name);
	tids_release(&g->waiting);
	origin_release(g);
	free(g);
}

/* The last of the list, which the caller takes away again where it cannot be used. */
static struct tracked_group *append(struct resctrl_tracker *t, const char *name)
{
	struct tracked_group **more = reallocarray(t->groups, t->num_groups + 1, sizeof(struct tracked_group *));
	struct tracked_group *g;

	if (!more)
		return NULL;
	t->groups = more;
	g = calloc(1, sizeof(*g));
	if (g)
		g->name = strdup(name);
	if (!g || !g->name || group_ref_init(t->ctx, &g->ref, name)) {
		free_group(g);
		return NULL;
	}
	more[t->num_groups++] = g;
	return g;
}

int tracked_add(struct resctrl_tracker *t, const char *name)
{
	return append(t, name) ? 0 : error_memory(t->ctx);
}

/* "web/rctl-812"; the tool's name may be anything. */
static void make_name(const struct resctrl_tracker *t, const char *ctrl, unsigned int number, char *name,
		      size_t size)
{
	char tool[sizeof(t->ctx->tool)];

	snprintf(tool, sizeof(tool), "%s", *t->ctx->tool ? t->ctx->tool : "resctrl");
	for (char *c = tool; *c; c++) {
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
			*c = '_';
	}
	if (number)
		snprintf(name, size, "%s/%s-%d-%u", ctrl, tool, (int)getpid(), number + 1);
	else
		snprintf(name, size, "%s/%s-%d", ctrl, tool, (int)getpid());
}

static int create(struct resctrl_tracker *t, const char *name)
{
	struct resctrl_group_config *config;
	int err;

	if (resctrl_group_config_new(&config))
		return error_memory(t->ctx);
	err = resctrl_group_config_set_name(config, name);
	if (!err)
		err = resctrl_group_config_set_transient(config, true);
	if (!err)
		err = resctrl_group_config_set_wait(config, t->wait_ms);
	err = err ? error_memory(t->ctx) :
		    resctrl_group_create(t->ctx, config, t->dry ? RESCTRL_DRY_RUN : 0, NULL);
	resctrl_group_config_free(config);
	return err;
}

static void tell_unmarked(struct resctrl_tracker *t, const struct tracked_group *g)
{
	struct owner_mark mark;

	if (t->told_unmarked || owner_read(t->ctx, &g->ref, &mark))
		return;
	t->told_unmarked = true;
	error_warn(t->ctx, "unmarked", "the group %s cannot be marked with its owner: should this process be "
		   "killed, \"rctl gc\" does not know that the group may go", g->name);
}

static uint64_t read_inode(struct resctrl_ctx *ctx, const struct tracked_group *g)
{
	int fd = io_open(&ctx->io, ctx->fs_fd, g->ref.dir, O_PATH | O_DIRECTORY);
	struct stat st;
	uint64_t inode;

	if (fd < 0)
		return 0;
	inode = io_fstat(&ctx->io, fd, &st) ? 0 : st.st_ino;
	io_close(&ctx->io, fd);
	return inode;
}

bool tracked_is_replaced(struct resctrl_ctx *ctx, const struct tracked_group *g)
{
	uint64_t inode = read_inode(ctx, g);

	return g->inode && inode && inode != g->inode;
}

/* A first time, under a name that nobody has. */
static int make_own(struct resctrl_tracker *t, const char *ctrl, struct tracked_group **group)
{
	struct tracked_group *g;
	char name[520 + 128];
	int err = -EEXIST, stays;

	for (unsigned int i = 0; err == -EEXIST && i < MOST_NAMES; i++) {
		make_name(t, ctrl, i, name, sizeof(name));
		err = create(t, name);
	}
	if (err)
		return err;
	g = append(t, name);
	if (!g && t->dry)
		return error_memory(t->ctx);
	if (!g) {
		stays = resctrl_group_remove(t->ctx, name, RESCTRL_FORCE, NULL);
		err = error_memory(t->ctx);
		if (stays)
			error_add_left_behind(t->ctx, "the group %s could not be removed again", name);
		return err;
	}
	g->is_own = true;
	*group = g;
	return 0;
}

int tracked_need_own(struct resctrl_tracker *t, const char *ctrl, struct tracked_group **group)
{
	struct tracked_group *g = find_own(t, ctrl);
	int err;

	*group = g;
	if (g && (g->is_there || t->dry))
		return 0;
	err = g ? create(t, g->name) : make_own(t, ctrl, group);
	if (err || t->dry)
		return err;
	(*group)->is_there = true;
	(*group)->inode = read_inode(t->ctx, *group);
	tell_unmarked(t, *group);
	return 0;
}

void tracked_release(struct resctrl_tracker *t)
{
	for (size_t i = 0; i < t->num_groups; i++)
		free_group(t->groups[i]);
	free(t->groups);
}
