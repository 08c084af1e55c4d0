/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which threads a process or a tree of processes consists of right now, from /proc. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "task-parents.h"
#include "tasks.h"

/*
 * The threads in PATH below DIR, a directory "task". -ENOENT or -ESRCH where it has gone. Not recorded, but for
 * -ENOMEM.
 */
static int scan_task_dir(struct resctrl_ctx *ctx, int dir, const char *path, struct tids *tids)
{
	struct strlist names = { 0 };
	int err, tid;

	err = io_list(&ctx->io, dir, path, &names, NULL);
	for (size_t i = 0; i < names.num && !err; i++) {
		if (!num_parse_pid(names.items[i], &tid) && tids_add(tids, tid))
			err = -ENOMEM;
	}
	strlist_release(&names);
	return err == -ENOMEM ? error_memory(ctx) : err;
}

static int scan_process(struct resctrl_ctx *ctx, pid_t pid, struct tids *tids)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	return scan_task_dir(ctx, IO_ROOT, path, tids);
}

/*
 * The directory has two links and one for each thread (kernel: fs/proc/base.c, proc_task_getattr). Elsewhere, as in a
 * recorded tree, the number of links may mean nothing.
 */
void task_item_count(struct resctrl_ctx *ctx, struct task_item *item)
{
	struct stat st;

	item->threads = UNKNOWN_THREADS;
	if (item->ended || ctx->io.ops->fstat(ctx->io.data, item->dir, &st) || st.st_nlink < 2)
		return;
	item->threads = (long)st.st_nlink - 2;
}

int task_item_open(struct resctrl_ctx *ctx, struct task_item *item)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task", item->pid);
	fd = io_open(&ctx->io, IO_ROOT, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return fd;
	item->dir = fd;
	task_item_count(ctx, item);
	return 0;
}

int task_read_stat(struct resctrl_ctx *ctx, pid_t pid, struct proc_stat *stat)
{
	struct strbuf text = { 0 };
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	err = io_read_file(&ctx->io, IO_ROOT, path, &text);
	if (!err)
		err = stat_parse(text.text, stat);
	strbuf_release(&text);
	return err;
}

/* As of the kernel's include/linux/sched.h; /proc/PID/stat shows it. */
#define PF_KTHREAD 0x00200000

static bool is_kernel_thread(struct resctrl_ctx *ctx, pid_t pid)
{
	struct proc_stat stat;

	return !task_read_stat(ctx, pid, &stat) && stat.flags & PF_KTHREAD;
}

int tasks_scan_found_thread(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, pid_t tid,
			    struct tids *tids)
{
	if (!tasks->kernel_threads && is_kernel_thread(ctx, tid))
		return 0;
	return tids_add(tids, tid) ? error_memory(ctx) : 0;
}

int tasks_scan_found_process(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, pid_t pid,
			     struct tids *tids)
{
	if (!tasks->kernel_threads && is_kernel_thread(ctx, pid))
		return 0;
	return scan_process(ctx, pid, tids);
}

int pids_parse(char *text, struct tids *pids)
{
	char *save = NULL;
	int pid;

	for (char *word = strtok_r(text, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
		if (!num_parse_pid(word, &pid) && tids_add(pids, pid))
			return -ENOMEM;
	}
	return 0;
}

/* The children of every thread of PID, by the kernel's own lists (CONFIG_PROC_CHILDREN). */
static int scan_children(struct resctrl_ctx *ctx, pid_t pid, struct tids *children)
{
	struct strbuf text = { 0 };
	struct tids threads = { 0 };
	char path[96];
	int err;

	err = scan_process(ctx, pid, &threads);
	for (size_t i = 0; !err && i < threads.num; i++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, threads.ids[i]);
		err = io_read_file(&ctx->io, IO_ROOT, path, &text);
		if (!err)
			err = pids_parse(text.text, children);
		else if (err != -ENOMEM)
			err = 0;	/* the thread ended */
	}
	tids_release(&threads);
	strbuf_release(&text);
	return err == -ENOMEM ? error_memory(ctx) : err;
}

/* Whose children are known: by the kernel's lists, else from every process there is. */
struct family {
	bool is_listed;
	struct task_parents parents;
};

static int family_load(struct resctrl_ctx *ctx, pid_t pid, struct family *f)
{
	f->is_listed = task_has_children_list(ctx, pid);
	return f->is_listed || f->parents.pids.num ? 0 : task_parents_load(ctx, &f->parents);
}

static int family_children(struct resctrl_ctx *ctx, const struct family *f, pid_t pid,
			   struct tids *children)
{
	return f->is_listed ? scan_children(ctx, pid, children) :
			      task_parents_children(ctx, &f->parents, pid, children);
}

/* PID and its descendants: breadth first, so that a child is seen before its parent can end. */
static int scan_tree(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, pid_t pid,
		     struct tids *tids)
{
	struct family family = { 0 };
	struct tids queue = { 0 };
	int err = tids_add(&queue, pid) ? error_memory(ctx) : 0;

	if (!err)
		err = family_load(ctx, pid, &family);
	for (size_t i = 0; !err && i < queue.num; i++) {
		err = i ? tasks_scan_found_process(ctx, tasks, queue.ids[i], tids) :
			  scan_process(ctx, pid, tids);
		if (!err)
			err = family_children(ctx, &family, queue.ids[i], &queue);
		if (err && err != -ENOMEM && i)
			err = 0;	/* a descendant ended */
	}
	task_parents_release(&family.parents);
	tids_release(&queue);
	return err;
}

/* A process that ends meanwhile has no children. */
static int forgive(int err)
{
	return err == -ENOMEM ? err : 0;
}

static bool is_process(const struct task_item *item)
{
	return !item->cgroup && !item->ended && item->scope == RESCTRL_TASK_PROCESS;
}

/* The descendants of PID, without those in BEFORE and theirs. */
static int scan_forked(struct resctrl_ctx *ctx, const struct family *family, pid_t pid,
		       const struct tids *before, struct tids *tids)
{
	struct tids queue = { 0 };
	int err = forgive(family_children(ctx, family, pid, &queue));

	for (size_t i = 0; !err && i < queue.num; i++) {
		if (tids_has(before, queue.ids[i]))
			continue;
		err = forgive(scan_process(ctx, queue.ids[i], tids));
		if (!err)
			err = forgive(family_children(ctx, family, queue.ids[i], &queue));
	}
	tids_release(&queue);
	return err;
}

/* Of each process among TASKS: its children, or with BEFORE its descendants without those, sorted. */
static int scan_families(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
			 const struct tids *before, struct tids *tids)
{
	struct family family = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < tasks->num; i++) {
		pid_t pid = tasks->items[i].pid;

		if (!is_process(&tasks->items[i]))
			continue;
		err = family_load(ctx, pid, &family);
		if (!err)
			err = before ? scan_forked(ctx, &family, pid, before, tids) :
				       forgive(family_children(ctx, &family, pid, tids));
	}
	task_parents_release(&family.parents);
	tids_sort(tids);
	return err;
}

int tasks_scan_children(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
			struct tids *children)
{
	return scan_families(ctx, tasks, NULL, children);
}

int tasks_scan_forked(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks,
		      const struct tids *before, struct tids *tids)
{
	return scan_families(ctx, tasks, before, tids);
}

static int scan_thread(struct resctrl_ctx *ctx, pid_t tid, struct tids *tids)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d", tid);
	if (!io_exists(&ctx->io, IO_ROOT, path))
		return -ESRCH;
	return tids_add(tids, tid) ? error_memory(ctx) : 0;
}

/* The only thread of a process is its leader, whose id is the process's. */
static int scan_pinned(struct resctrl_ctx *ctx, const struct task_item *item, struct tids *tids)
{
	if (item->threads == 1)
		return tids_add(tids, item->pid) ? error_memory(ctx) : 0;
	return scan_task_dir(ctx, item->dir, ".", tids);
}

int tasks_scan(struct resctrl_ctx *ctx, struct resctrl_tasks *tasks, bool first, struct tids *tids)
{
	for (size_t i = 0; i < tasks->num; i++) {
		const struct task_item *item = &tasks->items[i];
		int err;

		if (item->ended)
			continue;
		if (item->cgroup)
			err = tasks_scan_cgroup(ctx, tasks, item->cgroup, first, tids);
		else if (item->scope == RESCTRL_TASK_THREAD)
			err = scan_thread(ctx, item->pid, tids);
		else if (item->scope == RESCTRL_TASK_TREE)
			err = scan_tree(ctx, tasks, item->pid, tids);
		else if (item->dir >= 0)
			err = scan_pinned(ctx, item, tids);
		else
			err = scan_process(ctx, item->pid, tids);
		if (err && !item->cgroup && err != -ENOMEM)
			err = first ? tasks_add_missed(ctx, tasks, item->pid, ESRCH,
						       "there is no such process") : 0;
		if (err)
			return err;
	}
	tids_sort(tids);
	return 0;
}
