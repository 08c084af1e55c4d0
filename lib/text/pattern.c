/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patterns of group names. */
#include "text/pattern.h"

#include <fnmatch.h>
#include <string.h>

bool pattern_is(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

bool pattern_matches(const char *text, const char *name)
{
	if (!strcmp(text, name))
		return true;
	return strcmp(name, "/") && pattern_is(text) && !fnmatch(text, name, FNM_PATHNAME);
}
