/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From what was estimated to the readings of a sample. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "multiplex.h"

static struct mux_cell *find_cell(const struct mux_bank *b, const struct resctrl_reading *r)
{
	for (size_t n = 0; n < b->num_items; n++) {
		if (strcmp(b->items[n].group, r->group) || strcmp(b->items[n].event, r->event))
			continue;
		for (size_t k = 0; k < b->num_domains; k++) {
			if (b->domains[k] == r->domain)
				return &b->items[n].cells[k];
		}
	}
	return NULL;
}

static void mark(const struct resctrl_multiplex *x, struct resctrl_reading *r)
{
	r->cell = NULL;
	for (size_t i = 0; !r->has_subdomain && !r->cell && i < x->plan.num; i++) {
		const struct mux_bank *b = &x->plan.banks[i];

		/* Without counters the kernel's own word says what is the matter. */
		if (b->capacity && !strcmp(b->resource, r->resource))
			r->cell = find_cell(b, r);
	}
	if (!r->cell)
		r->flags &= ~RESCTRL_READING_ESTIMATED;
}

void mux_mark(struct resctrl_multiplex *x)
{
	const struct resctrl_sample *sample = &x->monitor->sample;

	for (size_t i = 0; i < sample->num; i++)
		mark(x, sample->readings[i]);
}

/* A control group has its monitor groups in it. */
static struct mux_estimate with_children(const struct mux_cell *cell)
{
	const struct mux_bank *b = cell->bank;
	struct mux_estimate sum = cell->estimate;

	for (size_t i = 0; i < b->num_items; i++) {
		if (b->items[i].parent == cell->item)
			mux_estimate_add(&sum, &b->items[i].cells[cell->index].estimate);
	}
	return sum;
}

static void fill(struct resctrl_multiplex *x, struct resctrl_reading *r, uint64_t window_ns)
{
	struct mux_estimate e = with_children(r->cell);

	r->rate_known = false;
	r->err = 0;
	r->raw[0] = '\0';
	r->flags = RESCTRL_READING_ESTIMATED;
	r->coverage = e.coverage;
	r->error_bound = e.bound;
	if (!e.is_known) {
		r->state = e.coverage > 0 ? RESCTRL_STATE_UNAVAILABLE : RESCTRL_STATE_UNASSIGNED;
		return;
	}
	r->state = RESCTRL_STATE_VALUE;
	r->value = (struct reading_value){ .mantissa = (uint64_t)(e.value + 0.5) };
	if (window_ns) {
		r->rate_known = true;
		r->rate = e.value / ((double)window_ns / 1e9);
	}
	if (!r->total_since_ns)
		r->total_since_ns = x->monitor->sample.wall_time_ns - window_ns;
	r->total.mantissa += r->value.mantissa;
	/* The kernel's values that it may show later do not go on from here. */
	r->base_known = false;
}

void mux_fill(struct resctrl_multiplex *x, uint64_t window_ns)
{
	struct resctrl_sample *sample = &x->monitor->sample;

	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];
		size_t slots = mux_schedule_get_num_slots(&b->schedule);

		for (size_t n = 0; n < b->num_items; n++) {
			struct mux_item *item = &b->items[n];

			item->is_told = false;
			for (size_t k = 0; k < b->num_domains; k++)
				mux_estimator_finish(&item->cells[k].estimator, window_ns,
						     item->is_pinned ? 1 : slots, &item->cells[k].estimate);
		}
	}
	for (size_t i = 0; i < sample->num; i++) {
		if (sample->readings[i]->cell)
			fill(x, sample->readings[i], window_ns);
	}
}

/* ---- accessors ---- */

int resctrl_reading_get_coverage(const struct resctrl_reading *reading, double *coverage)
{
	assert(reading);
	if (!coverage)
		return -EINVAL;
	if (!(reading->flags & RESCTRL_READING_ESTIMATED))
		return -ENODATA;
	*coverage = reading->coverage;
	return 0;
}

int resctrl_reading_get_error_bound(const struct resctrl_reading *reading, double *bound)
{
	assert(reading);
	if (!bound)
		return -EINVAL;
	if (!(reading->flags & RESCTRL_READING_ESTIMATED) || reading->state != RESCTRL_STATE_VALUE)
		return -ENODATA;
	*bound = reading->error_bound;
	return 0;
}

int resctrl_sample_get_window_ns(const struct resctrl_sample *sample, uint64_t *window_ns)
{
	assert(sample);
	if (!window_ns)
		return -EINVAL;
	if (!sample->window_ns)
		return -ENODATA;
	*window_ns = sample->window_ns;
	return 0;
}
