/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UTF-8 as JSON demands it. Group names may be any bytes; JSON texts may not.
 */
#ifndef RCTL_UTF8_H
#define RCTL_UTF8_H

#include <stdbool.h>

bool utf8_is_valid(const char *text);
/* A copy of TEXT with U+FFFD in place of every byte that is not UTF-8; NULL without memory. */
char *utf8_repair(const char *text);

#endif
