/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl watch [--kind KIND,...] [--count N]
 *
 * With --json one document a line. The first one is
 * data: {"kind": "started", "time_ns": 1, "wall_time_ns": 1, "sources": [
 *   {"name": "cpus", "errno": null, "reason": null}], "message": "..."}
 * errno and reason: why a source tells nothing, else null. Then one for each event:
 * data: {"kind": "cpu_offline", "time_ns": 1, "wall_time_ns": 1, "cpu": 3, "message": "CPU 3 is offline"}
 * kind: as of resctrl_notice_get_kind_name. Only what a kind has is there: cpu; resource, domain, generation;
 * device; path; group, old_name; setting, old, new; pid, parent, status; source.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <resctrl/events.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "out.h"
#include "run.h"
#include "ticker.h"
#include "tree.h"
#include "waiter.h"

enum { OPT_KIND, OPT_COUNT, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_KIND] = { .name = "kind", .type = OPTION_TEXT, .arg = "KIND,...",
		       .help = "only these: cpus, pmt, mounts, groups, settings, processes; default: all "
			       "but processes" },
	[OPT_COUNT] = { .name = "count", .type = OPTION_NUMBER, .arg = "N",
			.help = "end after N events; default: when interrupted" },
	[NUM_OPTS] = { .name = NULL },
};

#define FIRST_SOURCE	RESCTRL_SOURCE_CPUS
#define LAST_SOURCE	RESCTRL_SOURCE_PROCESSES

static unsigned int source_by_name(const char *name, size_t len)
{
	for (unsigned int s = FIRST_SOURCE; s <= LAST_SOURCE; s <<= 1) {
		const char *have = resctrl_events_get_source_name(s);

		if (strlen(have) == len && !strncmp(have, name, len))
			return s;
	}
	return 0;
}

static int parse_kinds(struct rctl_run *run, unsigned int *kinds)
{
	const char *text = args_text(&run->args, &options[OPT_KIND]);

	*kinds = 0;
	if (!text) {
		for (unsigned int s = FIRST_SOURCE; s < LAST_SOURCE; s <<= 1)
			*kinds |= s;
		return 0;
	}
	for (;; text++) {
		size_t len = strcspn(text, ",");
		unsigned int source = source_by_name(text, len);

		if (!source) {
			fail_usage(run, "--kind: there is no kind \"%.*s\"", (int)len, text);
			return fail_hint(run, "the kinds are cpus, pmt, mounts, groups, settings, processes");
		}
		*kinds |= source;
		text += len;
		if (!*text)
			return 0;
	}
}

/* ---- one event as a document ---- */

static void add_cpu(struct json_object *data, const struct resctrl_notice *notice)
{
	bool online = resctrl_notice_get_kind(notice) == RESCTRL_NOTICE_CPU_ONLINE;
	uint64_t id = 0;

	resctrl_notice_get_id(notice, &id);
	tree_set_number(data, "cpu", id);
	tree_set_message(data, "CPU %" PRIu64 " is %s", id, online ? "online" : "offline");
}

static void add_generation(struct json_object *data, const struct resctrl_notice *notice)
{
	uint64_t generation;

	if (!resctrl_notice_get_generation(notice, &generation))
		tree_set_number(data, "generation", generation);
}

static void add_domain(struct json_object *data, const struct resctrl_notice *notice)
{
	bool online = resctrl_notice_get_kind(notice) == RESCTRL_NOTICE_DOMAIN_ONLINE;
	const char *resource = resctrl_notice_get_resource(notice);
	uint64_t id = 0;

	resctrl_notice_get_id(notice, &id);
	tree_set_text(data, "resource", resource);
	tree_set_number(data, "domain", id);
	add_generation(data, notice);
	tree_set_message(data, "%s domain %" PRIu64 " %s", resource, id,
		    online ? "is there" : "has gone: its last CPU is offline");
}

static void add_device(struct json_object *data, const struct resctrl_notice *notice, const char *what)
{
	const char *name = resctrl_notice_get_name(notice);

	tree_set_text(data, "device", name);
	tree_set_message(data, "telemetry device %s %s", name, what);
}

static void add_group(struct json_object *data, const struct resctrl_notice *notice)
{
	const char *name = resctrl_notice_get_name(notice), *old = resctrl_notice_get_old(notice);

	tree_set_text(data, "group", name);
	add_generation(data, notice);
	if (old) {
		tree_set_text(data, "old_name", old);
		tree_set_message(data, "group %s is now %s", old, name);
	} else {
		tree_set_message(data, "group %s %s", name,
			    resctrl_notice_get_kind(notice) == RESCTRL_NOTICE_GROUP_CREATED ? "was created" :
			    "was removed");
	}
}

static void add_setting(struct json_object *data, const struct resctrl_notice *notice)
{
	const char *setting = resctrl_notice_get_resource(notice), *group = resctrl_notice_get_name(notice);
	const char *old = resctrl_notice_get_old(notice), *new = resctrl_notice_get_new(notice);
	bool is_cpu = !strcmp(setting, "cpu");
	uint64_t id = 0;

	resctrl_notice_get_id(notice, &id);
	tree_set_text(data, "group", group);
	tree_set_text(data, "setting", setting);
	tree_set_number(data, is_cpu ? "cpu" : "domain", id);
	tree_set_text(data, "old", old);
	tree_set_text(data, "new", new);
	if (is_cpu)
		tree_set_message(data, "group %s lost CPU %" PRIu64 " while that was offline", group, id);
	else
		tree_set_message(data, "group %s lost %s:%" PRIu64 "=%s while the domain was offline; it is %s now",
			    group, setting, id, old, new);
}

static void add_process(struct json_object *data, const struct resctrl_notice *notice)
{
	pid_t pid = resctrl_notice_get_pid(notice), parent = resctrl_notice_get_parent(notice);
	int status;

	tree_set_number(data, "pid", (uint64_t)pid);
	switch (resctrl_notice_get_kind(notice)) {
	case RESCTRL_NOTICE_PROCESS_FORK:
		tree_set_number(data, "parent", (uint64_t)parent);
		tree_set_message(data, "process %d has a child %d", parent, pid);
		return;
	case RESCTRL_NOTICE_PROCESS_EXEC:
		tree_set_message(data, "process %d runs another program", pid);
		return;
	case RESCTRL_NOTICE_PROCESS_FOUND:
		tree_set_message(data, "process %d is there", pid);
		return;
	default:
		break;
	}
	if (resctrl_notice_get_status(notice, &status))
		return;
	tree_set_number(data, "status", (uint64_t)status);
	if (WIFSIGNALED(status))
		tree_set_message(data, "process %d was ended by signal %d", pid, WTERMSIG(status));
	else
		tree_set_message(data, "process %d ended with status %d", pid, WEXITSTATUS(status));
}

static void add_rest(struct json_object *data, const struct resctrl_notice *notice)
{
	const char *source = resctrl_events_get_source_name(resctrl_notice_get_source(notice));

	switch (resctrl_notice_get_kind(notice)) {
	case RESCTRL_NOTICE_LOST:
		tree_set_text(data, "source", source);
		tree_set_message(data, "events of %s were lost; what is different now follows", source);
		return;
	case RESCTRL_NOTICE_PMT_ADDED:
		add_device(data, notice, "was added");
		return;
	case RESCTRL_NOTICE_PMT_REMOVED:
		add_device(data, notice, "was removed");
		return;
	case RESCTRL_NOTICE_MOUNTED:
		tree_set_text(data, "path", resctrl_notice_get_name(notice));
		tree_set_message(data, "resctrl was mounted on %s", resctrl_notice_get_name(notice));
		return;
	case RESCTRL_NOTICE_UNMOUNTED:
		tree_set_text(data, "path", resctrl_notice_get_name(notice));
		tree_set_message(data, "resctrl was unmounted from %s, and every group has gone",
			    resctrl_notice_get_name(notice));
		return;
	default:
		/* A kind that a newer library tells of. */
		tree_set_text(data, "source", source);
		tree_set_message(data, "something else happened (%s)", source);
	}
}

static void fill(struct json_object *data, const struct resctrl_notice *notice)
{
	switch (resctrl_notice_get_kind(notice)) {
	case RESCTRL_NOTICE_CPU_ONLINE:
	case RESCTRL_NOTICE_CPU_OFFLINE:
		add_cpu(data, notice);
		return;
	case RESCTRL_NOTICE_DOMAIN_ONLINE:
	case RESCTRL_NOTICE_DOMAIN_OFFLINE:
		add_domain(data, notice);
		return;
	case RESCTRL_NOTICE_GROUP_CREATED:
	case RESCTRL_NOTICE_GROUP_REMOVED:
	case RESCTRL_NOTICE_GROUP_RENAMED:
		add_group(data, notice);
		return;
	case RESCTRL_NOTICE_SETTING_LOST:
		add_setting(data, notice);
		return;
	case RESCTRL_NOTICE_PROCESS_FORK:
	case RESCTRL_NOTICE_PROCESS_EXEC:
	case RESCTRL_NOTICE_PROCESS_EXIT:
	case RESCTRL_NOTICE_PROCESS_FOUND:
		add_process(data, notice);
		return;
	default:
		add_rest(data, notice);
	}
}

/* ---- the stream ---- */

static struct json_object *new_event(struct rctl_run *run, const char *kind, uint64_t time_ns,
				     uint64_t wall_time_ns)
{
	struct json_object *data = run_new_data(run);

	tree_set_text(data, "kind", kind);
	tree_set_number(data, "time_ns", time_ns);
	tree_set_number(data, "wall_time_ns", wall_time_ns);
	return data;
}

/* What is watched, and what cannot be. */
static void print_start(struct rctl_run *run, struct resctrl_events *events, unsigned int kinds)
{
	struct json_object *data, *sources = tree_new_array();
	char names[128] = "";

	data = new_event(run, "started", ticker_now_ns(CLOCK_MONOTONIC), ticker_now_ns(CLOCK_REALTIME));
	for (unsigned int s = FIRST_SOURCE; s <= LAST_SOURCE; s <<= 1) {
		struct json_object *source;
		size_t len = strlen(names);
		int err;

		if (!(kinds & s))
			continue;
		err = resctrl_events_get_source_errno(events, s);
		source = tree_new_object();
		tree_set_text(source, "name", resctrl_events_get_source_name(s));
		tree_set(source, "errno", err ? tree_new_number((uint64_t)err) : NULL);
		tree_set_text(source, "reason", resctrl_events_get_source_reason(events, s));
		tree_push(sources, source);
		if (!err)
			snprintf(names + len, sizeof(names) - len, "%s%s", len ? ", " : "",
				 resctrl_events_get_source_name(s));
		else
			run_add_warning(run, "source_missing", "nothing is told of %s: %s (%s)",
					resctrl_events_get_source_name(s),
					resctrl_events_get_source_reason(events, s), strerror(err));
	}
	tree_set(data, "sources", sources);
	tree_set_message(data, "watching %s", names);
	out_event(run);
}

/* Sources that others imply are not asked for. */
static bool is_wanted(const struct resctrl_notice *notice, unsigned int kinds)
{
	return resctrl_notice_get_source(notice) & kinds;
}

static int stream(struct rctl_run *run, struct resctrl_events *events, unsigned int kinds)
{
	uint64_t count = args_number(&run->args, &options[OPT_COUNT], UINT64_MAX), num = 0;
	const struct resctrl_notice *notice;
	int rc;

	while (!run->write_errno && num < count) {
		rc = resctrl_events_next(events, &notice);
		if (rc < 0)
			return fail_library(run, rc);
		if (!rc && waiter_wait(resctrl_events_get_fd(events)) == WAITER_STOP)
			break;
		if (!rc || !is_wanted(notice, kinds))
			continue;
		fill(new_event(run, resctrl_notice_get_kind_name(resctrl_notice_get_kind(notice)),
			       resctrl_notice_get_time_ns(notice), resctrl_notice_get_wall_time_ns(notice)),
		     notice);
		out_event(run);
		num++;
		if (waiter_check() == WAITER_STOP)
			break;
	}
	/* The reader of a pipe has gone: a way to end a stream, not a failure. */
	if (run->write_errno == EPIPE)
		run->write_errno = 0;
	return RCTL_EXIT_DONE;
}

static int run_watch(struct rctl_run *run)
{
	struct resctrl_events *events;
	unsigned int kinds;
	int status;

	status = parse_kinds(run, &kinds);
	if (status)
		return status;
	waiter_start(false);
	status = resctrl_events_open(run->ctx, kinds, &events);
	if (status < 0)
		return fail_library(run, status);
	print_start(run, events, kinds);
	status = stream(run, events, kinds);
	resctrl_events_close(events);
	return status;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .text = "{wall_time_ns:time} {message}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_watch = {
	.name = "watch",
	.summary = "print what changes on the machine, as it happens",
	.details = "CPUs and domains, mounts, groups, settings that hotplug took away, telemetry devices.",
	.options = options,
	.view = view,
	.run = run_watch,
};
