/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fixed-point bandwidth limits of MPAM and the percents of resctrl: drivers/resctrl/mpam_resctrl.c, mbw_max_to_percent
 * and percent_to_mbw_max.
 */
#include "probe/mpam-tree.h"

static unsigned int divide_closest(unsigned int a, unsigned int b)
{
	return (a + b / 2) / b;
}

/* Of the register's upper WIDTH bits. */
static unsigned int to_percent(unsigned int width, unsigned int bits)
{
	return divide_closest((bits + 1) * 100, 1u << width);
}

unsigned int mpam_bandwidth_min(unsigned int width)
{
	return to_percent(width, 0);
}

unsigned int mpam_bandwidth_gran(unsigned int width)
{
	return (100 + (1u << width) - 1) / (1u << width);
}

unsigned int mpam_bandwidth_written(unsigned int width, unsigned int percent)
{
	unsigned int gran = mpam_bandwidth_gran(width), steps;

	/* fs/resctrl rounds up to a multiple first, beyond 100 too; the register has 16 bits. */
	percent = (percent + gran - 1) / gran * gran;
	steps = divide_closest(percent << width, 100);
	return to_percent(width, ((steps ? steps : 1) - 1) & ((1u << width) - 1));
}

static void add_range(struct strbuf *sb, unsigned int first, unsigned int last)
{
	strbuf_addf(sb, sb->len ? ",%u" : "%u", first);
	if (last > first)
		strbuf_addf(sb, "-%u", last);
}

void mpam_bandwidth_percents(unsigned int width, struct strbuf *sb)
{
	unsigned int first = to_percent(width, 0), last = first;

	for (unsigned int bits = 1; bits < 1u << width; bits++) {
		unsigned int percent = to_percent(width, bits);

		if (percent > last + 1) {
			add_range(sb, first, last);
			first = percent;
		}
		last = percent;
	}
	add_range(sb, first, last);
}
