/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The layout of telemetry regions that count by RMID. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "probe/pmt.h"

#define VALID		(UINT64_C(1) << 63)
#define STATUS_WORDS	3u

const struct pmt_group pmt_groups[PMT_MOST_GROUPS] = {
	{ "energy", "per_rmid_energy_telemetry", 0x26696143, 576, 2, 18,
	  { "core_energy", "activity" } },
	{ "perf", "per_rmid_perf_telemetry", 0x26557651, 576, 7, 0,
	  { "stalls_llc_hit", "c1_res", "unhalted_core_cycles", "stalls_llc_miss", "c6_res",
	    "unhalted_ref_cycles", "uops_retired" } },
};
const size_t pmt_num_groups = sizeof(pmt_groups) / sizeof(pmt_groups[0]);

const struct pmt_group *pmt_find_group(uint64_t guid)
{
	for (size_t i = 0; i < pmt_num_groups; i++) {
		if (pmt_groups[i].guid == guid)
			return &pmt_groups[i];
	}
	return NULL;
}

size_t pmt_region_size(const struct pmt_group *group)
{
	return ((size_t)group->rmids * group->num_events + STATUS_WORDS) * sizeof(uint64_t);
}

int pmt_region_get(const struct pmt_group *group, const volatile uint64_t *words, size_t size,
		   uint64_t rmid, unsigned int event, uint64_t *value)
{
	uint64_t word, index;

	if (event >= group->num_events || rmid >= group->rmids)
		return -ERANGE;
	index = rmid * group->num_events + event;
	if (index >= size / sizeof(*words))
		return -ERANGE;
	/* One load of 64 bits: a count that is torn in two would be another. */
	word = words[index];
	*value = word & ~VALID;
	return word & VALID ? 1 : 0;
}

/* Decimals that the kernel prints for a number of bits of fraction. */
static unsigned int decimals_of(unsigned int bits)
{
	static const uint8_t most[] = { 3, 6, 9, 13, 16, 19, 23, 26, 27 };
	unsigned int i = 0;

	while (i + 1 < sizeof(most) && bits > most[i])
		i++;
	return i + 1;
}

static uint64_t power_of_ten(unsigned int n)
{
	uint64_t power = 1;

	while (n--)
		power *= 10;
	return power;
}

/* The digits behind the point, BITS not 0. */
static uint64_t fraction_of(uint64_t value, unsigned int bits)
{
	uint64_t part = value & ((UINT64_C(1) << bits) - 1);

	return (part * power_of_ten(decimals_of(bits)) + (UINT64_C(1) << (bits - 1))) >> bits;
}

int pmt_scale(uint64_t value, unsigned int bits, uint64_t *mantissa, unsigned int *decimals)
{
	*decimals = bits ? decimals_of(bits) : 0;
	*mantissa = value;
	if (!bits)
		return 0;
	if (__builtin_mul_overflow(value >> bits, power_of_ten(*decimals), mantissa) ||
	    __builtin_add_overflow(*mantissa, fraction_of(value, bits), mantissa))
		return -ERANGE;
	return 0;
}

void pmt_format(uint64_t value, unsigned int bits, char *buf, size_t size)
{
	if (!bits)
		snprintf(buf, size, "%" PRIu64, value);
	else
		snprintf(buf, size, "%" PRIu64 ".%0*" PRIu64, value >> bits, (int)decimals_of(bits),
			 fraction_of(value, bits));
}
