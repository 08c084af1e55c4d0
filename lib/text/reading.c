/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The content of one event file under mon_data. */
#include "text/reading.h"

#include <string.h>

#include "base/num.h"

/* 10^19 is the highest power of ten in 64 bits. */
#define DECIMALS_MAX	19

static const struct {
	const char *word;
	enum resctrl_state state;
} words[] = {
	{ "Unavailable", RESCTRL_STATE_UNAVAILABLE },
	{ "Unassigned", RESCTRL_STATE_UNASSIGNED },
	{ "Error", RESCTRL_STATE_ERROR },
};

/* "123" or "123.456789", without ever going through floating point. */
static bool number_parse(const char *text, size_t len, struct reading_value *value)
{
	const char *dot = memchr(text, '.', len);
	size_t whole = dot ? (size_t)(dot - text) : len;
	size_t decimals = dot ? len - whole - 1 : 0;
	uint64_t mantissa;

	if (num_parse_u64_n(text, whole, 10, &mantissa) < 0)
		return false;
	if ((dot && decimals == 0) || decimals > DECIMALS_MAX)
		return false;
	for (size_t i = 0; i < decimals; i++) {
		char c = dot[1 + i];

		if (c < '0' || c > '9')
			return false;
		if (__builtin_mul_overflow(mantissa, (uint64_t)10, &mantissa) ||
		    __builtin_add_overflow(mantissa, (uint64_t)(c - '0'), &mantissa))
			return false;
	}
	value->mantissa = mantissa;
	value->decimals = (unsigned int)decimals;
	return true;
}

enum resctrl_state reading_parse(const char *text, size_t len, struct reading_value *value,
				 bool *known)
{
	*known = false;
	/* The newline proves that the text is whole: digits cut short would be a wrong number. */
	if (len < 2 || text[len - 1] != '\n')
		return RESCTRL_STATE_ERROR;
	len--;
	if (number_parse(text, len, value)) {
		*known = true;
		return RESCTRL_STATE_VALUE;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) == len && memcmp(words[i].word, text, len) == 0) {
			*known = true;
			return words[i].state;
		}
	}
	return RESCTRL_STATE_ERROR;
}
