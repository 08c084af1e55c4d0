/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One typed value, its baseline and its rate. */
#include "reading.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static void take_errno(struct resctrl_reading *r, int err)
{
	/* A removed group answers ENODEV on an open file; a vanished domain ENOENT. */
	if (err == ENODEV || err == ENOENT) {
		r->state = RESCTRL_STATE_GONE;
		return;
	}
	r->state = RESCTRL_STATE_ERROR;
	r->err = err;
}

static void keep_raw(struct resctrl_reading *r, const char *text, size_t len)
{
	if (len && text[len - 1] == '\n')
		len--;
	if (len >= sizeof(r->raw))
		len = sizeof(r->raw) - 1;
	memcpy(r->raw, text, len);
	r->raw[len] = '\0';
}

bool reading_is_open(const struct resctrl_reading *r)
{
	return r->fd >= 0 || r->path || r->direct;
}

bool reading_is_there(const struct resctrl_reading *r)
{
	return reading_is_open(r) || r->is_absent;
}

void reading_restart(struct resctrl_reading *r)
{
	if (!r->base_known && r->restart)
		return;
	r->base_known = false;
	r->generation++;
	r->restart = true;
}

static void begin(struct resctrl_reading *r)
{
	r->rate_known = false;
	r->flags = 0;
	r->err = 0;
	r->raw[0] = '\0';
}

void reading_take_value(struct resctrl_reading *r, int err, bool valid, const struct reading_value *value)
{
	begin(r);
	if (err) {
		take_errno(r, -err);
		return;
	}
	r->state = valid ? RESCTRL_STATE_VALUE : RESCTRL_STATE_UNAVAILABLE;
	if (valid)
		r->value = *value;
}

void reading_take_absent(struct resctrl_reading *r)
{
	begin(r);
	r->state = RESCTRL_STATE_ABSENT;
}

void reading_take(struct resctrl_reading *r, const char *text, ssize_t len)
{
	bool known;

	begin(r);
	if (len < 0) {
		take_errno(r, (int)-len);
	} else {
		r->state = reading_parse(text, (size_t)len, &r->value, &known);
		if (r->state == RESCTRL_STATE_ERROR)
			keep_raw(r, text, (size_t)len);
	}
	if (r->is_ambiguous && len >= 0 && r->state != RESCTRL_STATE_ERROR) {
		keep_raw(r, text, (size_t)len);
		r->state = RESCTRL_STATE_ERROR;
		r->flags |= RESCTRL_READING_AMBIGUOUS;
		if (r->base_known)
			reading_restart(r);
	}
	/*
	 * A counter that was taken away and given back counts from 0 again, even where the new value happens
	 * to be above the old one.
	 */
	if (r->state == RESCTRL_STATE_UNASSIGNED && r->base_known)
		reading_restart(r);
}

/* A and B as one kind of number; only the kernel's digits count, so the decimals agree in practice. */
static bool is_below(const struct reading_value *a, const struct reading_value *b)
{
	return a->decimals == b->decimals ? a->mantissa < b->mantissa : a->decimals < b->decimals;
}

static double scale_of(unsigned int decimals)
{
	double scale = 1;

	while (decimals--)
		scale *= 10;
	return scale;
}

static void add_to_total(struct resctrl_reading *r, uint64_t wall_time_ns)
{
	if (!r->total_since_ns)
		r->total_since_ns = wall_time_ns;
	/* Digits of another kind would count from 0 in another unit. */
	if (r->total.decimals != r->value.decimals)
		r->total = (struct reading_value){ 0, r->value.decimals };
	else if (r->base_known)
		r->total.mantissa += r->value.mantissa - r->base.mantissa;
}

void reading_set_time(struct resctrl_reading *r, uint64_t time_ns, uint64_t wall_time_ns)
{
	if (r->state != RESCTRL_STATE_VALUE)
		return;
	if (r->info.cumulative && r->base_known && is_below(&r->value, &r->base))
		reading_restart(r);
	if (r->restart)
		r->flags |= RESCTRL_READING_RESTARTED;
	r->restart = false;
	if (!r->info.cumulative)
		return;
	if (r->base_known && time_ns > r->base_time_ns) {
		r->rate_known = true;
		r->rate = (double)(r->value.mantissa - r->base.mantissa) /
			  scale_of(r->value.decimals) /
			  ((double)(time_ns - r->base_time_ns) / 1e9);
	}
	add_to_total(r, wall_time_ns);
	r->base_known = true;
	r->base = r->value;
	r->base_time_ns = time_ns;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

int reading_compare(const void *a, const void *b)
{
	const struct resctrl_reading *x = a, *y = b;
	int c = strcmp(x->resource, y->resource);

	if (!c)
		c = compare_numbers(x->domain, y->domain);
	if (!c)
		c = (int)x->has_subdomain - (int)y->has_subdomain;
	if (!c)
		c = compare_numbers(x->subdomain, y->subdomain);
	return c ? c : strcmp(x->event, y->event);
}

/* ---- accessors ---- */

uint64_t resctrl_sample_get_time_ns(const struct resctrl_sample *sample)
{
	assert(sample);
	return sample->time_ns;
}

uint64_t resctrl_sample_get_wall_time_ns(const struct resctrl_sample *sample)
{
	assert(sample);
	return sample->wall_time_ns;
}

size_t resctrl_sample_get_num(const struct resctrl_sample *sample)
{
	assert(sample);
	return sample->num;
}

const struct resctrl_reading *resctrl_sample_get_reading(const struct resctrl_sample *sample, size_t i)
{
	assert(sample && i < sample->num);
	return sample->readings[i];
}

const char *resctrl_reading_get_group(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->group;
}

const char *resctrl_reading_get_resource(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->resource;
}

uint64_t resctrl_reading_get_domain(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->domain;
}

int resctrl_reading_get_subdomain(const struct resctrl_reading *reading, uint64_t *value)
{
	assert(reading);
	if (!value)
		return -EINVAL;
	if (!reading->has_subdomain)
		return -ENOENT;
	*value = reading->subdomain;
	return 0;
}

const char *resctrl_reading_get_event(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->event;
}

enum resctrl_state resctrl_reading_get_state(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->state;
}

const char *resctrl_reading_get_state_name(const struct resctrl_reading *reading)
{
	static const char *const names[] = {
		[RESCTRL_STATE_VALUE] = "value",
		[RESCTRL_STATE_UNAVAILABLE] = "unavailable",
		[RESCTRL_STATE_UNASSIGNED] = "unassigned",
		[RESCTRL_STATE_ERROR] = "error",
		[RESCTRL_STATE_ABSENT] = "absent",
		[RESCTRL_STATE_GONE] = "gone",
	};

	assert(reading);
	return names[reading->state];
}

int resctrl_reading_get_value(const struct resctrl_reading *reading, uint64_t *mantissa,
			      unsigned int *decimals)
{
	assert(reading);
	if (!mantissa || !decimals)
		return -EINVAL;
	if (reading->state != RESCTRL_STATE_VALUE)
		return -ENODATA;
	*mantissa = reading->value.mantissa;
	*decimals = reading->value.decimals;
	return 0;
}

int resctrl_reading_get_rate(const struct resctrl_reading *reading, double *rate)
{
	assert(reading);
	if (!rate)
		return -EINVAL;
	if (!reading->rate_known)
		return -ENODATA;
	*rate = reading->rate;
	return 0;
}

int resctrl_reading_get_total(const struct resctrl_reading *reading, uint64_t *mantissa,
			      unsigned int *decimals, uint64_t *since_ns)
{
	assert(reading);
	if (!mantissa || !decimals || !since_ns)
		return -EINVAL;
	if (!reading->info.cumulative || !reading->total_since_ns)
		return -ENODATA;
	*mantissa = reading->total.mantissa;
	*decimals = reading->total.decimals;
	*since_ns = reading->total_since_ns;
	return 0;
}

bool resctrl_reading_is_cumulative(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->info.cumulative;
}

enum resctrl_unit resctrl_reading_get_unit(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->info.unit;
}

const char *resctrl_reading_get_unit_name(const struct resctrl_reading *reading)
{
	assert(reading);
	return event_unit_name(reading->info.unit);
}

uint64_t resctrl_reading_get_generation(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->generation;
}

unsigned int resctrl_reading_get_flags(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->flags;
}

const char *resctrl_reading_get_raw(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->raw[0] ? reading->raw : NULL;
}

int resctrl_reading_get_errno(const struct resctrl_reading *reading)
{
	assert(reading);
	return reading->err;
}
