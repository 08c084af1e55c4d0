/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that is replaced as a whole: its readers see the old content or the new one.
 */
#ifndef RCTL_REPLACE_H
#define RCTL_REPLACE_H

#include <stdio.h>

struct replace {
	const char *path;
	char *temporary;	/* beside it, on the same file system */
};

void replace_init(struct replace *replace, const char *path);
void replace_free(struct replace *replace);
/* The stream for the new content, or NULL and errno. */
FILE *replace_open(struct replace *replace);
/* Puts the new file in the place of the old one. 0 or -errno; then the old one is as it was. */
int replace_close(struct replace *replace, FILE *out);

#endif
