/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file tasks: one thread id a line. */
#ifndef TEXT_TIDS_H
#define TEXT_TIDS_H

#include <stddef.h>
#include <sys/types.h>

struct tids {
	pid_t *ids;
	size_t num;
	size_t size;
};

/* Appends. 0, -EINVAL (tids then keeps what it had), -ENOMEM. */
int tids_parse(struct tids *tids, const char *text);
int tids_add(struct tids *tids, pid_t tid);
/* Ascending, without duplicates. */
void tids_sort(struct tids *tids);
/* TIDS must be sorted. */
int tids_has(const struct tids *tids, pid_t tid);
void tids_release(struct tids *tids);

#endif
