/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The stream of samples. Every event file is opened once and then read with one pread(2) a sample: a read at
 * offset 0 makes kernfs produce a fresh value.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "group.h"
#include "reading.h"

/* The readings of one group lie side by side. */
struct watched_group {
	char *name;
	size_t first, end;
};

struct resctrl_monitor {
	struct resctrl_ctx *ctx;
	struct watched_group *groups;
	size_t num_groups;
	struct resctrl_sample sample;
	size_t size;
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- opening ---- */

/* A place in mon_data on the way down to the event files. */
struct place {
	const char *group;
	struct mon_dir_name domain;
	struct mon_dir_name sub;
	bool has_sub;
	char path[800];
};

static struct resctrl_reading *add_reading(struct resctrl_monitor *m)
{
	if (m->sample.num == m->size) {
		size_t size = m->size ? 2 * m->size : 64;
		struct resctrl_reading *more = reallocarray(m->sample.readings, size, sizeof(*more));

		if (!more)
			return NULL;
		m->sample.readings = more;
		m->size = size;
	}
	return &m->sample.readings[m->sample.num];
}

static int too_many_files(struct resctrl_ctx *ctx, int err, const char *path)
{
	const struct failure f = { RESCTRL_ERROR_FAILED, -err, RESCTRL_CAUSE_KERNEL, path, NULL,
				   "raise the limit (ulimit -n), or name fewer groups" };

	return error_set(ctx, &f, "every value needs an open file, and no more may be opened");
}

static int open_event(struct resctrl_monitor *m, const struct place *p, const char *event)
{
	struct resctrl_reading *r = add_reading(m);
	char path[900];
	int fd;

	if (!r)
		return error_memory(m->ctx);
	snprintf(path, sizeof(path), "%s/%s", p->path, event);
	fd = io_open(&m->ctx->io, m->ctx->fs_fd, path, O_RDONLY);
	if (fd == -ENOENT || fd == -ENODEV)
		return 0;	/* gone since it was listed */
	if (fd == -EMFILE || fd == -ENFILE)
		return too_many_files(m->ctx, fd, path);
	if (fd < 0)
		return error_system(m->ctx, STATUS_READ, -fd, path);
	*r = (struct resctrl_reading){
		.group = p->group,
		.domain = p->domain.id,
		.has_subdomain = p->has_sub,
		.subdomain = p->sub.id,
		.info = event_info_of(event),
		.fd = fd,
	};
	snprintf(r->resource, sizeof(r->resource), "%s", p->domain.resource);
	snprintf(r->event, sizeof(r->event), "%s", event);
	m->sample.num++;
	return 0;
}

/* The directory P: its event files, and one level of sub-domains below a domain. */
static int open_dir(struct resctrl_monitor *m, struct place *p)
{
	struct strlist dirs = { 0 }, events = { 0 };
	size_t len = strlen(p->path);
	int err;

	err = io_list(&m->ctx->io, m->ctx->fs_fd, p->path, &dirs, &events);
	if (err == -ENOENT || err == -ENODEV)
		err = 0;
	else if (err)
		err = error_system(m->ctx, STATUS_READ, -err, p->path);
	for (size_t i = 0; !err && i < events.num; i++)
		err = open_event(m, p, events.items[i]);
	for (size_t i = 0; !err && !p->has_sub && i < dirs.num; i++) {
		if (mon_dir_name_parse(&p->sub, dirs.items[i]))
			continue;
		snprintf(p->path + len, sizeof(p->path) - len, "/%s", dirs.items[i]);
		p->has_sub = true;
		err = open_dir(m, p);
		p->has_sub = false;
		p->path[len] = '\0';
	}
	strlist_release(&dirs);
	strlist_release(&events);
	return err;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* Resource, domain, sub-domain (the sum of a domain before its parts), event. */
static int compare_readings(const void *a, const void *b)
{
	const struct resctrl_reading *x = a, *y = b;
	int c = strcmp(x->resource, y->resource);

	if (!c)
		c = compare_numbers(x->domain, y->domain);
	if (!c)
		c = (int)x->has_subdomain - (int)y->has_subdomain;
	if (!c)
		c = compare_numbers(x->subdomain, y->subdomain);
	return c ? c : strcmp(x->event, y->event);
}

static int open_domains(struct resctrl_monitor *m, const struct group_ref *ref, struct place *p)
{
	struct strlist dirs = { 0 };
	char path[640];
	int err;

	group_ref_path(ref, "mon_data", path, sizeof(path));
	err = io_list(&m->ctx->io, m->ctx->fs_fd, path, &dirs, NULL);
	/* A machine without monitoring; a group that has gone or hides it while pseudo-locked. */
	if (err == -ENOENT || err == -ENODEV || err == -EACCES)
		err = 0;
	else if (err)
		err = error_system(m->ctx, STATUS_READ, -err, path);
	for (size_t i = 0; !err && i < dirs.num; i++) {
		if (mon_dir_name_parse(&p->domain, dirs.items[i]))
			continue;
		snprintf(p->path, sizeof(p->path), "%s/%.80s", path, dirs.items[i]);
		err = open_dir(m, p);
	}
	strlist_release(&dirs);
	return err;
}

static int open_group(struct resctrl_monitor *m, const char *name, bool must_exist)
{
	struct watched_group *g = &m->groups[m->num_groups];
	struct place p = { 0 };
	struct group_ref ref;
	int err;

	err = group_ref_init(m->ctx, &ref, name);
	if (!err && must_exist)
		err = group_ref_check(m->ctx, &ref);
	if (err)
		return err;
	g->name = strdup(name);
	if (!g->name)
		return error_memory(m->ctx);
	m->num_groups++;
	g->first = m->sample.num;
	p.group = g->name;
	err = open_domains(m, &ref, &p);
	g->end = m->sample.num;
	if (!err && g->end > g->first)
		qsort(m->sample.readings + g->first, g->end - g->first, sizeof(*m->sample.readings),
		      compare_readings);
	return err;
}

static int open_all(struct resctrl_monitor *m)
{
	struct resctrl_group_list *list;
	size_t num;
	int err;

	err = group_list_load(m->ctx, &list);
	if (err)
		return err;
	num = resctrl_group_list_get_num(list);
	m->groups = calloc(num, sizeof(*m->groups));
	if (!m->groups)
		err = error_memory(m->ctx);
	for (size_t i = 0; !err && i < num; i++)
		err = open_group(m, resctrl_group_list_get_name(list, i), false);
	resctrl_group_list_free(list);
	return err;
}

static int open_named(struct resctrl_monitor *m, const char *const *names, size_t num)
{
	int err = 0;

	m->groups = calloc(num, sizeof(*m->groups));
	if (!m->groups)
		return error_memory(m->ctx);
	for (size_t i = 0; !err && i < num; i++)
		err = open_group(m, names[i], true);
	return err;
}

static int nothing_monitored(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL,
				   ctx->fs_path, NULL,
				   "\"rctl info\" shows what this machine can do" };

	return error_set(ctx, &f, "nothing is monitored on this machine");
}

int resctrl_monitor_open(struct resctrl_ctx *ctx, const char *const *names, size_t num,
			 struct resctrl_monitor **monitor)
{
	struct resctrl_monitor *m;
	int err;

	assert(ctx);
	if (!monitor || (num && !names))
		return -EINVAL;
	error_begin(ctx, "monitor");
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	m = calloc(1, sizeof(*m));
	if (!m)
		return error_memory(ctx);
	m->ctx = resctrl_ctx_ref(ctx);
	fs_lock_shared(ctx);
	err = num ? open_named(m, names, num) : open_all(m);
	fs_unlock(ctx);
	if (!err && !m->sample.num)
		err = nothing_monitored(ctx);
	if (err)
		resctrl_monitor_close(m);
	else
		*monitor = m;
	return err;
}

void resctrl_monitor_close(struct resctrl_monitor *monitor)
{
	if (!monitor)
		return;
	for (size_t i = 0; i < monitor->sample.num; i++)
		io_close(&monitor->ctx->io, monitor->sample.readings[i].fd);
	for (size_t i = 0; i < monitor->num_groups; i++)
		free(monitor->groups[i].name);
	free(monitor->sample.readings);
	free(monitor->groups);
	resctrl_ctx_unref(monitor->ctx);
	free(monitor);
}

/* ---- reading ---- */

static void read_one(struct resctrl_monitor *m, struct resctrl_reading *r)
{
	char text[128];
	ssize_t n;

	/* What is gone stays gone: its file cannot come back to life. */
	if (r->fd < 0) {
		reading_take(r, NULL, -ENODEV);
		return;
	}
	n = io_pread(&m->ctx->io, r->fd, text, sizeof(text));
	reading_take(r, text, n);
	if (r->state == RESCTRL_STATE_GONE) {
		io_close(&m->ctx->io, r->fd);
		r->fd = -1;
	}
}

/* The mean of a clock read before and one after stands for every value of the group. */
static void read_group(struct resctrl_monitor *m, const struct watched_group *g)
{
	uint64_t before = now_ns(CLOCK_MONOTONIC), after;

	for (size_t i = g->first; i < g->end; i++)
		read_one(m, &m->sample.readings[i]);
	after = now_ns(CLOCK_MONOTONIC);
	for (size_t i = g->first; i < g->end; i++)
		reading_set_time(&m->sample.readings[i], before + (after - before) / 2);
}

int resctrl_monitor_read(struct resctrl_monitor *monitor, const struct resctrl_sample **sample)
{
	assert(monitor);
	if (!sample)
		return -EINVAL;
	monitor->sample.wall_time_ns = now_ns(CLOCK_REALTIME);
	monitor->sample.time_ns = now_ns(CLOCK_MONOTONIC);
	for (size_t i = 0; i < monitor->num_groups; i++)
		read_group(monitor, &monitor->groups[i]);
	*sample = &monitor->sample;
	return 0;
}
