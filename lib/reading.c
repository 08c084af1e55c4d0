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

void reading_take(struct resctrl_reading *r, const char *text, ssize_t len)
{
	enum resctrl_state before = r->state;
	bool known;

	r->rate_known = false;
	r->flags = 0;
	r->err = 0;
	r->raw[0] = '\0';
	if (len < 0) {
		take_errno(r, (int)-len);
	} else {
		r->state = reading_parse(text, (size_t)len, &r->value, &known);
		if (r->state == RESCTRL_STATE_ERROR)
			keep_raw(r, text, (size_t)len);
	}
	/*
	 * A counter that was taken away and given back counts from 0 again, even where the new value happens
	 * to be above the old one.
	 */
	if (r->state == RESCTRL_STATE_UNASSIGNED && before != RESCTRL_STATE_UNASSIGNED && r->base_known) {
		r->base_known = false;
		r->generation++;
	}
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

void reading_set_time(struct resctrl_reading *r, uint64_t time_ns)
{
	if (r->state != RESCTRL_STATE_VALUE || !r->info.cumulative)
		return;
	if (r->base_known && is_below(&r->value, &r->base)) {
		r->generation++;
		r->flags |= RESCTRL_READING_RESTARTED;
	} else if (r->base_known && time_ns > r->base_time_ns) {
		r->rate_known = true;
		r->rate = (double)(r->value.mantissa - r->base.mantissa) /
			  scale_of(r->value.decimals) /
			  ((double)(time_ns - r->base_time_ns) / 1e9);
	}
	r->base_known = true;
	r->base = r->value;
	r->base_time_ns = time_ns;
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
	return &sample->readings[i];
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
