/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums of the readings of a sample.
 */
#include "totals.h"

#include <stdlib.h>
#include <string.h>

#include <resctrl/monitor.h>

#include "tree.h"

bool totals_is_mon_group(const char *group)
{
	return strcmp(group, "/") && strchr(group, '/');
}

/* The item of the event among those from FIRST on, a new one where there is none. */
static struct total *look_up(struct totals *totals, size_t first, const char *group,
			     const struct resctrl_reading *reading)
{
	const char *resource = resctrl_reading_get_resource(reading);
	const char *event = resctrl_reading_get_event(reading);
	struct total *total;
	size_t i;

	for (i = first; i < totals->num; i++) {
		total = &totals->items[i];
		if (!strcmp(total->event, event) && !strcmp(total->resource, resource))
			return total;
	}
	if (totals->num == totals->size) {
		totals->size = totals->size ? 2 * totals->size : 32;
		totals->items = reallocarray(totals->items, totals->size, sizeof(*totals->items));
		if (!totals->items)
			tree_no_memory();
	}
	total = &totals->items[totals->num++];
	*total = (struct total){
		.group = group,
		.resource = resource,
		.event = event,
		.unit = resctrl_reading_get_unit_name(reading),
		.cumulative = resctrl_reading_is_cumulative(reading),
	};
	return total;
}

static void add(struct total *total, const struct resctrl_reading *reading)
{
	unsigned int decimals;
	uint64_t mantissa;
	double rate;

	total->num_parts++;
	if (resctrl_reading_get_value(reading, &mantissa, &decimals) < 0) {
		total->state = resctrl_reading_get_state_name(reading);
		return;
	}
	/* The kernel prints an event with the same number of decimals everywhere. */
	if ((total->num_known && decimals != total->decimals) ||
	    __builtin_add_overflow(total->mantissa, mantissa, &total->mantissa))
		total->overflow = true;
	total->decimals = decimals;
	total->num_known++;
	if (!resctrl_reading_get_rate(reading, &rate)) {
		total->rate += rate;
		total->num_rates++;
	}
}

static void add_group(struct totals *totals, const struct resctrl_sample *sample, size_t *i,
		      size_t machine)
{
	const char *group = resctrl_reading_get_group(resctrl_sample_get_reading(sample, *i));
	size_t first = totals->num, num = resctrl_sample_get_num(sample);
	uint64_t subdomain;

	for (; *i < num; (*i)++) {
		const struct resctrl_reading *reading = resctrl_sample_get_reading(sample, *i);

		if (strcmp(resctrl_reading_get_group(reading), group))
			break;
		if (!resctrl_reading_get_subdomain(reading, &subdomain) ||
		    resctrl_reading_get_state(reading) == RESCTRL_STATE_GONE)
			continue;
		add(look_up(totals, machine == SIZE_MAX ? first : machine,
			    machine == SIZE_MAX ? group : NULL, reading), reading);
	}
}

void totals_update(struct totals *totals, const struct resctrl_sample *sample, bool machine)
{
	size_t i, num = resctrl_sample_get_num(sample), first;

	totals->num = 0;
	for (i = 0; i < num;)
		add_group(totals, sample, &i, SIZE_MAX);
	first = totals->num;
	for (i = 0; machine && i < num;) {
		const char *group = resctrl_reading_get_group(resctrl_sample_get_reading(sample, i));

		if (!totals_is_mon_group(group))
			add_group(totals, sample, &i, first);
		else
			i++;
	}
}

void totals_free(struct totals *totals)
{
	free(totals->items);
	*totals = (struct totals){ 0 };
}

bool total_has_value(const struct total *total)
{
	return total->num_known && !total->overflow;
}

bool total_has_rate(const struct total *total)
{
	return total->num_rates && total->num_rates == total->num_known;
}
