/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From what a user writes as a VALUE to the digits the kernel takes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bits.h"
#include "base/num.h"
#include "change.h"
#include "fit.h"
#include "fraction.h"

static int give(struct resctrl_ctx *ctx, char **value, const char *text)
{
	*value = strdup(text);
	return *value ? 0 : error_memory(ctx);
}

static int give_mask(struct resctrl_ctx *ctx, char **value, uint64_t mask)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIx64, mask);
	return give(ctx, value, text);
}

static int give_number(struct resctrl_ctx *ctx, char **value, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return give(ctx, value, text);
}

/* How many others have each bit of DOMAIN: other groups, and hardware. */
static int weigh(struct resctrl_change *c, const struct resctrl_schema *s, uint64_t domain,
		 struct fit *fit)
{
	int err = change_need_usage(c);

	for (size_t i = 0; !err && i < c->usage.num; i++) {
		uint64_t mask = usage_mask(&c->usage.groups[i], s->name, domain);

		for (unsigned int bit = 0; bit < fit->ways; bit++)
			fit->weight[bit] += (unsigned int)(mask >> bit & 1);
	}
	return err;
}

/*
 * WANT ways, never under the kernel's minimum, as a run. The default is at the lowest bits free of those
 * that hardware shares (I/O allocation included), or at the lowest bits where there are too few of these.
 */
static int give_ways(struct resctrl_change *c, struct resctrl_schema *s, uint64_t domain,
		     uint64_t want, char **value)
{
	struct fit fit = {
		.ways = bits_count(s->cbm_mask.value),
		/* Where hardware shares every bit, as on Arm, none is better than another. */
		.avoid = schema_used_as(s, domain, "XH"),
		.place = c->place,
	};
	uint64_t least;
	int err;

	err = change_need_min_bits(c, s, want);
	if (!err && fit.place == RESCTRL_PLACE_LEAST)
		err = weigh(c, s, domain, &fit);
	if (err)
		return err;
	least = s->min_cbm_bits.known && s->min_cbm_bits.value ? s->min_cbm_bits.value : 1;
	return give_mask(c->ctx, value, fit_run(&fit, (unsigned int)(want < least ? least : want)));
}

static int give_bytes(struct resctrl_change *c, struct resctrl_schema *s, uint64_t domain,
		      const struct spec_entry *e, char **value)
{
	uint64_t ways = bits_count(s->cbm_mask.value);
	int err = schema_load_size(c->ctx, s);

	if (err)
		return err;
	if (!s->bytes_per_bit.known)
		return error_refused(c->ctx, "ask for ways or a share instead",
				     "the size of %s is not known here", s->name);
	if (e->number > ways * s->bytes_per_bit.value)
		return error_refused(c->ctx, "ask for less", "%s is more than the whole %s, %" PRIu64
				     " bytes", e->text, s->name, ways * s->bytes_per_bit.value);
	return give_ways(c, s, domain, e->number / s->bytes_per_bit.value, value);
}

static int resolve_cache(struct resctrl_change *c, const struct spec_entry *e,
			 struct resctrl_schema *s, uint64_t domain, char **value)
{
	uint64_t ways = bits_count(s->cbm_mask.value), mask;
	struct resctrl_ctx *ctx = c->ctx;

	switch (e->kind) {
	case SPEC_MASK:
		return give_mask(ctx, value, e->number);
	case SPEC_PERCENT:
		if (e->number > 100)
			return error_refused(ctx, "ask for at most 100%", "%s is more than the whole %s",
					     e->text, s->name);
		return give_ways(c, s, domain, ways * e->number / 100, value);
	case SPEC_WAYS:
		if (e->number > ways)
			return error_refused(ctx, "ask for less", "%s has %" PRIu64 " ways, not %" PRIu64,
					     s->name, ways, e->number);
		return give_ways(c, s, domain, e->number, value);
	case SPEC_BYTES:
		return give_bytes(c, s, domain, e, value);
	case SPEC_UNLIMITED:
		return give_mask(ctx, value, s->cbm_mask.value);
	case SPEC_DIGITS:
		if (e->named)
			return error_invalid(ctx,
					     "write a mask as 0xff, or 4ways, 25%, 4MiB; after a colon (L3:*=ff) "
					     "digits are a mask as the kernel takes it",
					     "%s=%s could be a mask or a number of ways", e->schema, e->text);
		if (num_parse_u64(e->text, 16, &mask))
			break;
		return give_mask(ctx, value, mask);
	default:
		break;
	}
	return error_invalid(ctx, "write a mask as 0xff, 4ways, 25% or 4MiB",
			     "\"%s\" is no value for the cache schema %s", e->text, s->name);
}

/* Written as it is: the kernel's own rounding of a value that is rounded already may be another. */
static void warn_fraction(struct resctrl_ctx *ctx, const struct resctrl_schema *s, unsigned int width,
			  uint64_t number)
{
	uint64_t effective = fraction_effective(width, number), largest = fraction_largest(width);

	/* What is out of bounds is refused. */
	if (number < s->min_bandwidth.value || number > 100 || effective == number)
		return;
	if (number > largest)
		error_warn(ctx, "bandwidth_wraps",
			   "%s: %" PRIu64 " becomes %" PRIu64 " percent: the kernel rounds up to a multiple of %"
			   PRIu64 ", which is more than %u bits hold; write %" PRIu64 ", which gives %" PRIu64,
			   s->name, number, effective, s->bandwidth_gran.value, width, largest,
			   fraction_effective(width, largest));
	else
		error_warn(ctx, "rounded", "%s: %" PRIu64 " becomes %" PRIu64 " percent, what %u bits can express",
			   s->name, number, effective, width);
}

/*
 * The kernel checks the bounds first and then rounds up to a multiple of the granularity. Done here
 * already, so that the rounding can be shown before anything is written.
 */
static uint64_t round_bandwidth(struct resctrl_ctx *ctx, const struct resctrl_schema *s,
				uint64_t number)
{
	uint64_t gran = s->bandwidth_gran.known ? s->bandwidth_gran.value : 0;
	unsigned int width = fraction_width(s);
	uint64_t rounded;

	if (width) {
		warn_fraction(ctx, s, width, number);
		return number;
	}
	if (s->unit == RESCTRL_UNIT_MIBPS || gran < 2 || number < s->min_bandwidth.value)
		return number;
	rounded = (number + gran - 1) / gran * gran;
	if (rounded == number || !s->max_bandwidth.known || rounded > s->max_bandwidth.value)
		return number;
	error_warn(ctx, "rounded", "%s: %" PRIu64 " is rounded up to %" PRIu64 ", a multiple of %" PRIu64,
		   s->name, number, rounded, gran);
	return rounded;
}

/* A bandwidth in bytes per second, in the steps that the schema has; rounded down, to one step at least. */
static int give_rate(struct resctrl_ctx *ctx, const struct resctrl_schema *s,
		     const struct spec_entry *e, char **value)
{
	uint64_t step, number;

	if (s->unit == RESCTRL_UNIT_EIGHTH_GBPS)
		step = UINT64_C(1000000000) / 8;
	else if (s->unit == RESCTRL_UNIT_MIBPS)
		step = UINT64_C(1) << 20;
	else
		return error_refused(ctx, s->unit == RESCTRL_UNIT_PERCENT ?
				     "ask for a share, such as 50%; mounted with mba_MBps, Intel takes MiB/s" :
				     "write the number the kernel takes",
				     "%s takes no absolute bandwidth here", s->name);
	number = e->number / step;
	if (!number)
		number = 1;
	if (number * step != e->number)
		error_warn(ctx, "rounded", "%s: %s is rounded to %" PRIu64 " steps of %" PRIu64
			   " bytes per second", s->name, e->text, number, step);
	return give_number(ctx, value, number);
}

static int give_unlimited(struct resctrl_ctx *ctx, const struct resctrl_schema *s, char **value)
{
	unsigned int width;

	if (!s->max_bandwidth.known)
		return error_refused(ctx, "write the number the kernel takes: a new group starts with it",
				     "the maximum of %s is not known while the default group is limited",
				     s->name);
	width = fraction_width(s);
	return give_number(ctx, value, width ? fraction_largest(width) : s->max_bandwidth.value);
}

static int give_share(struct resctrl_ctx *ctx, const struct resctrl_schema *s,
		      const struct spec_entry *e, char **value)
{
	if (s->unit == RESCTRL_UNIT_EIGHTH_GBPS)
		return error_refused(ctx, "write a bandwidth, such as 10GB/s",
				     "%s takes an absolute bandwidth here, not a share", s->name);
	if (s->unit == RESCTRL_UNIT_MIBPS)
		return error_refused(ctx, "write a bandwidth, such as 500MiB/s",
				     "%s is in MiB/s while mounted with mba_MBps", s->name);
	if (s->unit != RESCTRL_UNIT_PERCENT)
		return error_refused(ctx, "write the number the kernel takes",
				     "the unit of %s is not known here", s->name);
	return give_number(ctx, value, round_bandwidth(ctx, s, e->number));
}

/*
 * The granularity is for what the kernel rounds: percentages. An absolute bandwidth is in steps of one already, and
 * what the software controller is given is not rounded (kernel: arch/x86/kernel/cpu/resctrl/core.c,
 * __rdt_get_mem_config_amd; fs/resctrl/ctrlmondata.c, bw_validate). Should a kernel to come round it, reading back
 * shows that.
 */
static int need_rounding(struct resctrl_ctx *ctx, struct resctrl_schema *s)
{
	return s->unit == RESCTRL_UNIT_PERCENT ? schema_need_gran(ctx, s) : 0;
}

static int resolve_bandwidth(struct resctrl_change *c, const struct spec_entry *e,
			     struct resctrl_schema *s, char **value)
{
	struct resctrl_ctx *ctx = c->ctx;
	uint64_t number;
	int err;

	err = change_need_bandwidth(c, s);
	if (!err)
		err = need_rounding(ctx, s);
	if (err)
		return err;

	switch (e->kind) {
	case SPEC_PERCENT:
		return give_share(ctx, s, e, value);
	case SPEC_RATE:
		return give_rate(ctx, s, e, value);
	case SPEC_UNLIMITED:
		return give_unlimited(ctx, s, value);
	case SPEC_DIGITS:
		if (num_parse_u64(e->text, 10, &number))
			break;
		return give_number(ctx, value, round_bandwidth(ctx, s, number));
	default:
		break;
	}
	return error_invalid(ctx, "write a decimal number, 50% where the unit is percent, or 10GB/s where "
			     "it is absolute",
			     "\"%s\" is no value for the bandwidth schema %s", e->text, s->name);
}

int resolve_expected(struct resctrl_ctx *ctx, const struct resctrl_schema *schema, const char *value,
		     char **expected)
{
	unsigned int width = schema->kind == RESCTRL_SCHEMA_BANDWIDTH ? fraction_width(schema) : 0;
	uint64_t number;

	if (!width || num_parse_u64(value, 10, &number))
		return give(ctx, expected, value);
	return give_number(ctx, expected, fraction_effective(width, number));
}

int resolve_value(struct resctrl_change *change, const struct spec_entry *entry,
		  struct resctrl_schema *schema, uint64_t domain, char **value)
{
	struct resctrl_ctx *ctx = change->ctx;

	switch (schema->kind) {
	case RESCTRL_SCHEMA_CACHE:
		return resolve_cache(change, entry, schema, domain, value);
	case RESCTRL_SCHEMA_BANDWIDTH:
		return resolve_bandwidth(change, entry, schema, value);
	default:
		/* Not modelled: the kernel decides what it means. */
		return give(ctx, value, entry->text);
	}
}
