/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counters that serve all domains at once, assigned in some of them only. The kernel keeps the assignment for each
 * domain and the counter for all: once it is taken away in one domain, nothing counts in the others, which still show
 * it; given in different domains to different groups, both count into one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "monitor.h"

/* The values can be read all the same. */
static void forgive(struct resctrl_monitor *m, const char *what)
{
	ctx_log(m->ctx, 4, "cannot tell whether %s is certain: %s", what,
		resctrl_error_get_cause(&m->ctx->error));
	error_clear(m->ctx);
}

/* Once: what the hardware is like does not change. */
static int find_fixed(struct resctrl_monitor *m)
{
	struct strlist names = { 0 };
	char resource[64];
	bool fixed;
	int err;

	err = fs_list(m->ctx, ".", NULL, &names);
	for (size_t i = 0; !err && i < names.num; i++) {
		if (assignments_name_parse(names.items[i], resource, sizeof(resource)))
			continue;
		err = counters_are_fixed(m->ctx, resource, &fixed);
		if (err && err != -ENOMEM) {
			forgive(m, names.items[i]);
			err = 0;
			continue;
		}
		if (!err && fixed && strlist_add(&m->fixed, names.items[i]))
			err = error_memory(m->ctx);
	}
	strlist_release(&names);
	m->is_fixed_known = !err;
	return err;
}

static bool differs(const struct schemata_line *line)
{
	for (size_t i = 1; i < line->num; i++) {
		if (strcmp(line->entries[i].value, line->entries[0].value))
			return true;
	}
	return false;
}

static void mark(struct resctrl_monitor *m, struct watched_group *g, const char *resource,
		 const char *event, bool ambiguous)
{
	bool told = false;

	for (size_t i = 0; i < g->num; i++) {
		struct resctrl_reading *r = &g->readings[i];

		if (strcmp(r->resource, resource) || strcmp(r->event, event))
			continue;
		if (ambiguous && !r->is_ambiguous && !told) {
			error_warn(m->ctx, "ambiguous", "%s of %s has a counter in some domains of %s, and here a "
				   "counter serves all of them: nothing read is certain until it is assigned in "
				   "all or in none", event, g->name, resource);
			told = true;
		}
		r->is_ambiguous = ambiguous;
	}
}

static int update_file(struct resctrl_monitor *m, struct watched_group *g, const char *file)
{
	struct resctrl_schemata *table;
	struct group_ref ref;
	char resource[64];
	int err;

	err = group_ref_init(m->ctx, &ref, g->name);
	if (!err)
		err = group_read_table(m->ctx, &ref, file, &table);
	/* The group has gone since, or no counters are in use. */
	if (err && err != -ENOMEM)
		forgive(m, g->name);
	if (err)
		return err == -ENOMEM ? err : 0;
	err = assignments_name_parse(file, resource, sizeof(resource));
	for (size_t i = 0; !err && i < table->num; i++)
		mark(m, g, resource, table->lines[i].name, differs(&table->lines[i]));
	schemata_free(table);
	return err;
}

int ambiguous_update(struct resctrl_monitor *m)
{
	int err = m->is_fixed_known ? 0 : find_fixed(m);

	for (size_t i = 0; !err && i < m->num_groups; i++) {
		for (size_t k = 0; !err && m->groups[i]->is_there && k < m->fixed.num; k++)
			err = update_file(m, m->groups[i], m->fixed.items[k]);
	}
	m->has_new_assignments = err != 0;
	return err;
}
