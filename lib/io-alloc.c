/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cache allocation for I/O: the files io_alloc and io_alloc_cbm of a cache schema. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "predict.h"
#include "text/spec.h"

/* The machine has the file, and it does not say "not supported". */
static int check_supported(struct resctrl_ctx *ctx, const char *schema, char **state)
{
	struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_KERNEL, NULL, NULL,
			     "it needs an AMD CPU with SDCIAE, and Linux 6.19 or later" };
	char dir[288], path[320];
	int err;

	snprintf(dir, sizeof(dir), "info/%.255s", schema);
	err = line_read(ctx, dir, "io_alloc", state);
	if (err)
		return err;
	if (*state && strcmp(*state, "not supported"))
		return 0;
	snprintf(path, sizeof(path), "%s/cbm_mask", dir);
	if (!*state && !io_exists(&ctx->io, ctx->fs_fd, path)) {
		f.fix = "\"rctl info\" shows the caches: under CDP L3CODE and L3DATA in place of L3";
		return error_set(ctx, &f, "this machine has no cache %s", schema);
	}
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

/* ---- what the kernel would answer ---- */

int io_alloc_is_enabled(struct resctrl_ctx *ctx)
{
	struct strlist dirs = { 0 };
	char dir[300], *state;
	int err, enabled = 0;

	err = fs_list(ctx, "info", &dirs, NULL);
	for (size_t i = 0; !err && i < dirs.num; i++) {
		snprintf(dir, sizeof(dir), "info/%.255s", dirs.items[i]);
		err = line_read(ctx, dir, "io_alloc", &state);
		enabled |= !err && state && !strcmp(state, "enabled");
		free(state);
	}
	strlist_release(&dirs);
	return err ? err : enabled;
}

/* The group with the hardware's id CLOSID, for free(3); NULL where none has it, or the ids are not shown. */
static int find_owner(struct resctrl_ctx *ctx, uint64_t closid, char **name)
{
	struct resctrl_group_list *list;
	int err;

	*name = NULL;
	err = group_list_load(ctx, &list);
	if (err)
		return err;
	for (size_t i = 0; !err && !*name && i < resctrl_group_list_get_num(list); i++) {
		struct group_ref ref;
		struct fact id;

		if (resctrl_group_list_get_kind(list, i) != RESCTRL_GROUP_CTRL)
			continue;
		err = group_ref_init(ctx, &ref, resctrl_group_list_get_name(list, i));
		if (!err)
			err = fact_read(ctx, ref.dir, "ctrl_hw_id", 10, &id);
		if (!err && id.known && id.value == closid) {
			*name = strdup(resctrl_group_list_get_name(list, i));
			err = *name ? 0 : error_memory(ctx);
		}
	}
	resctrl_group_list_free(list);
	return err;
}

/* Devices get the highest CLOSID of the cache. */
static int predict_enable(struct resctrl_ctx *ctx, const char *schema, const char *state)
{
	struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EINVAL, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
			     "nothing can be done on this machine" };
	uint64_t total, used;
	struct fact own;
	char dir[288];
	char *owner;
	int err;

	if (!strcmp(state, "enabled"))
		return 0;
	snprintf(dir, sizeof(dir), "info/%.255s", schema);
	err = fact_read(ctx, dir, "num_closids", 10, &own);
	if (!err)
		err = predict_closids(ctx, &total, &used);
	if (err || !own.known)
		return err == -ENOENT ? 0 : err;
	if (own.value > total)
		return error_set(ctx, &f, "devices need CLOSID %" PRIu64 ", and another schema has %" PRIu64
				 " of them only", own.value - 1, total);
	err = find_owner(ctx, own.value - 1, &owner);
	if (err || (!owner && used < total))
		return err;
	f.code = RESCTRL_ERROR_NO_CLOSID;
	f.err = ENOSPC;
	f.fix = "remove that group with \"rctl remove-group\", enable I/O allocation, and create it again";
	err = error_set(ctx, &f, "devices need CLOSID %" PRIu64 ", the highest one, and %s has it",
			own.value - 1, owner ? owner : "a group");
	free(owner);
	return err;
}

/* The kernel looks at the masks as at those of a shareable group to come. TEXT: "0=ff;*=f\n". */
static int predict_masks(struct resctrl_ctx *ctx, const char *schema, const char *state,
			 const char *text)
{
	/* No group's directory: every group counts as another one. */
	const struct group_ref none = { .name = { .ctrl = "" }, .dir = "info" };
	struct resctrl_change *change;
	char *spec;
	int err;

	if (strcmp(state, "enabled"))
		return error_refused(ctx, "enable it first with \"rctl set-io-alloc\"",
				     "I/O allocation of %s is not enabled", schema);
	if (asprintf(&spec, "%s:%.*s", schema, (int)strcspn(text, "\n"), text) < 0)
		return error_memory(ctx);
	err = change_new(ctx, &none, NULL, &change);
	if (!err) {
		err = change_set(change, spec);
		if (!err)
			err = check_change(change);
		resctrl_change_free(change);
	}
	free(spec);
	return err;
}

/* Common to both: names, lock, support; then TEXT into FILE. */
static int change_file(struct resctrl_ctx *ctx, const char *schema, const char *file, const char *text,
		       unsigned int flags)
{
	char path[320], *state = NULL;
	int err;

	err = fs_start_change(ctx, flags);
	if (!err)
		err = check_supported(ctx, schema, &state);
	if (!err && flags & RESCTRL_DRY_RUN) {
		snprintf(path, sizeof(path), "info/%.255s/%s", schema, file);
		err = predict_write(ctx, STATUS_IO_ALLOC, path);
		if (!err && !strcmp(file, "io_alloc_cbm"))
			err = predict_masks(ctx, schema, state, text);
		else if (!err && *text == '1')
			err = predict_enable(ctx, schema, state);
	} else if (!err) {
		err = write_file(ctx, schema, file, text);
	}
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
