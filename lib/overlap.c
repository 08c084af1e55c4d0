/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Masks and the groups that stand in their way (kernel: fs/resctrl/rdtgroup.c, rdtgroup_cbm_overlaps). bit_usage
 * tells in one file whether a conflict is possible at all; only then are the groups read.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"

/* Under CDP both halves count, each with its own row. */
static int used_as(struct resctrl_change *c, const struct resctrl_schema *s, uint64_t domain,
		   const char *letters, uint64_t *mask)
{
	struct resctrl_schema *half;
	char peer[80];
	int err;

	*mask = schema_used_as(s, domain, letters);
	if (!schema_peer(s->name, peer, sizeof(peer)))
		return 0;
	err = change_need_schema(c, peer, &half);
	if (!err && half)
		*mask |= schema_used_as(half, domain, letters);
	return err;
}

static int check_exclusive_groups(struct resctrl_change *c, const char *name,
				  const struct change_entry *e, uint64_t mask)
{
	char names[300];
	int err;

	err = change_need_usage(c);
	if (err || !usage_name_overlaps(&c->usage, name, e->domain, mask, true, names, sizeof(names)))
		return err;
	return error_refused(c->ctx, "leave out these bits, or make that group shareable",
			     "mask 0x%" PRIx64 " takes bits of domain %" PRIu64
			     " that are exclusive to %s", mask, e->domain, names);
}

/* A group that is exclusive itself, or a region to be locked, may share nothing with anyone. */
static int check_own_mode(struct resctrl_change *c, const struct resctrl_schema *s, const char *name,
			  const struct change_entry *e, uint64_t mask)
{
	const char *why = c->lock_setup ? "a pseudo-locked region shares no bits" : "this group is exclusive";
	uint64_t hardware;
	char names[300];
	int err;

	err = used_as(c, s, e->domain, "XH", &hardware);
	if (!err)
		err = change_need_usage(c);
	if (err)
		return err;
	if (usage_name_overlaps(&c->usage, name, e->domain, mask, false, names, sizeof(names)))
		return error_refused(c->ctx, "take the bits from the others first, or make this group shareable",
				     "%s, and mask 0x%" PRIx64 " takes bits of domain %" PRIu64 " from %s", why,
				     mask, e->domain, names);
	if (mask & hardware)
		return error_refused(c->ctx, "leave out these bits, or make this group shareable",
				     "%s, and bits 0x%" PRIx64 " of domain %" PRIu64 " are shared with hardware", why,
				     mask & hardware, e->domain);
	return 0;
}

/* The mode is the same for every entry of a change set: it is read once. A group to come is shareable. */
static int need_mode(struct resctrl_change *c)
{
	char *mode;
	int err;

	if (c->mode_known)
		return 0;
	err = line_read(c->ctx, c->ref.dir, "mode", &mode);
	c->alone = !err && mode && (!strcmp(mode, "exclusive") || !strcmp(mode, "pseudo-locksetup"));
	c->mode_known = !err;
	free(mode);
	return err;
}

int check_overlap(struct resctrl_change *change, const struct resctrl_schema *schema,
		  const struct change_entry *entry, uint64_t mask)
{
	const char *name = entry->schema;
	uint64_t locked, exclusive;
	int err;

	err = used_as(change, schema, entry->domain, "P", &locked);
	/* H hides that an exclusive group has the bit, too. */
	if (!err)
		err = used_as(change, schema, entry->domain, "EH", &exclusive);
	if (!err && locked && change->lock_setup)
		return error_refused(change->ctx, "use another domain, or remove the pseudo-locked group",
				     "domain %" PRIu64 " has a pseudo-locked region already, of bits 0x%" PRIx64,
				     entry->domain, locked);
	if (!err && mask & locked)
		return error_refused(change->ctx, "leave out these bits, or remove the pseudo-locked group",
				     "bits 0x%" PRIx64 " of domain %" PRIu64
				     " hold a pseudo-locked region", mask & locked, entry->domain);
	if (!err)
		err = need_mode(change);
	if (!err && mask & exclusive)
		err = check_exclusive_groups(change, name, entry, mask);
	if (!err && change->alone)
		err = check_own_mode(change, schema, name, entry, mask);
	return err;
}
