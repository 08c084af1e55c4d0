/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses which bits of a cache: the masks of all control groups. */
#ifndef USAGE_H
#define USAGE_H

#include "group.h"

struct usage_group {
	char *name;
	bool exclusive;
	struct resctrl_schemata *schemata;
};

struct usage {
	struct usage_group *groups;
	size_t num;
};

/*
 * Reads the schemata and mode of every control group but the one in EXCEPT_DIR (NULL: of all). Costs calls in
 * the number of groups: for explaining and for placing, not for every write. Groups that vanish meanwhile and
 * pseudo-locked ones, whose bits bit_usage tells, are left out, and so are those on the way there, which do not count
 * in the kernel either.
 */
MUST_CHECK int usage_load(struct resctrl_ctx *ctx, const char *except_dir, struct usage *usage);
void usage_release(struct usage *usage);

/* The bits of DOMAIN that GROUP has in SCHEMA, or, under CDP, in either half of the same cache. */
uint64_t usage_mask(const struct usage_group *group, const char *schema, uint64_t domain);
/*
 * "web (0xf0), db (0xc)": the groups that have bits of MASK, at most a handful. False where there is none.
 * EXCLUSIVE_ONLY: only groups in that mode count.
 */
bool usage_name_overlaps(const struct usage *usage, const char *schema, uint64_t domain, uint64_t mask,
			 bool exclusive_only, char *text, size_t size);

/* The other half of a cache under CDP, "L3CODE" for "L3DATA"; NULL for a name that is no half. SIZE >= 80. */
const char *schema_peer(const char *name, char *peer, size_t size);

#endif
