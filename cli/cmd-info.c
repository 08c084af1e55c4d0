/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl info
 *
 * data: {"supported": true, "mounted": true, "mount_point": "/sys/fs/resctrl",
 *        "options": ["debug"],
 *        "num_closids", "free_closids", "num_rmids", "free_rmids",
 *        "num_control_groups", "num_monitor_groups",
 *        "schemas": [...], "monitoring": [...]}
 * schemas, in the order of a schemata file:
 *   caches: {"name": "L3", "kind": "cache", "num_closids": 16, "cbm_mask": "0xfffff",
 *     "cbm_bits": 20, "min_cbm_bits": 1, "shareable_bits": "0x0", "sparse_masks": false,
 *     "bytes_per_bit": 1048576, "io_alloc": "disabled",
 *     "domains": [{"id": 0, "bit_usage": "SSSSSSSSSSSSSSSSSSSS"}]}
 *   bandwidth: {"name": "MB", "kind": "bandwidth", "num_closids": 8, "unit": "percent",
 *     "unit_source": "cpu vendor", "min_bandwidth": 10, "bandwidth_gran": 10,
 *     "max_bandwidth": 100, "delay_linear": true, "throttle_mode": "per-thread",
 *     "domains": [{"id": 0}]}
 *   Others have the kind "other". unit is percent, eighth_gbps, mibps, or null where it is unknown.
 * monitoring: {"resource": "L3", "num_rmids": 256, "max_threshold_occupancy_bytes": 98304,
 *     "events": ["llc_occupancy", "mbm_total_bytes"], "configurable_events": [],
 *     "assign_mode": "mbm_event", "assign_modes": ["mbm_event", "default"],
 *     "assign_on_mkdir": true,
 *     "counters": [{"domain": 0, "total": 32, "available": 28}]}
 * A key is absent where the kernel has no such file. Where resctrl is not mounted (exit status 3)
 * data has "supported" and "mounted" alone.
 */
#include <resctrl/ctx.h>
#include <resctrl/info.h>
#include <resctrl/mount.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "result.h"
#include "run.h"
#include "tree.h"

typedef int (*info_fn)(const struct resctrl_info *info, uint64_t *value);
typedef int (*schema_fn)(const struct resctrl_schema *schema, uint64_t *value);

/* How a number is shown: as it is, as a mask, or as yes or no. */
enum shape { SHAPE_NUMBER, SHAPE_MASK, SHAPE_BOOL };

static void set_shaped(struct json_object *object, const char *key, enum shape shape,
		       uint64_t value)
{
	if (shape == SHAPE_MASK)
		tree_set_mask(object, key, value);
	else if (shape == SHAPE_BOOL)
		tree_set_bool(object, key, value != 0);
	else
		tree_set_number(object, key, value);
}

static void fill_limits(struct json_object *data, const struct resctrl_info *info)
{
	static const struct {
		const char *key;
		info_fn get;
	} limits[] = {
		{ "num_closids", resctrl_info_get_num_closids },
		{ "free_closids", resctrl_info_get_free_closids },
		{ "num_rmids", resctrl_info_get_num_rmids },
		{ "free_rmids", resctrl_info_get_free_rmids },
	};
	uint64_t value;
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		if (!limits[i].get(info, &value))
			tree_set_number(data, limits[i].key, value);
	}
	tree_set_number(data, "num_control_groups", resctrl_info_get_num_ctrl_groups(info));
	tree_set_number(data, "num_monitor_groups", resctrl_info_get_num_mon_groups(info));
}

static struct json_object *new_domains(const struct resctrl_schema *schema)
{
	struct json_object *array = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_schema_get_num_domains(schema); i++) {
		uint64_t id = resctrl_schema_get_domain(schema, i);
		const char *usage = resctrl_schema_get_bit_usage(schema, id);
		struct json_object *domain = tree_new_object();

		tree_set_number(domain, "id", id);
		if (usage)
			tree_set_text(domain, "bit_usage", usage);
		tree_push(array, domain);
	}
	return array;
}

static void fill_numbers(struct json_object *object, const struct resctrl_schema *schema)
{
	static const struct {
		const char *key;
		schema_fn get;
		enum shape shape;
	} numbers[] = {
		{ "num_closids", resctrl_schema_get_num_closids, SHAPE_NUMBER },
		{ "cbm_mask", resctrl_schema_get_cbm_mask, SHAPE_MASK },
		{ "min_cbm_bits", resctrl_schema_get_min_cbm_bits, SHAPE_NUMBER },
		{ "shareable_bits", resctrl_schema_get_shareable_bits, SHAPE_MASK },
		{ "sparse_masks", resctrl_schema_get_sparse_masks, SHAPE_BOOL },
		{ "bytes_per_bit", resctrl_schema_get_bytes_per_bit, SHAPE_NUMBER },
		{ "min_bandwidth", resctrl_schema_get_min_bandwidth, SHAPE_NUMBER },
		{ "bandwidth_gran", resctrl_schema_get_bandwidth_gran, SHAPE_NUMBER },
		{ "max_bandwidth", resctrl_schema_get_max_bandwidth, SHAPE_NUMBER },
		{ "delay_linear", resctrl_schema_get_delay_linear, SHAPE_BOOL },
	};
	uint64_t value;
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (!numbers[i].get(schema, &value))
			set_shaped(object, numbers[i].key, numbers[i].shape, value);
	}
	if (!resctrl_schema_get_cbm_mask(schema, &value))
		tree_set_number(object, "cbm_bits", (uint64_t)__builtin_popcountll(value));
}

static struct json_object *new_schema(const struct resctrl_schema *schema)
{
	enum resctrl_schema_kind kind = resctrl_schema_get_kind(schema);
	const char *throttle_mode = resctrl_schema_get_throttle_mode(schema);
	const char *io_alloc = resctrl_schema_get_io_alloc(schema);
	struct json_object *object = tree_new_object();

	tree_set_text(object, "name", resctrl_schema_get_name(schema));
	tree_set_text(object, "kind", result_kind_name(kind));
	if (kind == RESCTRL_SCHEMA_BANDWIDTH) {
		tree_set_text(object, "unit", result_unit_name(resctrl_schema_get_unit(schema)));
		tree_set_text(object, "unit_source", resctrl_schema_get_unit_source(schema));
	}
	fill_numbers(object, schema);
	if (throttle_mode)
		tree_set_text(object, "throttle_mode", throttle_mode);
	if (io_alloc)
		tree_set_text(object, "io_alloc", io_alloc);
	tree_set(object, "domains", new_domains(schema));
	return object;
}

static struct json_object *new_counters(const struct resctrl_mon *mon)
{
	struct json_object *array = tree_new_array();
	uint64_t available;
	size_t i;

	for (i = 0; i < resctrl_mon_get_num_counter_domains(mon); i++) {
		struct json_object *object = tree_new_object();

		tree_set_number(object, "domain", resctrl_mon_get_counter_domain(mon, i));
		tree_set_number(object, "total", resctrl_mon_get_num_counters(mon, i));
		if (!resctrl_mon_get_available_counters(mon, i, &available))
			tree_set_number(object, "available", available);
		tree_push(array, object);
	}
	return array;
}

static void fill_events(struct json_object *object, const struct resctrl_mon *mon)
{
	struct json_object *events = tree_new_array(), *configurable = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_mon_get_num_events(mon); i++) {
		const char *event = resctrl_mon_get_event(mon, i);

		tree_push(events, tree_new_text(event));
		if (resctrl_mon_is_event_configurable(mon, i))
			tree_push(configurable, tree_new_text(event));
	}
	tree_set(object, "events", events);
	tree_set(object, "configurable_events", configurable);
}

static struct json_object *new_mon(const struct resctrl_mon *mon)
{
	struct json_object *object = tree_new_object(), *modes;
	size_t i, num_modes = resctrl_mon_get_num_assign_modes(mon);
	uint64_t value;

	tree_set_text(object, "resource", resctrl_mon_get_resource(mon));
	if (!resctrl_mon_get_num_rmids(mon, &value))
		tree_set_number(object, "num_rmids", value);
	if (!resctrl_mon_get_max_threshold_occupancy(mon, &value))
		tree_set_number(object, "max_threshold_occupancy_bytes", value);
	fill_events(object, mon);
	if (num_modes) {
		modes = tree_new_array();
		for (i = 0; i < num_modes; i++)
			tree_push(modes, tree_new_text(resctrl_mon_get_assign_mode(mon, i)));
		tree_set_text(object, "assign_mode", resctrl_mon_get_assign_mode(mon, 0));
		tree_set(object, "assign_modes", modes);
	}
	if (!resctrl_mon_get_assign_on_mkdir(mon, &value))
		tree_set_bool(object, "assign_on_mkdir", value != 0);
	if (resctrl_mon_get_num_counter_domains(mon))
		tree_set(object, "counters", new_counters(mon));
	return object;
}

static void fill_info(struct json_object *data, const struct resctrl_info *info)
{
	struct json_object *schemas = tree_new_array(), *mons = tree_new_array();
	size_t i;

	fill_limits(data, info);
	for (i = 0; i < resctrl_info_get_num_schemas(info); i++)
		tree_push(schemas, new_schema(resctrl_info_get_schema(info, i)));
	for (i = 0; i < resctrl_info_get_num_mons(info); i++)
		tree_push(mons, new_mon(resctrl_info_get_mon(info, i)));
	tree_set(data, "schemas", schemas);
	tree_set(data, "monitoring", mons);
}

static int run_info(struct rctl_run *run)
{
	struct resctrl_mount *mount;
	struct resctrl_info *info;
	struct json_object *data;
	bool is_mounted;
	int rc;

	rc = resctrl_mount_load(run->ctx, &mount);
	if (rc < 0)
		return fail_library(run, rc);
	is_mounted = resctrl_mount_is_mounted(mount);
	data = run_new_data(run);
	tree_set_bool(data, "supported", resctrl_mount_is_supported(mount));
	tree_set_bool(data, "mounted", is_mounted);
	if (is_mounted) {
		tree_set_text(data, "mount_point", resctrl_mount_get_path(mount));
		tree_set(data, "options", tree_new_list(resctrl_mount_get_options(mount)));
	}
	resctrl_mount_free(mount);
	rc = resctrl_info_load(run->ctx, &info);
	if (rc < 0)
		return is_mounted ? fail_library(run, rc) : fail_library_partly(run, rc);
	fill_info(data, info);
	resctrl_info_free(info);
	return RCTL_EXIT_DONE;
}

static const struct view_column cache_columns[] = {
	{ .key = "name", .title = "CACHE" },
	{ .key = "id", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "num_closids", .title = "CLASSES", .format = VIEW_RIGHT },
	{ .key = "cbm_mask", .title = "MASK", .format = VIEW_RIGHT },
	{ .key = "min_cbm_bits", .title = "MIN-WAYS", .format = VIEW_RIGHT },
	{ .key = "sparse_masks", .title = "HOLES", .format = VIEW_YES_NO, .optional = true },
	{ .key = "bytes_per_bit", .title = "WAY", .format = VIEW_BYTES },
	{ .key = "bit_usage", .title = "USE", .optional = true },
	{ .title = NULL },
};

static const struct view_column bandwidth_columns[] = {
	{ .key = "name", .title = "BANDWIDTH" },
	{ .key = "domains", .title = "DOMAINS" },
	{ .key = "num_closids", .title = "CLASSES", .format = VIEW_RIGHT },
	{ .key = "unit", .title = "UNIT" },
	{ .key = "min_bandwidth", .title = "MIN", .format = VIEW_RIGHT },
	{ .key = "bandwidth_gran", .title = "STEP", .format = VIEW_RIGHT },
	{ .key = "max_bandwidth", .title = "MAX", .format = VIEW_RIGHT },
	{ .title = NULL },
};

static const struct view_column mon_columns[] = {
	{ .key = "resource", .title = "MONITORING" },
	{ .key = "num_rmids", .title = "RMIDS", .format = VIEW_RIGHT },
	{ .key = "assign_mode", .title = "MODE", .optional = true },
	{ .key = "events", .title = "EVENTS" },
	{ .title = NULL },
};

static const struct view_column counter_columns[] = {
	{ .key = "resource", .title = "COUNTERS" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "total", .title = "TOTAL", .format = VIEW_RIGHT },
	{ .key = "available", .title = "FREE", .format = VIEW_RIGHT },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "mounted",
	  .text = "resctrl at {mount_point}; options: {options}" },
	{ .kind = VIEW_LINE, .when = "num_closids",
	  .text = "control groups: {num_control_groups}; classes (CLOSIDs) free: {free_closids} of "
		  "{num_closids}" },
	{ .kind = VIEW_LINE, .when = "num_rmids",
	  .text = "monitor groups: {num_monitor_groups}; monitoring ids (RMIDs) free: {free_rmids} "
		  "of {num_rmids}" },
	{ .kind = VIEW_TABLE, .path = "schemas", .rows = "cbm_mask", .expand = "domains",
	  .columns = cache_columns },
	{ .kind = VIEW_TABLE, .path = "schemas", .rows = "!cbm_mask",
	  .columns = bandwidth_columns },
	{ .kind = VIEW_TABLE, .path = "monitoring", .columns = mon_columns },
	{ .kind = VIEW_TABLE, .path = "monitoring", .rows = "counters", .expand = "counters",
	  .columns = counter_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_info = {
	.name = "info",
	.summary = "show what can be divided and measured, and what is left of it",
	.view = view,
	.run = run_info,
};
