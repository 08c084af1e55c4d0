/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quantities for eyes.
 */
#include "quantity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Three digits, or all of them where they are few. */
static void format_prefixed(char *text, size_t size, double value, double step,
			    const char *const *prefixes, size_t num, const char *unit)
{
	size_t i = 0;

	while (value >= step && i + 1 < num) {
		value /= step;
		i++;
	}
	if (value >= 100 || value == (double)(uint64_t)value)
		snprintf(text, size, "%.0f %s%s", value, prefixes[i], unit);
	else
		snprintf(text, size, "%.*f %s%s", value < 10 ? 2 : 1, value, prefixes[i], unit);
}

static void format_binary(char *text, size_t size, double value, const char *unit)
{
	static const char *const prefixes[] = { "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" };

	format_prefixed(text, size, value, 1024, prefixes, sizeof(prefixes) / sizeof(prefixes[0]),
			unit);
}

static void format_decimal(char *text, size_t size, double value, const char *unit)
{
	static const char *const prefixes[] = { "", "k", "M", "G", "T", "P", "E" };

	/* Small powers and activities are common. */
	if (value > 0 && value < 1)
		snprintf(text, size, "%.3g %s", value, unit);
	else
		format_prefixed(text, size, value, 1000, prefixes,
				sizeof(prefixes) / sizeof(prefixes[0]), unit);
}

void quantity_format_bytes(char *text, size_t size, double bytes)
{
	format_binary(text, size, bytes, "B");
}

double quantity_value(uint64_t mantissa, unsigned int decimals)
{
	double divisor = 1;

	while (decimals--)
		divisor *= 10;
	return (double)mantissa / divisor;
}

void quantity_format_digits(char *text, size_t size, uint64_t mantissa, unsigned int decimals)
{
	uint64_t scale = 1;
	unsigned int i;

	for (i = 0; i < decimals; i++)
		scale *= 10;
	if (decimals)
		snprintf(text, size, "%" PRIu64 ".%0*" PRIu64, mantissa / scale, (int)decimals,
			 mantissa % scale);
	else
		snprintf(text, size, "%" PRIu64, mantissa);
}

void quantity_format_value(char *text, size_t size, const char *unit, uint64_t mantissa,
			   unsigned int decimals)
{
	size_t len;

	if (unit && !strcmp(unit, "bytes")) {
		quantity_format_bytes(text, size, quantity_value(mantissa, decimals));
		return;
	}
	quantity_format_digits(text, size, mantissa, decimals);
	len = strlen(text);
	if (unit && !strcmp(unit, "joules"))
		snprintf(text + len, size - len, " J");
	else if (unit && !strcmp(unit, "farads"))
		snprintf(text + len, size - len, " F");
}

void quantity_format_rate(char *text, size_t size, const char *unit, double rate)
{
	if (unit && !strcmp(unit, "bytes"))
		format_binary(text, size, rate, "B/s");
	else if (unit && !strcmp(unit, "joules"))
		format_decimal(text, size, rate, "W");
	else
		format_decimal(text, size, rate, unit && !strcmp(unit, "farads") ? "F/s" : "/s");
}
