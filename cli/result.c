/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of results that several commands share.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json_object.h>
#include <resctrl/change.h>
#include <resctrl/info.h>
#include <resctrl/tasks.h>

#include "number.h"
#include "result.h"
#include "tree.h"

const char *result_kind_name(enum resctrl_schema_kind kind)
{
	switch (kind) {
	case RESCTRL_SCHEMA_CACHE:
		return "cache";
	case RESCTRL_SCHEMA_BANDWIDTH:
		return "bandwidth";
	default:
		return "other";
	}
}

const char *result_unit_name(enum resctrl_bandwidth_unit unit)
{
	switch (unit) {
	case RESCTRL_UNIT_PERCENT:
		return "percent";
	case RESCTRL_UNIT_EIGHTH_GBPS:
		return "eighth_gbps";
	case RESCTRL_UNIT_MIBPS:
		return "mibps";
	default:
		return NULL;
	}
}

const char *result_group_kind_name(enum resctrl_group_kind kind)
{
	return kind == RESCTRL_GROUP_MON ? "monitor" : "control";
}

struct json_object *result_new_parent(enum resctrl_group_kind kind, const char *name)
{
	const char *slash = strchr(name, '/');
	struct json_object *object;
	char *parent;

	if (kind != RESCTRL_GROUP_MON || !slash)
		return NULL;
	if (slash == name)
		return tree_new_text("/");
	parent = strndup(name, (size_t)(slash - name));
	if (!parent)
		tree_no_memory();
	object = tree_new_text(parent);
	free(parent);
	return object;
}

struct json_object *result_new_owner(const struct resctrl_group *group)
{
	static const char *const states[] = {
		[RESCTRL_OWNER_UNKNOWN] = "unknown",
		[RESCTRL_OWNER_ALIVE] = "alive",
		[RESCTRL_OWNER_GONE] = "gone",
	};
	const char *tool = resctrl_group_get_owner_tool(group);
	struct json_object *owner;

	if (!tool)
		return NULL;
	owner = tree_new_object();
	tree_set_text(owner, "tool", tool);
	tree_set_number(owner, "pid", (uint64_t)resctrl_group_get_owner_pid(group));
	tree_set_text(owner, "state", states[resctrl_group_get_owner_state(group)]);
	tree_set_bool(owner, "transient", resctrl_group_is_transient(group));
	return owner;
}

struct json_object *result_new_value(enum resctrl_schema_kind kind, const char *digits)
{
	uint64_t value;

	if (digits && kind == RESCTRL_SCHEMA_CACHE && number_parse_hex(digits, &value))
		return tree_new_mask(value);
	if (digits && kind == RESCTRL_SCHEMA_BANDWIDTH &&
	    number_parse(digits, strlen(digits), &value))
		return tree_new_number(value);
	return tree_new_text(digits);
}

static struct json_object *new_entry(const struct resctrl_change *change, size_t i)
{
	enum resctrl_schema_kind kind = resctrl_change_get_kind(change, i);
	struct json_object *entry = tree_new_object();

	tree_set_text(entry, "schema", resctrl_change_get_schema(change, i));
	tree_set_number(entry, "domain", resctrl_change_get_domain(change, i));
	tree_set_text(entry, "asked", resctrl_change_get_asked(change, i));
	tree_set(entry, "rounded", result_new_value(kind, resctrl_change_get_expected(change, i)));
	tree_set(entry, "before", result_new_value(kind, resctrl_change_get_before(change, i)));
	tree_set(entry, "effective",
		 result_new_value(kind, resctrl_change_get_effective(change, i)));
	return entry;
}

struct json_object *result_new_change(const struct resctrl_change *change)
{
	struct json_object *array = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_change_get_num(change); i++)
		tree_push(array, new_entry(change, i));
	return array;
}

const struct view_column result_change_columns[] = {
	{ .key = "schema", .title = "SCHEMA" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "before", .title = "BEFORE", .format = VIEW_RIGHT, .optional = true },
	{ .key = "asked", .title = "ASKED", .format = VIEW_RIGHT },
	{ .key = "rounded", .title = "ROUNDED", .format = VIEW_RIGHT },
	{ .key = "effective", .title = "EFFECTIVE", .format = VIEW_RIGHT, .optional = true },
	{ .title = NULL },
};

void result_fill_tasks(struct json_object *object, const struct resctrl_tasks *tasks)
{
	struct json_object *missed = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_tasks_get_num_missed(tasks); i++) {
		struct json_object *task = tree_new_object();

		tree_set_number(task, "task", (uint64_t)resctrl_tasks_get_missed(tasks, i));
		tree_set_number(task, "errno", (uint64_t)resctrl_tasks_get_missed_errno(tasks, i));
		tree_set_text(task, "reason", resctrl_tasks_get_missed_reason(tasks, i));
		tree_push(missed, task);
	}
	tree_set_number(object, "assigned", resctrl_tasks_get_num_assigned(tasks));
	tree_set(object, "missed", missed);
}

const struct view_column result_missed_columns[] = {
	{ .key = "task", .title = "MISSED", .format = VIEW_RIGHT },
	{ .key = "reason", .title = "REASON" },
	{ .title = NULL },
};
