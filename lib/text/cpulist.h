/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of CPUs as the kernel takes them (lib/bitmap-str.c, bitmap_parselist): "0-3,7", "all", "0-10:1/2", "2-N". */
#ifndef TEXT_CPULIST_H
#define TEXT_CPULIST_H

#include <stddef.h>

#include "base/cpuset.h"

/*
 * SET becomes what TEXT names, of CPUs below NUM, which is at most CPUSET_MOST; the kernel's own files are such lists,
 * too. -EINVAL, -EOVERFLOW (no number of 32 bits), -ERANGE (NUM or beyond).
 */
int cpulist_parse(const char *text, struct cpuset *set, size_t num);

#endif
