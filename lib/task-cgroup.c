/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which threads a cgroup consists of right now: those in its directory and in all below it, as its limits and counters
 * mean it. In version 2 a cgroup with children often has no process of its own; version 1 has the same files.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tasks.h"

static bool is_gone(int err)
{
	/* -ENODEV: removed between opening and reading. */
	return err == -ENOENT || err == -ENOTDIR || err == -ENODEV;
}

/* The ids in FILE of the cgroup DIR. What has gone is not recorded. *THREADED, unless NULL: it has no such file. */
static int read_ids(struct resctrl_ctx *ctx, const char *dir, const char *file, bool *threaded,
		    struct tids *ids)
{
	struct strbuf text = { 0 };
	char *path;
	int err;

	if (asprintf(&path, "%s/%s", dir, file) < 0)
		return error_memory(ctx);
	err = io_read_file(&ctx->io, IO_ROOT, path, &text);
	if (threaded)
		*threaded = err == -EOPNOTSUPP;
	if (threaded && *threaded)
		err = 0;
	else if (!err)
		err = pids_parse(text.text, ids);
	if (err == -ENOMEM)
		err = error_memory(ctx);
	else if (err && !is_gone(err))
		err = error_system(ctx, STATUS_READ, -err, path);
	strbuf_release(&text);
	free(path);
	return err;
}

/*
 * The processes of one directory. A threaded cgroup has threads alone, of processes that are listed further up (kernel:
 * Documentation/admin-guide/cgroup-v2.rst, "Threads").
 */
static int scan_directory(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, const char *dir,
			  struct tids *tids)
{
	struct tids ids = { 0 };
	bool threaded;
	int err;

	err = read_ids(ctx, dir, "cgroup.procs", &threaded, &ids);
	if (!err && threaded)
		err = read_ids(ctx, dir, "cgroup.threads", NULL, &ids);
	for (size_t i = 0; !err && i < ids.num; i++) {
		if (threaded)
			err = tasks_scan_found_thread(ctx, tasks, ids.ids[i], tids);
		else
			err = tasks_scan_found_process(ctx, tasks, ids.ids[i], tids);
		/* It has ended meanwhile. */
		if (err != -ENOMEM)
			err = 0;
	}
	tids_release(&ids);
	return err;
}

static int add_directories_below(struct resctrl_ctx *ctx, const char *dir, struct strlist *queue)
{
	struct strlist names = { 0 };
	int err;

	err = io_list(&ctx->io, IO_ROOT, dir, &names, NULL);
	if (err == -ENOMEM)
		err = error_memory(ctx);
	else if (err)
		err = is_gone(err) ? 0 : error_system(ctx, STATUS_READ, -err, dir);
	for (size_t i = 0; !err && i < names.num; i++) {
		char *path;

		if (asprintf(&path, "%s/%s", dir, names.items[i]) < 0)
			path = NULL;
		if (!path || strlist_add(queue, path))
			err = error_memory(ctx);
		free(path);
	}
	strlist_release(&names);
	return err;
}

int tasks_scan_cgroup(struct resctrl_ctx *ctx, const struct resctrl_tasks *tasks, const char *cgroup,
		      bool first, struct tids *tids)
{
	const struct failure f = { RESCTRL_ERROR_NOT_FOUND, ENOENT, RESCTRL_CAUSE_KERNEL, cgroup,
				   NULL, "give the cgroup's directory, below /sys/fs/cgroup" };
	struct strlist queue = { 0 };
	int err = strlist_add(&queue, cgroup) ? error_memory(ctx) : 0;

	for (size_t i = 0; !err && i < queue.num; i++) {
		err = scan_directory(ctx, tasks, queue.items[i], tids);
		if (!err)
			err = add_directories_below(ctx, queue.items[i], &queue);
		else if (is_gone(err))
			err = i || !first ? 0 : error_set(ctx, &f, "%s is no cgroup", cgroup);
	}
	strlist_release(&queue);
	return err;
}
