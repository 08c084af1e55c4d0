/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mode of a control group (kernel: fs/resctrl/rdtgroup.c, rdtgroup_mode_write). */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "predict.h"
#include "usage.h"

/* The bits of DOMAIN that hardware uses as well: its own, and those of I/O allocation. */
static uint64_t hardware_bits(const struct resctrl_schema *s, uint64_t domain)
{
	const char *text = domval_find(s->io_alloc_cbm, s->num_io_alloc_cbm, domain);
	uint64_t mask = s->shareable_bits.known ? s->shareable_bits.value : 0, io = 0;

	if (text && !num_parse_u64(text, 16, &io))
		mask |= io;
	return mask;
}

static int check_entry(struct resctrl_ctx *ctx, const struct usage *others,
		       const struct resctrl_schema *s, const struct schemata_entry *e)
{
	uint64_t mask, hardware = hardware_bits(s, e->id);
	char names[300];

	if (num_parse_u64(e->value, 16, &mask))
		return 0;
	if (usage_name_overlaps(others, s->name, e->id, mask, false, names, sizeof(names)))
		return error_refused(ctx, "give the group bits of its own with \"rctl set-schemata\"",
				     "its mask 0x%" PRIx64 " of %s domain %" PRIu64 " shares bits with %s",
				     mask, s->name, e->id, names);
	if (mask & hardware)
		return error_refused(ctx, "leave these bits out with \"rctl set-schemata\"",
				     "its mask 0x%" PRIx64 " of %s domain %" PRIu64 " has bits 0x%" PRIx64
				     ", which hardware shares", mask, s->name, e->id, mask & hardware);
	return 0;
}

/* One line of the group's schemata; *CACHES counts the ones that exclusiveness is about. */
static int check_line(struct resctrl_ctx *ctx, const struct usage *others,
		      const struct schemata_line *line, unsigned int *caches)
{
	struct resctrl_schema s;
	int err;

	err = schema_load(ctx, line, NULL, &s);
	if (err)
		return err;
	if (s.kind == RESCTRL_SCHEMA_CACHE)
		(*caches)++;
	for (size_t k = 0; !err && s.kind == RESCTRL_SCHEMA_CACHE && k < line->num; k++)
		err = check_entry(ctx, others, &s, &line->entries[k]);
	schema_release(&s);
	return err;
}

int mode_check_exclusive(struct resctrl_ctx *ctx, const char *except_dir,
			 const struct resctrl_schemata *own)
{
	const struct failure none = { RESCTRL_ERROR_NOT_SUPPORTED, EINVAL, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				      "leave the mode at shareable" };
	unsigned int caches = 0;
	struct usage others;
	int err;

	err = usage_load(ctx, except_dir, &others);
	if (err)
		return err;
	for (size_t i = 0; !err && i < own->num; i++)
		err = check_line(ctx, &others, &own->lines[i], &caches);
	if (!err && !caches)
		err = error_set(ctx, &none, "exclusiveness is about caches, and this machine divides none");
	usage_release(&others);
	return err;
}

static int check_exclusive(struct resctrl_ctx *ctx, const struct group_ref *ref)
{
	struct resctrl_schemata *own;
	int err;

	err = group_read_table(ctx, ref, "schemata", &own);
	if (err)
		return err;
	err = mode_check_exclusive(ctx, ref->dir, own);
	schemata_free(own);
	return err;
}

void mode_explain_exclusive(struct resctrl_ctx *ctx, const struct group_ref *ref)
{
	struct resctrl_error refusal = error_set_aside(ctx), why;

	error_clear(ctx);
	(void)!check_exclusive(ctx, ref);
	why = ctx->error;
	error_resume(ctx, &refusal);
	if (why.code == RESCTRL_ERROR_REFUSED)
		error_explain(ctx, &why);
}

static int check(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *mode)
{
	char *now;
	int err;

	err = line_read(ctx, ref->dir, "mode", &now);
	if (err)
		return err;
	if (now && !strcmp(now, "pseudo-locked"))
		err = error_refused(ctx, "remove the group to free the region",
				    "a pseudo-locked group keeps its mode");
	/* Asking for what already is always succeeds. */
	else if (!strcmp(mode, "exclusive") && (!now || strcmp(now, mode)))
		err = check_exclusive(ctx, ref);
	free(now);
	return err;
}

static int write_mode(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *mode)
{
	char path[640], line[32];

	group_ref_path(ref, "mode", path, sizeof(path));
	snprintf(line, sizeof(line), "%.30s\n", mode);
	return fs_write(ctx, STATUS_MODE, path, line);
}

static int set_mode(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *mode,
		    unsigned int flags)
{
	struct resctrl_error predicted;
	int refused, err;

	refused = check(ctx, ref, mode);
	if (refused && !(flags & RESCTRL_NO_CHECK))
		return refused;
	if (flags & RESCTRL_DRY_RUN)
		return 0;
	predicted = ctx->error;
	error_clear(ctx);
	err = write_mode(ctx, ref, mode);
	if (err && refused)
		error_explain(ctx, &predicted);
	return err;
}

int resctrl_group_set_mode(struct resctrl_ctx *ctx, const char *name, const char *mode,
			   unsigned int flags)
{
	struct group_ref ref;
	int err;

	assert(ctx);
	error_begin(ctx, "make group %s %s", name ? name : "", mode ? mode : "");
	if (!mode || (strcmp(mode, "shareable") && strcmp(mode, "exclusive")))
		return error_invalid(ctx, "the modes are shareable and exclusive",
				     "\"%.40s\" is no mode that can be set", mode ? mode : "");
	err = group_ref_init(ctx, &ref, name);
	if (!err && ref.name.kind == RESCTRL_GROUP_MON)
		err = error_refused(ctx, "set it for the control group above it",
				    "a monitor group has no mode of its own");
	if (!err)
		err = fs_start_change(ctx, flags);
	if (!err)
		err = group_ref_check(ctx, &ref);
	if (!err)
		err = set_mode(ctx, &ref, mode, flags);
	fs_unlock(ctx);
	return err;
}
