/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patterns of group names. */
#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include <stdbool.h>

/* TEXT has characters of glob(7). */
bool pattern_is(const char *text);
/*
 * NAME is TEXT, or TEXT is a pattern for it, in which "/" is matched by itself alone. No pattern means the default
 * group "/", so that the one for its monitor groups, or for all control groups, does not.
 */
bool pattern_matches(const char *text, const char *name);

#endif
