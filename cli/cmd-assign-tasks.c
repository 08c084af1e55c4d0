/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl assign-tasks GROUP PID... [--thread|--tree] [--kernel-threads]
 * rctl assign-tasks GROUP --cgroup PATH [--kernel-threads]
 *
 * data: {"group": "web", "dry_run": false, "assigned": 12,
 *        "missed": [{"task": 4711, "errno": 3, "reason": "no such task"}]}
 * Tasks are threads. With exit status 6 some of them were moved, and data tells how many.
 */
#include <string.h>

#include <resctrl/ctx.h>
#include <resctrl/error.h>
#include <resctrl/tasks.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "number.h"
#include "result.h"
#include "run.h"
#include "tree.h"

enum { OPT_THREAD, OPT_TREE, OPT_CGROUP, OPT_KERNEL_THREADS, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_THREAD] = { .name = "thread", .help = "each PID is one thread and moves alone" },
	[OPT_TREE] = { .name = "tree", .help = "with every descendant" },
	[OPT_CGROUP] = { .name = "cgroup", .type = OPTION_TEXT, .arg = "PATH",
			 .help = "every process of this cgroup directory and of those below" },
	[OPT_KERNEL_THREADS] = { .name = "kernel-threads",
				 .help = "kernel threads in a tree or cgroup, too" },
	[NUM_OPTS] = { .name = NULL },
};

static const struct option_pair exclusive[] = {
	{ "thread", "tree" },
	{ "cgroup", "thread" },
	{ "cgroup", "tree" },
	{ NULL, NULL },
};

static enum resctrl_task_scope get_scope(const struct args *args)
{
	if (args_has(args, &options[OPT_THREAD]))
		return RESCTRL_TASK_THREAD;
	if (args_has(args, &options[OPT_TREE]))
		return RESCTRL_TASK_TREE;
	return RESCTRL_TASK_PROCESS;
}

static int collect(struct rctl_run *run, struct resctrl_tasks *tasks)
{
	const struct args *args = &run->args;
	const char *cgroup = args_text(args, &options[OPT_CGROUP]);
	size_t i;
	int rc;

	if (cgroup && args->num_operands > 1)
		return fail_usage(run, "--cgroup and PID exclude each other");
	if (cgroup && *cgroup != '/')
		return fail_usage(run, "--cgroup takes an absolute path, not '%s'", cgroup);
	rc = cgroup ? resctrl_tasks_set_cgroup(tasks, cgroup) : 0;
	if (rc < 0)
		return fail_argument(run, rc, "a cgroup directory", cgroup);
	if (!cgroup && args->num_operands < 2)
		return fail_usage(run, "assign-tasks needs a PID or --cgroup");
	for (i = 1; i < args->num_operands; i++) {
		const char *text = args->operands[i];
		pid_t pid;

		if (!number_parse_pid(text, strlen(text), &pid))
			return fail_usage(run, "'%s' is not a process id", text);
		if (resctrl_tasks_set(tasks, pid, get_scope(args)) < 0)
			tree_no_memory();
	}
	return 0;
}

static int assign(struct rctl_run *run, struct resctrl_tasks *tasks)
{
	const char *group = run->args.operands[0];
	unsigned int flags = run_flags(run);
	struct json_object *data;
	int rc;

	if (args_has(&run->args, &options[OPT_KERNEL_THREADS]))
		flags |= RESCTRL_KERNEL_THREADS;
	rc = resctrl_tasks_assign(run->ctx, tasks, group, flags);
	data = run_new_data(run);
	tree_set_text(data, "group", group);
	tree_set_bool(data, "dry_run", run->dry_run);
	result_fill_tasks(data, tasks);
	if (rc >= 0)
		return RCTL_EXIT_DONE;
	if (resctrl_tasks_get_num_assigned(tasks))
		return fail_library_partly(run, rc);
	return fail_library(run, rc);
}

static int run_assign_tasks(struct rctl_run *run)
{
	struct resctrl_tasks *tasks;
	int status;

	if (resctrl_tasks_new(&tasks) < 0)
		tree_no_memory();
	status = collect(run, tasks);
	if (!status)
		status = assign(run, tasks);
	resctrl_tasks_free(tasks);
	return status;
}

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "dry_run",
	  .text = "would assign tasks to {group}: {assigned}" },
	{ .kind = VIEW_LINE, .when = "!dry_run",
	  .text = "assigned tasks to {group}: {assigned}" },
	{ .kind = VIEW_TABLE, .path = "missed", .columns = result_missed_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_assign_tasks = {
	.name = "assign-tasks",
	.summary = "move tasks into a group",
	.details = "Each PID is a process and moves with all its threads.",
	.args = "GROUP PID... | --cgroup PATH",
	.min_operands = 1,
	.max_operands = COMMAND_ANY_OPERANDS,
	.mutating = true,
	.options = options,
	.exclusive = exclusive,
	.view = view,
	.run = run_assign_tasks,
};
