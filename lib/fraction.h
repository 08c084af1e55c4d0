/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bandwidth in percent that the hardware keeps as a binary fraction (Arm MPAM, MBW_MAX): the kernel rounds up to the
 * granularity it announces and then to the bits there are, so that what it shows is neither what was asked nor a
 * multiple of anything. Source: percent_to_mbw_max() and mbw_max_to_percent() in drivers/resctrl/mpam_resctrl.c.
 */
#ifndef FRACTION_H
#define FRACTION_H

#include "schema.h"

/* The bits of the fraction, 1 to 6, or 0: with more bits every percentage is what it says, as it is elsewhere. */
unsigned int fraction_width(const struct resctrl_schema *schema);
/* What the kernel makes of PERCENT. */
uint64_t fraction_effective(unsigned int width, uint64_t percent);
/* The largest percentage that the kernel does not wrap to the least: 100, or less. */
uint64_t fraction_largest(unsigned int width);

#endif
