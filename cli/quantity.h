/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quantities for eyes: three digits and a prefix. UNIT is a name of resctrl_reading_get_unit_name
 * or NULL.
 */
#ifndef RCTL_QUANTITY_H
#define RCTL_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

/* "4 MiB", "1.50 GiB". */
void quantity_format_bytes(char *text, size_t size, double bytes);
/* MANTISSA / 10^DECIMALS with the kernel's digits. */
void quantity_format_digits(char *text, size_t size, uint64_t mantissa, unsigned int decimals);
double quantity_value(uint64_t mantissa, unsigned int decimals);
/* "4 MiB"; others with all their digits: "17.500000 J". */
void quantity_format_value(char *text, size_t size, const char *unit, uint64_t mantissa,
			   unsigned int decimals);
/* "4 MiB/s", "12.3 W", "1.20 G/s". */
void quantity_format_rate(char *text, size_t size, const char *unit, double rate);

#endif
