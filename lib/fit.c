/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in a cache a number of ways is placed. */
#include "fit.h"

#include "base/bits.h"

/* What a run from bit SHIFT costs; bits to avoid outweigh everything else. */
static unsigned long cost(const struct fit *fit, unsigned int shift, unsigned int want)
{
	unsigned long sum = (unsigned long)bits_count(bits_run(shift, want) & fit->avoid) << 32;

	for (unsigned int i = shift; fit->place == RESCTRL_PLACE_LEAST && i < shift + want; i++)
		sum += fit->weight[i];
	return sum;
}

uint64_t fit_run(const struct fit *fit, unsigned int want)
{
	unsigned int last, best = 0;
	unsigned long least = 0;

	if (want > fit->ways)
		want = fit->ways;
	last = fit->ways - want;
	for (unsigned int i = 0; i <= last; i++) {
		unsigned int shift = fit->place == RESCTRL_PLACE_HIGH ? last - i : i;
		unsigned long c = cost(fit, shift, want);

		if (i && c >= least)
			continue;
		least = c;
		best = shift;
	}
	return bits_run(best, want);
}
