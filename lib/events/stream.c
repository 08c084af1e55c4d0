/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stream: its sources, and what next gives. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "events/stream.h"

#define ALL_SOURCES	((1u << NUM_SOURCES) - 1)

static const char *const source_names[NUM_SOURCES] = {
	"cpus", "pmt", "mounts", "groups", "settings", "processes", "execs",
};

/* -1 for what is not one source. */
static int source_index(unsigned int source)
{
	if (!source || source & ~ALL_SOURCES || source & (source - 1))
		return -1;
	return __builtin_ctz(source);
}

void source_fail(struct resctrl_events *ev, enum resctrl_source source, int err, const char *reason)
{
	struct source_state *state = &ev->states[source_index(source)];

	/* The first reason is the cause of the later ones. */
	if (state->err || !(ev->sources & source))
		return;
	*state = (struct source_state){ -err, reason };
}

bool source_works(const struct resctrl_events *ev, enum resctrl_source source)
{
	return ev->sources & source && !ev->states[source_index(source)].err;
}

int stream_add_fd(struct resctrl_events *ev, int fd, uint32_t what, uint32_t tag)
{
	struct epoll_event event = { .events = what, .data.u32 = tag };

	return epoll_ctl(ev->epoll_fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static unsigned int with_implied(unsigned int sources)
{
	if (sources & RESCTRL_SOURCE_SETTINGS)
		sources |= RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_MOUNTS | RESCTRL_SOURCE_GROUPS;
	/* From here on EXECS is a way of PROCESSES. */
	if (sources & RESCTRL_SOURCE_EXECS)
		sources |= RESCTRL_SOURCE_PROCESSES;
	return sources & ~(unsigned int)RESCTRL_SOURCE_EXECS;
}

/* Nothing works: what the first source that was asked for says. */
static int nothing_works(struct resctrl_events *ev)
{
	struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL, NULL, NULL, NULL };

	for (int i = 0; i < NUM_SOURCES; i++) {
		const struct source_state *state = &ev->states[i];

		if (ev->sources & 1u << i && !state->err)
			return 0;
	}
	for (int i = 0; i < NUM_SOURCES; i++) {
		const struct source_state *state = &ev->states[i];

		if (!state->err)
			continue;
		if (state->err == EPERM || state->err == EACCES) {
			f.code = RESCTRL_ERROR_PERMISSION;
			f.err = state->err;
			f.fix = state->err == EPERM ? "run it as root" : "run it outside of the container";
		} else if (state->err != EPROTONOSUPPORT && state->err != EOPNOTSUPP) {
			f.code = RESCTRL_ERROR_FAILED;
			f.err = state->err;
		}
		return error_set(ev->ctx, &f, "%s", state->reason);
	}
	return 0;
}

static int check_possible(struct resctrl_ctx *ctx)
{
	struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
			     "use a library configured without --disable-events" };

	if (!netlink_is_built())
		return error_set(ctx, &f, "this libresctrl was built without events");
	f.fix = "leave out --sysroot to watch the running machine";
	if (ctx->io.sysroot)
		return error_set(ctx, &f, "a recorded tree does not change");
	return 0;
}

static int start(struct resctrl_events *ev)
{
	int err;

	ev->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (ev->epoll_fd < 0)
		return error_system(ev->ctx, STATUS_READ, errno, NULL);
	uevents_open(ev);
	mounts_open(ev);
	processes_open(ev);
	err = nothing_works(ev);
	/* The values that later ones are compared with. */
	if (!err && losses_read(ev))
		err = error_memory(ev->ctx);
	return err;
}

int resctrl_events_open(struct resctrl_ctx *ctx, unsigned int sources, struct resctrl_events **events)
{
	struct resctrl_events *ev;
	int err;

	assert(ctx);
	if (!events || !sources || sources & ~ALL_SOURCES)
		return -EINVAL;
	error_begin(ctx, "watch the machine");
	err = check_possible(ctx);
	if (err)
		return err;
	ev = calloc(1, sizeof(*ev));
	if (!ev)
		return error_memory(ctx);
	ev->ctx = resctrl_ctx_ref(ctx);
	ev->sources = with_implied(sources);
	ev->execs_only = sources & RESCTRL_SOURCE_EXECS && !(sources & RESCTRL_SOURCE_PROCESSES);
	ev->all_pids = true;
	ev->epoll_fd = ev->inotify_fd = ev->mounts_fd = ev->mounts_wake_fd = -1;
	ev->uevents.fd = ev->processes.fd = -1;
	err = start(ev);
	if (err)
		resctrl_events_close(ev);
	else
		*events = ev;
	return err;
}

void resctrl_events_close(struct resctrl_events *events)
{
	if (!events)
		return;
	netlink_close(&events->uevents);
	netlink_close(&events->processes);
	watches_stop(events);
	queue_release(events);
	groups_close(events);
	mounts_close(events);
	cpus_release(events);
	strlist_release(&events->pmt);
	free(events->pids);
	if (events->epoll_fd >= 0)
		close(events->epoll_fd);
	resctrl_ctx_unref(events->ctx);
	free(events);
}

int resctrl_events_get_fd(const struct resctrl_events *events)
{
	assert(events);
	return events->epoll_fd;
}

/* ---- reading ---- */

/* A socket that fails for good is taken out, so that it does not wake anybody for nothing: all of its SOURCES fail. */
static int take_failure(struct resctrl_events *ev, unsigned int sources, int fd, int err)
{
	if (!err || err == -ENOMEM)
		return err;
	epoll_ctl(ev->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	for (int i = 0; i < NUM_SOURCES; i++) {
		if (sources & 1u << i)
			source_fail(ev, (enum resctrl_source)(1u << i), err, "its socket failed");
	}
	ev->lost |= sources & ev->sources;
	return 0;
}

static int read_source(struct resctrl_events *ev, uint32_t tag)
{
	switch (tag) {
	case RESCTRL_SOURCE_CPUS:
		return take_failure(ev, RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PMT, ev->uevents.fd,
				    uevents_read(ev));
	case RESCTRL_SOURCE_PROCESSES:
		return take_failure(ev, RESCTRL_SOURCE_PROCESSES, ev->processes.fd, processes_read(ev));
	case RESCTRL_SOURCE_GROUPS:
		return watches_read(ev);
	default:
		return 0;	/* mounts: asked below, whoever was woken */
	}
}

/* Reads what is ready. 1: there was something, 0: nothing; -ENOMEM. */
static int gather(struct resctrl_events *ev)
{
	struct epoll_event ready[4];
	int n = epoll_wait(ev->epoll_fd, ready, 4, 0), err = 0, any;

	any = n > 0;
	for (int i = 0; i < n && !err; i++)
		err = read_source(ev, ready[i].data.u32);
	if (!err && mounts_poll(ev)) {
		any = 1;
		err = mounts_scan(ev, false, false);
	}
	if (!err)
		err = losses_read(ev);
	if (err && err != -ENOMEM)
		err = 0;	/* noted as lost: told of, and looked at again */
	return err ? err : any;
}

static int rescan(struct resctrl_events *ev, unsigned int sources)
{
	const unsigned int mounts = RESCTRL_SOURCE_MOUNTS | RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_SETTINGS;
	int err = 0;

	if (sources & RESCTRL_SOURCE_CPUS && source_works(ev, RESCTRL_SOURCE_CPUS)) {
		err = cpus_scan(ev, false);
		cpus_renew(ev);
		losses_mark_away(ev);
	}
	if (!err && sources & RESCTRL_SOURCE_PMT && source_works(ev, RESCTRL_SOURCE_PMT))
		err = pmt_scan(ev, false);
	if (!err && sources & mounts)
		err = mounts_scan(ev, false, false);
	if (!err && sources & (RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_SETTINGS))
		err = groups_scan(ev, false);
	if (!err && sources & RESCTRL_SOURCE_SETTINGS)
		losses_mark_all(ev);
	if (!err)
		err = losses_read(ev);
	if (!err && sources & RESCTRL_SOURCE_PROCESSES && source_works(ev, RESCTRL_SOURCE_PROCESSES))
		err = processes_scan(ev);
	return err;
}

/* Says so once for each source, then what is different. */
static int tell_lost(struct resctrl_events *ev)
{
	unsigned int lost = ev->lost;
	int err = 0;

	ev->lost = 0;
	for (int i = 0; i < NUM_SOURCES && !err; i++) {
		if (lost & 1u << i && !queue_add(ev, RESCTRL_NOTICE_LOST, (enum resctrl_source)(1u << i), NULL))
			err = -ENOMEM;
	}
	if (!err)
		err = rescan(ev, lost);
	if (err)
		ev->lost |= lost;
	return err;
}

int resctrl_events_next(struct resctrl_events *events, const struct resctrl_notice **notice)
{
	int rc;

	assert(events);
	if (!notice)
		return -EINVAL;
	error_begin(events->ctx, "read what has changed");
	while (!queue_take(events)) {
		rc = events->lost ? tell_lost(events) : gather(events);
		if (rc == -ENOMEM)
			return error_memory(events->ctx);
		if (rc < 0)
			return error_system(events->ctx, STATUS_READ, -rc, NULL);
		if (!rc && !events->num && !events->lost)
			return 0;
	}
	*notice = &events->current;
	return 1;
}

int resctrl_events_rescan(struct resctrl_events *events, unsigned int sources)
{
	int err;

	assert(events);
	if (!sources || sources & ~ALL_SOURCES)
		return -EINVAL;
	error_begin(events->ctx, "look at the machine anew");
	err = rescan(events, with_implied(sources) & events->sources);
	if (!err)
		return 0;
	events->lost |= with_implied(sources) & events->sources;
	return err == -ENOMEM ? error_memory(events->ctx) : error_system(events->ctx, STATUS_READ, -err, NULL);
}

/* ---- sources ---- */

int resctrl_events_get_source_errno(const struct resctrl_events *events, enum resctrl_source source)
{
	int i = source_index(source);

	assert(events);
	if (source == RESCTRL_SOURCE_EXECS)
		i = source_index(RESCTRL_SOURCE_PROCESSES);
	if (i < 0 || !(events->sources & 1u << i))
		return ENOTSUP;
	return events->states[i].err;
}

const char *resctrl_events_get_source_reason(const struct resctrl_events *events,
					     enum resctrl_source source)
{
	int i = source_index(source);

	assert(events);
	if (source == RESCTRL_SOURCE_EXECS)
		i = source_index(RESCTRL_SOURCE_PROCESSES);
	return i < 0 ? NULL : events->states[i].reason;
}

const char *resctrl_events_get_source_name(enum resctrl_source source)
{
	int i = source_index(source);

	return i < 0 ? NULL : source_names[i];
}

int resctrl_events_get_domain(const struct resctrl_events *events, const char *resource, uint64_t id,
			      struct resctrl_object **object)
{
	assert(events);
	if (!resource || !object)
		return -EINVAL;
	for (size_t i = 0; i < events->num_domains; i++) {
		struct resctrl_object *o = events->domains[i].object;

		if (o->id == id && !strcmp(o->name, resource)) {
			*object = o;
			return 0;
		}
	}
	return -ENOENT;
}
