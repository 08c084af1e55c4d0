/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The context: its life, its settings, and finding resctrl. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "internal.h"
#include "text/proc.h"

#define DEFAULT_LOG_LEVEL 4	/* warnings, as of syslog(3) */

static int level_from_environment(void)
{
	const char *text = secure_getenv("LIBRESCTRL_LOG");

	if (!text || text[0] < '0' || text[0] > '7' || text[1])
		return DEFAULT_LOG_LEVEL;
	return text[0] - '0';
}

int resctrl_ctx_open(struct resctrl_ctx **ctx)
{
	struct resctrl_ctx *c;

	if (!ctx)
		return -EINVAL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->refs = 1;
	c->fs_fd = -1;
	c->lock_fd = -1;
	c->log_level = level_from_environment();
	io_init(&c->io);
	*ctx = c;
	return 0;
}

struct resctrl_ctx *resctrl_ctx_ref(struct resctrl_ctx *ctx)
{
	assert(ctx);
	ctx->refs++;
	return ctx;
}

void resctrl_ctx_unref(struct resctrl_ctx *ctx)
{
	if (!ctx || --ctx->refs)
		return;
	resctrl_ctx_release(ctx);
	resctrl_ctx_release_warnings(ctx);
	error_release(&ctx->error);
	io_release(&ctx->io);
	free(ctx->mount_point);
	free(ctx);
}

void resctrl_ctx_release(struct resctrl_ctx *ctx)
{
	assert(ctx);
	io_close(&ctx->io, ctx->fs_fd);
	ctx->fs_fd = -1;
	free(ctx->fs_path);
	free(ctx->fs_options);
	ctx->fs_path = NULL;
	ctx->fs_options = NULL;
	ctx->unit_asked = false;
	mountinfo_release(&ctx->seen);
}

static int set_path(char **slot, const char *path)
{
	char *copy;

	if (!path || *path != '/')
		return -EINVAL;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	free(*slot);
	*slot = copy;
	return 0;
}

/* *FULL, for free(3): the directory at PATH without symbolic links. */
static int find_directory(const char *path, char **full)
{
	char *inside;
	int err;

	if (asprintf(&inside, "%s/.", path) < 0)
		return -ENOMEM;
	*full = realpath(inside, NULL);
	err = *full ? 0 : errno;
	free(inside);
	return err == ENOTDIR || err == ELOOP || err == ENAMETOOLONG ? -EINVAL : -err;
}

int resctrl_ctx_set_sysroot(struct resctrl_ctx *ctx, const char *path)
{
	char *full;
	int err;

	assert(ctx);
	if (!path || !*path)
		return -EINVAL;
	err = find_directory(path, &full);
	if (err)
		return err;
	io_close(&ctx->io, ctx->io.sysroot_fd);
	ctx->io.sysroot_fd = -1;
	err = set_path(&ctx->io.sysroot, full);
	ctx->unit_asked = false;
	free(full);
	return err;
}

int resctrl_ctx_set_mount_point(struct resctrl_ctx *ctx, const char *path)
{
	assert(ctx);
	return set_path(&ctx->mount_point, path);
}

int resctrl_ctx_set_tool(struct resctrl_ctx *ctx, const char *name)
{
	assert(ctx);
	if (!name || !*name || strlen(name) >= sizeof(ctx->tool))
		return -EINVAL;
	strcpy(ctx->tool, name);
	return 0;
}

void resctrl_ctx_set_log(struct resctrl_ctx *ctx, resctrl_log_fn fn, void *data)
{
	assert(ctx);
	ctx->log_fn = fn;
	ctx->log_data = data;
}

void ctx_log(struct resctrl_ctx *ctx, int level, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (!ctx->log_fn || level > ctx->log_level)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	ctx->log_fn(ctx->log_data, level, text);
}

static int not_mounted(struct resctrl_ctx *ctx)
{
	const struct failure f = {
		RESCTRL_ERROR_NOT_MOUNTED, ENOENT, RESCTRL_CAUSE_KERNEL, "/proc/self/mountinfo",
		NULL, "mount it with \"rctl mount\" (as root)",
	};

	return error_set(ctx, &f, "the kernel has resctrl, and it is not mounted");
}

static int not_supported(struct resctrl_ctx *ctx)
{
	const struct failure f = {
		RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, RESCTRL_CAUSE_KERNEL, "/proc/filesystems", NULL,
		"it needs a CPU with Intel RDT, AMD PQoS or Arm MPAM, enabled in the firmware, and a "
		"kernel built with resctrl: \"rctl doctor\" says what is missing, "
		"\"rctl probe\" what the hardware has",
	};

	return error_set(ctx, &f, "this kernel found nothing to divide or to measure (no resctrl)");
}

/* The mount table has none: because the kernel has none, or because nobody mounted it. */
static int explain_none(struct resctrl_ctx *ctx)
{
	const struct failure no_tree = {
		RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, RESCTRL_CAUSE_KERNEL, "/proc/filesystems", NULL,
		"choose the directory that the archive of \"rctl capture\" was unpacked into",
	};
	struct strbuf text = { 0 };
	int err = io_read_file(&ctx->io, IO_ROOT, "/proc/filesystems", &text);

	if (err == -ENOMEM)
		err = error_memory(ctx);
	else if (err && ctx->io.sysroot)
		err = error_set(ctx, &no_tree, "%s holds no resctrl and no /proc/filesystems: it is no recorded tree",
				ctx->io.sysroot);
	else if (!err && filesystems_has_resctrl(text.text))
		err = not_mounted(ctx);
	else
		err = not_supported(ctx);
	strbuf_release(&text);
	return err;
}

/* There is no resctrl where the caller said. */
static int explain_elsewhere(struct resctrl_ctx *ctx)
{
	const struct failure f = {
		RESCTRL_ERROR_NOT_MOUNTED, ENOENT, RESCTRL_CAUSE_KERNEL, ctx->mount_point, NULL,
		"leave the mount point out, and it is looked up",
	};
	struct mountinfo_entry entry;
	struct strbuf text = { 0 };
	int err = io_read_file(&ctx->io, IO_ROOT, "/proc/self/mountinfo", &text);

	if (!err)
		err = mountinfo_find(text.text, NULL, &entry);
	strbuf_release(&text);
	if (err)
		return err == -ENOMEM ? error_memory(ctx) : explain_none(ctx);
	err = error_set(ctx, &f, "resctrl is mounted at %s, not at %s", entry.path, ctx->mount_point);
	mountinfo_release(&entry);
	return err;
}

/* Where resctrl is: what the caller said, else what the kernel says. *PATH for free(3). */
static int find_mount(struct resctrl_ctx *ctx, char **path)
{
	struct strbuf text = { 0 };
	struct mountinfo_entry entry;
	int err;

	if (ctx->mount_point) {
		*path = strdup(ctx->mount_point);
		return *path ? 0 : error_memory(ctx);
	}
	err = io_read_file(&ctx->io, IO_ROOT, "/proc/self/mountinfo", &text);
	if (!err)
		err = mountinfo_find(text.text, NULL, &entry);
	if (!err) {
		*path = entry.path;
		free(ctx->fs_options);
		ctx->fs_options = entry.options;
	} else if (err == -ENOENT && ctx->io.sysroot &&
		   io_exists(&ctx->io, IO_ROOT, "/sys/fs/resctrl/info")) {
		/* A recorded tree need not hold the mount table. */
		*path = strdup("/sys/fs/resctrl");
		err = *path ? 0 : -ENOMEM;
	} else if (err == -ENOENT) {
		strbuf_release(&text);
		return explain_none(ctx);
	}
	strbuf_release(&text);
	return err ? error_system(ctx, STATUS_READ, -err, "/proc/self/mountinfo") : 0;
}

/* The options of the mount at hand, once; "" where the mount table does not list it. */
static int load_options(struct resctrl_ctx *ctx)
{
	struct mountinfo_entry entry = { 0 };
	struct strbuf text = { 0 };
	int err;

	if (ctx->fs_options)
		return 0;
	err = io_read_file(&ctx->io, IO_ROOT, "/proc/self/mountinfo", &text);
	if (!err)
		err = mountinfo_find(text.text, ctx->mount_point, &entry);
	strbuf_release(&text);
	if (err && err != -ENOENT)
		return error_system(ctx, STATUS_READ, -err, "/proc/self/mountinfo");
	ctx->fs_options = err ? strdup("") : entry.options;
	free(entry.path);
	return ctx->fs_options ? 0 : error_memory(ctx);
}

int ctx_has_mount_option(struct resctrl_ctx *ctx, const char *option)
{
	size_t len = strlen(option);
	int err = load_options(ctx);

	if (err)
		return err;
	for (const char *at = ctx->fs_options; *at; at += strcspn(at, ","), at += *at == ',') {
		if (strcspn(at, ",") == len && !strncmp(at, option, len))
			return 1;
	}
	return 0;
}

/*
 * Where it was seen to be mounted, unless it has gone meanwhile; the table need not be read again. Files of a recorded
 * tree stay where they are.
 */
static bool open_seen(struct resctrl_ctx *ctx)
{
	struct mountinfo_entry seen = ctx->seen;
	struct statfs st;
	int fd = -1;

	ctx->seen = (struct mountinfo_entry){ 0 };
	if (seen.path)
		fd = io_open(&ctx->io, IO_ROOT, seen.path, O_RDONLY | O_DIRECTORY);
	if (fd >= 0 && !ctx->io.sysroot &&
	    (ctx->io.ops->fstatfs(ctx->io.data, fd, &st) || (unsigned long)st.f_type != RDTGROUP_SUPER_MAGIC)) {
		io_close(&ctx->io, fd);
		fd = -1;
	}
	if (fd < 0) {
		mountinfo_release(&seen);
		return false;
	}
	free(ctx->fs_options);
	ctx->fs_fd = fd;
	ctx->fs_path = seen.path;
	ctx->fs_options = seen.options;
	return true;
}

int ctx_open_fs(struct resctrl_ctx *ctx)
{
	auto_free char *path = NULL;
	int err, fd;

	if (ctx->fs_fd >= 0 || open_seen(ctx))
		return ctx->fs_fd;
	err = find_mount(ctx, &path);
	if (err)
		return err;
	fd = io_open(&ctx->io, IO_ROOT, path, O_RDONLY | O_DIRECTORY);
	/* A mount point given by the caller may be anything, or an empty directory still. */
	if (ctx->mount_point && (fd == -ENOENT || fd == -ENOTDIR))
		return explain_elsewhere(ctx);
	if (fd < 0)
		return error_system(ctx, STATUS_READ, -fd, path);
	if (ctx->mount_point && !io_exists(&ctx->io, fd, "info")) {
		io_close(&ctx->io, fd);
		return explain_elsewhere(ctx);
	}
	ctx->fs_fd = fd;
	ctx->fs_path = path;
	path = NULL;
	return fd;
}
