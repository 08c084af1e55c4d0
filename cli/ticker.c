/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clock that ticks at fixed times. Deadlines are absolute, so that intervals do not drift by the
 * time that a sample takes.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "ticker.h"

#define NS_PER_S 1000000000u

static volatile sig_atomic_t is_stopped;
/*
 * The signal handler moves the deadline into the past: a signal between the check of is_stopped and
 * the sleep then ends the sleep at once, too.
 */
static struct timespec deadline;

static void handle_stop(int number)
{
	(void)number;
	is_stopped = 1;
	memset(&deadline, 0, sizeof(deadline));
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void ticker_start(struct ticker *ticker, uint64_t interval_ns)
{
	/* Writes are restarted, sleeps never are. */
	struct sigaction stop = {
		.sa_handler = handle_stop,
		.sa_flags = (int)(SA_RESTART | SA_RESETHAND),
	};
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	ticker->interval_ns = interval_ns;
	ticker->next_ns = now_ns();
}

bool ticker_wait(struct ticker *ticker)
{
	uint64_t now = now_ns();

	ticker->next_ns += ticker->interval_ns;
	if (ticker->next_ns < now)
		ticker->next_ns += (now - ticker->next_ns) / ticker->interval_ns *
				   ticker->interval_ns;
	deadline.tv_sec = (time_t)(ticker->next_ns / NS_PER_S);
	deadline.tv_nsec = (long)(ticker->next_ns % NS_PER_S);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	while (!is_stopped) {
		if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) != EINTR)
			break;
	}
	return !is_stopped;
}

bool ticker_is_stopped(void)
{
	return is_stopped;
}
