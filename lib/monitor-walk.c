/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event files of one group: mon_data/mon_<RESOURCE>_<ID>/[mon_sub_<RESOURCE>_<ID>/]<EVENT>. */
#include "monitor-walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/pmt.h"

/* The resource of telemetry events, by package. */
#define TELEMETRY	"PERF_PKG"

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

static int list_dir(struct walk *w, const char *path, struct strlist *dirs, struct strlist *files)
{
	struct resctrl_ctx *ctx = w->m->ctx;
	char full[900];
	int err;

	files_path(w->group->dir, path, full, sizeof(full));
	err = io_list(&ctx->io, ctx->fs_fd, full, dirs, files);
	if (files_make_room(w->m, err)) {
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

static int note_place(struct walk *w)
{
	struct place *more = reallocarray(w->places, w->num_places + 1, sizeof(*more));

	if (!more)
		return error_memory(w->m->ctx);
	w->places = more;
	more += w->num_places;
	*more = (struct place){
		.resource = keep_word(w->m, w->domain.resource),
		.domain = w->domain.id,
		.subdomain = w->sub.id,
		.has_sub = w->has_sub,
		.first = w->num,
	};
	if (!more->resource)
		return error_memory(w->m->ctx);
	w->num_places++;
	return 0;
}

/* One level of sub-domains below a domain. */
static int walk_events(struct walk *w)
{
	struct strlist dirs = { 0 }, events = { 0 };
	size_t len = strlen(w->path);
	int err;

	err = list_dir(w, w->path, &dirs, &events);
	/* One with nothing in it is just going. */
	if (!err && (dirs.num || events.num))
		err = note_place(w);
	for (size_t i = 0; !err && i < events.num; i++) {
		if (!config_has_event(&w->m->config, events.items[i]))
			continue;
		err = note_event(w, events.items[i]);
		w->places[w->num_places - 1].num += !err;
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

/* ---- events that a place lacks ---- */

static bool is_alike(const struct place *a, const struct place *b)
{
	return a->resource == b->resource && a->has_sub == b->has_sub;
}

/* Names are kept once, and the kernel makes the files of all places in the same order. */
static bool has_same_events(const struct walk *w, const struct place *a, const struct place *b)
{
	if (a->num != b->num)
		return false;
	for (size_t i = 0; i < a->num; i++) {
		if (w->found[a->first + i].event != w->found[b->first + i].event)
			return false;
	}
	return true;
}

/* As on most machines, which costs a look at each event. */
static bool is_uniform(const struct walk *w)
{
	for (size_t i = 1; i < w->num_places; i++) {
		size_t k = 0;

		while (!is_alike(&w->places[k], &w->places[i]))
			k++;
		if (!has_same_events(w, &w->places[k], &w->places[i]))
			return false;
	}
	return true;
}

static bool has_event(const struct walk *w, size_t first, size_t num, const char *event)
{
	for (size_t i = first; i < first + num; i++) {
		if (w->found[i].event == event)
			return true;
	}
	return false;
}

/* What FROM has and PLACE has not; what was added for that so far begins at ADDED. */
static int note_absent(struct walk *w, const struct place *place, const struct place *from, size_t added)
{
	for (size_t i = from->first; i < from->first + from->num; i++) {
		const char *event = w->found[i].event;
		struct resctrl_reading *r;

		if (has_event(w, place->first, place->num, event) || has_event(w, added, w->num - added, event))
			continue;
		r = add_reading(w);
		if (!r)
			return error_memory(w->m->ctx);
		*r = w->found[i];
		r->domain = place->domain;
		r->subdomain = place->subdomain;
		r->is_absent = true;
		w->num++;
	}
	return 0;
}

/* Where one domain of a resource has an event, and another one no such file. */
static int fill_absent(struct walk *w)
{
	int err = 0;

	if (is_uniform(w))
		return 0;
	for (size_t i = 0; i < w->num_places; i++) {
		size_t added = w->num;

		for (size_t k = 0; k < w->num_places && !err; k++) {
			if (is_alike(&w->places[i], &w->places[k]))
				err = note_absent(w, &w->places[i], &w->places[k], added);
		}
	}
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

int walk_run(struct walk *w)
{
	int err;

	err = walk_domains(w);
	if (!err)
		err = fill_absent(w);
	if (!err)
		err = walk_direct(w);
	if (!err && w->num)
		qsort(w->found, w->num, sizeof(*w->found), reading_compare);
	return err;
}

void walk_release(struct walk *w)
{
	free(w->found);
	free(w->places);
}

bool walk_has_place(const struct walk *w, const struct resctrl_reading *r)
{
	for (size_t i = 0; i < w->num_places; i++) {
		const struct place *p = &w->places[i];

		if (p->resource == r->resource && p->domain == r->domain && p->has_sub == r->has_subdomain &&
		    p->subdomain == r->subdomain)
			return true;
	}
	return false;
}
