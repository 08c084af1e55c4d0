/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event files of one group: mon_data/mon_<RESOURCE>_<ID>/[mon_sub_<RESOURCE>_<ID>/]<EVENT>. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor.h"
#include "probe/pmt.h"

/* How many descriptors are given back where no more may be opened: for lists, locks, the caller. */
#define ROOM	16
/* The resource of telemetry events, by package. */
#define TELEMETRY	"PERF_PKG"

/* A walk through mon_data, and what it found. */
struct walk {
	struct resctrl_monitor *m;
	const struct watched_group *group;
	struct mon_dir_name domain;
	struct mon_dir_name sub;
	bool has_sub;
	char path[200];			/* below the group's directory */
	struct resctrl_reading *found;
	size_t num, size;
};

static void let_go(struct resctrl_monitor *m, struct resctrl_reading *r)
{
	io_close(&m->ctx->io, r->fd);
	r->fd = -1;
	free(r->path);
	r->path = NULL;
	r->direct = NULL;
}

/* Names are few: each is kept once, as long as the monitor. */
static const char *keep_word(struct resctrl_monitor *m, const char *word)
{
	for (size_t i = 0; i < m->words.num; i++) {
		if (!strcmp(m->words.items[i], word))
			return m->words.items[i];
	}
	return strlist_add(&m->words, word) ? NULL : m->words.items[m->words.num - 1];
}

static struct resctrl_reading *add_reading(struct walk *w)
{
	if (w->num == w->size) {
		size_t size = w->size ? 2 * w->size : 16;
		struct resctrl_reading *more = reallocarray(w->found, size, sizeof(*more));

		if (!more)
			return NULL;
		w->found = more;
		w->size = size;
	}
	return &w->found[w->num];
}

/* The path of an event file below its group's directory; for free(3). */
static char *path_of(const struct resctrl_reading *r)
{
	char text[320];

	if (r->has_subdomain)
		snprintf(text, sizeof(text), "mon_data/mon_%.64s_%02llu/mon_sub_%.64s_%02llu/%.64s",
			 r->resource, (unsigned long long)r->domain, r->resource,
			 (unsigned long long)r->subdomain, r->event);
	else
		snprintf(text, sizeof(text), "mon_data/mon_%.64s_%02llu/%.64s", r->resource,
			 (unsigned long long)r->domain, r->event);
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

static void group_dir_path(const char *dir, const char *path, char *full, size_t size)
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

static int list_dir(struct walk *w, const char *path, struct strlist *dirs, struct strlist *files)
{
	struct resctrl_ctx *ctx = w->m->ctx;
	char full[900];
	int err;

	group_dir_path(w->group->dir, path, full, sizeof(full));
	err = io_list(&ctx->io, ctx->fs_fd, full, dirs, files);
	if (is_full(err) && make_room(w->m, ROOM)) {
		strlist_release(dirs);
		if (files)
			strlist_release(files);
		err = io_list(&ctx->io, ctx->fs_fd, full, dirs, files);
	}
	/* Nothing is monitored; the group has gone, or hides it while pseudo-locked. */
	if (err == -ENOENT || err == -ENODEV || err == -EACCES)
		return 0;
	return err ? error_system(ctx, STATUS_READ, -err, full) : 0;
}

static int note_event(struct walk *w, const char *event)
{
	struct resctrl_reading *r = add_reading(w);
	struct resctrl_monitor *m = w->m;

	if (!r)
		return error_memory(m->ctx);
	*r = (struct resctrl_reading){
		.group = w->group->name,
		.resource = keep_word(m, w->domain.resource),
		.event = keep_word(m, event),
		.domain = w->domain.id,
		.has_subdomain = w->has_sub,
		.subdomain = w->sub.id,
		.info = event_info_of(event),
		.generation = m->first_generation,
		.fd = -1,
	};
	if (!r->resource || !r->event)
		return error_memory(m->ctx);
	w->num++;
	return 0;
}

/* One level of sub-domains below a domain. */
static int walk_events(struct walk *w)
{
	struct strlist dirs = { 0 }, events = { 0 };
	size_t len = strlen(w->path);
	int err;

	err = list_dir(w, w->path, &dirs, &events);
	for (size_t i = 0; !err && i < events.num; i++) {
		if (config_has_event(&w->m->config, events.items[i]))
			err = note_event(w, events.items[i]);
	}
	for (size_t i = 0; !err && !w->has_sub && i < dirs.num; i++) {
		if (mon_dir_name_parse(&w->sub, dirs.items[i]))
			continue;
		snprintf(w->path + len, sizeof(w->path) - len, "/%.80s", dirs.items[i]);
		w->has_sub = true;
		err = walk_events(w);
		w->has_sub = false;
		w->path[len] = '\0';
	}
	strlist_release(&dirs);
	strlist_release(&events);
	return err;
}

static int walk_domains(struct walk *w)
{
	struct strlist dirs = { 0 };
	int err;

	err = list_dir(w, "mon_data", &dirs, NULL);
	for (size_t i = 0; !err && i < dirs.num; i++) {
		if (mon_dir_name_parse(&w->domain, dirs.items[i]) ||
		    !config_has_domain(&w->m->config, w->domain.resource, w->domain.id))
			continue;
		if (w->m->direct && !strcmp(w->domain.resource, TELEMETRY))
			continue;
		w->sub = (struct mon_dir_name){ 0 };
		snprintf(w->path, sizeof(w->path), "mon_data/%.80s", dirs.items[i]);
		err = walk_events(w);
	}
	strlist_release(&dirs);
	return err;
}

static int note_direct(void *data, unsigned int package, const struct pmt_group *group, unsigned int event)
{
	struct walk *w = data;
	int err;

	if (!config_has_domain(&w->m->config, TELEMETRY, package) ||
	    !config_has_event(&w->m->config, group->events[event]))
		return 0;
	snprintf(w->domain.resource, sizeof(w->domain.resource), "%s", TELEMETRY);
	w->domain.id = package;
	err = note_event(w, group->events[event]);
	if (!err) {
		w->found[w->num - 1].direct = group;
		w->found[w->num - 1].direct_event = event;
	}
	return err;
}

/* Telemetry without files, where the group tells its ids. */
static int walk_direct(struct walk *w)
{
	if (!w->m->direct || !w->group->num_rmids)
		return 0;
	w->has_sub = false;
	w->sub = (struct mon_dir_name){ 0 };
	return direct_for_each(w->m, note_direct, w);
}

/* 1: open; 0: it has gone since it was listed; or -errno, recorded. */
static int open_reading(struct walk *w, struct resctrl_reading *r)
{
	struct resctrl_ctx *ctx = w->m->ctx;
	char full[900], *path;

	path = path_of(r);
	if (!path)
		return error_memory(ctx);
	group_dir_path(w->group->dir, path, full, sizeof(full));
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
 * The walk's order is that of the group's readings. What was there keeps its baseline and its file; what came back is
 * opened as a new generation; what is gone keeps its place.
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
		if (c > 0) {
			let_go(w->m, r);
		} else if (!reading_is_open(r) && !err) {
			r->direct = w->found[i - 1].direct;
			err = r->direct ? 1 : open_reading(w, r);
			if (err > 0 && !c) {
				reading_restart(r);
				r->is_back = true;
			}
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
	int err;

	err = walk_domains(&w);
	if (!err)
		err = walk_direct(&w);
	if (!err) {
		if (w.num)
			qsort(w.found, w.num, sizeof(*w.found), reading_compare);
		err = merge(&w, group);
	}
	free(w.found);
	return err;
}

void files_let_go(struct resctrl_monitor *m, struct watched_group *group)
{
	for (size_t i = 0; i < group->num; i++)
		let_go(m, &group->readings[i]);
}

bool files_are_gone(const struct watched_group *group)
{
	for (size_t i = 0; i < group->num; i++) {
		if (!reading_is_open(&group->readings[i]))
			return true;
	}
	return false;
}

/* One event of each place tells. */
bool files_are_back(struct resctrl_monitor *m, const struct watched_group *group)
{
	const struct resctrl_reading *last = NULL;
	bool is_back = false;
	char full[900], *path;

	for (size_t i = 0; i < group->num && !is_back; i++) {
		const struct resctrl_reading *r = &group->readings[i];

		if (reading_is_open(r) || (last && last->resource == r->resource && last->domain == r->domain &&
				   last->has_subdomain == r->has_subdomain &&
				   last->subdomain == r->subdomain))
			continue;
		last = r;
		path = path_of(r);
		if (!path)
			return false;
		group_dir_path(group->dir, path, full, sizeof(full));
		is_back = io_exists(&m->ctx->io, m->ctx->fs_fd, full);
		free(path);
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
