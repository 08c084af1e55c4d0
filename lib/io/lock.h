/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* flock(2) on the resctrl directory, as the kernel's documentation asks of its users. */
#ifndef IO_LOCK_H
#define IO_LOCK_H

#include <stdbool.h>

#include "io/io.h"

/*
 * A new descriptor on the directory DIRFD that holds the lock, or -errno; -EBUSY after TIMEOUT_MS
 * milliseconds. Release with lock_release: unlocked explicitly, since a child that
 * was forked meanwhile keeps the open file description alive.
 */
int lock_take(struct io *io, int dirfd, bool exclusive, int timeout_ms);
void lock_release(struct io *io, int fd);
/* The process that holds a lock on the directory DIRFD; -ENOENT where the kernel does not tell. */
int lock_find_holder(struct io *io, int dirfd, pid_t *pid);

#endif
