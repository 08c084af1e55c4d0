/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A change set of schemata for one group: built from SPECs, checked, applied in one write. */
#ifndef RESCTRL_CHANGE_H
#define RESCTRL_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>
#include <resctrl/info.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_change;
struct resctrl_ctx;

/*
 * A change set for the control group GROUP, empty at first. Reads the info directory and the
 * group's schemata. Holds a reference to CTX; failures are in its error record. -ENOENT, -ENODEV as resctrl_group_load,
 * -EINVAL (INVALID: no name of a group; REFUSED: a monitor group), -ENOMEM.
 */
RESCTRL_API int resctrl_change_new(struct resctrl_ctx *ctx, const char *group,
				   struct resctrl_change **change);
RESCTRL_API void resctrl_change_free(struct resctrl_change *change);

/* Where a number of ways is placed: a run of ones, free of bits shared with hardware if possible. */
enum resctrl_place {
	RESCTRL_PLACE_LOW = 0,		/* as low as possible */
	RESCTRL_PLACE_HIGH,		/* as high as possible */
	RESCTRL_PLACE_LEAST,		/* where the fewest other groups have bits; reads every group */
};
/* Holds for SPECs set afterwards. -EINVAL for a value that is none of these. */
RESCTRL_API int resctrl_change_set_place(struct resctrl_change *change, enum resctrl_place place);

/*
 * Adds what SPEC asks. SPEC is one of
 *   NAME:IDS=VALUE[;IDS=VALUE...]   IDS: an id, a range 0-3, a list 0,2-3, or *
 *   NAME=VALUE                      every domain
 * VALUE for caches: in the first form hexadecimal digits as the kernel takes them, with or without
 * 0x; in the second form 0x is required. In both: 4ways; 25% of the ways; 4MiB (KiB, GiB, KB, MB, GB):
 * rounded down to whole ways, never under the minimum, placed as a run. For bandwidth: a decimal number as the
 * kernel takes it; 50% where the unit is percent; 10GB/s (MB/s, MiB/s, GiB/s) where it is absolute, rounded
 * down; "unlimited". "L3" under CDP stands for L3CODE and L3DATA. Several lines may be separated by '\n'.
 * A domain that was set before in this change set is an error. -EINVAL with code INVALID (SPEC not
 * understood) or REFUSED (understood, not possible here), -ENOMEM. On failure nothing is added.
 */
RESCTRL_API int resctrl_change_set(struct resctrl_change *change, const char *spec);

/*
 * Writes the change set in one write and reads back what became effective. FLAGS: RESCTRL_DRY_RUN,
 * RESCTRL_NO_CHECK. An empty change set does nothing. -EINVAL (REFUSED), -ENOENT and -ENODEV (the group is gone),
 * -EBUSY (locked), -EPERM, -EACCES, -EROFS (a recorded tree). What a failed write left in force is in left_behind.
 */
RESCTRL_API int resctrl_change_apply(struct resctrl_change *change, unsigned int flags);

/* Entries, by schema and domain. I is below the number. Strings belong to CHANGE. */
RESCTRL_API size_t resctrl_change_get_num(const struct resctrl_change *change);
RESCTRL_API const char *resctrl_change_get_schema(const struct resctrl_change *change, size_t i);
RESCTRL_API uint64_t resctrl_change_get_domain(const struct resctrl_change *change, size_t i);
/* How the digits below read: hexadecimal (RESCTRL_SCHEMA_CACHE) or decimal. */
RESCTRL_API enum resctrl_schema_kind resctrl_change_get_kind(const struct resctrl_change *change,
							     size_t i);
/*
 * The VALUE as asked; as written to the kernel; as the kernel is expected to show it, which is another only for
 * percentages on hardware that has few bits for them; before; as the kernel shows it after apply (or NULL).
 */
RESCTRL_API const char *resctrl_change_get_asked(const struct resctrl_change *change, size_t i);
RESCTRL_API const char *resctrl_change_get_value(const struct resctrl_change *change, size_t i);
RESCTRL_API const char *resctrl_change_get_expected(const struct resctrl_change *change, size_t i);
RESCTRL_API const char *resctrl_change_get_before(const struct resctrl_change *change, size_t i);
RESCTRL_API const char *resctrl_change_get_effective(const struct resctrl_change *change, size_t i);

#ifdef __cplusplus
}
#endif

#endif
