/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event files of one group, opened and let go as they come and go. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor-walk.h"

/* How many descriptors are given back where no more may be opened: for lists, locks, the caller. */
#define ROOM	16
#define PATH_SIZE	320

static void let_go(struct resctrl_monitor *m, struct resctrl_reading *r)
{
	io_close(&m->ctx->io, r->fd);
	r->fd = -1;
	free(r->path);
	r->path = NULL;
	r->direct = NULL;
}

/* The path of an event file below its group's directory. */
static void write_path(const struct resctrl_reading *r, char *text, size_t size)
{
	if (r->has_subdomain)
		snprintf(text, size, "mon_data/mon_%.64s_%02llu/mon_sub_%.64s_%02llu/%.64s",
			 r->resource, (unsigned long long)r->domain, r->resource,
			 (unsigned long long)r->subdomain, r->event);
	else
		snprintf(text, size, "mon_data/mon_%.64s_%02llu/%.64s", r->resource,
			 (unsigned long long)r->domain, r->event);
}

/* The same for free(3). */
static char *path_of(const struct resctrl_reading *r)
{
	char text[PATH_SIZE];

	write_path(r, text, sizeof(text));
	return strdup(text);
}

static size_t give_back(struct resctrl_monitor *m, struct resctrl_reading *readings, size_t num,
			size_t wanted)
{
	size_t done = 0;

	for (size_t i = num; i-- > 0 && done < wanted;) {
		char *path;

		if (readings[i].fd < 0)
			continue;
		path = path_of(&readings[i]);
		if (!path)
			break;
		let_go(m, &readings[i]);
		readings[i].path = path;
		done++;
	}
	return done;
}

/* Closes up to NUM files, which are opened for each read from then on; how many. */
static size_t make_room(struct resctrl_monitor *m, size_t num)
{
	size_t done = 0;

	for (size_t i = m->num_groups; i-- > 0 && done < num;)
		done += give_back(m, m->groups[i]->readings, m->groups[i]->num, num - done);
	return done;
}

void files_path(const char *dir, const char *path, char *full, size_t size)
{
	if (!strcmp(dir, "."))
		snprintf(full, size, "%s", path);
	else
		snprintf(full, size, "%s/%s", dir, path);
}

static bool is_full(int err)
{
	return err == -EMFILE || err == -ENFILE;
}

bool files_make_room(struct resctrl_monitor *m, int err)
{
	return is_full(err) && make_room(m, ROOM);
}

/* 1: open; 0: it has gone since it was listed; or -errno, recorded. */
static int open_reading(struct walk *w, struct resctrl_reading *r)
{
	struct resctrl_ctx *ctx = w->m->ctx;
	char full[900], *path;

	path = path_of(r);
	if (!path)
		return error_memory(ctx);
	files_path(w->group->dir, path, full, sizeof(full));
	r->fd = io_open(&ctx->io, ctx->fs_fd, full, O_RDONLY);
	if (is_full(r->fd)) {
		make_room(w->m, ROOM);
		r->fd = -1;
		r->path = path;
		return 1;
	}
	free(path);
	if (r->fd >= 0)
		return 1;
	if (r->fd != -ENOENT && r->fd != -ENODEV)
		return error_system(ctx, STATUS_READ, -r->fd, full);
	r->fd = -1;
	return 0;
}

/*
 * R was found, or was not there before: 1: it is open; 0: it has gone since; or -errno, recorded. What was there and
 * comes again is of a new generation.
 */
static int take_up(struct walk *w, struct resctrl_reading *r, const struct resctrl_reading *found, bool is_known)
{
	int err;

	r->direct = found->direct;
	err = r->direct ? 1 : open_reading(w, r);
	if (err <= 0)
		return err;
	if (is_known) {
		reading_restart(r);
		r->is_back = !r->is_absent;
	}
	r->is_absent = false;
	return 1;
}

/*
 * The walk's order is that of the group's readings. What was there keeps its baseline and its file; what came back is
 * opened as a new generation; what is gone keeps its place, and is absent where only its file is gone.
 */
static int merge(struct walk *w, struct watched_group *group)
{
	size_t size = w->num + group->num, num = 0, i = 0, k = 0;
	struct resctrl_reading *all = calloc(size + 1, sizeof(*all));
	int err = 0;

	if (!all)
		return error_memory(w->m->ctx);
	while (i < w->num || k < group->num) {
		int c = i == w->num ? 1 : k == group->num ? -1 :
			reading_compare(&w->found[i], &group->readings[k]);
		struct resctrl_reading *r = &all[num];

		*r = c < 0 ? w->found[i] : group->readings[k];
		i += c <= 0;
		k += c >= 0;
		num++;
		r->is_new = c < 0;
		if (c > 0 || w->found[i - 1].is_absent) {
			let_go(w->m, r);
			r->is_absent = c <= 0 || walk_has_place(w, r);
		} else if (!reading_is_open(r) && !err) {
			err = take_up(w, r, &w->found[i - 1], !c);
			/* Never seen: then it is not gone but was not there. */
			if (!err && c < 0)
				num--;
			err = err < 0 ? err : 0;
		}
	}
	free(group->readings);
	group->readings = all;
	group->num = num;
	return err;
}

int files_update(struct resctrl_monitor *m, struct watched_group *group)
{
	struct walk w = { .m = m, .group = group };
	int err = walk_run(&w);

	if (!err)
		err = merge(&w, group);
	walk_release(&w);
	return err;
}

void files_let_go(struct resctrl_monitor *m, struct watched_group *group)
{
	for (size_t i = 0; i < group->num; i++) {
		let_go(m, &group->readings[i]);
		group->readings[i].is_absent = false;
	}
}

bool files_are_gone(const struct watched_group *group)
{
	for (size_t i = 0; i < group->num; i++) {
		if (!reading_is_open(&group->readings[i]))
			return true;
	}
	return false;
}

/* Of places that are gone one event tells; each that is absent has to be looked for by itself. */
bool files_are_back(struct resctrl_monitor *m, const struct watched_group *group)
{
	const struct resctrl_reading *last = NULL;
	char full[900], path[PATH_SIZE];
	bool is_back = false;

	for (size_t i = 0; i < group->num && !is_back; i++) {
		const struct resctrl_reading *r = &group->readings[i];

		if (reading_is_open(r) || (!r->is_absent && last && last->resource == r->resource &&
					   last->domain == r->domain && last->has_subdomain == r->has_subdomain &&
					   last->subdomain == r->subdomain))
			continue;
		if (!r->is_absent)
			last = r;
		write_path(r, path, sizeof(path));
		files_path(group->dir, path, full, sizeof(full));
		is_back = io_exists(&m->ctx->io, m->ctx->fs_fd, full);
	}
	return is_back;
}

void files_release(struct resctrl_monitor *m, struct watched_group *group)
{
	files_let_go(m, group);
	free(group->readings);
	group->readings = NULL;
	group->num = 0;
}
