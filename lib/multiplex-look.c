/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the counters that are assigned now have counted: read where slots begin and end. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "multiplex.h"

static bool is_counted(const struct mux_item *item)
{
	return item->is_held || item->is_pinned;
}

/* Opened when counting begins, let go when the counter is. */
static int open_cell(struct resctrl_multiplex *x, const struct mux_bank *b, const struct mux_item *item,
		     const struct mux_cell *cell)
{
	struct group_name name;
	char dir[600], path[800];

	if (group_name_parse(&name, item->group))
		return -EINVAL;
	group_name_dir(&name, dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/mon_data/mon_%.64s_%02" PRIu64 "/%.64s", dir, b->resource,
		 cell->domain, item->event);
	return io_open(&x->ctx->io, x->ctx->fs_fd, path, O_RDONLY);
}

static void look_at(struct resctrl_multiplex *x, const struct mux_bank *b, const struct mux_item *item,
		    struct mux_cell *cell, uint64_t *clock)
{
	struct reading_value value;
	uint64_t before = *clock;
	char text[128];
	ssize_t len;
	bool known;

	cell->now = (struct mux_look){ 0 };
	if (cell->fd < 0)
		cell->fd = open_cell(x, b, item, cell);
	len = cell->fd < 0 ? cell->fd : io_pread(&x->ctx->io, cell->fd, text, sizeof(text));
	*clock = clock_ns(CLOCK_MONOTONIC);
	/* Files of a domain that comes again are others than those that are open. */
	cell->now.is_gone = len == -ENODEV;
	if (len < 0 || reading_parse(text, (size_t)len, &value, &known) != RESCTRL_STATE_VALUE ||
	    value.decimals)
		return;
	cell->now = (struct mux_look){
		.is_known = true,
		.gross = value.mantissa,
		.own = (double)value.mantissa,
		.time_ns = before + (*clock - before) / 2,
		.slack_ns = (*clock - before) / 2,
	};
}

/*
 * The kernel shows a control group together with those of its monitor groups that are counted now, and skips the
 * others. What it and they were read with some time between belongs to the slack.
 */
static void subtract_children(struct mux_bank *b, size_t at, size_t domain)
{
	struct mux_look *look = &b->items[at].cells[domain].now;

	for (size_t i = 0; look->is_known && i < b->num_items; i++) {
		const struct mux_look *child = &b->items[i].cells[domain].now;
		uint64_t apart;

		if (b->items[i].parent != at || !is_counted(&b->items[i]) || !child->is_known)
			continue;
		look->own -= (double)child->gross;
		apart = child->time_ns > look->time_ns ? child->time_ns - look->time_ns :
							 look->time_ns - child->time_ns;
		look->slack_ns = apart > look->slack_ns ? apart : look->slack_ns;
	}
}

void mux_look(struct resctrl_multiplex *x)
{
	uint64_t clock = clock_ns(CLOCK_MONOTONIC);

	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		for (size_t n = 0; n < b->num_items; n++) {
			for (size_t k = 0; is_counted(&b->items[n]) && k < b->num_domains; k++)
				look_at(x, b, &b->items[n], &b->items[n].cells[k], &clock);
		}
		for (size_t n = 0; n < b->num_items; n++) {
			for (size_t k = 0; is_counted(&b->items[n]) && k < b->num_domains; k++)
				subtract_children(b, n, k);
		}
	}
}

void mux_begin_slot(struct resctrl_multiplex *x)
{
	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		for (size_t n = 0; n < b->num_items; n++) {
			b->items[n].is_lost = false;
			for (size_t k = 0; k < b->num_domains; k++)
				b->items[n].cells[k].begin = b->items[n].cells[k].now;
		}
	}
}

/* A value that fell was counted anew: by whom is not known. */
static void add_slot(struct mux_cell *cell)
{
	const struct mux_look *a = &cell->begin, *b = &cell->now;
	double count, rate;
	uint64_t time;

	if (!a->is_known || !b->is_known || b->gross < a->gross || b->time_ns <= a->time_ns)
		return;
	time = b->time_ns - a->time_ns;
	/* Below nothing only by the time between two reads, which is in the slack. */
	count = b->own > a->own ? b->own - a->own : 0;
	rate = (double)(b->gross - a->gross) / (double)time;
	mux_estimator_add(&cell->estimator, count, time, rate * (double)(a->slack_ns + b->slack_ns));
}

void mux_end_slot(struct resctrl_multiplex *x)
{
	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		for (size_t n = 0; n < b->num_items; n++) {
			struct mux_item *item = &b->items[n];

			for (size_t k = 0; is_counted(item) && !item->is_lost && k < b->num_domains; k++)
				add_slot(&item->cells[k]);
		}
	}
}
