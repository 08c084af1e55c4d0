/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clock that ticks at fixed times until the program is told to stop.
 */
#ifndef RCTL_TICKER_H
#define RCTL_TICKER_H

#include <stdbool.h>
#include <stdint.h>

struct ticker {
	uint64_t interval_ns, next_ns;
};

/*
 * Starts the intervals now. From here on SIGINT and SIGTERM stop the ticker; a second one ends the
 * program, in case it hangs in a write. SIGPIPE is ignored, so that the write tells.
 */
void ticker_start(struct ticker *ticker, uint64_t interval_ns);
/* Sleeps until the next tick; ticks that have passed are left out. False when told to stop. */
bool ticker_wait(struct ticker *ticker);
bool ticker_is_stopped(void);

#endif
