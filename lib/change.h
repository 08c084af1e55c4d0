/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The change set's body, and its steps for callers that hold the lock. */
#ifndef CHANGE_H
#define CHANGE_H

#include "group.h"
#include "schema.h"
#include "text/spec.h"
#include "usage.h"

struct change_entry {
	char *schema;
	uint64_t domain;
	enum resctrl_schema_kind kind;
	char *asked;
	char *value;		/* digits for the kernel */
	char *expected;		/* what the kernel then shows, as far as we know */
	char *before;
	char *effective;	/* NULL until applied */
};

struct resctrl_change {
	struct resctrl_ctx *ctx;
	struct group_ref ref;
	/* Of the group when the change set was made, or the default group's, once needed. */
	struct resctrl_schemata *current;
	bool of_default;			/* the latter: the group's own tell no domains */
	bool is_new;				/* the group is to come */
	bool lock_setup, locked;		/* or is in mode pseudo-locksetup, or pseudo-locked */
	enum resctrl_place place;
	struct usage usage;			/* of the other groups, once something had to know */
	bool usage_known;
	bool alone, mode_known;			/* the group's own mode lets it share no bits, likewise */
	struct resctrl_schema **schemas;	/* the ones touched so far */
	size_t num_schemas;
	struct strlist specs;			/* what the entries are made of */
	struct change_entry *entries;
	size_t num;
	size_t size;
};

/*
 * A change set for a group whose schemata are CURRENT (taken over), or, where that is NULL, for a group to come: it has
 * the same schemas and domains as the default group, is shareable, and nothing was before. Records no operation.
 */
MUST_CHECK int change_new(struct resctrl_ctx *ctx, const struct group_ref *ref,
			  struct resctrl_schemata *current, struct resctrl_change **change);
MUST_CHECK int change_set(struct resctrl_change *change, const char *spec);
/*
 * The domains of the machine again: where they are others by now, *CHANGED, the entries are made anew from the SPECs. 0
 * or -errno, recorded.
 */
MUST_CHECK int change_renew(struct resctrl_change *change, bool *changed);
/* What became of the entries, from the group's schemata NOW. 0 or recorded -ENOMEM. */
MUST_CHECK int change_take_effective(struct resctrl_change *change,
				     const struct resctrl_schemata *now);
/* Checks, then writes and reads back; the exclusive lock is held unless it is a dry run. */
MUST_CHECK int change_check_and_write(struct resctrl_change *change, unsigned int flags);

/* The facts of a schema that the change set touches; NULL where the machine has none of that name. */
struct resctrl_schema *change_find_schema(const struct resctrl_change *change,
					  const char *name);

/* The same, read when first asked for. */
MUST_CHECK int change_need_schema(struct resctrl_change *change, const char *name,
				  struct resctrl_schema **schema);
/* Its unit and maximum, likewise. */
MUST_CHECK int change_need_bandwidth(struct resctrl_change *change, struct resctrl_schema *schema);
/* The masks of the other groups, read when first asked for. */
MUST_CHECK int change_need_usage(struct resctrl_change *change);

/* ---- halves.c: what one half of a cache under CDP tells of the other ---- */

/* As schema_open, but what is known of its other half is not read again. */
MUST_CHECK int change_open_schema(struct resctrl_change *change, const char *name,
				  struct resctrl_schema *schema);
/*
 * More neighbouring bits than any kernel asks for: 2 on Haswell servers, elsewhere 1 or none (kernel:
 * arch/x86/kernel/cpu/resctrl/core.c, drivers/resctrl/mpam_resctrl.c). Should one ask for more it says so itself.
 */
#define ENOUGH_BITS	4u
/*
 * The schema's min_cbm_bits, for a mask of RUN neighbouring bits (0: it has holes or is empty): read when it is first
 * of interest; both halves have the same.
 */
MUST_CHECK int change_need_min_bits(struct resctrl_change *change, struct resctrl_schema *schema, uint64_t run);

/* ---- resolve.c: one VALUE of a SPEC for one schema ---- */

/*
 * The digits to write for what ENTRY asks of SCHEMA in DOMAIN, for free(3) in *VALUE. REFUSED or INVALID where the
 * VALUE makes no sense there.
 */
MUST_CHECK int resolve_value(struct resctrl_change *change, const struct spec_entry *entry,
			     struct resctrl_schema *schema, uint64_t domain, char **value);
/* What the kernel is expected to show for these digits, for free(3) in *EXPECTED. */
MUST_CHECK int resolve_expected(struct resctrl_ctx *ctx, const struct resctrl_schema *schema,
				const char *value, char **expected);

/* ---- check.c: what the kernel would refuse, in more words than it has ---- */

/* -EINVAL (REFUSED, predicted) where the kernel's answer is certain. */
MUST_CHECK int check_change(struct resctrl_change *change);

/* ---- overlap.c: what other groups stand in the way of ---- */

/* As check_change, for the mask of one cache entry. */
MUST_CHECK int check_overlap(struct resctrl_change *change, const struct resctrl_schema *schema,
			     const struct change_entry *entry, uint64_t mask);

#endif
