/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file mbm_assign_mode. */
#include "text/assign_mode.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Puts the last item first. */
static void last_to_front(struct strlist *list)
{
	char *item = list->items[list->num - 1];

	memmove(list->items + 1, list->items, (list->num - 1) * sizeof(*list->items));
	list->items[0] = item;
}

static int add_mode(struct strlist *modes, const char *text, size_t len, bool *have_active)
{
	bool active = len > 2 && text[0] == '[' && text[len - 1] == ']';

	if (active) {
		text++;
		len -= 2;
	}
	if (len == 0 || memchr(text, '[', len) || memchr(text, ']', len) ||
	    (active && *have_active))
		return -EINVAL;
	if (strlist_add_n(modes, text, len) < 0)
		return -ENOMEM;
	if (active) {
		last_to_front(modes);
		*have_active = true;
	}
	return 0;
}

int assign_mode_parse(const char *text, struct strlist *modes)
{
	bool have_active = false;
	int ret = 0;

	*modes = (struct strlist){ 0 };
	while (ret == 0 && *text) {
		const char *end = strchrnul(text, '\n');

		ret = add_mode(modes, text, (size_t)(end - text), &have_active);
		text = *end ? end + 1 : end;
	}
	if (ret == 0 && !have_active)
		ret = -EINVAL;
	if (ret < 0)
		strlist_release(modes);
	return ret;
}
