/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl list-counters [GROUP]
 *
 * data: {"domains": [{"resource": "L3", "domain": 0, "total": 32, "free": 30,
 *                     "holders": [{"group": "web", "num": 2}]}],
 *        "filters": [{"resource": "L3", "event": "mbm_total_bytes", "domain": null, "bits": "0x7f",
 *                     "types": ["local_reads", ...]}],
 *        "counters": [{"group": "web", "resource": "L3", "event": "mbm_total_bytes",
 *                      "domain": 0, "assigned": true}]}
 * counters: one element for each group, event and domain, of GROUP alone where it is given; holders
 * are those of all groups, or GROUP alone. total and free are null where the kernel does not tell.
 */
#include <string.h>

#include <resctrl/counter.h>
#include <resctrl/info.h>

#include "command.h"
#include "commands.h"
#include "counters.h"
#include "fail.h"
#include "filters.h"
#include "run.h"
#include "tree.h"

/* Who holds counters in DOMAIN; groups lie together. */
static struct json_object *new_holders(const struct resctrl_counters *counters,
				       const char *resource, uint64_t domain)
{
	struct json_object *array = tree_new_array(), *holder = NULL;
	const char *last = NULL;
	uint64_t num = 0;
	size_t i;

	for (i = 0; i < resctrl_counters_get_num(counters); i++) {
		const char *group = resctrl_counters_get_group(counters, i);

		if (!resctrl_counters_is_assigned(counters, i) ||
		    resctrl_counters_get_domain(counters, i) != domain ||
		    strcmp(resctrl_counters_get_resource(counters, i), resource))
			continue;
		if (!last || strcmp(last, group)) {
			holder = tree_new_object();
			tree_set_text(holder, "group", group);
			tree_push(array, holder);
			num = 0;
		}
		last = group;
		tree_set_number(holder, "num", ++num);
	}
	return array;
}

static struct json_object *new_domains(struct rctl_run *run,
				       const struct resctrl_counters *counters)
{
	struct json_object *array = tree_new_array();
	struct resctrl_info *info;
	size_t i, k;

	if (resctrl_info_load(run->ctx, &info) < 0)
		return array;
	for (i = 0; i < resctrl_info_get_num_mons(info); i++) {
		const struct resctrl_mon *mon = resctrl_info_get_mon(info, i);

		for (k = 0; k < resctrl_mon_get_num_counter_domains(mon); k++) {
			const char *resource = resctrl_mon_get_resource(mon);
			uint64_t domain = resctrl_mon_get_counter_domain(mon, k), available;
			struct json_object *object = tree_new_object();

			tree_set_text(object, "resource", resource);
			tree_set_number(object, "domain", domain);
			tree_set_number(object, "total", resctrl_mon_get_num_counters(mon, k));
			tree_set(object, "free", NULL);
			if (!resctrl_mon_get_available_counters(mon, k, &available))
				tree_set_number(object, "free", available);
			tree_set(object, "holders", new_holders(counters, resource, domain));
			tree_push(array, object);
		}
	}
	resctrl_info_free(info);
	return array;
}

static int run_list_counters(struct rctl_run *run)
{
	const char *group = run->args.num_operands ? run->args.operands[0] : NULL;
	struct resctrl_counters *counters;
	struct json_object *data;
	int rc;

	rc = resctrl_counters_load(run->ctx, group, &counters);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	tree_set(data, "domains", new_domains(run, counters));
	tree_set(data, "filters", filters_new_array(run, NULL));
	tree_set(data, "counters", counters_new_array(counters, NULL));
	resctrl_counters_free(counters);
	return RCTL_EXIT_DONE;
}

static const struct view_column domain_columns[] = {
	{ .key = "resource", .title = "RESOURCE" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "total", .title = "COUNTERS", .format = VIEW_RIGHT },
	{ .key = "free", .title = "FREE", .format = VIEW_RIGHT },
	{ .key = "holders", .title = "HELD BY", .format = VIEW_PLAIN },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .path = "domains", .columns = domain_columns },
	{ .kind = VIEW_TABLE, .path = "filters", .columns = filters_columns },
	{ .kind = VIEW_TABLE, .path = "counters", .columns = counters_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_list_counters = {
	.name = "list-counters",
	.summary = "list the counters of each domain: how many, free, and who has them",
	.args = "[GROUP]",
	.max_operands = 1,
	.view = view,
	.run = run_list_counters,
};
