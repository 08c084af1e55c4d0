/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Process descriptors (pidfd_open(2), Linux 5.3): to notice that an id has got a new owner. */
#ifndef IO_PIDFD_H
#define IO_PIDFD_H

#include <stdbool.h>
#include <sys/types.h>

/* A descriptor of the process, or -1 where there is none or the kernel gives none. */
int pidfd_watch(pid_t pid);
/* The process has not been reaped: its id still is its own. */
bool pidfd_is_alive(int fd);
/* -1 is allowed. */
void pidfd_close(int fd);

#endif
