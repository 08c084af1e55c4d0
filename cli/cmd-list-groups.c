/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl list-groups
 *
 * data: {"groups": [{"name": "web", "kind": "control", "parent": null, "mode": "shareable",
 *                    "num_tasks": 2, "cpus": "0-3", "owner": null, "schemata": [...]}]}
 * kind is control or monitor; parent is the control group of a monitor group, null for others.
 * mode: null for monitor groups. num_tasks: threads, those of the monitor groups below included.
 * cpus: a list, "" for none, null where the kernel does not show them.
 * owner: who created the group, as of show-group; null where nothing is known.
 * schemata: as of show-group, see limits.h; null for monitor groups.
 * mode, num_tasks, cpus and schemata are null where the kernel cannot show the group now, as a pseudo-locked
 * group whose cache is offline.
 * Sorted by name, the default group "/" first, each control group before its monitor groups.
 */
#include <string.h>

#include <json-c/json_object.h>
#include <json-c/linkhash.h>
#include <resctrl/group.h>
#include <resctrl/info.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "limits.h"
#include "result.h"
#include "run.h"
#include "tree.h"

struct listing {
	const struct resctrl_group_list *list;
	const struct resctrl_info *info;
	struct json_object *groups;
};

static struct json_object *new_group(const struct listing *l, size_t i, const struct resctrl_group *group)
{
	const struct resctrl_group_list *list = l->list;
	enum resctrl_group_kind kind = resctrl_group_list_get_kind(list, i);
	const char *name = resctrl_group_list_get_name(list, i);
	struct json_object *object = tree_new_object();

	tree_set_text(object, "name", name);
	tree_set_text(object, "kind", result_group_kind_name(kind));
	tree_set(object, "parent", result_new_parent(kind, name));
	tree_set_text(object, "mode", group ? resctrl_group_get_mode(group) : NULL);
	tree_set(object, "num_tasks",
		 group ? tree_new_number(resctrl_group_get_num_tasks(group)) : NULL);
	tree_set_text(object, "cpus", group ? resctrl_group_get_cpus(group) : NULL);
	tree_set(object, "owner", group ? result_new_owner(group) : NULL);
	tree_set(object, "schemata",
		 group && resctrl_group_get_schemata(group) ? limits_new(group, l->info) : NULL);
	return object;
}

/* A group can be removed between the list and here: then it is no part of the answer. */
static int add_group(struct rctl_run *run, const struct listing *l, size_t i)
{
	const char *name = resctrl_group_list_get_name(l->list, i);
	struct resctrl_group *group = NULL;
	enum resctrl_error_code code;
	int rc;

	rc = resctrl_group_load(run->ctx, name, &group);
	/* Gone is the group, or a cache domain of it: the second time tells. */
	if (rc < 0 && resctrl_error_get_code(resctrl_ctx_get_error(run->ctx)) == RESCTRL_ERROR_GONE)
		rc = resctrl_group_load(run->ctx, name, &group);
	if (rc < 0) {
		code = resctrl_error_get_code(resctrl_ctx_get_error(run->ctx));
		if (code == RESCTRL_ERROR_NOT_FOUND)
			return RCTL_EXIT_DONE;
		if (code != RESCTRL_ERROR_GONE)
			return fail_library(run, rc);
	}
	tree_push(l->groups, new_group(l, i, group));
	resctrl_group_free(group);
	return RCTL_EXIT_DONE;
}

/* ---- the picture of all groups ---- */

/* The picture of the cache NAME in DOMAIN, new if need be: {"name", "id", "cbm_mask", "shareable_bits", "groups"}. */
static struct json_object *find_picture(struct json_object *pictures, struct json_object *line,
					struct json_object *domain)
{
	static const char *const keys[] = { "name", "cbm_mask", "shareable_bits" };
	struct json_object *picture, *id = tree_get(domain, "id");
	size_t i;

	for (i = 0; i < json_object_array_length(pictures); i++) {
		picture = json_object_array_get_idx(pictures, i);
		if (json_object_equal(tree_get(picture, "name"), tree_get(line, "name")) &&
		    json_object_equal(tree_get(picture, "id"), id))
			return picture;
	}
	picture = tree_new_object();
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		tree_set(picture, keys[i], json_object_get(tree_get(line, keys[i])));
	tree_set(picture, "id", json_object_get(id));
	tree_set(picture, "groups", tree_new_array());
	tree_push(pictures, picture);
	return picture;
}

/* GROUP's ways of one cache, as a line of the picture of each domain. */
static void add_ways(struct json_object *pictures, struct json_object *group, struct json_object *line)
{
	struct json_object *domains = tree_get(line, "domains"), *row;
	size_t i;

	for (i = 0; i < json_object_array_length(domains); i++) {
		struct json_object *domain = json_object_array_get_idx(domains, i);

		/* The domain of a group, with the group's name; its id is that of the picture. */
		row = tree_new_object();
		json_object_object_foreach(domain, key, value) {
			if (strcmp(key, "id"))
				tree_set(row, key, json_object_get(value));
		}
		tree_set(row, "group", json_object_get(tree_get(group, "name")));
		tree_push(tree_get(find_picture(pictures, line, domain), "groups"), row);
	}
}

/*
 * By cache and domain and then by group, so that ways which groups share are below each other. The document has them by
 * group.
 */
static struct json_object *new_pictures(struct json_object *groups)
{
	struct json_object *pictures = tree_new_array();
	size_t i, j;

	for (i = 0; i < json_object_array_length(groups); i++) {
		struct json_object *group = json_object_array_get_idx(groups, i);
		struct json_object *lines = tree_get(group, "schemata");

		for (j = 0; lines && j < json_object_array_length(lines); j++) {
			struct json_object *line = json_object_array_get_idx(lines, j);

			if (tree_get(line, "cbm_mask"))
				add_ways(pictures, group, line);
		}
	}
	return pictures;
}

static int run_list_groups(struct rctl_run *run)
{
	struct json_object *data = run_new_data(run);
	struct listing l = { .groups = tree_new_array() };
	struct resctrl_group_list *list;
	int rc, status = RCTL_EXIT_DONE;
	struct resctrl_info *info;
	size_t i;

	tree_set(data, "groups", l.groups);
	rc = resctrl_group_list_load(run->ctx, &list);
	if (rc < 0)
		return fail_library(run, rc);
	rc = resctrl_info_load(run->ctx, &info);
	if (rc < 0) {
		resctrl_group_list_free(list);
		return fail_library(run, rc);
	}
	l.list = list;
	l.info = info;
	for (i = 0; i < resctrl_group_list_get_num(list) && !status; i++)
		status = add_group(run, &l, i);
	if (!status && !run->json)
		tree_set(data, "pictures", new_pictures(l.groups));
	resctrl_info_free(info);
	resctrl_group_list_free(list);
	return status;
}

static const struct view_column columns[] = {
	{ .key = "name", .title = "GROUP" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "mode", .title = "MODE" },
	{ .key = "num_tasks", .title = "TASKS", .format = VIEW_RIGHT },
	{ .key = "cpus", .title = "CPUS" },
	{ .key = "owner.tool", .title = "CREATED BY", .optional = true },
	{ .title = NULL },
};

static const struct view_column ways_columns[] = {
	{ .key = "name", .title = "CACHE" },
	{ .key = "id", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "group", .title = "GROUP" },
	{ .key = "mask", .title = "WAYS", .format = VIEW_WAYS },
	{ .key = "ways", .title = "NUMBER", .format = VIEW_RIGHT },
	{ .key = "size_bytes", .title = "SIZE", .format = VIEW_BYTES },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .path = "groups", .columns = columns },
	{ .kind = VIEW_TABLE, .path = "pictures", .expand = "groups", .columns = ways_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_list_groups = {
	.name = "list-groups",
	.summary = "list the groups, with a picture of the ways that each has",
	.details = "In the picture of a cache there is one line for each group and domain, and one\n"
		   "character for each way, the highest first: what is '#' in several lines is shared.\n"
		   "The characters are those of 'rctl show-group', as of each line's group, and the\n"
		   "line below the picture says what is what.",
	.view = view,
	.run = run_list_groups,
};
