/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl show-group GROUP
 *
 * data: {"name": "web", "kind": "control", "parent": null, "mode": "shareable", "cpus": "0-3",
 *        "closid": 1, "rmid": 2, "num_tasks": 2, "tasks": [4711, 4712], "schemata": [...],
 *        "owner": {"tool": "rctl", "pid": 812, "state": "gone", "transient": false}}
 * mode, schemata: absent in monitor groups. cpus: a list, "" for none; absent where the kernel
 * does not show them. closid, rmid (on Arm: PARTID, PMG): absent unless resctrl is mounted with
 * "debug". tasks: threads, those of the monitor groups below included.
 * owner: who created the group; state is alive, gone or unknown (a PID of another name space). Null
 * where nothing is known: made by other tools, or seen without CAP_SYS_ADMIN. transient: the group is
 * not to outlive its owner.
 * schemata: see limits.h.
 */
#include <resctrl/group.h>
#include <resctrl/info.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "limits.h"
#include "result.h"
#include "run.h"
#include "tree.h"

static struct json_object *new_tasks(const struct resctrl_group *group)
{
	struct json_object *array = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_group_get_num_tasks(group); i++)
		tree_push(array, tree_new_number((uint64_t)resctrl_group_get_task(group, i)));
	return array;
}

static void fill_group(struct json_object *data, const struct resctrl_group *group,
		       const struct resctrl_info *info)
{
	enum resctrl_group_kind kind = resctrl_group_get_kind(group);
	const char *name = resctrl_group_get_name(group);
	uint64_t value;

	tree_set_text(data, "name", name);
	tree_set_text(data, "kind", result_group_kind_name(kind));
	tree_set(data, "parent", result_new_parent(kind, name));
	if (resctrl_group_get_mode(group))
		tree_set_text(data, "mode", resctrl_group_get_mode(group));
	if (resctrl_group_get_cpus(group))
		tree_set_text(data, "cpus", resctrl_group_get_cpus(group));
	if (!resctrl_group_get_ctrl_hw_id(group, &value))
		tree_set_number(data, "closid", value);
	if (!resctrl_group_get_mon_hw_id(group, &value))
		tree_set_number(data, "rmid", value);
	tree_set(data, "owner", result_new_owner(group));
	tree_set_number(data, "num_tasks", resctrl_group_get_num_tasks(group));
	tree_set(data, "tasks", new_tasks(group));
	if (resctrl_group_get_schemata(group))
		tree_set(data, "schemata", limits_new(group, info));
}

static int run_show_group(struct rctl_run *run)
{
	struct resctrl_group *group;
	struct resctrl_info *info;
	int rc;

	rc = resctrl_group_load(run->ctx, run->args.operands[0], &group);
	if (rc < 0)
		return fail_library(run, rc);
	rc = resctrl_info_load(run->ctx, &info);
	if (rc < 0) {
		resctrl_group_free(group);
		return fail_library(run, rc);
	}
	fill_group(run_new_data(run), group, info);
	resctrl_info_free(info);
	resctrl_group_free(group);
	return RCTL_EXIT_DONE;
}

static const struct view_column cache_columns[] = {
	{ .key = "name", .title = "CACHE" },
	{ .key = "id", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "mask", .title = "MASK", .format = VIEW_RIGHT },
	{ .key = "mask", .title = "WAYS", .format = VIEW_WAYS },
	{ .key = "ways", .title = "NUMBER", .format = VIEW_RIGHT },
	{ .key = "size_bytes", .title = "SIZE", .format = VIEW_BYTES },
	{ .title = NULL },
};

static const struct view_column other_columns[] = {
	{ .key = "name", .title = "BANDWIDTH" },
	{ .key = "id", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "value", .title = "VALUE", .format = VIEW_RIGHT },
	{ .key = "unit", .title = "UNIT", .optional = true },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "mode", .text = "{name}: {kind} group, {mode}" },
	{ .kind = VIEW_LINE, .when = "!mode", .text = "{name}: {kind} group" },
	{ .kind = VIEW_LINE, .when = "mode=pseudo-locked",
	  .text = "its ways keep the memory of /dev/pseudo_lock/{name}, for tasks to map, and nothing\n"
		  "else; it has no tasks or CPUs of its own and can only be removed" },
	{ .kind = VIEW_LINE, .when = "mode=pseudo-locked !schemata",
	  .text = "its cache is offline: the kernel shows nothing of it until a CPU there is online" },
	{ .kind = VIEW_LINE, .when = "mode=pseudo-locksetup",
	  .text = "the next mask written to it, of one cache in one domain, will be pseudo-locked" },
	{ .kind = VIEW_LINE, .text = "CPUs: {cpus}; tasks: {num_tasks}" },
	{ .kind = VIEW_LINE, .when = "owner owner.state=alive",
	  .text = "created by {owner.tool} (pid {owner.pid})" },
	{ .kind = VIEW_LINE, .when = "owner owner.state=gone",
	  .text = "created by {owner.tool} (pid {owner.pid}, which has ended)" },
	{ .kind = VIEW_LINE, .when = "owner owner.state=unknown",
	  .text = "created by {owner.tool} (pid {owner.pid} of another name space)" },
	{ .kind = VIEW_LINE, .when = "?closid", .text = "CLOSID: {closid}" },
	{ .kind = VIEW_LINE, .when = "?rmid", .text = "RMID: {rmid}" },
	{ .kind = VIEW_TABLE, .path = "schemata", .rows = "cbm_mask", .expand = "domains",
	  .columns = cache_columns },
	{ .kind = VIEW_TABLE, .path = "schemata", .rows = "!cbm_mask", .expand = "domains",
	  .columns = other_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_show_group = {
	.name = "show-group",
	.summary = "show a group: its limits, tasks and CPUs",
	.details = "In the picture of a cache each way is one character, the highest first:\n"
		   "'#' is in the mask of this group, 'o' in that of other groups, 'E' of an\n"
		   "exclusive one, 'P' is pseudo-locked, '.' unused. Where hardware may fill the\n"
		   "way too, these are 'X', 'x', and 'H' where no group has it. Ways of this group\n"
		   "may be in other groups' masks, too, unless it is exclusive. A terminal with\n"
		   "UTF-8 shows blocks; the line below the picture says what is what.",
	.args = "GROUP",
	.min_operands = 1,
	.max_operands = 1,
	.view = view,
	.run = run_show_group,
};
