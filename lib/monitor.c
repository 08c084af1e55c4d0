/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The stream of samples. Every event file is opened once and then read with one pread(2) a sample: a read at
 * offset 0 makes kernfs produce a fresh value.
 */
#include "monitor.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "text/pattern.h"

/* ---- opening ---- */

static int nothing_monitored(struct resctrl_monitor *m)
{
	const struct failure none = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL,
				      m->ctx->fs_path, NULL,
				      "\"rctl info\" shows what this machine can do" };
	const struct failure filtered = { RESCTRL_ERROR_NOT_FOUND, ENOENT, RESCTRL_CAUSE_PREDICTED,
					  m->ctx->fs_path, NULL,
					  "\"rctl info\" shows the events and the domains" };

	if (m->config.events.num == 1 && !m->config.num_domains)
		return error_set(m->ctx, &filtered, "there is no event %s", m->config.events.items[0]);
	if (!m->config.events.num && m->config.num_domains == 1)
		return error_set(m->ctx, &filtered, "there is no domain %s", m->config.domains[0].text);
	if (m->config.events.num || m->config.num_domains)
		return error_set(m->ctx, &filtered, "no domain asked for has an event asked for");
	return error_set(m->ctx, &none, "nothing is monitored on this machine");
}

/* Of several that were asked for, one that is nowhere may be misspelt, or be another machine's. */
static void tell_missing(struct resctrl_monitor *m)
{
	const struct resctrl_monitor_config *c = &m->config;
	const struct resctrl_sample *s = &m->sample;
	size_t i, n;

	for (i = 0; i < c->events.num; i++) {
		for (n = 0; n < s->num && !config_event_matches(c, i, s->readings[n]->event); n++)
			;
		if (n == s->num)
			error_warn(m->ctx, "no_event", "nothing here has an event %s", c->events.items[i]);
	}
	for (i = 0; i < c->num_domains; i++) {
		for (n = 0; n < s->num && !config_domain_matches(c, i, s->readings[n]->resource,
								 s->readings[n]->domain); n++)
			;
		if (n == s->num)
			error_warn(m->ctx, "no_domain", "nothing is monitored in domain %s", c->domains[i].text);
	}
}

static bool has_patterns(const struct resctrl_monitor *m)
{
	for (size_t i = 0; i < m->config.groups.num; i++) {
		if (pattern_is(m->config.groups.items[i]))
			return true;
	}
	return false;
}

static int start(struct resctrl_monitor *m)
{
	int err;

	watch_open(m);
	err = m->config.direct_aet ? direct_open(m) : 0;
	if (err)
		return err;
	fs_lock_shared(m->ctx);
	err = scan(m, false);
	fs_unlock(m->ctx);
	if (!err && !m->sample.num && !(has_patterns(m) && !m->num_groups))
		err = nothing_monitored(m);
	if (!err && m->sample.num)
		tell_missing(m);
	return err;
}

int resctrl_monitor_open_config(struct resctrl_ctx *ctx, const struct resctrl_monitor_config *config,
				struct resctrl_monitor **monitor)
{
	struct resctrl_monitor *m;
	int err;

	assert(ctx);
	if (!monitor)
		return -EINVAL;
	error_begin(ctx, "monitor");
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	m = calloc(1, sizeof(*m));
	if (!m)
		return error_memory(ctx);
	m->ctx = resctrl_ctx_ref(ctx);
	m->domains_fd = -1;
	m->notify = (struct notify)NOTIFY_NONE;
	m->hotplug = (struct hotplug)HOTPLUG_NONE;
	err = config_copy(&m->config, config) ? error_memory(ctx) : start(m);
	if (err)
		resctrl_monitor_close(m);
	else
		*monitor = m;
	return err;
}

int resctrl_monitor_open(struct resctrl_ctx *ctx, const char *const *names, size_t num,
			 struct resctrl_monitor **monitor)
{
	struct resctrl_monitor_config *config;
	struct group_ref ref;
	int err;

	assert(ctx);
	if (!monitor || (num && !names))
		return -EINVAL;
	error_begin(ctx, "monitor");
	if (resctrl_monitor_config_new(&config))
		return error_memory(ctx);
	err = 0;
	for (size_t i = 0; !err && i < num; i++) {
		err = group_ref_init(ctx, &ref, names[i]);
		if (!err && resctrl_monitor_config_set_group(config, names[i]))
			err = error_memory(ctx);
	}
	if (!err)
		err = resctrl_monitor_open_config(ctx, config, monitor);
	resctrl_monitor_config_free(config);
	return err;
}

void resctrl_monitor_close(struct resctrl_monitor *monitor)
{
	if (!monitor)
		return;
	watch_release(monitor);
	scan_release(monitor);
	direct_release(monitor);
	strlist_release(&monitor->words);
	strlist_release(&monitor->fixed);
	config_release(&monitor->config);
	resctrl_ctx_unref(monitor->ctx);
	free(monitor);
}

int resctrl_monitor_set_group(struct resctrl_monitor *monitor, const char *name)
{
	int err;

	assert(monitor);
	err = resctrl_monitor_config_set_group(&monitor->config, name);
	if (!err)
		monitor->is_dirty = true;
	return err;
}

/* ---- reading ---- */

/* Where no more files may be open: from the directory DIR of the group, or -errno of opening that. */
static void read_by_path(struct resctrl_monitor *m, struct resctrl_reading *r, int dir)
{
	struct io *io = &m->ctx->io;
	int fd = dir < 0 ? dir : io_open(io, dir, r->path, O_RDONLY);
	char text[128];

	reading_take(r, text, fd < 0 ? fd : io_pread(io, fd, text, sizeof(text)));
	io_close(io, fd);
}

static void read_one(struct resctrl_monitor *m, struct resctrl_reading *r)
{
	char text[128];

	if (r->is_absent) {
		reading_take_absent(r);
		return;
	}
	if (r->fd < 0) {
		reading_take(r, NULL, -ENODEV);
		return;
	}
	reading_take(r, text, io_pread(&m->ctx->io, r->fd, text, sizeof(text)));
	if (r->state == RESCTRL_STATE_GONE) {
		io_close(&m->ctx->io, r->fd);
		r->fd = -1;
		m->is_dirty = true;
	}
}

static void read_files(struct resctrl_monitor *m, const struct watched_group *g)
{
	int dir = -1;

	for (size_t i = 0; i < g->num; i++) {
		struct resctrl_reading *r = &g->readings[i];

		if (r->direct) {
			direct_read(m, g, r);
			continue;
		}
		if (r->cell)
			continue;
		if (!r->path) {
			read_one(m, r);
			continue;
		}
		if (dir == -1)
			dir = io_open(&m->ctx->io, m->ctx->fs_fd, g->dir, O_PATH | O_DIRECTORY);
		read_by_path(m, r, dir);
	}
	io_close(&m->ctx->io, dir);
}

/* A domain that came back on x86 has lost its counters: its events are unassigned from the start. */
static void tell_lost(struct resctrl_monitor *m, struct resctrl_reading *r)
{
	char message[320];

	r->is_back = false;
	if (r->state != RESCTRL_STATE_UNASSIGNED)
		return;
	snprintf(message, sizeof(message), "domain %" PRIu64 " of %s came back without its counters; \"rctl "
		 "assign-counter GROUP '*' --domain %" PRIu64 "\" gives a group some", r->domain, r->resource,
		 r->domain);
	for (size_t i = 0; i < m->ctx->num_warnings; i++) {
		if (!strcmp(m->ctx->warnings[i].message, message))
			return;
	}
	error_warn(m->ctx, "domain_unassigned", "%s", message);
}

/*
 * The mean of a clock read before and one after stands for every value of a group. The one after is the one before the
 * next group; so a sample of N groups reads the clock N + 1 times. It returns when it began.
 */
static uint64_t read_groups(struct resctrl_monitor *m)
{
	uint64_t first = clock_ns(CLOCK_MONOTONIC), before = first;

	for (size_t i = 0; i < m->num_groups; i++) {
		struct watched_group *g = m->groups[i];
		uint64_t after;

		read_files(m, g);
		after = clock_ns(CLOCK_MONOTONIC);
		g->time_ns = before + (after - before) / 2;
		before = after;
	}
	return first;
}

/* The sum that PART of the monitor group G is in. */
static void restart_sum(struct resctrl_monitor *m, const struct watched_group *g,
			const struct resctrl_reading *part)
{
	size_t len = strcspn(g->name, "/");

	for (size_t i = 0; i < m->num_groups; i++) {
		const struct watched_group *ctrl = m->groups[i];

		if (strlen(ctrl->name) != (len ? len : 1) || strncmp(ctrl->name, g->name, len ? len : 1))
			continue;
		for (size_t k = 0; k < ctrl->num; k++) {
			struct resctrl_reading *sum = &ctrl->readings[k];

			if (sum->base_known && !reading_compare(sum, part))
				reading_restart(sum);
		}
	}
}

/*
 * The kernel leaves parts without data out of a control group's sum, which then jumps by all that the part has ever
 * counted, down and up.
 */
static void note_parts(struct resctrl_monitor *m, const struct watched_group *g)
{
	if (!strchr(g->name, '/') || !g->name[1])
		return;
	for (size_t i = 0; i < g->num; i++) {
		struct resctrl_reading *r = &g->readings[i];
		bool missing = r->state == RESCTRL_STATE_UNAVAILABLE || r->state == RESCTRL_STATE_ERROR;

		if (r->cell || missing == r->is_missing || (!missing && r->state != RESCTRL_STATE_VALUE))
			continue;
		r->is_missing = missing;
		if (r->info.cumulative)
			restart_sum(m, g, r);
	}
}

static void finish_group(struct resctrl_monitor *m, const struct watched_group *g)
{
	for (size_t i = 0; i < g->num; i++) {
		if (g->readings[i].cell)
			continue;
		reading_set_time(&g->readings[i], g->time_ns, m->sample.wall_time_ns);
		if (g->readings[i].is_back)
			tell_lost(m, &g->readings[i]);
	}
}

int resctrl_monitor_read(struct resctrl_monitor *monitor, const struct resctrl_sample **sample)
{
	assert(monitor);
	if (!sample)
		return -EINVAL;
	direct_check(monitor);
	monitor->sample.time_ns = read_groups(monitor);
	monitor->sample.wall_time_ns = monitor->sample.time_ns + monitor->wall_offset_ns;
	for (size_t i = 0; i < monitor->num_groups; i++)
		note_parts(monitor, monitor->groups[i]);
	for (size_t i = 0; i < monitor->num_groups; i++)
		finish_group(monitor, monitor->groups[i]);
	*sample = &monitor->sample;
	return 0;
}

/* ---- changes ---- */

int resctrl_monitor_get_fd(const struct resctrl_monitor *monitor)
{
	assert(monitor);
	return monitor->notify.poll_fd < 0 ? -EOPNOTSUPP : monitor->notify.poll_fd;
}

int resctrl_monitor_get_hotplug_errno(const struct resctrl_monitor *monitor)
{
	assert(monitor);
	return monitor->hotplug_errno;
}

const char *resctrl_monitor_get_hotplug_reason(const struct resctrl_monitor *monitor)
{
	assert(monitor);
	return monitor->hotplug_reason;
}

/* The mount is still where it was found. */
static bool is_mounted(struct resctrl_monitor *m)
{
	struct resctrl_ctx *ctx = m->ctx;
	struct stat here = { 0 }, there = { 0 };
	int fd;

	fd = io_open(&ctx->io, IO_ROOT, ctx->fs_path, O_PATH | O_DIRECTORY);
	if (fd < 0 || io_fstat(&ctx->io, fd, &there) || io_fstat(&ctx->io, ctx->fs_fd, &here)) {
		io_close(&ctx->io, fd);
		return false;
	}
	io_close(&ctx->io, fd);
	return here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* An open descriptor would keep a detached mount alive, and a new one from being made. */
static void detach(struct resctrl_monitor *m)
{
	error_warn(m->ctx, "mount_gone", "resctrl was unmounted");
	m->is_detached = true;
	for (size_t i = 0; i < m->num_groups; i++)
		files_let_go(m, m->groups[i]);
	io_close(&m->ctx->io, m->domains_fd);
	m->domains_fd = -1;
	/* The watches go with the descriptors; what tells of mounts stays. */
	watch_groups(m, NULL);
	resctrl_ctx_release(m->ctx);
}

static int attach(struct resctrl_monitor *m)
{
	int err = ctx_open_fs(m->ctx);

	/* Still not mounted. */
	if (err < 0) {
		error_clear(m->ctx);
		return err == -ENOMEM ? err : 0;
	}
	error_warn(m->ctx, "mount_new", "resctrl is mounted again");
	err = scan(m, true);
	m->is_detached = false;
	return err;
}

/* The domains of one group that are gone stand for those of all. */
static bool is_any_back(struct resctrl_monitor *m)
{
	for (size_t i = 0; i < m->num_groups; i++) {
		if (m->groups[i]->is_there && files_are_gone(m->groups[i]))
			return files_are_back(m, m->groups[i]);
	}
	return false;
}

/*
 * The kernel makes and removes domains without a word, after one on their CPUs: by the number of their directories,
 * and by those that are gone.
 */
static bool has_new_domains(struct resctrl_monitor *m)
{
	struct stat st;

	if (m->domains_fd >= 0 && !io_fstat(&m->ctx->io, m->domains_fd, &st) &&
	    st.st_nlink != m->num_links)
		return true;
	return is_any_back(m);
}

int resctrl_monitor_update(struct resctrl_monitor *monitor)
{
	bool has_news;

	assert(monitor);
	error_begin(monitor->ctx, "monitor");
	has_news = watch_read(monitor);
	if (monitor->is_detached)
		return attach(monitor);
	/* Also where the caller has released the context. */
	if (monitor->ctx->fs_fd < 0 || !is_mounted(monitor)) {
		detach(monitor);
		return attach(monitor);
	}
	if (!has_news && !monitor->is_dirty && monitor->notify.poll_fd >= 0 &&
	    !has_new_domains(monitor) && !direct_has_news(monitor))
		return monitor->has_new_assignments ? ambiguous_update(monitor) : 0;
	return scan(monitor, true);
}
