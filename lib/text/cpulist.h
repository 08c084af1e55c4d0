/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of CPUs as the kernel takes them (lib/bitmap-str.c, bitmap_parselist): "0-3,7", "all", "0-10:1/2", "2-N". */
#ifndef TEXT_CPULIST_H
#define TEXT_CPULIST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Sets the elements of SET, which has one for each of NUM CPUs, that TEXT names; the others become false. -EINVAL,
 * -EOVERFLOW (no number of 32 bits), -ERANGE (beyond NUM).
 */
int cpulist_parse(const char *text, bool *set, size_t num);

#endif
