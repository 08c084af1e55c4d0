/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events count, as a part of results.
 */
#include <string.h>

#include <resctrl/counter.h>

#include "filters.h"
#include "run.h"
#include "tree.h"
#include "view.h"

const struct view_column filters_columns[] = {
	{ .key = "resource", .title = "RESOURCE" },
	{ .key = "event", .title = "EVENT" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_RIGHT, .optional = true },
	{ .key = "bits", .title = "BITS", .format = VIEW_RIGHT },
	{ .key = "types", .title = "COUNTS" },
	{ .title = NULL },
};

static struct json_object *new_filter(const struct resctrl_filters *filters, size_t i)
{
	uint64_t bits = resctrl_filters_get_bits(filters, i), domain;
	struct json_object *object = tree_new_object(), *types = tree_new_array();
	unsigned int bit;

	tree_set_text(object, "resource", resctrl_filters_get_resource(filters, i));
	tree_set_text(object, "event", resctrl_filters_get_event(filters, i));
	tree_set(object, "domain", NULL);
	if (!resctrl_filters_get_domain(filters, i, &domain))
		tree_set_number(object, "domain", domain);
	tree_set_mask(object, "bits", bits);
	for (bit = 0; bit < 64; bit++) {
		if (bits >> bit & 1 && resctrl_filter_get_type_name(bit))
			tree_push(types, tree_new_text(resctrl_filter_get_type_name(bit)));
	}
	tree_set(object, "types", types);
	return object;
}

struct json_object *filters_new_array(struct rctl_run *run, const char *event)
{
	struct resctrl_filters *filters;
	struct json_object *array;
	size_t i;

	if (resctrl_filters_load(run->ctx, &filters) < 0)
		return NULL;
	array = tree_new_array();
	for (i = 0; i < resctrl_filters_get_num(filters); i++) {
		if (!event || !strcmp(event, resctrl_filters_get_event(filters, i)))
			tree_push(array, new_filter(filters, i));
	}
	resctrl_filters_free(filters);
	return array;
}
