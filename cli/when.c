/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions of a view.
 */
#include <stdio.h>
#include <string.h>

#include "tree.h"
#include "when.h"

/* PATH is "path" or "path=text" and is cut in two. */
static bool is_true(struct json_object *object, char *path)
{
	char *text = strchr(path, '=');
	struct json_object *value;

	if (!text)
		return tree_is_true(object, path);
	*text++ = '\0';
	value = tree_get(object, path);
	return value && !strcmp(json_object_get_string(value), text);
}

bool when_holds(const char *when, struct json_object *object)
{
	char path[64];

	while (when && *when) {
		char mark = *when;
		size_t len;

		when += mark == '!' || mark == '?';
		len = strcspn(when, " ");
		snprintf(path, sizeof(path), "%.*s", (int)len, when);
		if (mark == '?' ? !tree_get(object, path) :
				  is_true(object, path) == (mark == '!'))
			return false;
		when += len;
		when += strspn(when, " ");
	}
	return true;
}
