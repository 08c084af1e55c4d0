/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl list-groups
 *
 * data: {"groups": [{"name": "web", "kind": "control", "parent": null, "mode": "shareable",
 *                    "num_tasks": 2, "cpus": "0-3", "owner": null}]}
 * kind is control or monitor; parent is the control group of a monitor group, null for others.
 * mode: null for monitor groups. num_tasks: threads, those of the monitor groups below included.
 * cpus: a list, "" for none, null where the kernel does not show them.
 * owner: who created the group, as of show-group; null where nothing is known.
 * mode, num_tasks and cpus are null where the kernel cannot show the group now, as a pseudo-locked
 * group whose cache is offline.
 * Sorted by name, the default group "/" first, each control group before its monitor groups.
 */
#include <resctrl/group.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "result.h"
#include "run.h"
#include "tree.h"

static struct json_object *new_group(const struct resctrl_group_list *list, size_t i,
				     const struct resctrl_group *group)
{
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
	return object;
}

/* A group can be removed between the list and here: then it is no part of the answer. */
static int add_group(struct rctl_run *run, const struct resctrl_group_list *list, size_t i,
		     struct json_object *groups)
{
	const char *name = resctrl_group_list_get_name(list, i);
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
	tree_push(groups, new_group(list, i, group));
	resctrl_group_free(group);
	return RCTL_EXIT_DONE;
}

static int run_list_groups(struct rctl_run *run)
{
	int rc, status = RCTL_EXIT_DONE;
	struct resctrl_group_list *list;
	struct json_object *groups;
	size_t i;

	rc = resctrl_group_list_load(run->ctx, &list);
	if (rc < 0)
		return fail_library(run, rc);
	groups = tree_new_array();
	tree_set(run_new_data(run), "groups", groups);
	for (i = 0; i < resctrl_group_list_get_num(list) && !status; i++)
		status = add_group(run, list, i, groups);
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

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .path = "groups", .columns = columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_list_groups = {
	.name = "list-groups",
	.summary = "list the groups",
	.view = view,
	.run = run_list_groups,
};
