/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fraction.h"

#define MOST_BITS 6
/* The register's part for the fraction: its upper WIDTH bits. */
#define REGISTER_BITS 16

static uint64_t divide_to_nearest(uint64_t a, uint64_t b)
{
	return (a + b / 2) / b;
}

static uint64_t granularity(unsigned int width)
{
	return (100 + (UINT64_C(1) << width) - 1) >> width;
}

/*
 * No file tells the width. It follows from the two numbers that the kernel derives from it; elsewhere the granularity
 * is the minimum (10 or 100 less the largest delay) and divides 100.
 */
unsigned int fraction_width(const struct resctrl_schema *schema)
{
	const struct fact *min = &schema->min_bandwidth, *gran = &schema->bandwidth_gran;

	if (schema->unit != RESCTRL_UNIT_PERCENT || !min->known || !gran->known)
		return 0;
	for (unsigned int width = 1; width <= MOST_BITS; width++) {
		if (gran->value == granularity(width) &&
		    min->value == divide_to_nearest(100, UINT64_C(1) << width))
			return width;
	}
	return 0;
}

uint64_t fraction_effective(unsigned int width, uint64_t percent)
{
	uint64_t steps = UINT64_C(1) << width, gran = granularity(width), fraction;

	percent = (percent + gran - 1) / gran * gran;
	fraction = divide_to_nearest(percent * steps, 100);
	if (fraction)
		fraction--;
	/* What does not fit into the register is cut off. */
	fraction = (fraction << (REGISTER_BITS - width) & 0xffff) >> (REGISTER_BITS - width);
	return divide_to_nearest((fraction + 1) * 100, steps);
}

uint64_t fraction_largest(unsigned int width)
{
	uint64_t percent = 100;

	while (fraction_effective(width, percent) < percent / 2)
		percent--;
	return percent;
}
