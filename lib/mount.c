/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where resctrl is mounted. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mount.h"

/* One of the two tables in /proc; a recorded tree may lack either. */
static int read_table(struct resctrl_ctx *ctx, const char *path, struct strbuf *text)
{
	int err = io_read_file(&ctx->io, IO_ROOT, path, text);

	if (err == -ENOENT && ctx->io.sysroot)
		return -ENOENT;
	return err ? error_system(ctx, STATUS_READ, -err, path) : 0;
}

/* Keeps what was found for ctx_open_fs. Not what the caller chose: an empty directory will do there. */
static int keep(struct resctrl_ctx *ctx, const struct mountinfo_entry *entry)
{
	mountinfo_release(&ctx->seen);
	if (ctx->mount_point || ctx->fs_fd >= 0)
		return 0;
	ctx->seen.path = strdup(entry->path);
	ctx->seen.options = strdup(entry->options);
	if (ctx->seen.path && ctx->seen.options)
		return 0;
	mountinfo_release(&ctx->seen);
	return -ENOMEM;
}

static int find_in_tables(struct resctrl_ctx *ctx, struct resctrl_mount *m)
{
	struct strbuf text = { 0 };
	int err;

	err = read_table(ctx, "/proc/self/mountinfo", &text);
	if (!err)
		err = mountinfo_find(text.text, ctx->mount_point, &m->entry);
	if (!err)
		err = keep(ctx, &m->entry);
	m->supported = !err;
	if (err == -ENOMEM) {
		mountinfo_release(&m->entry);
		error_memory(ctx);
	}
	/* What is mounted is supported, without a look. */
	if (err == -ENOENT) {
		int failed = read_table(ctx, "/proc/filesystems", &text);

		m->supported = !failed && filesystems_has_resctrl(text.text);
		if (failed)
			err = failed;
	}
	strbuf_release(&text);
	return err;
}

int mount_load(struct resctrl_ctx *ctx, struct resctrl_mount *m)
{
	int err = find_in_tables(ctx, m);

	if (err != -ENOENT)
		return err;
	/* Not in the table; a recorded tree is as good as mounted where its info directory is. */
	if (!ctx->io.sysroot)
		return 0;
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err == -ENOENT || err == -ENODEV ? 0 : err;
	m->supported = true;
	m->entry.path = strdup(ctx->fs_path);
	m->entry.options = strdup("");
	if (m->entry.path && m->entry.options)
		return 0;
	mountinfo_release(&m->entry);
	return error_memory(ctx);
}

int resctrl_mount_load(struct resctrl_ctx *ctx, struct resctrl_mount **mount)
{
	struct resctrl_mount *m;
	int err;

	assert(ctx);
	if (!mount)
		return -EINVAL;
	error_begin(ctx, "look for the mount of resctrl");
	m = calloc(1, sizeof(*m));
	if (!m)
		return error_memory(ctx);
	err = mount_load(ctx, m);
	if (err) {
		resctrl_mount_free(m);
		return err;
	}
	/* Looking in a recorded tree may have left the record of a failure that is none. */
	error_clear(ctx);
	*mount = m;
	return 0;
}

void resctrl_mount_free(struct resctrl_mount *mount)
{
	if (!mount)
		return;
	mountinfo_release(&mount->entry);
	free(mount);
}

bool resctrl_mount_is_supported(const struct resctrl_mount *mount)
{
	assert(mount);
	return mount->supported;
}

bool resctrl_mount_is_mounted(const struct resctrl_mount *mount)
{
	assert(mount);
	return mount->entry.path;
}

const char *resctrl_mount_get_path(const struct resctrl_mount *mount)
{
	assert(mount);
	return mount->entry.path;
}

const char *resctrl_mount_get_options(const struct resctrl_mount *mount)
{
	assert(mount);
	return mount->entry.options;
}

bool resctrl_mount_has_option(const struct resctrl_mount *mount, const char *option)
{
	const char *at;
	size_t len;

	assert(mount);
	if (!option || !mount->entry.options)
		return false;
	len = strlen(option);
	for (at = mount->entry.options; *at; at += strcspn(at, ","), at += *at == ',') {
		if (strcspn(at, ",") == len && !strncmp(at, option, len))
			return true;
	}
	return false;
}
