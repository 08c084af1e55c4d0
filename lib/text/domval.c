/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists "ID=VALUE;ID=VALUE". */
#include "text/domval.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

static int entry_parse(struct domval *list, size_t num, const char *text, size_t len)
{
	struct domval *entry = &list[num];
	const char *equal = memchr(text, '=', len);
	size_t id_len;

	if (!equal)
		return -EINVAL;
	id_len = (size_t)(equal - text);
	if (num_parse_u64_n(text, id_len, 10, &entry->id) < 0 || id_len + 1 == len)
		return -EINVAL;
	if (domval_find(list, num, entry->id))
		return -EINVAL;
	entry->value = strndup(equal + 1, len - id_len - 1);
	return entry->value ? 0 : -ENOMEM;
}

int domval_parse(const char *text, struct domval **list, size_t *num)
{
	const char *end = strchrnul(text, '\n');
	struct domval *entries;
	size_t max = 1, n = 0;

	*list = NULL;
	*num = 0;
	if (end[0] && end[1])
		return -EINVAL;
	if (end == text)
		return 0;
	for (const char *c = text; c < end; c++)
		max += *c == ';';
	entries = calloc(max, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	while (n < max) {
		const char *stop = memchr(text, ';', (size_t)(end - text));
		size_t len = (size_t)((stop ? stop : end) - text);
		int ret = entry_parse(entries, n, text, len);

		if (ret < 0) {
			domval_free(entries, n);
			return ret;
		}
		n++;
		text += stop ? len + 1 : len;
	}
	*list = entries;
	*num = n;
	return 0;
}

void domval_free(struct domval *list, size_t num)
{
	for (size_t i = 0; i < num; i++)
		free(list[i].value);
	free(list);
}

const char *domval_find(const struct domval *list, size_t num, uint64_t id)
{
	for (size_t i = 0; i < num; i++) {
		if (list[i].id == id)
			return list[i].value;
	}
	return NULL;
}
