/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The capability snapshot: what the info directory and the default group tell. */
#ifndef RESCTRL_INFO_H
#define RESCTRL_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_info;
struct resctrl_schema;	/* one controllable thing: a line of "schemata" (L3, L3CODE, MB, ...) */
struct resctrl_mon;	/* one monitored resource: a directory info/<RESOURCE>_MON */

enum resctrl_schema_kind {
	RESCTRL_SCHEMA_OTHER = 0,	/* not modelled here: shown, and written verbatim */
	RESCTRL_SCHEMA_CACHE,		/* values are capacity bit masks, hexadecimal */
	RESCTRL_SCHEMA_BANDWIDTH,	/* values are numbers, decimal */
};

/* What a bandwidth number means. No file tells, so the source of the answer is kept beside it. */
enum resctrl_bandwidth_unit {
	RESCTRL_UNIT_UNKNOWN = 0,
	RESCTRL_UNIT_PERCENT,		/* of the maximum */
	RESCTRL_UNIT_EIGHTH_GBPS,	/* absolute, steps of 1/8 GB/s */
	RESCTRL_UNIT_MIBPS,		/* MiB/s: mounted with mba_MBps */
};

/*
 * Reads info/ and the default group once. Free with resctrl_info_free, to which what the accessors give belongs.
 * Not mounted: -ENOENT (code NOT_MOUNTED); no resctrl: -ENODEV (code NOT_SUPPORTED).
 */
RESCTRL_API int resctrl_info_load(struct resctrl_ctx *ctx, struct resctrl_info **info);
RESCTRL_API void resctrl_info_free(struct resctrl_info *info);

/* Control groups that can exist, the default one included: the minimum over all schemas. -ENOENT: nothing tells. */
RESCTRL_API int resctrl_info_get_num_closids(const struct resctrl_info *info, uint64_t *value);
/* Of those, not held by a group or by io_alloc. -ENOENT likewise. */
RESCTRL_API int resctrl_info_get_free_closids(const struct resctrl_info *info, uint64_t *value);
/* Groups of both kinds that can exist: the minimum over all monitored resources. -ENOENT where nothing is monitored. */
RESCTRL_API int resctrl_info_get_num_rmids(const struct resctrl_info *info, uint64_t *value);
/* Of those, not held by a group. Some may be in limbo, which the kernel does not tell. -ENOENT likewise. */
RESCTRL_API int resctrl_info_get_free_rmids(const struct resctrl_info *info, uint64_t *value);
/* Groups that exist: control groups with the default one; monitor groups. */
RESCTRL_API size_t resctrl_info_get_num_ctrl_groups(const struct resctrl_info *info);
RESCTRL_API size_t resctrl_info_get_num_mon_groups(const struct resctrl_info *info);

/* Schemas, in the order of the default group's schemata. I is below the number. */
RESCTRL_API size_t resctrl_info_get_num_schemas(const struct resctrl_info *info);
RESCTRL_API const struct resctrl_schema *resctrl_info_get_schema(const struct resctrl_info *info,
								 size_t i);
/* NULL where there is none of that name. */
RESCTRL_API const struct resctrl_schema *
resctrl_info_get_schema_by_name(const struct resctrl_info *info, const char *name);

RESCTRL_API const char *resctrl_schema_get_name(const struct resctrl_schema *schema);
RESCTRL_API enum resctrl_schema_kind resctrl_schema_get_kind(const struct resctrl_schema *schema);
/* Domain ids, ascending; neither dense nor small. */
RESCTRL_API size_t resctrl_schema_get_num_domains(const struct resctrl_schema *schema);
RESCTRL_API uint64_t resctrl_schema_get_domain(const struct resctrl_schema *schema, size_t i);
/*
 * The following give 0 and the value, or -ENOENT where the kernel has no such file for this schema.
 * num_closids: of this schema alone. cbm_mask, shareable_bits: bit masks. min_cbm_bits: bits.
 * sparse_masks: 1 where masks may have holes. min_bandwidth, bandwidth_gran, max_bandwidth: in the
 * unit of the schema; no file tells the maximum: it follows from the unit, or from a default group
 * that is not limited itself, and is unknown otherwise. delay_linear: 0 or 1.
 */
RESCTRL_API int resctrl_schema_get_num_closids(const struct resctrl_schema *schema, uint64_t *value);
RESCTRL_API int resctrl_schema_get_cbm_mask(const struct resctrl_schema *schema, uint64_t *value);
RESCTRL_API int resctrl_schema_get_min_cbm_bits(const struct resctrl_schema *schema, uint64_t *value);
RESCTRL_API int resctrl_schema_get_shareable_bits(const struct resctrl_schema *schema,
						  uint64_t *value);
RESCTRL_API int resctrl_schema_get_sparse_masks(const struct resctrl_schema *schema, uint64_t *value);
RESCTRL_API int resctrl_schema_get_min_bandwidth(const struct resctrl_schema *schema,
						 uint64_t *value);
RESCTRL_API int resctrl_schema_get_bandwidth_gran(const struct resctrl_schema *schema,
						  uint64_t *value);
RESCTRL_API int resctrl_schema_get_max_bandwidth(const struct resctrl_schema *schema,
						 uint64_t *value);
RESCTRL_API int resctrl_schema_get_delay_linear(const struct resctrl_schema *schema,
						uint64_t *value);
/* Bytes that one bit of the mask stands for, from the default group's "size". -ENOENT. */
RESCTRL_API int resctrl_schema_get_bytes_per_bit(const struct resctrl_schema *schema,
						 uint64_t *value);
/* Text of a file, NULL where there is none: "max", "per-thread"; "enabled", "disabled". */
RESCTRL_API const char *resctrl_schema_get_throttle_mode(const struct resctrl_schema *schema);
RESCTRL_API const char *resctrl_schema_get_io_alloc(const struct resctrl_schema *schema);
/* The mask of I/O allocation, hexadecimal digits; NULL while it is off or not supported. */
RESCTRL_API const char *resctrl_schema_get_io_alloc_cbm(const struct resctrl_schema *schema,
							uint64_t domain);
/* One letter a bit, highest first (info/<schema>/bit_usage); NULL where there is none. */
RESCTRL_API const char *resctrl_schema_get_bit_usage(const struct resctrl_schema *schema,
						     uint64_t domain);
RESCTRL_API enum resctrl_bandwidth_unit resctrl_schema_get_unit(const struct resctrl_schema *schema);
/* Where the unit is known from: "mount option", "cpu vendor", or NULL. */
RESCTRL_API const char *resctrl_schema_get_unit_source(const struct resctrl_schema *schema);

/* Monitored resources, sorted by name. */
RESCTRL_API size_t resctrl_info_get_num_mons(const struct resctrl_info *info);
RESCTRL_API const struct resctrl_mon *resctrl_info_get_mon(const struct resctrl_info *info, size_t i);
/* "L3", "PERF_PKG" */
RESCTRL_API const char *resctrl_mon_get_resource(const struct resctrl_mon *mon);
RESCTRL_API size_t resctrl_mon_get_num_events(const struct resctrl_mon *mon);
RESCTRL_API const char *resctrl_mon_get_event(const struct resctrl_mon *mon, size_t i);
/* The event's filter can be configured by bits (BMEC: mbm_*_bytes_config). */
RESCTRL_API bool resctrl_mon_is_event_configurable(const struct resctrl_mon *mon, size_t i);
/* -ENOENT where the kernel has no such file. */
RESCTRL_API int resctrl_mon_get_num_rmids(const struct resctrl_mon *mon, uint64_t *value);
/* Bytes. -ENOENT. */
RESCTRL_API int resctrl_mon_get_max_threshold_occupancy(const struct resctrl_mon *mon,
							uint64_t *value);
/* Counter assignment modes the kernel offers, the active one first; none on older kernels. */
RESCTRL_API size_t resctrl_mon_get_num_assign_modes(const struct resctrl_mon *mon);
RESCTRL_API const char *resctrl_mon_get_assign_mode(const struct resctrl_mon *mon, size_t i);
/* 0 or 1: new groups get counters at creation. -ENOENT where that is not to be had. */
RESCTRL_API int resctrl_mon_get_assign_on_mkdir(const struct resctrl_mon *mon, uint64_t *value);
/* Assignable counters per domain: none where the hardware has no such thing. */
RESCTRL_API size_t resctrl_mon_get_num_counter_domains(const struct resctrl_mon *mon);
RESCTRL_API uint64_t resctrl_mon_get_counter_domain(const struct resctrl_mon *mon, size_t i);
RESCTRL_API uint64_t resctrl_mon_get_num_counters(const struct resctrl_mon *mon, size_t i);
/* -ENOENT while counters are not assigned individually (assign mode "default"). */
RESCTRL_API int resctrl_mon_get_available_counters(const struct resctrl_mon *mon, size_t i,
						   uint64_t *value);

#ifdef __cplusplus
}
#endif

#endif
