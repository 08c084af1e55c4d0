/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which processes keep the resctrl mount busy, or keep it from being mounted. */
#ifndef HOLDERS_H
#define HOLDERS_H

#include "io/io.h"

/*
 * Writes "monitor (pid 12), bash (pid 40)" for processes whose working directory or open files are on
 * the mount at PATH; at most a handful, then "...". "" where none was found: other users' processes
 * are seen by root only. 0 or -errno.
 */
int holders_find(struct io *io, const char *path, char *text, size_t size);

/* Process PID has its working directory or a file on resctrl, wherever that is mounted. */
bool holder_has_files(struct io *io, const char *pid);
/* Resctrl is mounted in the mount name space of process PID. */
bool holder_has_mount(struct io *io, const char *pid);

/*
 * Where resctrl is not mounted in this name space, and can be mounted once only: writes "bash (pid 40)" for the first
 * process that has it mounted in a name space of its own (*ELSEWHERE), or else holds one that is mounted nowhere. 0;
 * -ENOENT: none is seen, which takes root for other users' processes; -errno.
 */
int holders_find_keeper(struct io *io, bool *elsewhere, char *text, size_t size);

#endif
