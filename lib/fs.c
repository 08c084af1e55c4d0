/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* resctrl files by their path below its root, with the kernel's own words on failure. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "io/lock.h"

#define SHARED_TIMEOUT_MS 1000
#define EXCLUSIVE_TIMEOUT_MS 5000

void fs_lock_shared(struct resctrl_ctx *ctx)
{
	int fd;

	io_put_off_closing(&ctx->io);
	if (ctx->lock_fd >= 0 || ctx->io.sysroot)
		return;
	fd = lock_take(&ctx->io, ctx->fs_fd, false, SHARED_TIMEOUT_MS);
	if (fd >= 0)
		ctx->lock_fd = fd;
	else if (fd == -EBUSY)
		error_warn(ctx, "unlocked",
			   "read without the lock on resctrl: another process holds it");
	else
		error_warn(ctx, "unlocked", "read without the lock on resctrl: %s", strerror(-fd));
}

static int locked_by_other(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, RESCTRL_CAUSE_KERNEL, ctx->fs_path,
				   NULL, "wait for it, or end it" };
	char path[64], name[64] = "";
	struct strbuf text = { 0 };
	pid_t pid;

	if (lock_find_holder(&ctx->io, ctx->fs_fd, &pid))
		return error_set(ctx, &f, "another process holds the lock on resctrl");
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	if (!io_read_file(&ctx->io, IO_ROOT, path, &text))
		snprintf(name, sizeof(name), " (%.*s)", (int)strcspn(text.text, "\n"), text.text);
	strbuf_release(&text);
	return error_set(ctx, &f, "process %d%s holds the lock on resctrl", pid, name);
}

int fs_lock_exclusive(struct resctrl_ctx *ctx)
{
	int fd;

	if (ctx->lock_fd >= 0)
		return 0;
	fd = lock_take(&ctx->io, ctx->fs_fd, true, EXCLUSIVE_TIMEOUT_MS);
	if (fd == -EBUSY)
		return locked_by_other(ctx);
	if (fd < 0)
		return error_system(ctx, STATUS_READ, -fd, ctx->fs_path);
	ctx->lock_fd = fd;
	io_put_off_closing(&ctx->io);
	return 0;
}

void fs_unlock(struct resctrl_ctx *ctx)
{
	lock_release(&ctx->io, ctx->lock_fd);
	ctx->lock_fd = -1;
	io_close_put_off(&ctx->io);
}

static int fail(struct resctrl_ctx *ctx, enum status_op op, int err, const char *path)
{
	return error_system(ctx, op, -err, path);
}

int fs_check_writable(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_REFUSED, EROFS, RESCTRL_CAUSE_PREDICTED,
				   ctx->io.sysroot, NULL,
				   "leave out --sysroot to change the running machine" };

	if (!ctx->io.sysroot)
		return 0;
	return error_set(ctx, &f, "a recorded tree is only for reading");
}

int fs_start_change(struct resctrl_ctx *ctx, unsigned int flags)
{
	bool dry = flags & RESCTRL_DRY_RUN;
	int err;

	err = dry ? 0 : fs_check_writable(ctx);
	if (!err)
		err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	if (!dry)
		return fs_lock_exclusive(ctx);
	io_put_off_closing(&ctx->io);
	return 0;
}

/*
 * mkdir and writes to "cpus" do not clear the buffer on kernels up to 6.12 but append to it, and they
 * leave one line: the last one is the only one that can be ours.
 */
static void keep_last_line(enum status_op op, char *text)
{
	size_t len = strlen(text);
	const char *last;

	if (!(op & (STATUS_MKDIR_CTRL | STATUS_MKDIR_MON | STATUS_CPUS)) || !len)
		return;
	text[len - 1] = '\0';
	last = strrchr(text, '\n');
	if (last)
		memmove(text, last + 1, strlen(last));
}

/*
 * Some errnos come before resctrl can say anything, so that the buffer holds an earlier text, perhaps another
 * process's: a file whose group has gone (ENODEV, ENOENT) and a lack of memory (ENOMEM) have few texts.
 */
static bool can_come_with(int err, enum status_op op, enum resctrl_error_code code)
{
	switch (-err) {
	case ENODEV:
		return code == RESCTRL_ERROR_GONE || code == RESCTRL_ERROR_NOT_SUPPORTED;
	case ENOENT:
		return code == RESCTRL_ERROR_GONE || op == STATUS_ASSIGN;
	case ENOMEM:
		return code == RESCTRL_ERROR_MEMORY || code == RESCTRL_ERROR_FAILED;
	default:
		return true;
	}
}

/* A call on PATH failed with ERR inside resctrl: reads the kernel's text before anything else. */
static int fail_with_text(struct resctrl_ctx *ctx, enum status_op op, int err, const char *path)
{
	struct failure f = { .err = -err, .source = RESCTRL_CAUSE_KERNEL };
	const struct status_text *meaning = NULL;
	struct strbuf text = { 0 };

	if (!io_read_kernfs(&ctx->io, ctx->fs_fd, "info/last_cmd_status", &text)) {
		keep_last_line(op, text.text);
		meaning = status_find(op, text.text);
	}
	if (!meaning || !can_come_with(err, op, meaning->code)) {
		strbuf_release(&text);
		return fail(ctx, op, err, path);
	}
	f.code = meaning->code;
	f.path = path;
	f.kernel_text = text.text;
	f.fix = meaning->fix;
	/* The one text with two meanings: the errno tells free ids from ids in limbo. */
	if (f.code == RESCTRL_ERROR_NO_RMID && err == -EBUSY) {
		f.code = RESCTRL_ERROR_RMID_LIMBO;
		f.fix = "wait for them, with --wait SECONDS: the kernel looks once a second, and an id is free when "
			"less than max_threshold_occupancy bytes of cache still have it, which takes seconds "
			"where others use the cache, and has no limit on an idle machine";
		err = error_set(ctx, &f, "every free RMID still tags cache lines of a removed group");
	} else {
		err = error_set(ctx, &f, "%s", meaning->cause);
	}
	strbuf_release(&text);
	return err;
}

int fs_read_optional(struct resctrl_ctx *ctx, const char *path, struct strbuf *sb)
{
	int err = io_read_kernfs(&ctx->io, ctx->fs_fd, path, sb);

	/* Some files refuse to be read in the wrong mode, and say so. */
	if (err == -EINVAL)
		return fail_with_text(ctx, STATUS_READ, err, path);
	return err && err != -ENOENT ? fail(ctx, STATUS_READ, err, path) : err;
}

int fs_read(struct resctrl_ctx *ctx, const char *path, struct strbuf *sb)
{
	int err = fs_read_optional(ctx, path, sb);

	return err == -ENOENT ? fail(ctx, STATUS_READ, err, path) : err;
}

int fs_list(struct resctrl_ctx *ctx, const char *path, struct strlist *directories,
	    struct strlist *others)
{
	int err = io_list(&ctx->io, ctx->fs_fd, path, directories, others);

	return err ? fail(ctx, STATUS_READ, err, path) : 0;
}

/* The kernel takes at least that much in one write. */
#define SMALLEST_PAGE 4096

/* One command to the open file FD. */
static int write_fd(struct resctrl_ctx *ctx, enum status_op op, int fd, const char *path,
		    const char *text)
{
	int err = io_write(&ctx->io, fd, text, strlen(text));

	ctx_log(ctx, 7, "write %s: %s%s", path, text, err ? " (failed)" : "");
	/* Too long is answered before resctrl is asked: the text there is of an earlier failure. */
	if (err == -E2BIG && strlen(text) >= SMALLEST_PAGE)
		return fail(ctx, op, err, path);
	return err ? fail_with_text(ctx, op, err, path) : 0;
}

int fs_write(struct resctrl_ctx *ctx, enum status_op op, const char *path, const char *text)
{
	int fd = io_open(&ctx->io, ctx->fs_fd, path, O_WRONLY);
	int err;

	if (fd < 0)
		return fail(ctx, op, fd, path);
	err = write_fd(ctx, op, fd, path, text);
	io_close(&ctx->io, fd);
	return err;
}

/* kernfs makes up the whole content at each read from the start, so one read is enough unless the file is very long. */
static int read_fd(struct resctrl_ctx *ctx, int fd, const char *path, struct strbuf *sb)
{
	char text[8192];
	ssize_t n;

	n = io_pread(&ctx->io, fd, text, sizeof(text));
	if (n < 0)
		return fail(ctx, STATUS_READ, (int)n, path);
	if ((size_t)n == sizeof(text))
		return fs_read(ctx, path, sb);
	strbuf_reset(sb);
	strbuf_add_n(sb, text, (size_t)n);
	return sb->failed ? error_memory(ctx) : 0;
}

int fs_write_and_read(struct resctrl_ctx *ctx, enum status_op op, const char *path, const char *text,
		      struct strbuf *sb)
{
	int fd = io_open(&ctx->io, ctx->fs_fd, path, O_RDWR);
	int err;

	if (fd < 0)
		return fail(ctx, op, fd, path);
	err = write_fd(ctx, op, fd, path, text);
	if (!err)
		err = read_fd(ctx, fd, path, sb);
	io_close(&ctx->io, fd);
	return err;
}

/* Answers of the VFS, given before resctrl is asked: there is no text to look for. */
static bool is_vfs_answer(int err)
{
	return err == -EEXIST || err == -EACCES || err == -ENOENT || err == -ENAMETOOLONG ||
	       err == -EROFS || err == -EPERM;
}

int fs_mkdir(struct resctrl_ctx *ctx, enum status_op op, const char *path)
{
	int err = io_mkdir(&ctx->io, ctx->fs_fd, path);

	ctx_log(ctx, 7, "mkdir %s%s", path, err ? " (failed)" : "");
	if (err && is_vfs_answer(err))
		return fail(ctx, op, err, path);
	return err ? fail_with_text(ctx, op, err, path) : 0;
}

int fs_rmdir(struct resctrl_ctx *ctx, const char *path)
{
	int err = io_rmdir(&ctx->io, ctx->fs_fd, path);

	ctx_log(ctx, 7, "rmdir %s%s", path, err ? " (failed)" : "");
	return err ? fail(ctx, STATUS_RMDIR, err, path) : 0;
}

int fs_rename(struct resctrl_ctx *ctx, const char *from, const char *to)
{
	int err = io_rename(&ctx->io, ctx->fs_fd, from, to);

	ctx_log(ctx, 7, "rename %s to %s%s", from, to, err ? " (failed)" : "");
	return err ? fail_with_text(ctx, STATUS_RENAME, err, from) : 0;
}
