/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which processes keep the resctrl mount busy. */
#ifndef HOLDERS_H
#define HOLDERS_H

#include "io/io.h"

/*
 * Writes "monitor (pid 12), bash (pid 40)" for processes whose working directory or open files are on
 * the mount at PATH; at most a handful, then "...". "" where none was found: other users' processes
 * are seen by root only. 0 or -errno.
 */
int holders_find(struct io *io, const char *path, char *text, size_t size);

#endif
