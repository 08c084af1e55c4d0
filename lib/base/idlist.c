/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of domain ids as people write them. */
#include "base/idlist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

static int range_parse(struct id_range *range, const char *text, size_t len)
{
	const char *dash = memchr(text, '-', len);
	size_t first = dash ? (size_t)(dash - text) : len;
	int ret = num_parse_u64_n(text, first, 10, &range->first);

	range->last = range->first;
	if (ret == 0 && dash)
		ret = num_parse_u64_n(dash + 1, len - first - 1, 10, &range->last);
	if (ret == 0 && range->last < range->first)
		ret = -EINVAL;
	return ret;
}

int idlist_parse(struct idlist *list, const char *text, size_t len)
{
	size_t pieces = 1;
	int ret = 0;

	*list = (struct idlist){ 0 };
	if (len == 1 && text[0] == '*') {
		list->all = true;
		return 0;
	}
	for (size_t i = 0; i < len; i++)
		pieces += text[i] == ',';
	list->ranges = calloc(pieces, sizeof(*list->ranges));
	if (!list->ranges)
		return -ENOMEM;
	for (size_t pos = 0; ret == 0 && list->num < pieces; list->num++) {
		const char *comma = memchr(text + pos, ',', len - pos);
		size_t end = comma ? (size_t)(comma - text) : len;

		ret = range_parse(&list->ranges[list->num], text + pos, end - pos);
		pos = end + 1;
	}
	if (ret < 0)
		idlist_release(list);
	return ret;
}

bool idlist_has(const struct idlist *list, uint64_t id)
{
	if (list->all)
		return true;
	for (size_t i = 0; i < list->num; i++) {
		if (id >= list->ranges[i].first && id <= list->ranges[i].last)
			return true;
	}
	return false;
}

void idlist_release(struct idlist *list)
{
	free(list->ranges);
	*list = (struct idlist){ 0 };
}
