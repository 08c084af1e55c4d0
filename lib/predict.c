/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether there is room for a new group (kernel: fs/resctrl/rdtgroup.c, rdtgroup_mkdir_ctrl_mon and below). */
#include "predict.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"

static const struct group_ref root = { .name = { .ctrl = "" }, .dir = "." };

int predict_write(struct resctrl_ctx *ctx, enum status_op op, const char *path)
{
	int fd = io_open(&ctx->io, ctx->fs_fd, path, O_WRONLY);

	if (fd < 0)
		return error_system(ctx, op, -fd, path);
	io_close(&ctx->io, fd);
	return 0;
}

/* ---- ids ---- */

/* The least FILE of all directories of info; unknown where none has it. */
static int find_least(struct resctrl_ctx *ctx, const char *file, struct fact *least)
{
	struct strlist dirs = { 0 };
	char dir[300];
	int err;

	*least = (struct fact){ 0 };
	err = fs_list(ctx, "info", &dirs, NULL);
	for (size_t i = 0; !err && i < dirs.num; i++) {
		struct fact f;

		snprintf(dir, sizeof(dir), "info/%.255s", dirs.items[i]);
		err = fact_read(ctx, dir, file, 10, &f);
		if (!err && f.known && (!least->known || f.value < least->value))
			*least = f;
	}
	strlist_release(&dirs);
	return err;
}

int predict_closids(struct resctrl_ctx *ctx, uint64_t *total, uint64_t *used)
{
	struct group_count count = { 0 };
	struct fact least;
	int err;

	err = find_least(ctx, "num_closids", &least);
	if (!err && !least.known)
		return -ENOENT;
	if (!err)
		err = group_count_load(ctx, true, &count);
	*used = count.closids;
	if (!err) {
		err = io_alloc_is_enabled(ctx);
		*used += err > 0;
	}
	*total = least.value;
	return err < 0 ? err : 0;
}

static int check_closids(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_NO_CLOSID, ENOSPC, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				   "remove a group with \"rctl remove-group\", or use a monitor group where the "
				   "same limits do" };
	const struct failure none = { RESCTRL_ERROR_NOT_SUPPORTED, EPERM, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				      "create a monitor group instead, such as /m1" };
	uint64_t total, used;
	int err;

	err = predict_closids(ctx, &total, &used);
	if (err == -ENOENT)
		return error_set(ctx, &none, "this machine can measure and cannot divide anything");
	if (err || used < total)
		return err;
	return error_set(ctx, &f, "all of the %" PRIu64 " classes of service (CLOSIDs) of this machine are taken",
			 total);
}

int predict_rmids(struct resctrl_ctx *ctx, uint64_t *total, uint64_t *used)
{
	struct group_count count = { 0 };
	struct fact least;
	int err;

	err = find_least(ctx, "num_rmids", &least);
	if (!err && !least.known)
		return -ENOENT;
	if (!err)
		err = group_count_load(ctx, true, &count);
	*used = count.rmids;
	*total = least.value;
	return err;
}

static int check_rmids(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_NO_RMID, ENOSPC, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				   "remove a group or monitor group with \"rctl remove-group\"" };
	uint64_t total, used;
	int err;

	err = predict_rmids(ctx, &total, &used);
	if (err == -ENOENT || (!err && used < total))
		return 0;
	if (err)
		return err;
	return error_set(ctx, &f, "all of the %" PRIu64 " monitoring ids (RMIDs) of this machine are taken", total);
}

/* ---- bits ---- */

/*
 * Kernels that print masks with leading zeros give a new group one run of bits even where the cache takes holes. They
 * show it as soon as some group has not all bits, and before that the answer is the same.
 */
static int gives_runs(struct resctrl_ctx *ctx, bool *runs)
{
	struct usage all;
	int err;

	*runs = false;
	err = usage_load(ctx, NULL, &all);
	for (size_t i = 0; !err && i < all.num; i++) {
		/* The text as it was read: "L3:0=00ff". */
		for (const char *c = all.groups[i].schemata->text; (c = strstr(c, "=0")); c++)
			*runs |= c[2] && !strchr(";\n", c[2]);
	}
	usage_release(&all);
	return err;
}

/*
 * What a new group gets of one cache domain: all bits but those that exclusive groups, I/O or pseudo-locked regions
 * have alone, and of these the lowest run unless the cache takes holes (kernel: __init_one_rdt_domain). Both halves of
 * a cache under CDP count.
 */
static int initial_mask(struct resctrl_ctx *ctx, struct resctrl_schema *s, const struct resctrl_schema *peer,
			uint64_t domain, uint64_t *mask)
{
	bool runs = true;
	uint64_t shared = schema_used_as(s, domain, "XS") | schema_used_as(peer, domain, "XS");
	uint64_t unused = schema_used_as(s, domain, "0") & schema_used_as(peer, domain, "0");
	struct fact hardware;
	char dir[288];
	int err;

	snprintf(dir, sizeof(dir), "info/%.255s", s->name);
	err = fact_read(ctx, dir, "shareable_bits", 16, &hardware);
	if (!err)
		err = schema_need_min_bits(ctx, s);
	if (!err)
		err = schema_need_sparse(ctx, s);
	*mask = shared | unused | (hardware.known ? hardware.value & s->cbm_mask.value : 0);
	if (!err && s->sparse_masks.known && s->sparse_masks.value)
		err = gives_runs(ctx, &runs);
	if (!err && *mask && runs) {
		unsigned int first = (unsigned int)__builtin_ctzll(*mask);

		*mask = bits_run(first, bits_lowest_run(*mask >> first));
	}
	return err;
}

static int check_space(struct resctrl_ctx *ctx, const struct resctrl_schema *s, uint64_t domain,
		       uint64_t mask)
{
	const struct failure f = { RESCTRL_ERROR_REFUSED, ENOSPC, RESCTRL_CAUSE_PREDICTED, NULL, NULL,
				   "make an exclusive group shareable with \"rctl set-mode\", or give it fewer bits "
				   "with \"rctl set-schemata\"" };

	if (!s->min_cbm_bits.known || bits_count(mask) >= s->min_cbm_bits.value)
		return 0;
	return error_set(ctx, &f, "%s domain %" PRIu64 " has no bits left: exclusive groups, pseudo-locked regions "
			 "and I/O have them all", s->name, domain);
}

/* What CHANGE has for DOMAIN, else MASK. */
static void add_value(const struct resctrl_change *change, const struct resctrl_schema *s, uint64_t domain,
		      uint64_t mask, struct strbuf *text)
{
	for (size_t i = 0; change && i < change->num; i++) {
		const struct change_entry *e = &change->entries[i];

		if (e->domain == domain && !strcmp(e->schema, s->name)) {
			strbuf_addf(text, "%" PRIu64 "=%s", domain, e->value);
			return;
		}
	}
	strbuf_addf(text, "%" PRIu64 "=%" PRIx64, domain, mask);
}

/* The line of one schema in the group to come, added to TEXT; nothing where it is no cache. */
static int add_line(struct resctrl_ctx *ctx, const char *name, const struct resctrl_change *change,
		    struct strbuf *text)
{
	struct resctrl_schema s, peer = { 0 };
	char other[80];
	bool cdp;
	int err;

	err = schema_open(ctx, name, &s);
	if (err)
		return err;
	cdp = schema_peer(name, other, sizeof(other));
	if (cdp)
		err = schema_open(ctx, other, &peer);
	for (size_t i = 0; !err && s.kind == RESCTRL_SCHEMA_CACHE && i < s.num_domains; i++) {
		uint64_t mask;

		err = initial_mask(ctx, &s, cdp ? &peer : &s, s.domains[i], &mask);
		if (!err)
			err = check_space(ctx, &s, s.domains[i], mask);
		strbuf_addf(text, i ? ";" : "%s:", name);
		add_value(change, &s, s.domains[i], mask, text);
		if (i + 1 == s.num_domains)
			strbuf_add(text, "\n");
	}
	if (cdp && !err)
		schema_release(&peer);
	schema_release(&s);
	return err;
}

/* The cache masks of the control group to come. *TABLE for schemata_free. */
static int make_table(struct resctrl_ctx *ctx, const struct resctrl_change *change,
		      struct resctrl_schemata **table)
{
	struct resctrl_schemata *of_default;
	struct strbuf text = { 0 };
	int err;

	err = group_read_table(ctx, &root, "schemata", &of_default);
	if (err)
		return err;
	strbuf_add(&text, "");
	for (size_t i = 0; !err && i < of_default->num; i++)
		err = add_line(ctx, of_default->lines[i].name, change, &text);
	if (!err && text.failed)
		err = error_memory(ctx);
	if (!err)
		err = group_parse_table(ctx, "schemata", text.text, table);
	strbuf_release(&text);
	schemata_free(of_default);
	return err;
}

int predict_exclusive(struct resctrl_ctx *ctx, const struct group_ref *ref,
		      const struct resctrl_change *change)
{
	struct resctrl_schemata *table;
	int err;

	err = make_table(ctx, change, &table);
	if (err)
		return err;
	err = mode_check_exclusive(ctx, ref->dir, table);
	schemata_free(table);
	return err;
}

/* ---- the directory ---- */

static int check_parent(struct resctrl_ctx *ctx, const struct group_ref *ref)
{
	const struct failure f = { RESCTRL_ERROR_NOT_FOUND, ENOENT, RESCTRL_CAUSE_PREDICTED, ref->dir, NULL,
				   "create the control group first; \"rctl list-groups\" shows those that exist" };
	struct group_ref above = { .name = { .ctrl = ref->name.ctrl } };
	char path[640];
	char *mode;
	int err;

	group_name_dir(&above.name, above.dir, sizeof(above.dir));
	group_ref_path(&above, "mon_groups", path, sizeof(path));
	err = line_read(ctx, above.dir, "mode", &mode);
	if (!err && mode && !strncmp(mode, "pseudo-", 7))
		err = error_refused(ctx, "use another group", "the group %s is being pseudo-locked or is pseudo-locked: "
				    "it takes no monitor groups", ref->name.ctrl);
	else if (!err && !io_exists(&ctx->io, ctx->fs_fd, path))
		err = error_set(ctx, &f, "there is no control group %s, or nothing is monitored here",
				*ref->name.ctrl ? ref->name.ctrl : "/");
	free(mode);
	return err;
}

int predict_mkdir(struct resctrl_ctx *ctx, const struct group_ref *ref)
{
	bool ctrl = ref->name.kind == RESCTRL_GROUP_CTRL;
	struct resctrl_schemata *table;
	int err;

	/* The file has the directory's owner, and root's rights. */
	err = ctx->io.sysroot ? 0 : predict_write(ctx, ctrl ? STATUS_MKDIR_CTRL : STATUS_MKDIR_MON, "tasks");
	if (!err)
		err = ctrl ? check_closids(ctx) : check_parent(ctx, ref);
	if (!err)
		err = check_rmids(ctx);
	if (err || !ctrl)
		return err;
	err = make_table(ctx, NULL, &table);
	if (!err)
		schemata_free(table);
	return err;
}
