/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel would refuse, checked before it is asked (kernel: fs/resctrl/ctrlmondata.c, cbm_validate
 * and bw_validate). Only what is certain is refused here; all else is for the kernel to decide.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bits.h"
#include "base/num.h"
#include "change.h"

/* Kernels before 6.7 have no file that tells: they take holes where they take empty masks, on AMD alone. */
static int need_holes(struct resctrl_ctx *ctx, struct resctrl_schema *s, bool *taken)
{
	int err = schema_need_sparse(ctx, s);

	if (s->sparse_masks.known)
		*taken = s->sparse_masks.value;
	else
		*taken = !s->min_cbm_bits.known || !s->min_cbm_bits.value;
	return err;
}

static int check_cache(struct resctrl_change *change, struct resctrl_schema *s,
		       const struct change_entry *e, uint64_t mask)
{
	struct resctrl_ctx *ctx = change->ctx;
	bool holes = true, is_run = bits_is_contiguous(mask);
	int err;

	err = change_need_min_bits(change, s, is_run ? bits_lowest_run(mask) : 0);
	if (!err && !is_run)
		err = need_holes(ctx, s, &holes);
	if (err)
		return err;
	if (mask & ~s->cbm_mask.value)
		return error_refused(ctx, "use bits of the mask that \"rctl info\" shows",
				     "mask 0x%" PRIx64 " does not fit into 0x%" PRIx64 ", the whole %s", mask,
				     s->cbm_mask.value, e->schema);
	if (!mask && s->min_cbm_bits.known && s->min_cbm_bits.value)
		return error_refused(ctx, "set at least one bit", "an empty mask is not possible for %s",
				     e->schema);
	if (!holes)
		return error_refused(ctx, "set neighbouring bits only: this cache takes no other mask",
				     "mask 0x%" PRIx64 " has holes", mask);
	if (mask && s->min_cbm_bits.known && bits_lowest_run(mask) < s->min_cbm_bits.value)
		return error_refused(ctx, "set more neighbouring bits",
				     "mask 0x%" PRIx64 " has a run of %u bits where %s needs at least %" PRIu64,
				     mask, bits_lowest_run(mask), e->schema, s->min_cbm_bits.value);
	return check_overlap(change, s, e, mask);
}

static int check_bandwidth(struct resctrl_change *change, struct resctrl_schema *s,
			   const struct change_entry *e, uint64_t number)
{
	struct resctrl_ctx *ctx = change->ctx;
	int err = change_need_bandwidth(change, s);

	if (err)
		return err;
	/* The software controller takes any 32 bits. */
	if (s->unit != RESCTRL_UNIT_MIBPS && number < s->min_bandwidth.value)
		return error_refused(ctx, "ask for more",
				     "%" PRIu64 " is below the minimum of %s, %" PRIu64, number, e->schema,
				     s->min_bandwidth.value);
	if (s->max_bandwidth.known && number > s->max_bandwidth.value)
		return error_refused(ctx, "ask for less",
				     "%" PRIu64 " is above the maximum of %s, %" PRIu64, number, e->schema,
				     s->max_bandwidth.value);
	return 0;
}

static int check_value(struct resctrl_change *change, struct resctrl_schema *schema,
		       const struct change_entry *entry)
{
	uint64_t number;

	if (schema->kind == RESCTRL_SCHEMA_CACHE && !num_parse_u64(entry->value, 16, &number))
		return check_cache(change, schema, entry, number);
	if (schema->kind == RESCTRL_SCHEMA_BANDWIDTH && !num_parse_u64(entry->value, 10, &number))
		return check_bandwidth(change, schema, entry, number);
	return 0;
}

/* "0, 1, 4" */
static void list_domains(const struct resctrl_schema *s, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < s->num_domains && len + 24 < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%" PRIu64, i ? ", " : "",
					s->domains[i]);
}

static bool has_domain(const struct resctrl_schema *s, uint64_t id)
{
	for (size_t i = 0; i < s->num_domains; i++) {
		if (s->domains[i] == id)
			return true;
	}
	return false;
}

/* The kernel refuses an id it does not have without a word. */
static int check_domain(struct resctrl_ctx *ctx, const struct resctrl_schema *s,
			const struct change_entry *e)
{
	char fix[300], ids[200];

	if (has_domain(s, e->domain))
		return 0;
	list_domains(s, ids, sizeof(ids));
	snprintf(fix, sizeof(fix), "the domains of %s now are %s", s->name, ids);
	return error_refused(ctx, fix,
			     "%s has no domain %" PRIu64 ", or all of its CPUs are offline", s->name,
			     e->domain);
}

static int check_duplicate(struct resctrl_ctx *ctx, const struct resctrl_change *change,
			   const struct change_entry *e)
{
	for (const struct change_entry *o = change->entries; o < e; o++) {
		if (o->domain == e->domain && !strcmp(o->schema, e->schema))
			return error_refused(ctx, "give each domain one value",
					     "domain %" PRIu64 " of %s is set twice, to %s and to %s",
					     e->domain, e->schema, o->asked, e->asked);
	}
	return 0;
}

/*
 * The write that locks a region: of one cache, and of one domain, as the kernel drops all else that comes with it
 * (kernel: fs/resctrl/ctrlmondata.c, parse_line).
 */
static int check_lock(const struct resctrl_change *c)
{
	if (c->locked)
		return error_refused(c->ctx, "remove the group to free its region",
				     "the group is pseudo-locked: its schemata cannot change any more");
	if (!c->lock_setup)
		return 0;
	if (c->num && c->entries[0].kind == RESCTRL_SCHEMA_BANDWIDTH)
		return error_refused(c->ctx, "give the mask of a cache, or make this group shareable",
				     "the group is in mode pseudo-locksetup, which is about caches alone");
	if (c->num > 1)
		return error_refused(c->ctx, "give the mask of one domain",
				     "the group is in mode pseudo-locksetup, and one domain is locked at a time");
	return 0;
}

int check_change(struct resctrl_change *change)
{
	struct resctrl_ctx *ctx = change->ctx;
	int err = check_lock(change);

	if (err)
		return err;
	for (size_t i = 0; i < change->num; i++) {
		const struct change_entry *e = &change->entries[i];
		struct resctrl_schema *s = change_find_schema(change, e->schema);

		if (!s)
			return error_refused(ctx, "\"rctl info\" shows the schemas of this machine",
					     "this machine has no schema %s", e->schema);
		err = check_domain(ctx, s, e);
		if (!err)
			err = check_duplicate(ctx, change, e);
		if (!err)
			err = check_value(change, s, e);
		if (err)
			return err;
	}
	return 0;
}
