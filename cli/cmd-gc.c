/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl gc [--dry-run]
 *
 * data: {"dry_run": false,
 *   "removed": [{"group": "web/rctl-812", "owner": {"tool": "rctl", "pid": 812, "state": "gone",
 *     "transient": true}, "tasks": 3, "destination": "web"}],
 *   "kept": [{"group": "web", "owner": null, "reason": "no_mark",
 *     "text": "nothing is known of who made it"}]}
 * owner: as of show-group. tasks: threads that were in it; they went to destination. reason: no_mark,
 * not_transient, owner_alive, owner_unknown, failed. The default group is not listed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/ctx.h>
#include <resctrl/error.h>
#include <resctrl/group.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "privileges.h"
#include "result.h"
#include "run.h"
#include "tree.h"

struct collection {
	struct rctl_run *run;
	struct json_object *removed, *kept;
	char *failed;			/* why a group could not be removed, the first one's reason */
};

static struct json_object *new_entry(const char *name, const struct resctrl_group *group)
{
	struct json_object *entry = tree_new_object();

	tree_set_text(entry, "group", name);
	tree_set(entry, "owner", result_new_owner(group));
	return entry;
}

static void keep(struct collection *c, struct json_object *entry, const char *reason,
		 const char *text)
{
	tree_set_text(entry, "reason", reason);
	tree_set_text(entry, "text", text);
	tree_push(c->kept, entry);
}

/* The library looks at the owner once more, under the lock: it decides. */
static void try_to_remove(struct collection *c, const char *name, struct json_object *entry)
{
	const struct resctrl_error *err = resctrl_ctx_get_error(c->run->ctx);
	struct resctrl_outcome *outcome;
	int rc;

	rc = resctrl_group_remove(c->run->ctx, name, run_flags(c->run) | RESCTRL_ORPHAN | RESCTRL_FORCE,
				  &outcome);
	if (rc < 0) {
		keep(c, entry, "failed", resctrl_error_get_cause(err));
		if (!c->failed)
			c->failed = strdup(resctrl_error_get_cause(err));
		return;
	}
	tree_set_number(entry, "tasks", resctrl_outcome_get_num_moved(outcome));
	tree_set_text(entry, "destination", resctrl_outcome_get_destination(outcome));
	tree_push(c->removed, entry);
	resctrl_outcome_free(outcome);
}

static int look_at(struct collection *c, const char *name)
{
	struct resctrl_group *group;
	struct json_object *entry;
	int rc = resctrl_group_load(c->run->ctx, name, &group);

	/* It has gone since it was listed. */
	if (rc == -ENOENT || rc == -ENODEV)
		return 0;
	if (rc < 0)
		return rc;
	entry = new_entry(name, group);
	if (!resctrl_group_get_owner_tool(group))
		keep(c, entry, "no_mark", "nothing is known of who made it");
	else if (!resctrl_group_is_transient(group))
		keep(c, entry, "not_transient", "it was made to stay");
	else if (resctrl_group_get_owner_state(group) == RESCTRL_OWNER_ALIVE)
		keep(c, entry, "owner_alive", "its owner is running");
	else if (resctrl_group_get_owner_state(group) != RESCTRL_OWNER_GONE)
		keep(c, entry, "owner_unknown", "its owner cannot be seen from here");
	else
		try_to_remove(c, name, entry);
	resctrl_group_free(group);
	return 0;
}

/* Monitor groups before the control group that they are in. */
static int collect(struct collection *c)
{
	struct resctrl_group_list *list;
	size_t i;
	int rc;

	rc = resctrl_group_list_load(c->run->ctx, &list);
	if (rc < 0)
		return rc;
	for (i = resctrl_group_list_get_num(list); rc >= 0 && i-- > 0;) {
		const char *name = resctrl_group_list_get_name(list, i);

		if (strcmp(name, "/"))
			rc = look_at(c, name);
	}
	resctrl_group_list_free(list);
	return rc;
}

static int run_gc(struct rctl_run *run)
{
	const struct fail_cause blind = {
		RCTL_EXIT_PERMISSION, "permission", EPERM,
		"who made a group is shown to privileged processes (CAP_SYS_ADMIN) alone",
		"run it as root",
	};
	struct collection c = { .run = run };
	struct json_object *data;
	int rc, status = RCTL_EXIT_DONE;

	rc = run->sysroot ? 1 : privileges_have(CAP_SYS_ADMIN);
	if (rc < 0)
		return fail_file(run, rc, "look at the rights of this process", NULL);
	if (!rc)
		return fail_here(run, "look for groups whose owner is gone", &blind);
	data = run_new_data(run);
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set(data, "removed", c.removed = tree_new_array());
	tree_set(data, "kept", c.kept = tree_new_array());
	rc = collect(&c);
	if (rc < 0)
		status = fail_library(run, rc);
	else if (c.failed)
		status = fail_partly(run, "remove all groups whose owner is gone", c.failed, NULL);
	free(c.failed);
	return status;
}

static const struct view_column removed_columns[] = {
	{ .key = "group", .title = "REMOVED" },
	{ .key = "owner.tool", .title = "CREATED BY" },
	{ .key = "owner.pid", .title = "PID", .format = VIEW_RIGHT },
	{ .key = "tasks", .title = "TASKS", .format = VIEW_RIGHT },
	{ .key = "destination", .title = "WENT TO" },
	{ .title = NULL },
};

static const struct view_column removable_columns[] = {
	{ .key = "group", .title = "WOULD REMOVE" },
	{ .key = "owner.tool", .title = "CREATED BY" },
	{ .key = "owner.pid", .title = "PID", .format = VIEW_RIGHT },
	{ .key = "tasks", .title = "TASKS", .format = VIEW_RIGHT },
	{ .key = "destination", .title = "WOULD GO TO" },
	{ .title = NULL },
};

static const struct view_column kept_columns[] = {
	{ .key = "group", .title = "KEPT" },
	{ .key = "owner.tool", .title = "CREATED BY", .optional = true },
	{ .key = "owner.pid", .title = "PID", .format = VIEW_RIGHT, .optional = true },
	{ .key = "text", .title = "REASON" },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "!removed", .text = "no group to remove" },
	{ .kind = VIEW_TABLE, .when = "!dry_run", .path = "removed", .columns = removed_columns },
	{ .kind = VIEW_TABLE, .when = "dry_run", .path = "removed", .columns = removable_columns },
	{ .kind = VIEW_TABLE, .path = "kept", .columns = kept_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_gc = {
	.name = "gc",
	.summary = "remove groups whose owner is gone",
	.details = "Of all groups those that a program made for itself alone, and that is no longer\n"
		   "running: what \"rctl monitor --pid\" leaves behind when it is killed.",
	.args = "",
	.mutating = true,
	.view = view,
	.run = run_gc,
};
