/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of strings that it owns. */
#ifndef BASE_STRLIST_H
#define BASE_STRLIST_H

#include <stddef.h>

struct strlist {
	char **items;
	size_t num;
	size_t size;
};

/* Appends a copy. 0 or -ENOMEM. */
int strlist_add(struct strlist *list, const char *text);
int strlist_add_n(struct strlist *list, const char *text, size_t len);
/* Sorts with strcmp(3). */
void strlist_sort(struct strlist *list);
/*
 * Splits TEXT at every SEP; empty pieces are left out. 0 or -ENOMEM (list then unchanged in
 * meaning, release it).
 */
int strlist_split(struct strlist *list, const char *text, char sep);
void strlist_release(struct strlist *list);

#endif
