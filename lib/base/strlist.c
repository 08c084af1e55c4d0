/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of strings that it owns. */
#include "base/strlist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int strlist_add_n(struct strlist *list, const char *text, size_t len)
{
	char *copy;

	if (list->num == list->size) {
		size_t size = list->size ? list->size * 2 : 8;
		char **items = reallocarray(list->items, size, sizeof(*items));

		if (!items)
			return -ENOMEM;
		list->items = items;
		list->size = size;
	}
	copy = malloc(len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, len);
	copy[len] = '\0';
	list->items[list->num++] = copy;
	return 0;
}

int strlist_add(struct strlist *list, const char *text)
{
	return strlist_add_n(list, text, strlen(text));
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strlist_sort(struct strlist *list)
{
	if (list->num > 1)
		qsort(list->items, list->num, sizeof(*list->items), compare);
}

int strlist_split(struct strlist *list, const char *text, char sep)
{
	while (*text) {
		const char *end = strchrnul(text, sep);

		if (end > text && strlist_add_n(list, text, (size_t)(end - text)) < 0)
			return -ENOMEM;
		text = *end ? end + 1 : end;
	}
	return 0;
}

void strlist_release(struct strlist *list)
{
	for (size_t i = 0; i < list->num; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct strlist){ 0 };
}
