/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group is set to, kept to be put back when hotplug has taken it away. */
#ifndef RESCTRL_SNAPSHOT_H
#define RESCTRL_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_losses;
struct resctrl_snapshot;

/*
 * The schemata, the CPUs and the assigned counters of the group NAME as they are now. Immutable; outlives CTX and the
 * group. -ENOENT (NOT_FOUND, NOT_MOUNTED); else as resctrl_group_load.
 */
RESCTRL_API int resctrl_snapshot_load(struct resctrl_ctx *ctx, const char *name,
				      struct resctrl_snapshot **snapshot);
RESCTRL_API void resctrl_snapshot_free(struct resctrl_snapshot *snapshot);
RESCTRL_API const char *resctrl_snapshot_get_name(const struct resctrl_snapshot *snapshot);

/*
 * What of SNAPSHOT is no longer so: masks, bandwidths and counters that have another value, CPUs that are not in the
 * group. Changes nothing. *LOSSES may be empty. -ENOENT: there is no such group any more.
 */
RESCTRL_API int resctrl_snapshot_compare(struct resctrl_ctx *ctx, const struct resctrl_snapshot *snapshot,
					 struct resctrl_losses **losses);
/*
 * Puts it back, in the order CPUs, schemata, counters; what has not changed is not written. A control group gets
 * exactly the CPUs it had, as far as they are online, and its monitor groups keep theirs; a monitor group can have only
 * CPUs of the group above: restore that one first. The default group gets its CPUs by itself. What belongs to a domain
 * or CPU that is offline stays as it is, with the warning "offline". FLAGS: RESCTRL_DRY_RUN. LOSSES (may be NULL) is
 * what resctrl_snapshot_compare gave just before. -ENOENT, and what the kernel says to values that other groups now
 * have. Kernel: x86 gives a domain that comes back its defaults (arch/x86/kernel/cpu/resctrl/core.c,
 * domain_add_cpu_ctrl).
 */
RESCTRL_API int resctrl_group_restore(struct resctrl_ctx *ctx, const struct resctrl_snapshot *snapshot,
				      unsigned int flags, struct resctrl_losses **losses);

/* One value each. I is below the number. Strings belong to LOSSES. */
RESCTRL_API void resctrl_losses_free(struct resctrl_losses *losses);
RESCTRL_API size_t resctrl_losses_get_num(const struct resctrl_losses *losses);
/* "L3" (a schema), "cpu", "mbm_total_bytes" (an event). */
RESCTRL_API const char *resctrl_losses_get_setting(const struct resctrl_losses *losses, size_t i);
/* The domain, or the CPU. */
RESCTRL_API uint64_t resctrl_losses_get_id(const struct resctrl_losses *losses, size_t i);
/* The kernel's digits or letters; NEW is "" for a CPU that is elsewhere, NULL where the domain or CPU is offline. */
RESCTRL_API const char *resctrl_losses_get_old(const struct resctrl_losses *losses, size_t i);
RESCTRL_API const char *resctrl_losses_get_new(const struct resctrl_losses *losses, size_t i);

#ifdef __cplusplus
}
#endif

#endif
