/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clock that ticks at fixed times until the program is told to stop.
 */
#ifndef RCTL_TICKER_H
#define RCTL_TICKER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct ticker {
	uint64_t interval_ns, next_ns;
	uint64_t end_ns;		/* of the last tick */
};

enum ticker_event {
	TICKER_TICK,
	TICKER_LAST,			/* the time is up: a tick, and none behind it */
	TICKER_READABLE,		/* the descriptor has something */
	TICKER_STOPPED,			/* by a signal */
};

/*
 * From here on SIGINT and SIGTERM stop tickers; a second one ends the program, in case it hangs in a
 * write. ALWAYS: so does SIGHUP, and none ends the program, which has something to put back; a write
 * that hangs fails with EINTR. SIGPIPE is ignored, so that the write tells.
 */
void ticker_catch(bool always);
/* Starts the intervals now; DURATION_NS 0: for ever. */
void ticker_start(struct ticker *ticker, uint64_t interval_ns, uint64_t duration_ns);
/*
 * Sleeps until the next tick; ticks that have passed are left out. Meanwhile listens to FD, -1:
 * none. One system call beside the clock.
 */
enum ticker_event ticker_wait(struct ticker *ticker, int fd);
/* Sleeps for NS, but not beyond the next tick. */
void ticker_pause(const struct ticker *ticker, uint64_t ns);
bool ticker_is_stopped(void);
/* What CLOCK shows; ticks are times of CLOCK_MONOTONIC. */
uint64_t ticker_now_ns(clockid_t clock);

#endif
