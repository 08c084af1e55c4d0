/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cache allocation for I/O: the files io_alloc and io_alloc_cbm of a cache schema. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "text/spec.h"

/* The machine has the file, and it does not say "not supported". */
static int check_supported(struct resctrl_ctx *ctx, const char *schema, char **state)
{
	const struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL, NULL,
				   NULL, "it needs an AMD CPU with SDCIAE, and Linux 6.19 or later" };
	char dir[288];
	int err;

	snprintf(dir, sizeof(dir), "info/%.255s", schema);
	err = line_read(ctx, dir, "io_alloc", state);
	if (err)
		return err;
	if (*state && strcmp(*state, "not supported"))
		return 0;
	free(*state);
	*state = NULL;
	return error_set(ctx, &f, "%s has no I/O allocation on this machine", schema);
}

static int write_file(struct resctrl_ctx *ctx, const char *schema, const char *file,
		      const char *text)
{
	char path[320];

	snprintf(path, sizeof(path), "info/%.255s/%s", schema, file);
	return fs_write(ctx, STATUS_IO_ALLOC, path, text);
}

/* Common to both: names, lock, support; then TEXT into FILE. */
static int change_file(struct resctrl_ctx *ctx, const char *schema, const char *file, const char *text,
		       unsigned int flags)
{
	char *state = NULL;
	int err;

	err = fs_start_change(ctx, flags);
	if (!err)
		err = check_supported(ctx, schema, &state);
	if (!err && !(flags & RESCTRL_DRY_RUN))
		err = write_file(ctx, schema, file, text);
	fs_unlock(ctx);
	free(state);
	return err;
}

static int check_name(struct resctrl_ctx *ctx, const char *schema)
{
	if (schema && *schema && !strchr(schema, '/') && *schema != '.')
		return 0;
	return error_invalid(ctx, "write L3, or L3CODE under CDP", "\"%.80s\" is no cache",
			     schema ? schema : "");
}

int resctrl_io_alloc_set(struct resctrl_ctx *ctx, const char *schema, bool enabled,
			 unsigned int flags)
{
	int err;

	assert(ctx);
	error_begin(ctx, "turn I/O allocation of %s %s", schema ? schema : "", enabled ? "on" : "off");
	err = check_name(ctx, schema);
	return err ? err : change_file(ctx, schema, "io_alloc", enabled ? "1\n" : "0\n", flags);
}

/* "0xff" for all, or "0=ff;1=0xff0", as the kernel takes it: no prefix, one line. */
static int format_masks(struct resctrl_ctx *ctx, const char *masks, char **text)
{
	struct strbuf sb = { 0 };
	char message[200], *full;
	struct spec spec;
	int err;

	if (asprintf(&full, "%s%s", strchr(masks, '=') ? "io:" : "io:*=", masks) < 0)
		return error_memory(ctx);
	err = spec_parse(full, &spec, message, sizeof(message));
	free(full);
	if (err == -ENOMEM)
		return error_memory(ctx);
	for (size_t i = 0; !err && i < spec.num; i++) {
		const struct spec_entry *e = &spec.entries[i];
		const char *digits = e->kind == SPEC_MASK ? e->text + 2 : e->text;

		if (e->kind != SPEC_MASK && e->kind != SPEC_DIGITS)
			err = -EINVAL;
		else if (e->ids.all)
			strbuf_addf(&sb, "%s*=%s", i ? ";" : "", digits);
		else if (e->ids.num == 1 && e->ids.ranges[0].first == e->ids.ranges[0].last)
			strbuf_addf(&sb, "%s%" PRIu64 "=%s", i ? ";" : "", e->ids.ranges[0].first, digits);
		else
			err = -EINVAL;
	}
	spec_release(&spec);
	strbuf_add(&sb, "\n");
	if (err)
		err = error_invalid(ctx, "write 0xff for every domain, or 0=ff;1=ff0",
				    "\"%.100s\" is no list of masks", masks);
	*text = err ? NULL : strbuf_steal(&sb);
	if (!err && !*text)
		err = error_memory(ctx);
	strbuf_release(&sb);
	return err;
}

int resctrl_io_alloc_set_masks(struct resctrl_ctx *ctx, const char *schema, const char *masks,
			       unsigned int flags)
{
	char *text;
	int err;

	assert(ctx);
	error_begin(ctx, "set the I/O allocation masks of %s", schema ? schema : "");
	err = check_name(ctx, schema);
	if (!err)
		err = format_masks(ctx, masks ? masks : "", &text);
	if (err)
		return err;
	err = change_file(ctx, schema, "io_alloc_cbm", text, flags);
	free(text);
	return err;
}
