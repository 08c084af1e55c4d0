/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a tar archive: POSIX ustar, with GNU's entries for long names. All entries have the same owner, time and
 * modes, so that an archive depends on its content alone.
 */
#ifndef RCTL_TAR_H
#define RCTL_TAR_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Each gives 0, or the errno of writing. PATH is relative. */
int tar_add_file(FILE *out, const char *path, const void *data, size_t size);
int tar_add_directory(FILE *out, const char *path);
int tar_add_link(FILE *out, const char *path, const char *target);
/* The end of the archive. */
int tar_end(FILE *out);

#endif
