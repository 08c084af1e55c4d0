/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that are rotated on the kernel of kernel.h. */
#ifndef ROTATION_H
#define ROTATION_H

#include "kernel.h"

/* GROUPS and EVENT as patterns; windows of a second with slots of 10 ms, always in the same order. */
struct resctrl_monitor_config *rotation_config(const char *groups, const char *event);
struct resctrl_multiplex *rotation_start(struct machine *m, const char *groups, const char *event);
/* The total bytes of all groups but the default one, with counters that others have; NULL where EXPECTED is no 0. */
struct resctrl_multiplex *rotation_start_with_leave(struct machine *m, int expected);
/* To the time when it is due, and what comes of it. */
int rotation_step(struct resctrl_multiplex *x, const struct resctrl_sample **sample);
const struct resctrl_sample *rotation_run_window(struct resctrl_multiplex *x);
/* An estimate of so many total bytes a ns, within its bound, which is small: these loads are steady. */
void rotation_assert_estimate(const struct resctrl_sample *s, const char *group, uint64_t domain,
			      double bytes_per_ns);

#endif
