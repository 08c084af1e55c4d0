/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for a descriptor or a signal. Signals are blocked except while ppoll(2) sleeps, so that none comes between
 * the last look and the sleep.
 */
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "waiter.h"

static volatile sig_atomic_t stop_wanted, reload_wanted;
static sigset_t while_waiting;

static void handle(int number)
{
	if (number == SIGHUP)
		reload_wanted = 1;
	else
		stop_wanted = 1;
}

void waiter_start(bool reload)
{
	struct sigaction note = { .sa_handler = handle };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigaction(SIGINT, &note, NULL);
	sigaction(SIGTERM, &note, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	if (reload) {
		sigaddset(&blocked, SIGHUP);
		sigaction(SIGHUP, &note, NULL);
	}
	sigprocmask(SIG_BLOCK, &blocked, &while_waiting);
	sigdelset(&while_waiting, SIGINT);
	sigdelset(&while_waiting, SIGTERM);
	if (reload)
		sigdelset(&while_waiting, SIGHUP);
}

static enum waiter_result take_signals(void)
{
	if (stop_wanted)
		return WAITER_STOP;
	if (!reload_wanted)
		return WAITER_READY;
	reload_wanted = 0;
	return WAITER_RELOAD;
}

enum waiter_result waiter_wait(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	/* Whatever ends the sleep: a signal is looked at first, and a descriptor for nothing costs one look. */
	ppoll(&p, 1, NULL, &while_waiting);
	return take_signals();
}

enum waiter_result waiter_check(void)
{
	static const struct timespec now;

	ppoll(NULL, 0, &now, &while_waiting);
	return take_signals();
}
