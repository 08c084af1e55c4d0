/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kinds of memory traffic. */
#include "text/filter.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* By bit; the order is the hardware's (AMD64 APM 3, 17.5.5). */
static const char *const names[] = {
	"local_reads",
	"remote_reads",
	"local_non_temporal_writes",
	"remote_non_temporal_writes",
	"local_reads_slow_memory",
	"remote_reads_slow_memory",
	"dirty_victim_writes_all",
};

#define NUM_NAMES (sizeof(names) / sizeof(names[0]))

const char *filter_name(unsigned int bit)
{
	return bit < NUM_NAMES ? names[bit] : NULL;
}

static int add_name(const char *name, size_t len, uint64_t *bits)
{
	for (size_t i = 0; i < NUM_NAMES; i++) {
		if (strlen(names[i]) == len && !memcmp(names[i], name, len)) {
			*bits |= UINT64_C(1) << i;
			return 0;
		}
	}
	return -ENOENT;
}

static int parse_names(const char *text, uint64_t *bits)
{
	*bits = 0;
	for (;;) {
		size_t len = strcspn(text, ","), first = strspn(text, " \t\n"), end = len;
		int err = 0;

		while (end > first && strchr(" \t\n", text[end - 1]))
			end--;
		if (end > first)
			err = add_name(text + first, end - first, bits);
		if (err || !text[len])
			return err;
		text += len + 1;
	}
}

int filter_parse(const char *text, uint64_t *bits)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return num_parse_u64(text + 2, 16, bits) ? -EINVAL : 0;
	return parse_names(text, bits);
}

int filter_format(uint64_t bits, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	if (bits >> NUM_NAMES)
		return -ERANGE;
	for (size_t i = 0; i < NUM_NAMES; i++) {
		if (bits >> i & 1)
			len += (size_t)snprintf(text + len, size - len, "%s%s", len ? "," : "",
						names[i]);
	}
	return 0;
}
