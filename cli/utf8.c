/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UTF-8 as JSON demands it.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* Bytes of the character at TEXT, 0 where it is none (Unicode, table 3-7). */
static size_t sequence_length(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < len; i++) {
		if (s[i] < low || s[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

bool utf8_is_valid(const char *text)
{
	while (*text) {
		size_t len = sequence_length(text);

		if (!len)
			return false;
		text += len;
	}
	return true;
}

char *utf8_repair(const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char *copy = malloc(strlen(text) * (sizeof(replacement) - 1) + 1);
	char *out = copy;

	while (copy && *text) {
		size_t len = sequence_length(text);

		if (len) {
			memcpy(out, text, len);
			text += len;
			out += len;
		} else {
			memcpy(out, replacement, sizeof(replacement) - 1);
			text++;
			out += sizeof(replacement) - 1;
		}
	}
	if (out)
		*out = '\0';
	return copy;
}
