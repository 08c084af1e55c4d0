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
struct resctrl_filters;

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
 * Switches between the modes of counting ("mbm_event", "default"; see resctrl_mon_get_assign_mode). All bandwidth
 * counts start at 0, assigned counters are given back and filters are at their defaults: the warning counters_lost says
 * so, or, where no counter was assigned, counts_restart; also of a dry run. Asking for what already is changes nothing.
 * FLAGS: RESCTRL_DRY_RUN. -EINVAL (code REFUSED): no such mode here. -EOPNOTSUPP.
 * Kernel: fs/resctrl/monitor.c, resctrl_mbm_assign_mode_write.
 */
RESCTRL_API int resctrl_counters_set_mode(struct resctrl_ctx *ctx, const char *mode,
					  unsigned int flags);
/* Whether groups that are made from now on get counters by themselves. -EOPNOTSUPP as above. */
RESCTRL_API int resctrl_counters_set_on_mkdir(struct resctrl_ctx *ctx, bool enabled,
					      unsigned int flags);

/* What the events count: kinds of memory traffic as bits, for all domains or for each one. May be empty. */
RESCTRL_API int resctrl_filters_load(struct resctrl_ctx *ctx, struct resctrl_filters **filters);
RESCTRL_API void resctrl_filters_free(struct resctrl_filters *filters);
RESCTRL_API size_t resctrl_filters_get_num(const struct resctrl_filters *filters);
RESCTRL_API const char *resctrl_filters_get_resource(const struct resctrl_filters *filters, size_t i);
RESCTRL_API const char *resctrl_filters_get_event(const struct resctrl_filters *filters, size_t i);
/* -ENOENT where the filter holds for all domains. */
RESCTRL_API int resctrl_filters_get_domain(const struct resctrl_filters *filters, size_t i,
					   uint64_t *value);
RESCTRL_API uint64_t resctrl_filters_get_bits(const struct resctrl_filters *filters, size_t i);
/* "local_reads" for bit 0, as the kernel names them; NULL for bits that have no name. */
RESCTRL_API const char *resctrl_filter_get_type_name(unsigned int bit);
/*
 * Chooses what EVENT counts. TYPES: names with commas between, or bits ("0x3"). DOMAINS as below; where one filter
 * holds for all domains it is "*" or NULL. Values start again where something changes. FLAGS: RESCTRL_DRY_RUN.
 * -EINVAL (code REFUSED, INVALID), -EOPNOTSUPP, code PARTIAL where only some domains were set.
 * Kernel: fs/resctrl/monitor.c, event_filter_write; rdtgroup.c, mbm_config_write.
 */
RESCTRL_API int resctrl_filter_set(struct resctrl_ctx *ctx, const char *event, const char *types,
				   const char *domains, unsigned int flags);

/*
 * Gives EVENT of GROUP a counter in DOMAINS, or takes it away. GROUP: a name, or a pattern as of
 * resctrl_monitor_config_set_group. EVENT: a name or "*" for every event of the group. DOMAINS: "0", "0,2-3", "*" or
 * NULL for every domain. Both start the event's value at 0 again where the assignment changes; asking for what already
 * is succeeds. FLAGS: RESCTRL_DRY_RUN.
 * -ENOSPC (code NO_COUNTER): none free in some domain; other domains may have been assigned (code
 * PARTIAL). -EINVAL (code REFUSED): no such event or domain. -EOPNOTSUPP as above, and for chosen domains where a
 * counter serves all domains at once (Arm).
 */
RESCTRL_API int resctrl_counter_assign(struct resctrl_ctx *ctx, const char *group, const char *event,
				       const char *domains, unsigned int flags);
RESCTRL_API int resctrl_counter_unassign(struct resctrl_ctx *ctx, const char *group,
					 const char *event, const char *domains, unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif
