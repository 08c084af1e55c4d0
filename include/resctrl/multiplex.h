/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* More groups than counters: estimates from rotated counters. */
#ifndef RESCTRL_MULTIPLEX_H
#define RESCTRL_MULTIPLEX_H

#include <stdbool.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_monitor_config;
struct resctrl_multiplex;
struct resctrl_reading;
struct resctrl_sample;

/*
 * For a monitor with rotated counters: the time that a sample stands for, in ns, 10 s where it is not set; and how long
 * a counter stays with an event on average, where it is not 0. A window is as many whole rotations as come nearest to
 * that, and 8 at least. -EINVAL: a window of 0.
 */
RESCTRL_API int resctrl_monitor_config_set_window(struct resctrl_monitor_config *config,
						  uint64_t window_ns, uint64_t slot_ns);
/* Counters of the monitored events that are assigned already are rotated as well, and given back at the end. */
RESCTRL_API void resctrl_monitor_config_set_take_assigned(struct resctrl_monitor_config *config,
							  bool take);
/* The order that follows from SEED, for tests; without it the order is drawn from getrandom(2). */
RESCTRL_API void resctrl_monitor_config_set_seed(struct resctrl_monitor_config *config, uint64_t seed);

/*
 * A monitor (as resctrl_monitor_open_config) that rotates the assignable counters that are free over those of its
 * events that have none, in random order, and estimates what each would have counted. Counters that others have
 * assigned are not touched. A control group's estimate is the sum of its own and of its monitor groups', which are
 * rotated along, asked for or not. Where a counter serves all domains at once (Arm) the domains are rotated together.
 * Nothing is assigned before the first call of resctrl_multiplex_next.
 * As there; -ENOSPC (code NO_COUNTER): no counter is free; -EOPNOTSUPP (code NOT_SUPPORTED): there are none, or they
 * are not in use; -EBUSY; -EROFS: a recorded tree. Kernel: fs/resctrl/monitor.c, mbm_L3_assignments_write.
 */
RESCTRL_API int resctrl_multiplex_open(struct resctrl_ctx *ctx,
				       const struct resctrl_monitor_config *config,
				       struct resctrl_multiplex **multiplex);
/*
 * To be called when it is time (resctrl_multiplex_get_time_ns): ends a slot and begins the next one. 1 and a sample
 * where that ended a window, valid until the next call; else 0. Warnings of the context tell what happened, as of
 * resctrl_monitor_update, and counter_taken, counters_short: somebody else has changed assignments. -EACCES, -EIO,
 * -ENOMEM.
 */
RESCTRL_API int resctrl_multiplex_next(struct resctrl_multiplex *multiplex,
				       const struct resctrl_sample **sample);
/* Ends the window here and now, however short it was. */
RESCTRL_API int resctrl_multiplex_read(struct resctrl_multiplex *multiplex,
				       const struct resctrl_sample **sample);
/* When resctrl_multiplex_next is to be called: ns of CLOCK_MONOTONIC. */
RESCTRL_API uint64_t resctrl_multiplex_get_time_ns(const struct resctrl_multiplex *multiplex);
/*
 * Gives back every counter: assignments are as they were when it was opened, but for what others have changed. No more
 * calls but resctrl_multiplex_close, which does it too, without an answer. What could not be given back is in
 * left_behind.
 */
RESCTRL_API int resctrl_multiplex_release(struct resctrl_multiplex *multiplex);
RESCTRL_API void resctrl_multiplex_close(struct resctrl_multiplex *multiplex);

/*
 * An estimate (flag RESCTRL_READING_ESTIMATED). Its value is what was added in the window of the sample, not a value of
 * the kernel's; its rate is that per second. The state is UNASSIGNED where the event never had a counter in the
 * window, UNAVAILABLE where it was counted in less than 5 slots, too few to say anything.
 * The share of the window in which it was counted, 0 to 1; and a bound of the error, in the unit of the value: at least
 * 95 of 100 estimates lie within theirs, of loads that show in one of the last 16 windows what they can do. -ENODATA
 * where it is none, or where nothing can be said.
 */
RESCTRL_API int resctrl_reading_get_coverage(const struct resctrl_reading *reading, double *coverage);
RESCTRL_API int resctrl_reading_get_error_bound(const struct resctrl_reading *reading, double *bound);
/* The time that the estimates of SAMPLE stand for. -ENODATA where it has none. */
RESCTRL_API int resctrl_sample_get_window_ns(const struct resctrl_sample *sample, uint64_t *window_ns);

#ifdef __cplusplus
}
#endif

#endif
