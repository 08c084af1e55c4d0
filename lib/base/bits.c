/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bit masks of up to 64 bits. */
#include "base/bits.h"

unsigned int bits_count(uint64_t mask)
{
	unsigned int n = 0;

	for (; mask; mask &= mask - 1)
		n++;
	return n;
}

bool bits_is_contiguous(uint64_t mask)
{
	/* Filling up below the lowest one leaves 2^n - 1 exactly when the ones are a single run. */
	uint64_t filled = mask | (mask - 1);

	return mask == 0 || (filled & (filled + 1)) == 0;
}

unsigned int bits_lowest_run(uint64_t mask)
{
	unsigned int n = 0;

	if (mask == 0)
		return 0;
	while ((mask & 1) == 0)
		mask >>= 1;
	for (; mask & 1; mask >>= 1)
		n++;
	return n;
}

uint64_t bits_run(unsigned int shift, unsigned int count)
{
	uint64_t ones = count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;

	return shift >= 64 ? 0 : ones << shift;
}
