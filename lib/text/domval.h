/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists "ID=VALUE;ID=VALUE": num_mbm_cntrs, bit_usage, io_alloc_cbm. */
#ifndef TEXT_DOMVAL_H
#define TEXT_DOMVAL_H

#include <stddef.h>
#include <stdint.h>

struct domval {
	uint64_t id;
	char *value;
};

/*
 * One line, newline optional. *LIST for domval_free. 0 entries for an empty line. 0, -EINVAL,
 * -ENOMEM.
 */
int domval_parse(const char *text, struct domval **list, size_t *num);
void domval_free(struct domval *list, size_t num);
/* NULL where there is none. */
const char *domval_find(const struct domval *list, size_t num, uint64_t id);

#endif
