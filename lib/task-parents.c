/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "task-parents.h"

#include <errno.h>
#include <stdio.h>

#include "base/num.h"
#include "tasks.h"

bool task_has_children_list(struct resctrl_ctx *ctx, pid_t pid)
{
	char path[96];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	if (io_exists(&ctx->io, IO_ROOT, path))
		return true;
	snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, pid);
	return !io_exists(&ctx->io, IO_ROOT, path);
}

/* A process that has ended meanwhile is nobody's child. */
static int add_process(struct resctrl_ctx *ctx, struct task_parents *parents, pid_t pid)
{
	struct proc_stat stat;
	int err = task_read_stat(ctx, pid, &stat);

	if (!err && (tids_add(&parents->pids, pid) || tids_add(&parents->parents, stat.ppid)))
		err = -ENOMEM;
	return err == -ENOMEM ? error_memory(ctx) : 0;
}

int task_parents_load(struct resctrl_ctx *ctx, struct task_parents *parents)
{
	struct strlist names = { 0 };
	int err, pid;

	*parents = (struct task_parents){ 0 };
	err = io_list(&ctx->io, IO_ROOT, "/proc", &names, NULL);
	if (err)
		err = error_system(ctx, STATUS_READ, -err, "/proc");
	for (size_t i = 0; i < names.num && !err; i++) {
		if (!num_parse_pid(names.items[i], &pid))
			err = add_process(ctx, parents, pid);
	}
	strlist_release(&names);
	return err;
}

int task_parents_children(struct resctrl_ctx *ctx, const struct task_parents *parents, pid_t pid,
			  struct tids *children)
{
	for (size_t i = 0; i < parents->parents.num; i++) {
		if (parents->parents.ids[i] == pid && tids_add(children, parents->pids.ids[i]))
			return error_memory(ctx);
	}
	return 0;
}

void task_parents_release(struct task_parents *parents)
{
	tids_release(&parents->pids);
	tids_release(&parents->parents);
}
