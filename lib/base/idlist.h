/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of domain ids as people write them: "*", "3", "0,2-5". */
#ifndef BASE_IDLIST_H
#define BASE_IDLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_range {
	uint64_t first, last;
};

struct idlist {
	bool all;		/* "*" */
	struct id_range *ranges;	/* as written; may overlap */
	size_t num;
};

/* 0, -EINVAL (empty, bad number, range that runs backwards), -ERANGE, -ENOMEM. */
int idlist_parse(struct idlist *list, const char *text, size_t len);
bool idlist_has(const struct idlist *list, uint64_t id);
void idlist_release(struct idlist *list);

#endif
