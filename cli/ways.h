/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of a cache's ways: one character a way, the highest first.
 */
#ifndef RCTL_WAYS_H
#define RCTL_WAYS_H

#include <stdio.h>

struct json_object;

/*
 * The mask KEY of ROW, a domain of a cache, whose other users are in the keys hardware_mask,
 * shareable_mask, exclusive_mask, locked_mask and unused_mask; PARENT, the cache, has cbm_mask and
 * shareable_bits. Blocks on a terminal that has them, else ASCII; "-" where there is no mask.
 */
void ways_put(struct json_object *row, struct json_object *parent, const char *key, FILE *out);
/* The characters that are in this picture, as a set of bits for ways_put_legend. */
unsigned int ways_kinds(struct json_object *row, struct json_object *parent, const char *key);
/* One line that says what the characters of KINDS mean. */
void ways_put_legend(unsigned int kinds, FILE *out);

#endif
