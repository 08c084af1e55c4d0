/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict numbers: the whole string or nothing. */
#include "base/num.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* The value of a digit in any base up to 16; no locale has a say. */
static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A') + 10;
	return UINT_MAX;
}

int num_parse_u64_n(const char *text, size_t len, int base, uint64_t *value)
{
	unsigned int b = (unsigned int)base;
	uint64_t sum = 0;
	int ret = 0;

	if (len == 0)
		return -EINVAL;
	/* A text that is no number is invalid, however long: look at every character. */
	for (size_t i = 0; i < len; i++) {
		unsigned int d = digit(text[i]);

		if (d >= b)
			return -EINVAL;
		if (__builtin_mul_overflow(sum, (uint64_t)b, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)d, &sum))
			ret = -ERANGE;
	}
	if (ret == 0)
		*value = sum;
	return ret;
}

int num_parse_u64(const char *text, int base, uint64_t *value)
{
	return num_parse_u64_n(text, strlen(text), base, value);
}

int num_parse_pid(const char *text, int *pid)
{
	uint64_t value;
	int ret = num_parse_u64(text, 10, &value);

	if (ret < 0)
		return ret;
	if (value == 0 || value > INT_MAX)
		return -ERANGE;
	*pid = (int)value;
	return 0;
}
