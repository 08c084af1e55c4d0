/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is counted with which counters. Domains that have the same events to count and the same number of free counters
 * are one bank: a counter is then assigned in all of them by one write.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "multiplex.h"
#include "schema.h"

struct plan {
	struct resctrl_multiplex *x;
	struct resctrl_counters *counters;
	const char *resource;
	const char *file;
	bool is_fixed;
	struct domval *available;
	size_t num_available;
	struct mux_banks banks;
};

static void release_item(struct resctrl_multiplex *x, const struct mux_bank *b, struct mux_item *item)
{
	for (size_t k = 0; item->cells && k < b->num_domains; k++)
		io_close(&x->ctx->io, item->cells[k].fd);
	free(item->group);
	free(item->event);
	free(item->cells);
}

static void release_bank(struct resctrl_multiplex *x, struct mux_bank *b)
{
	for (size_t i = 0; i < b->num_items; i++)
		release_item(x, b, &b->items[i]);
	mux_schedule_release(&b->schedule);
	free(b->items);
	free(b->rotated);
	free(b->domains);
	free(b->resource);
	free(b->file);
}

void mux_banks_release(struct resctrl_multiplex *x, struct mux_banks *banks)
{
	for (size_t i = 0; i < banks->num; i++)
		release_bank(x, &banks->banks[i]);
	free(banks->banks);
	*banks = (struct mux_banks){ 0 };
}

struct mux_bank *mux_longest(const struct resctrl_multiplex *x)
{
	struct mux_bank *longest = NULL;
	size_t most = 0;

	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		if (mux_schedule_get_num_slots(&b->schedule) > most) {
			most = mux_schedule_get_num_slots(&b->schedule);
			longest = b;
		}
	}
	return longest;
}

/* ---- what there is ---- */

/* One event of one group: the entries from AT on, up to where this gives. */
static size_t end_of_run(const struct resctrl_counters *c, size_t at)
{
	size_t end = at + 1;

	while (end < resctrl_counters_get_num(c) &&
	       !strcmp(resctrl_counters_get_group(c, at), resctrl_counters_get_group(c, end)) &&
	       !strcmp(resctrl_counters_get_event(c, at), resctrl_counters_get_event(c, end)) &&
	       !strcmp(resctrl_counters_get_resource(c, at), resctrl_counters_get_resource(c, end)))
		end++;
	return end;
}

enum assigned { NOT_THERE, NOT_ASSIGNED, ASSIGNED, MIXED };

static enum assigned assigned_in(const struct resctrl_counters *c, size_t at, uint64_t domain)
{
	size_t end = end_of_run(c, at);

	for (; at < end; at++) {
		if (resctrl_counters_get_domain(c, at) == domain)
			return resctrl_counters_is_assigned(c, at) ? ASSIGNED : NOT_ASSIGNED;
	}
	return NOT_THERE;
}

static enum assigned assigned_in_all(const struct resctrl_counters *c, size_t at,
				     const struct mux_bank *b)
{
	enum assigned first = assigned_in(c, at, b->domains[0]);

	for (size_t i = 1; i < b->num_domains; i++) {
		if (assigned_in(c, at, b->domains[i]) != first)
			return MIXED;
	}
	return first;
}

static bool is_wanted(const struct plan *p, size_t at)
{
	const struct resctrl_monitor_config *config = &p->x->monitor->config;
	const char *group = resctrl_counters_get_group(p->counters, at);
	char ctrl[520];
	size_t len = strcspn(group, "/");

	if (strcmp(resctrl_counters_get_resource(p->counters, at), p->resource) ||
	    !config_has_event(config, resctrl_counters_get_event(p->counters, at)))
		return false;
	if (config_rank_group(config, group) != SIZE_MAX)
		return true;
	/* What a control group's monitor groups use is the control group's, too. */
	snprintf(ctrl, sizeof(ctrl), "%.*s", len ? (int)len : 1, group);
	return config_rank_group(config, ctrl) != SIZE_MAX;
}

/* ---- banks ---- */

static bool is_alike(const struct plan *p, uint64_t a, uint64_t b)
{
	const struct resctrl_counters *c = p->counters;

	for (size_t i = 0; i < resctrl_counters_get_num(c); i = end_of_run(c, i)) {
		if (is_wanted(p, i) && assigned_in(c, i, a) != assigned_in(c, i, b))
			return false;
	}
	return true;
}

static struct mux_bank *add_bank(struct plan *p, size_t capacity)
{
	struct mux_bank *more, *b;

	more = reallocarray(p->banks.banks, p->banks.num + 1, sizeof(*more));
	if (!more)
		return NULL;
	p->banks.banks = more;
	b = &more[p->banks.num++];
	*b = (struct mux_bank){
		.resource = strdup(p->resource),
		.file = strdup(p->file),
		.is_fixed = p->is_fixed,
		.capacity = capacity,
	};
	return b->resource && b->file ? b : NULL;
}

static int add_domain(struct plan *p, size_t first_bank, uint64_t domain, size_t capacity)
{
	struct mux_bank *b = NULL;
	uint64_t *more;

	for (size_t i = first_bank; !b && i < p->banks.num; i++) {
		struct mux_bank *have = &p->banks.banks[i];

		if (p->is_fixed || (have->capacity == capacity &&
				    is_alike(p, have->domains[0], domain)))
			b = have;
	}
	if (!b)
		b = add_bank(p, capacity);
	more = b ? reallocarray(b->domains, b->num_domains + 1, sizeof(*more)) : NULL;
	if (!more)
		return error_memory(p->x->ctx);
	b->domains = more;
	b->domains[b->num_domains++] = domain;
	b->capacity = capacity < b->capacity ? capacity : b->capacity;
	return 0;
}

static int add_item(struct plan *p, struct mux_bank *b, size_t at, bool pinned)
{
	struct mux_item *more = reallocarray(b->items, b->num_items + 1, sizeof(*more)), *item;

	if (!more)
		return error_memory(p->x->ctx);
	b->items = more;
	item = &more[b->num_items];
	*item = (struct mux_item){
		.group = strdup(resctrl_counters_get_group(p->counters, at)),
		.event = strdup(resctrl_counters_get_event(p->counters, at)),
		.parent = SIZE_MAX,
		.is_pinned = pinned,
		.cells = calloc(b->num_domains, sizeof(*item->cells)),
	};
	b->num_items++;
	for (size_t k = 0; item->cells && k < b->num_domains; k++) {
		item->cells[k].domain = b->domains[k];
		item->cells[k].fd = -1;
		mux_estimator_begin(&item->cells[k].estimator);
	}
	return item->group && item->event && item->cells ? 0 : error_memory(p->x->ctx);
}

/* "web" of "web/m1", "/" of "/m1"; of the same event. */
static size_t find_parent(const struct mux_bank *b, const struct mux_item *child)
{
	size_t len = strcspn(child->group, "/");

	if (!child->group[len] || !child->group[len + 1])
		return SIZE_MAX;
	for (size_t i = 0; i < b->num_items; i++) {
		const char *group = b->items[i].group;

		if (!strcmp(b->items[i].event, child->event) &&
		    (len ? strlen(group) == len && !strncmp(group, child->group, len) :
			   !strcmp(group, "/")))
			return i;
	}
	return SIZE_MAX;
}

/* A pinned item matters where it is in a sum with a rotated one: else the monitor reads it as ever. */
static bool is_in_sum(const struct mux_bank *b, size_t at)
{
	size_t ctrl = b->items[at].parent == SIZE_MAX ? at : b->items[at].parent;

	for (size_t i = 0; i < b->num_items; i++) {
		if (!b->items[i].is_pinned && (i == ctrl || b->items[i].parent == ctrl))
			return true;
	}
	return false;
}

static void drop_item(struct resctrl_multiplex *x, struct mux_bank *b, size_t at)
{
	release_item(x, b, &b->items[at]);
	b->num_items--;
	memmove(&b->items[at], &b->items[at + 1], (b->num_items - at) * sizeof(*b->items));
}

static void find_parents(struct mux_bank *b)
{
	for (size_t i = 0; i < b->num_items; i++)
		b->items[i].parent = find_parent(b, &b->items[i]);
}

static int fill_bank(struct plan *p, struct mux_bank *b)
{
	const struct resctrl_counters *c = p->counters;
	int err = 0;

	for (size_t i = 0; !err && i < resctrl_counters_get_num(c); i = end_of_run(c, i)) {
		enum assigned assigned = is_wanted(p, i) ? assigned_in_all(c, i, b) : NOT_THERE;

		/* MIXED: of a counter that serves all domains nothing certain can be said. */
		if (assigned == ASSIGNED || assigned == NOT_ASSIGNED)
			err = add_item(p, b, i, assigned == ASSIGNED);
	}
	if (err)
		return err;
	find_parents(b);
	for (size_t i = b->num_items; i-- > 0;) {
		if (!b->items[i].is_pinned || is_in_sum(b, i))
			continue;
		drop_item(p->x, b, i);
		find_parents(b);
	}
	b->rotated = calloc(b->num_items + 1, sizeof(*b->rotated));
	for (size_t i = 0; b->rotated && i < b->num_items; i++) {
		if (!b->items[i].is_pinned)
			b->rotated[b->num_rotated++] = i;
	}
	if (!b->rotated || mux_schedule_init(&b->schedule, b->capacity ? b->num_rotated : 0,
					     b->capacity ? b->capacity : 1, p->x->random++))
		return error_memory(p->x->ctx);
	return 0;
}

/* ---- files ---- */

static int read_available(struct plan *p)
{
	char dir[320];

	snprintf(dir, sizeof(dir), "info/%.255s_MON", p->resource);
	return domvals_read(p->x->ctx, dir, "available_mbm_cntrs", &p->available, &p->num_available);
}

static int plan_resource(struct plan *p)
{
	size_t first = p->banks.num;
	int err;

	err = counters_are_fixed(p->x->ctx, p->resource, &p->is_fixed);
	if (!err)
		err = read_available(p);
	for (size_t i = 0; !err && i < p->num_available; i++) {
		const struct domval *d = &p->available[i];
		unsigned long long free_now = strtoull(d->value, NULL, 10);

		if (config_has_domain(&p->x->monitor->config, p->resource, d->id) || p->is_fixed)
			err = add_domain(p, first, d->id, (size_t)free_now);
	}
	for (size_t i = first; !err && i < p->banks.num; i++)
		err = fill_bank(p, &p->banks.banks[i]);
	domval_free(p->available, p->num_available);
	p->available = NULL;
	p->num_available = 0;
	return err;
}

/* ---- from one plan to the next ---- */

static const struct mux_cell *find_cell(const struct mux_banks *banks, const struct mux_bank *of,
					const struct mux_item *item, uint64_t domain)
{
	for (size_t i = 0; i < banks->num; i++) {
		const struct mux_bank *b = &banks->banks[i];

		for (size_t n = 0; !strcmp(b->resource, of->resource) && n < b->num_items; n++) {
			if (strcmp(b->items[n].group, item->group) || strcmp(b->items[n].event, item->event))
				continue;
			for (size_t k = 0; k < b->num_domains; k++) {
				if (b->domains[k] == domain)
					return &b->items[n].cells[k];
			}
		}
	}
	return NULL;
}

static void carry_over(const struct mux_banks *from, struct mux_banks *to)
{
	for (size_t i = 0; i < to->num; i++) {
		struct mux_bank *b = &to->banks[i];

		for (size_t n = 0; n < b->num_items; n++) {
			for (size_t k = 0; k < b->num_domains; k++) {
				struct mux_cell *cell = &b->items[n].cells[k];
				const struct mux_cell *old = find_cell(from, b, &b->items[n], cell->domain);

				if (!old)
					continue;
				cell->estimator = old->estimator;
				cell->estimate = old->estimate;
			}
		}
	}
}

/* Banks stay where they are from here on. */
static void bind_cells(struct mux_bank *b)
{
	for (size_t n = 0; n < b->num_items; n++) {
		for (size_t k = 0; k < b->num_domains; k++) {
			b->items[n].cells[k].bank = b;
			b->items[n].cells[k].item = n;
			b->items[n].cells[k].index = k;
		}
	}
}

int mux_plan(struct resctrl_multiplex *x)
{
	struct plan p = { .x = x };
	struct strlist files = { 0 };
	char resource[64];
	int err;

	err = counters_load_all(x->ctx, &p.counters);
	if (err)
		return err;
	err = counters_list_files(x->ctx, &files);
	for (size_t i = 0; !err && i < files.num; i++) {
		err = assignments_name_parse(files.items[i], resource, sizeof(resource));
		p.resource = resource;
		p.file = files.items[i];
		if (!err)
			err = plan_resource(&p);
	}
	strlist_release(&files);
	resctrl_counters_free(p.counters);
	if (err) {
		mux_banks_release(x, &p.banks);
		return err;
	}
	carry_over(&x->plan, &p.banks);
	for (size_t i = 0; i < p.banks.num; i++)
		bind_cells(&p.banks.banks[i]);
	mux_banks_release(x, &x->plan);
	x->plan = p.banks;
	x->num_scans = x->monitor->num_scans;
	x->is_stale = false;
	mux_mark(x);
	return 0;
}
