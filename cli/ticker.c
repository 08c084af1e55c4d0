/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clock that ticks at fixed times. They are absolute, so that intervals do not drift by the
 * time that a sample takes.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ticker.h"

#define NS_PER_S 1000000000u

static volatile sig_atomic_t is_stopped;
/*
 * The signal handler takes the time out of it: a signal between the check of is_stopped and the
 * sleep then ends the sleep at once, too.
 */
static struct timespec timeout;

static void handle_stop(int number)
{
	(void)number;
	is_stopped = 1;
	memset(&timeout, 0, sizeof(timeout));
}

uint64_t ticker_now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void ticker_catch(bool always)
{
	/* Writes are restarted, sleeps never are. */
	struct sigaction stop = {
		.sa_handler = handle_stop,
		.sa_flags = (int)(SA_RESTART | SA_RESETHAND),
	};
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (always) {
		/* A write that hangs ends with the signal. */
		stop.sa_flags = 0;
		sigaction(SIGHUP, &stop, NULL);
	}
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

void ticker_start(struct ticker *ticker, uint64_t interval_ns, uint64_t duration_ns)
{
	ticker->interval_ns = interval_ns;
	ticker->next_ns = ticker_now_ns(CLOCK_MONOTONIC) + interval_ns;
	ticker->end_ns = duration_ns ? ticker->next_ns - interval_ns + duration_ns : UINT64_MAX;
}

/* The call itself and not the C library's, which copies the time before it enters the kernel. */
static int sleep_on(int fd)
{
	struct pollfd poll = { .fd = fd, .events = POLLIN };
#ifdef SYS_ppoll_time64
	long number = sizeof(time_t) > sizeof(long) ? SYS_ppoll_time64 : SYS_ppoll;
#else
	long number = SYS_ppoll;
#endif

	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return is_stopped ? -1 : (int)syscall(number, &poll, 1, &timeout, NULL, 0);
}

static void set_timeout(uint64_t ns)
{
	timeout.tv_sec = (time_t)(ns / NS_PER_S);
	timeout.tv_nsec = (long)(ns % NS_PER_S);
}

enum ticker_event ticker_wait(struct ticker *ticker, int fd)
{
	uint64_t now = ticker_now_ns(CLOCK_MONOTONIC), next;
	int rc = 0;

	if (ticker->next_ns < now)
		ticker->next_ns += (now - ticker->next_ns) / ticker->interval_ns *
				   ticker->interval_ns;
	next = ticker->next_ns < ticker->end_ns ? ticker->next_ns : ticker->end_ns;
	while (now < next && !is_stopped) {
		set_timeout(next - now);
		rc = sleep_on(fd);
		/* The end of the time-out needs no look at the clock. */
		if (rc >= 0 || errno != EINTR)
			break;
		now = ticker_now_ns(CLOCK_MONOTONIC);
	}
	if (is_stopped)
		return TICKER_STOPPED;
	if (rc > 0)
		return TICKER_READABLE;
	ticker->next_ns += ticker->interval_ns;
	return next == ticker->end_ns ? TICKER_LAST : TICKER_TICK;
}

void ticker_pause(const struct ticker *ticker, uint64_t ns)
{
	uint64_t now = ticker_now_ns(CLOCK_MONOTONIC);

	if (now >= ticker->next_ns)
		return;
	set_timeout(ticker->next_ns - now < ns ? ticker->next_ns - now : ns);
	sleep_on(-1);
}

bool ticker_is_stopped(void)
{
	return is_stopped;
}
