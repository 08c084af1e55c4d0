/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strict numbers of the command line.
 */
#include <limits.h>
#include <string.h>

#include "number.h"

#define NS_PER_S 1000000000u

bool number_parse(const char *text, size_t len, uint64_t *value)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		if (__builtin_mul_overflow(sum, 10u, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(text[i] - '0'), &sum))
			return false;
	}
	*value = sum;
	return len > 0;
}

bool number_parse_hex(const char *text, uint64_t *value)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	uint64_t sum = 0;
	size_t i;

	for (i = 0; text[i]; i++) {
		const char *digit = strchr(digits, text[i]);

		if (!digit || sum >> 60)
			return false;
		sum = sum << 4 | (uint64_t)((digit - digits) & 15);
	}
	*value = sum;
	return i > 0;
}

bool number_parse_pid(const char *text, size_t len, pid_t *pid)
{
	uint64_t value;

	if (!number_parse(text, len, &value) || value == 0 || value > INT_MAX)
		return false;
	*pid = (pid_t)value;
	return true;
}

bool number_parse_seconds(const char *text, uint64_t *ns)
{
	size_t whole_len = strcspn(text, "."), digits, i;
	const char *point = text + whole_len;
	uint64_t whole = 0, part = 0;

	if (whole_len && !number_parse(text, whole_len, &whole))
		return false;
	digits = *point ? strlen(point + 1) : 0;
	if (!whole_len && !digits)
		return false;
	if (digits > 9 || (digits && !number_parse(point + 1, digits, &part)))
		return false;
	for (i = digits; i < 9; i++)
		part *= 10;
	return !__builtin_mul_overflow(whole, NS_PER_S, ns) &&
	       !__builtin_add_overflow(*ns, part, ns);
}
