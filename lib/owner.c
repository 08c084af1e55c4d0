/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who made a group. kernfs keeps trusted.* attributes in memory: the mark survives a crash of its maker, vanishes with
 * the group, and is seen with CAP_SYS_ADMIN alone (kernel: fs/kernfs/inode.c).
 */
#include "owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "text/proc.h"

/* The first line of a small file in /proc, without allocation. 0 or -errno. */
static int read_line(struct resctrl_ctx *ctx, const char *path, char *text, size_t size)
{
	ssize_t n;
	int fd;

	fd = io_open(&ctx->io, IO_ROOT, path, O_RDONLY);
	if (fd < 0)
		return fd;
	n = io_pread(&ctx->io, fd, text, size - 1);
	io_close(&ctx->io, fd);
	if (n < 0)
		return (int)n;
	text[n] = '\0';
	/* Not of stat: a command may hold a newline. */
	if (n && text[n - 1] == '\n')
		text[n - 1] = '\0';
	return 0;
}

static int read_boot(struct resctrl_ctx *ctx)
{
	int err;

	if (*ctx->boot_id)
		return 0;
	err = read_line(ctx, "/proc/sys/kernel/random/boot_id", ctx->boot_id, sizeof(ctx->boot_id));
	if (err || strlen(ctx->boot_id) < 36 || strchr(ctx->boot_id, ' '))
		*ctx->boot_id = '\0';
	return *ctx->boot_id ? 0 : -ENOENT;
}

/* "pid:[4026531836]" of process PID, which is this one; 0 where the kernel has no name spaces. */
static uint64_t read_pidns(struct resctrl_ctx *ctx, pid_t pid)
{
	char text[64];
	int n;

	/* A child of the process that opened the context may be in another one. */
	if (ctx->pidns_of == pid)
		return ctx->pidns;
	ctx->pidns = 0;
	n = io_readlink(&ctx->io, IO_ROOT, "/proc/self/ns/pid", text, sizeof(text));
	if (n < 7 || strncmp(text, "pid:[", 5) ||
	    num_parse_u64_n(text + 5, (size_t)n - 6, 10, &ctx->pidns))
		return 0;
	ctx->pidns_of = pid;
	return ctx->pidns;
}

static int read_stat(struct resctrl_ctx *ctx, const char *path, struct proc_stat *stat)
{
	char text[1024];
	int err;

	err = read_line(ctx, path, text, sizeof(text));
	return err ? err : stat_parse(text, stat);
}

/* This process, once: a child of the one that opened the context is another one. */
static int read_self(struct resctrl_ctx *ctx)
{
	int err = 0;

	if (!ctx->self.pid || ctx->self.pid != getpid())
		err = read_stat(ctx, "/proc/self/stat", &ctx->self);
	if (err)
		ctx->self.pid = 0;
	return err;
}

void owner_write(struct resctrl_ctx *ctx, const struct group_ref *ref, bool transient)
{
	struct owner_mark mark = { .transient = transient };
	char text[OWNER_MARK_SIZE];
	int err;

	err = read_boot(ctx);
	if (!err)
		err = read_self(ctx);
	if (!err) {
		mark.pidns = read_pidns(ctx, ctx->self.pid);
		mark.pid = ctx->self.pid;
		mark.start = ctx->self.start;
		snprintf(mark.boot, sizeof(mark.boot), "%s", ctx->boot_id);
		snprintf(mark.tool, sizeof(mark.tool), "%s", *ctx->tool ? ctx->tool : ctx->self.comm);
		owner_mark_format(&mark, text);
		err = io_setxattr(&ctx->io, ctx->fs_fd, ref->dir, OWNER_XATTR, text, strlen(text));
	}
	if (err)
		ctx_log(ctx, 7, "%s is not marked with its owner: %s", ref->dir, strerror(-err));
}

/* No attribute gets into an archive, and its processes are not those of this machine. */
static bool read_record(struct resctrl_ctx *ctx, const struct group_ref *ref, struct owner_mark *mark)
{
	const struct group_name *name = &ref->name;
	struct strbuf text = { 0 };
	char group[520];
	bool found;

	snprintf(group, sizeof(group), "%s%s%s", name->ctrl, name->mon || !*name->ctrl ? "/" : "",
		 name->mon ? name->mon : "");
	found = !io_read_file(&ctx->io, IO_ROOT, OWNER_RECORD, &text) &&
		!owner_record_find(text.text, group, mark);
	strbuf_release(&text);
	return found;
}

bool owner_read(struct resctrl_ctx *ctx, const struct group_ref *ref, struct owner_mark *mark)
{
	char text[OWNER_MARK_SIZE];
	ssize_t n;

	if (ctx->io.sysroot)
		return read_record(ctx, ref, mark);
	n = io_getxattr(&ctx->io, ctx->fs_fd, ref->dir, OWNER_XATTR, text, sizeof(text) - 1);
	if (n < 0)
		return false;
	text[n] = '\0';
	if (!owner_mark_parse(text, mark))
		return true;
	*mark = (struct owner_mark){ 0 };
	return false;
}

enum resctrl_owner_state owner_find_state(struct resctrl_ctx *ctx, const struct owner_mark *mark)
{
	struct proc_stat stat;
	char path[64];
	int err;

	if (ctx->io.sysroot)
		return mark->recorded;
	if (read_boot(ctx) || strcmp(ctx->boot_id, mark->boot) || read_pidns(ctx, getpid()) != mark->pidns)
		return RESCTRL_OWNER_UNKNOWN;
	snprintf(path, sizeof(path), "/proc/%d/stat", mark->pid);
	err = read_stat(ctx, path, &stat);
	if (err == -ENOENT || err == -ESRCH)
		return RESCTRL_OWNER_GONE;
	if (err)
		return RESCTRL_OWNER_UNKNOWN;
	/* The id of a process that has ended may have gone to another one. */
	if (stat.start != mark->start || stat.state == 'Z' || stat.state == 'X')
		return RESCTRL_OWNER_GONE;
	return RESCTRL_OWNER_ALIVE;
}
