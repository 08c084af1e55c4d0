/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for a descriptor or a signal, whichever comes first. Signals arrive in no other place.
 */
#ifndef RCTL_WAITER_H
#define RCTL_WAITER_H

#include <stdbool.h>

/* From here on SIGINT and SIGTERM stop, SIGHUP reloads (with RELOAD; else it ends the program); SIGPIPE is ignored. */
void waiter_start(bool reload);

enum waiter_result {
	WAITER_READY,		/* FD is readable */
	WAITER_STOP,
	WAITER_RELOAD,
};

/* Sleeps until something happens; there is no timer. */
enum waiter_result waiter_wait(int fd);
/* The same without sleeping; WAITER_READY where no signal came. */
enum waiter_result waiter_check(void);

#endif
