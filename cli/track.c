/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl monitor --pid, --cgroup: monitor groups for tasks, as long as the command runs.
 */
#include <stdlib.h>
#include <string.h>

#include <resctrl/ctx.h>
#include <resctrl/error.h>
#include <resctrl/monitor.h>
#include <resctrl/tracker.h>

#include "args.h"
#include "fail.h"
#include "pids.h"
#include "run.h"
#include "track.h"
#include "tree.h"

/* 0 or the exit status. */
static int collect(struct rctl_run *run, const struct track_options *options,
		   struct resctrl_tasks *tasks)
{
	enum resctrl_task_scope scope = args_has(&run->args, options->tree) ? RESCTRL_TASK_TREE :
									      RESCTRL_TASK_PROCESS;
	const struct args_value *value;

	for (value = NULL; (value = args_next(&run->args, options->pid, value));)
		pids_set(tasks, value->text, scope);
	for (value = NULL; (value = args_next(&run->args, options->cgroup, value));) {
		if (*value->text != '/')
			return fail_usage(run, "--cgroup takes an absolute path, not '%s'", value->text);
		if (resctrl_tasks_set_cgroup(tasks, value->text) < 0)
			tree_no_memory();
	}
	return 0;
}

static int check(struct rctl_run *run, const struct track_options *options, bool asked)
{
	if (!asked && run->dry_run)
		return fail_usage(run, "--dry-run is for --pid and --cgroup");
	if (!asked && args_has(&run->args, options->steal))
		return fail_usage(run, "--steal is for --pid and --cgroup");
	if (!args_has(&run->args, options->pid) && args_has(&run->args, options->tree))
		return fail_usage(run, "--tree is for --pid");
	if (asked && run->args.num_operands)
		return fail_usage(run, "GROUP and --%s exclude each other",
				  args_has(&run->args, options->pid) ? "pid" : "cgroup");
	return 0;
}

int track_open(struct track *track, struct rctl_run *run, const struct track_options *options)
{
	bool asked = args_has(&run->args, options->pid) || args_has(&run->args, options->cgroup);
	unsigned int flags = run_flags(run) | (args_has(&run->args, options->steal) ? RESCTRL_STEAL : 0);
	struct resctrl_tasks *tasks;
	int rc, status = check(run, options, asked);

	if (status || !asked)
		return status;
	if (resctrl_tasks_new(&tasks) < 0)
		tree_no_memory();
	status = collect(run, options, tasks);
	if (!status) {
		resctrl_ctx_set_tool(run->ctx, "rctl");
		rc = resctrl_tracker_open(run->ctx, tasks, flags, &track->tracker);
		if (rc < 0)
			status = fail_library(run, rc);
	}
	resctrl_tasks_free(tasks);
	return status;
}

/* A group's NAME in the words of a pattern that it alone matches. */
static char *quote(const char *name)
{
	char *quoted = malloc(2 * strlen(name) + 1), *at = quoted;

	if (!quoted)
		tree_no_memory();
	/* Without a character of patterns it is no pattern, and a backslash means itself. */
	if (!strpbrk(name, "*?["))
		return strcpy(quoted, name);
	for (; *name; name++) {
		if (strchr("*?[\\", *name))
			*at++ = '\\';
		*at++ = *name;
	}
	*at = '\0';
	return quoted;
}

void track_configure(struct track *track, struct resctrl_monitor_config *config)
{
	if (!track->tracker)
		return;
	for (; track->num_groups < resctrl_tracker_get_num_groups(track->tracker); track->num_groups++) {
		char *name = quote(resctrl_tracker_get_group(track->tracker, track->num_groups));

		if (resctrl_monitor_config_set_group(config, name) < 0)
			tree_no_memory();
		free(name);
	}
}

/* Told once, although it may happen with each sample. */
static void tell_failure(struct track *track, struct rctl_run *run)
{
	const char *cause = resctrl_error_get_cause(resctrl_ctx_get_error(run->ctx));

	if (track->failure && !strcmp(track->failure, cause))
		return;
	free(track->failure);
	track->failure = strdup(cause);
	run_add_warning(run, "not_moved", "tasks cannot be followed: %s", cause);
}

void track_update(struct track *track, struct rctl_run *run, struct resctrl_monitor *monitor)
{
	int rc;

	if (!track->tracker)
		return;
	rc = resctrl_tracker_update(track->tracker);
	if (rc < 0)
		tell_failure(track, run);
	if (track->num_groups == resctrl_tracker_get_num_groups(track->tracker))
		return;
	for (; track->num_groups < resctrl_tracker_get_num_groups(track->tracker); track->num_groups++) {
		char *name = quote(resctrl_tracker_get_group(track->tracker, track->num_groups));

		if (resctrl_monitor_set_group(monitor, name) < 0)
			tree_no_memory();
		free(name);
	}
	if (resctrl_monitor_update(monitor) < 0)
		tell_failure(track, run);
}

/* The tasks of group I from one group on, the first of them N: how many. */
static size_t add_move(const struct resctrl_tracker *tracker, size_t i, size_t n, struct json_object *moves)
{
	size_t first = n, num = resctrl_tracker_get_num_tasks(tracker, i);
	const char *origin = resctrl_tracker_get_origin(tracker, i, n);
	struct json_object *move = tree_new_object(), *tasks = tree_new_array();

	for (; n < num && !strcmp(resctrl_tracker_get_origin(tracker, i, n), origin); n++)
		tree_push(tasks, tree_new_number((uint64_t)resctrl_tracker_get_task(tracker, i, n)));
	tree_set_text(move, "origin", origin);
	tree_set(move, "tasks", tasks);
	tree_push(moves, move);
	return n - first;
}

void track_show(const struct track *track, struct rctl_run *run)
{
	const struct resctrl_tracker *tracker = track->tracker;
	struct json_object *data = run_new_data(run), *groups = tree_new_array();
	size_t i, n;

	tree_set_bool(data, "dry_run", true);
	tree_set(data, "groups", groups);
	for (i = 0; i < resctrl_tracker_get_num_groups(tracker); i++) {
		struct json_object *group = tree_new_object(), *moves = tree_new_array();
		const char *name = resctrl_tracker_get_group(tracker, i);

		tree_set_text(group, "group", name);
		tree_set_bool(group, "created", resctrl_tracker_is_own(tracker, i));
		for (n = 0; n < resctrl_tracker_get_num_tasks(tracker, i);)
			n += add_move(tracker, i, n, moves);
		tree_set(group, "moves", moves);
		tree_push(groups, group);
	}
}

bool track_has_ended(const struct track *track)
{
	return track->tracker && !resctrl_tracker_is_alive(track->tracker);
}

int track_close(struct track *track, struct rctl_run *run, int status)
{
	int rc = resctrl_tracker_close(track->tracker);

	free(track->failure);
	*track = (struct track){ 0 };
	if (rc >= 0)
		return status;
	if (!status)
		return fail_library(run, rc);
	/* What failed first is the answer. */
	run_add_warning(run, "not_put_back", "the monitoring of the tasks could not be ended: %s",
			resctrl_error_get_cause(resctrl_ctx_get_error(run->ctx)));
	fail_besides(run);
	return status;
}
