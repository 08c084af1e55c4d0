/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the commands for assignable counters share.
 */
#include <string.h>

#include <resctrl/counter.h>
#include <resctrl/ctx.h>

#include "counters.h"
#include "fail.h"
#include "run.h"
#include "tree.h"

enum { OPT_DOMAIN, NUM_OPTS };

const struct option_entry counters_options[] = {
	[OPT_DOMAIN] = { .name = "domain", .type = OPTION_TEXT, .arg = "IDS",
			 .help = "in these domains only: 0 or 0,2-3" },
	[NUM_OPTS] = { .name = NULL },
};

const struct view_column counters_columns[] = {
	{ .key = "group", .title = "GROUP" },
	{ .key = "resource", .title = "RESOURCE" },
	{ .key = "event", .title = "EVENT" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "assigned", .title = "COUNTER", .format = VIEW_YES_NO },
	{ .title = NULL },
};

struct json_object *counters_new_array(const struct resctrl_counters *counters, const char *event)
{
	struct json_object *array = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_counters_get_num(counters); i++) {
		const char *name = resctrl_counters_get_event(counters, i);
		struct json_object *object;

		if (event && strcmp(event, "*") && strcmp(event, name))
			continue;
		object = tree_new_object();
		tree_set_text(object, "group", resctrl_counters_get_group(counters, i));
		tree_set_text(object, "resource", resctrl_counters_get_resource(counters, i));
		tree_set_text(object, "event", name);
		tree_set_number(object, "domain", resctrl_counters_get_domain(counters, i));
		tree_set_bool(object, "assigned", resctrl_counters_is_assigned(counters, i));
		tree_push(array, object);
	}
	return array;
}

int counters_run(struct rctl_run *run, counters_fn change)
{
	const char *group = run->args.operands[0], *event = run->args.operands[1];
	const char *domains = args_text(&run->args, &counters_options[OPT_DOMAIN]);
	struct resctrl_counters *counters;
	struct json_object *data;
	int rc, status = RCTL_EXIT_DONE;

	rc = change(run->ctx, group, event, domains, run_flags(run));
	if (rc < 0)
		status = fail_library(run, rc);
	/* Some domains may have been changed: then what there is now is part of the answer. */
	if (status != RCTL_EXIT_DONE && status != RCTL_EXIT_PARTIAL)
		return status;
	data = run_new_data(run);
	tree_set_text(data, "group", group);
	tree_set_text(data, "event", event);
	tree_set_text(data, "domains", domains ? domains : "*");
	tree_set_bool(data, "dry_run", run->dry_run);
	tree_set_bool(data, "complete", status == RCTL_EXIT_DONE);
	/* Of a pattern: whatever has been reached is among all. */
	if (resctrl_counters_load(run->ctx, strpbrk(group, "*?[") ? NULL : group, &counters) < 0)
		return status;
	tree_set(data, "counters", counters_new_array(counters, event));
	resctrl_counters_free(counters);
	return status;
}
