/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums of the readings of a sample: of each group over its domains, and of the machine over the control
 * groups. A control group has its monitor groups in it, and a domain its sub-domains: neither is
 * added once more.
 */
#ifndef RCTL_TOTALS_H
#define RCTL_TOTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct resctrl_sample;

struct total {
	const char *group;		/* NULL: the machine */
	const char *resource, *event, *unit;
	const char *state;		/* of a reading without a value; NULL where all have one */
	size_t num_parts, num_known;	/* readings, and those with a value */
	size_t num_rates;
	bool cumulative, overflow;
	uint64_t mantissa;
	unsigned int decimals;
	double rate;
};

struct totals {
	struct total *items;
	size_t num, size;
};

/* Sums up SAMPLE, whose texts it borrows. MACHINE: also the machine as a whole. */
void totals_update(struct totals *totals, const struct resctrl_sample *sample, bool machine);
void totals_free(struct totals *totals);
/* The sum of what is known; false where nothing is. */
bool total_has_value(const struct total *total);
/* Of every part that has a value. */
bool total_has_rate(const struct total *total);
/* "web/m1", "/m1": in the sum of its control group. */
bool totals_is_mon_group(const char *group);

#endif
