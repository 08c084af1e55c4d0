/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of CPUs as the kernel takes them. */
#include "text/cpulist.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* START-END:USED/GROUP: of each GROUP CPUs the first USED ones. */
struct region {
	uint64_t start, end, used, group;
};

static bool is_separator(char c)
{
	return c == ',' || c == ' ' || (c >= '\t' && c <= '\r');
}

static bool ends_region(char c)
{
	return c == '\0' || is_separator(c);
}

/* A number at *TEXT, or N for the last CPU. */
static int take_number(const char **text, size_t num, uint64_t *value)
{
	const char *c = *text;

	if (*c == 'N') {
		*value = num - 1;
		*text = c + 1;
		return 0;
	}
	*value = 0;
	for (; *c >= '0' && *c <= '9'; c++) {
		*value = *value * 10 + (uint64_t)(*c - '0');
		if (*value > UINT32_MAX)
			return -EOVERFLOW;
	}
	if (c == *text)
		return -EINVAL;
	*text = c;
	return 0;
}

static int take_range(const char **text, size_t num, struct region *r)
{
	int err;

	if (!strncasecmp(*text, "all", 3)) {
		r->start = 0;
		r->end = num - 1;
		*text += 3;
		return 0;
	}
	err = take_number(text, num, &r->start);
	r->end = r->start;
	if (err || ends_region(**text))
		return err;
	if (**text != '-')
		return -EINVAL;
	(*text)++;
	return take_number(text, num, &r->end);
}

/* One region with its pattern, where it has one. */
static int take_region(const char **text, size_t num, struct region *r)
{
	const char *begin = *text;
	bool single;
	int err;

	err = take_range(text, num, r);
	if (err)
		return err;
	/* A pattern follows a range only, which a lone number is not. */
	single = !memchr(begin, '-', (size_t)(*text - begin)) && strncasecmp(begin, "all", 3);
	r->used = r->end + 1;
	r->group = r->end + 1;
	if (single || ends_region(**text))
		return 0;
	if (**text != ':')
		return -EINVAL;
	(*text)++;
	err = take_number(text, num, &r->used);
	if (err)
		return err;
	if (**text != '/')
		return -EINVAL;
	(*text)++;
	return take_number(text, num, &r->group);
}

int cpulist_parse(const char *text, struct cpuset *set, size_t num)
{
	struct region r;
	int err;

	memset(set, 0, sizeof(*set));
	for (;;) {
		while (is_separator(*text))
			text++;
		if (!*text)
			return 0;
		err = take_region(&text, num, &r);
		if (err)
			return err;
		if (r.start > r.end || !r.group || r.used > r.group)
			return -EINVAL;
		if (r.end >= num)
			return -ERANGE;
		for (uint64_t at = r.start; at <= r.end; at += r.group) {
			for (uint64_t i = at; i <= r.end && i < at + r.used; i++)
				cpuset_add(set, (unsigned int)i);
		}
	}
}
