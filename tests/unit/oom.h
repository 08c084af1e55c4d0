/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running out of memory at a chosen allocation. Needs oom_files and oom_flags, which send the
 * allocations of the code under test through here.
 */
#ifndef OOM_H
#define OOM_H

#include <stdbool.h>

/* The Nth allocation from now on fails, 1 being the next one. */
void oom_at(unsigned int n);
/* Whether it came to that. No allocation fails afterwards. */
bool oom_hit(void);

#endif
