/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Assignable counters (mbm_event mode: AMD ABMC, Arm MPAM). */
#ifndef RESCTRL_COUNTER_H
#define RESCTRL_COUNTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_counters;
struct resctrl_ctx;

/*
 * The assignment of every (group, event, domain), from all mbm_<RESOURCE>_assignments files; or of
 * GROUP alone where it is not NULL. -EOPNOTSUPP (code NOT_SUPPORTED) where the machine has no assignable
 * counters or they are not in use (assign mode "default"); else as resctrl_group_load.
 */
RESCTRL_API int resctrl_counters_load(struct resctrl_ctx *ctx, const char *group,
				      struct resctrl_counters **counters);
RESCTRL_API void resctrl_counters_free(struct resctrl_counters *counters);
/* Sorted as the group list, then event in the kernel's order, then domain. I is below the number. */
RESCTRL_API size_t resctrl_counters_get_num(const struct resctrl_counters *counters);
RESCTRL_API const char *resctrl_counters_get_group(const struct resctrl_counters *counters, size_t i);
RESCTRL_API const char *resctrl_counters_get_resource(const struct resctrl_counters *counters,
						      size_t i);
RESCTRL_API const char *resctrl_counters_get_event(const struct resctrl_counters *counters, size_t i);
RESCTRL_API uint64_t resctrl_counters_get_domain(const struct resctrl_counters *counters, size_t i);
RESCTRL_API bool resctrl_counters_is_assigned(const struct resctrl_counters *counters, size_t i);

/*
 * Gives EVENT of GROUP a counter in DOMAINS, or takes it away. EVENT: a name or "*" for every event of
 * the group. DOMAINS: "0", "0,2-3", "*" or NULL for every domain. Both start the event's value at 0
 * again where the assignment changes; asking for what already is succeeds. FLAGS: RESCTRL_DRY_RUN.
 * -ENOSPC (code NO_COUNTER): none free in some domain; other domains may have been assigned (code
 * PARTIAL). -EINVAL (code REFUSED): no such event or domain. -EOPNOTSUPP as above.
 */
RESCTRL_API int resctrl_counter_assign(struct resctrl_ctx *ctx, const char *group, const char *event,
				       const char *domains, unsigned int flags);
RESCTRL_API int resctrl_counter_unassign(struct resctrl_ctx *ctx, const char *group,
					 const char *event, const char *domains, unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif
