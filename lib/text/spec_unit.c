/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VALUE with a unit behind its number: ways, bytes, bytes per second. */
#include "text/spec_unit.h"

#include <string.h>

#include "base/num.h"

#define MOST_DECIMALS 9

static const struct unit {
	const char *name;
	enum spec_value_kind kind;
	uint64_t factor;
} units[] = {
	{ "way", SPEC_WAYS, 1 },
	{ "ways", SPEC_WAYS, 1 },
	{ "KiB", SPEC_BYTES, UINT64_C(1) << 10 },
	{ "MiB", SPEC_BYTES, UINT64_C(1) << 20 },
	{ "GiB", SPEC_BYTES, UINT64_C(1) << 30 },
	{ "KB", SPEC_BYTES, 1000 },
	{ "MB", SPEC_BYTES, 1000000 },
	{ "GB", SPEC_BYTES, 1000000000 },
	{ "KiB/s", SPEC_RATE, UINT64_C(1) << 10 },
	{ "MiB/s", SPEC_RATE, UINT64_C(1) << 20 },
	{ "GiB/s", SPEC_RATE, UINT64_C(1) << 30 },
	{ "KB/s", SPEC_RATE, 1000 },
	{ "MB/s", SPEC_RATE, 1000000 },
	{ "GB/s", SPEC_RATE, 1000000000 },
};

static bool is(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && strncmp(text, word, len) == 0;
}

static const struct unit *find_unit(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (is(text, len, units[i].name))
			return &units[i];
	}
	return NULL;
}

static size_t count_digits(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* (WHOLE + FRACTION / 10^DECIMALS) times FACTOR; what is less than one is dropped. */
static bool multiply(uint64_t whole, uint64_t fraction, size_t decimals, uint64_t factor,
		     uint64_t *product)
{
	/* Below 10^9 times at most 2^30: does not overflow. */
	uint64_t part = fraction * factor;

	while (decimals--)
		part /= 10;
	return !__builtin_mul_overflow(whole, factor, product) &&
	       !__builtin_add_overflow(*product, part, product);
}

bool spec_unit_parse(const char *text, size_t len, enum spec_value_kind *kind, uint64_t *number)
{
	size_t digits = count_digits(text, len), decimals = 0, at = digits;
	uint64_t whole, fraction = 0;
	const struct unit *unit;

	if (is(text, len, "unlimited")) {
		*kind = SPEC_UNLIMITED;
		return true;
	}
	if (at < len && text[at] == '.') {
		decimals = count_digits(text + at + 1, len - at - 1);
		at += 1 + decimals;
		if (decimals == 0 || decimals > MOST_DECIMALS)
			return false;
	}
	unit = find_unit(text + at, len - at);
	if (!unit || (decimals && unit->kind == SPEC_WAYS) ||
	    num_parse_u64_n(text, digits, 10, &whole) != 0 ||
	    (decimals && num_parse_u64_n(text + digits + 1, decimals, 10, &fraction) != 0) ||
	    !multiply(whole, fraction, decimals, unit->factor, number))
		return false;
	*kind = unit->kind;
	return true;
}
