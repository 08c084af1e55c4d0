/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which groups a monitor has: those that its configuration wants, and that there are or were. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor.h"
#include "text/pattern.h"

/* Groups of a pattern come and go, in some places many: this many that are gone are remembered. */
#define GONE_MAX	64

/* "/" before "/m1", before "web", before "web/m1": the order of group lists. */
static int compare_names(const char *a, const char *b)
{
	size_t la = strcspn(a, "/"), lb = strcspn(b, "/");
	int c = strncmp(a, b, la < lb ? la : lb);

	if (c || la != lb)
		return c ? c : la < lb ? -1 : 1;
	return strcmp(a + la + (a[la] == '/'), b + lb + (b[lb] == '/'));
}

static int compare_groups(const struct watched_group *g, size_t rank, const char *name)
{
	if (g->rank != rank)
		return g->rank < rank ? -1 : 1;
	return compare_names(g->name, name);
}

static void free_group(struct resctrl_monitor *m, struct watched_group *g)
{
	files_release(m, g);
	free(g->rmids);
	free(g->name);
	free(g->dir);
	free(g);
}

static struct watched_group *new_group(struct resctrl_ctx *ctx, const char *name, size_t rank)
{
	struct watched_group *g = calloc(1, sizeof(*g));
	struct group_ref ref;

	if (!g || group_ref_init(ctx, &ref, name)) {
		free(g);
		return NULL;
	}
	g->name = strdup(name);
	g->dir = strdup(ref.dir);
	g->rank = rank;
	if (!g->name || !g->dir) {
		free(g->name);
		free(g->dir);
		free(g);
		return NULL;
	}
	return g;
}

/* At its place in the order. */
static struct watched_group *add_group(struct resctrl_monitor *m, size_t at, const char *name,
				       size_t rank)
{
	struct watched_group **more = reallocarray(m->groups, m->num_groups + 1, sizeof(*more));

	if (!more)
		return NULL;
	m->groups = more;
	memmove(more + at + 1, more + at, (m->num_groups - at) * sizeof(*more));
	more[at] = new_group(m->ctx, name, rank);
	if (!more[at]) {
		memmove(more + at, more + at + 1, (m->num_groups - at) * sizeof(*more));
		return NULL;
	}
	m->num_groups++;
	return more[at];
}

/* NAME is there: the group with that name, made where it is new, NULL where nobody wants it. */
static int note_group(struct resctrl_monitor *m, const char *name, bool tell)
{
	size_t rank = config_rank_group(&m->config, name), at = 0;
	struct watched_group *g;

	if (rank == SIZE_MAX)
		return 0;
	while (at < m->num_groups && compare_groups(m->groups[at], rank, name) < 0)
		at++;
	if (at < m->num_groups && !compare_groups(m->groups[at], rank, name)) {
		g = m->groups[at];
	} else {
		g = add_group(m, at, name, rank);
		if (!g)
			return error_memory(m->ctx);
		g->named = m->config.groups.num && !strcmp(m->config.groups.items[rank], name);
	}
	if (tell && !g->gone_since && !g->num)
		error_warn(m->ctx, "group_new", "the group %s is new", name);
	else if (tell && g->gone_since)
		error_warn(m->ctx, "group_new", "there is a group %s again: a new one", name);
	g->is_there = true;
	g->gone_since = 0;
	return 0;
}

/* Groups named on the command line must be there, at the start. */
static int check_named(struct resctrl_monitor *m)
{
	for (size_t i = 0; i < m->config.groups.num; i++) {
		const char *name = m->config.groups.items[i];
		struct group_ref ref;
		int err;

		err = group_ref_init(m->ctx, &ref, name);
		if (!err && !pattern_is(name))
			err = group_ref_check(m->ctx, &ref);
		if (err)
			return err;
	}
	return 0;
}

static void forget_group(struct resctrl_monitor *m, size_t at)
{
	struct watched_group *g = m->groups[at];

	for (size_t i = 0; i < g->num; i++) {
		if (g->readings[i].generation >= m->first_generation)
			m->first_generation = g->readings[i].generation + 1;
	}
	free_group(m, g);
	m->num_groups--;
	memmove(m->groups + at, m->groups + at + 1, (m->num_groups - at) * sizeof(*m->groups));
}

/* The one that has been gone longest, while there are too many of those that may be forgotten. */
static bool forget_oldest(struct resctrl_monitor *m)
{
	size_t num = 0, oldest = 0;

	for (size_t i = 0; i < m->num_groups; i++) {
		const struct watched_group *g = m->groups[i];

		if (!g->gone_since || g->named)
			continue;
		if (!num++ || g->gone_since < m->groups[oldest]->gone_since)
			oldest = i;
	}
	if (num <= GONE_MAX)
		return false;
	forget_group(m, oldest);
	return true;
}

static int index_readings(struct resctrl_monitor *m)
{
	struct resctrl_reading **index;
	size_t num = 0, k = 0;

	for (size_t i = 0; i < m->num_groups; i++)
		num += m->groups[i]->num;
	index = reallocarray(m->sample.readings, num + 1, sizeof(*index));
	if (!index) {
		m->sample.num = 0;
		return error_memory(m->ctx);
	}
	for (size_t i = 0; i < m->num_groups; i++) {
		for (size_t n = 0; n < m->groups[i]->num; n++)
			index[k++] = &m->groups[i]->readings[n];
	}
	m->sample.readings = index;
	m->sample.num = num;
	return 0;
}

static void tell_domain(struct resctrl_monitor *m, const struct resctrl_reading *r)
{
	if (r->was_there)
		error_warn(m->ctx, "domain_gone",
			   "domain %" PRIu64 " of %s is gone: all of its CPUs are offline",
			   r->domain, r->resource);
	else
		error_warn(m->ctx, "domain_new",
			   "domain %" PRIu64 " of %s is there; where it was gone, x86 kernels have "
			   "reset its masks, and groups have lost its CPUs",
			   r->domain, r->resource);
}

/* A file alone, in a domain that stays. */
static void tell_event(struct resctrl_monitor *m, const struct resctrl_reading *r)
{
	if (r->was_open)
		error_warn(m->ctx, "event_gone", "domain %" PRIu64 " of %s no longer has %s", r->domain,
			   r->resource, r->event);
	else
		error_warn(m->ctx, "event_new", "domain %" PRIu64 " of %s has %s now", r->domain, r->resource,
			   r->event);
}

static bool is_same_domain(const struct resctrl_reading *a, const struct resctrl_reading *b)
{
	return a->domain == b->domain && a->resource == b->resource;
}

/*
 * Which domains and events there are is the same for all groups: told once, by the first one that shows it. A reading
 * that is new in a domain that was there tells of an event.
 */
static bool tell_domains(struct resctrl_monitor *m, const struct watched_group *g)
{
	const struct resctrl_reading *told = NULL;
	bool any = false;

	for (size_t first = 0, i = 0; i < g->num; first = i) {
		bool was = false;

		for (; i < g->num && is_same_domain(&g->readings[first], &g->readings[i]); i++)
			was |= g->readings[i].was_there;
		for (size_t k = first; k < i; k++) {
			const struct resctrl_reading *r = &g->readings[k];
			bool is_new_event = r->is_new && was;

			if (!is_new_event && r->was_there != reading_is_there(r)) {
				if (!told || !is_same_domain(told, r))
					tell_domain(m, r);
				told = r;
				any = true;
			} else if (r->was_open != reading_is_open(r)) {
				tell_event(m, r);
				any = true;
			}
		}
	}
	return any;
}

static bool has_any_open(const struct watched_group *g)
{
	for (size_t i = 0; i < g->num; i++) {
		if (reading_is_open(&g->readings[i]))
			return true;
	}
	return false;
}

static int update_group(struct resctrl_monitor *m, struct watched_group *g,
			const struct resctrl_group_list *list, bool tell, bool *told)
{
	bool was_there = false;
	int err;

	for (size_t i = 0; i < g->num; i++)
		was_there |= g->readings[i].was_open;
	err = direct_read_ids(m, g, list);
	if (!err)
		err = files_update(m, g);
	/* A group that is new or has gone is no news about domains. */
	if (tell && !*told && was_there && has_any_open(g))
		*told = tell_domains(m, g);
	for (size_t i = 0; i < g->num; i++) {
		g->readings[i].was_open = reading_is_open(&g->readings[i]);
		g->readings[i].was_there = reading_is_there(&g->readings[i]);
	}
	return err;
}

static int update_groups(struct resctrl_monitor *m, const struct resctrl_group_list *list, bool tell)
{
	bool told = false;
	int err = 0;

	for (size_t i = 0; !err && i < m->num_groups; i++) {
		struct watched_group *g = m->groups[i];

		if (g->is_there) {
			err = update_group(m, g, list, tell, &told);
			continue;
		}
		if (!g->gone_since) {
			g->gone_since = m->num_scans;
			if (tell && !m->is_detached)
				error_warn(m->ctx, "group_gone", "the group %s is gone", g->name);
		}
		files_let_go(m, g);
		for (size_t k = 0; k < g->num; k++)
			g->readings[k].was_open = g->readings[k].was_there = false;
	}
	return err;
}

/* The kernel itself makes and removes the directories of domains, so nobody tells. */
static void note_links(struct resctrl_monitor *m)
{
	struct stat st;

	if (m->domains_fd < 0)
		m->domains_fd = io_open(&m->ctx->io, m->ctx->fs_fd, "mon_data",
					O_RDONLY | O_DIRECTORY);
	if (m->domains_fd >= 0 && !io_fstat(&m->ctx->io, m->domains_fd, &st))
		m->num_links = st.st_nlink;
}

int scan(struct resctrl_monitor *m, bool tell)
{
	struct resctrl_group_list *list;
	int err;

	m->num_scans++;
	note_links(m);
	err = group_list_load(m->ctx, &list);
	if (err)
		return err;
	/* First the watches: what changes from here on is told. */
	watch_groups(m, list);
	for (size_t i = 0; i < m->num_groups; i++)
		m->groups[i]->is_there = false;
	for (size_t i = 0; !err && i < resctrl_group_list_get_num(list); i++)
		err = note_group(m, resctrl_group_list_get_name(list, i), tell);
	if (!err && m->num_scans == 1)
		err = check_named(m);
	if (!err)
		err = direct_update(m);
	if (!err)
		err = update_groups(m, list, tell);
	if (!err)
		err = ambiguous_update(m);
	resctrl_group_list_free(list);
	while (forget_oldest(m))
		;
	m->is_dirty = err != 0;
	/* Also after a failure: the readings may lie elsewhere now. */
	return index_readings(m) ? -ENOMEM : err;
}

void scan_release(struct resctrl_monitor *m)
{
	for (size_t i = 0; i < m->num_groups; i++)
		free_group(m, m->groups[i]);
	free(m->groups);
	free(m->sample.readings);
	io_close(&m->ctx->io, m->domains_fd);
}
