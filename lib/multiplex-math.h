/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The arithmetic of rotated counters, without files and without a clock: which events are counted in which slot, and
 * what can be said of an event that was counted now and then.
 */
#ifndef MULTIPLEX_MATH_H
#define MULTIPLEX_MATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "internal.h"

/* ---- multiplex-schedule.c ---- */

/*
 * Rotations of NUM items over CAPACITY counters. In each rotation every item has one slot, and in which of them is
 * drawn anew: whatever happens periodically meets each item as often as chance has it, and not always or never the
 * same.
 */
struct mux_schedule {
	size_t *order;		/* of the items in this rotation */
	size_t num;
	size_t num_slots;	/* in a rotation */
	size_t at;		/* items of this rotation that had their slot */
	size_t slots_left, long_left;	/* in this rotation; those with an item more than the others */
	uint64_t random;
};

/* CAPACITY is 1 at least. 0 or -ENOMEM. */
MUST_CHECK int mux_schedule_init(struct mux_schedule *s, size_t num, size_t capacity, uint64_t seed);
void mux_schedule_release(struct mux_schedule *s);
/* The items of the next slot, NUM of them. Valid until the next call. */
const size_t *mux_schedule_next(struct mux_schedule *s, size_t *num);
/* Every item had its slot: the next one begins a rotation. */
bool mux_schedule_is_complete(const struct mux_schedule *s);
/* Slots in a rotation. */
size_t mux_schedule_get_num_slots(const struct mux_schedule *s);
/*
 * How long the next slot shall be: LENGTH_NS on average, from 3/4 to 5/4 of it. Slots of one length would keep step
 * with some load, and its part in the pauses between them would never be counted.
 */
uint64_t mux_schedule_draw_length(struct mux_schedule *s, uint64_t length_ns);

/* ---- multiplex-estimate.c ---- */

/* With fewer slots than this nothing is said. */
#define MUX_MIN_SLOTS	5

/* For so many windows the range of the rates is remembered. */
#define MUX_HISTORY	16

struct mux_range {
	double low, high;	/* rates, per ns; low > high: none was seen */
};

/* One event of one group in one domain. */
struct mux_estimator {
	/* This window */
	size_t num;		/* slots */
	double counted, slack;
	double time;		/* ns */
	double last;		/* rate of the last slot */
	double squares;		/* of the differences between successive slots */
	/* The last ones, this one among them */
	struct mux_range ranges[MUX_HISTORY];
	size_t window;
};

struct mux_estimate {
	bool is_known;		/* else only the coverage is */
	double value;		/* what was added in the whole window */
	double bound;		/* of the error of VALUE */
	double coverage;	/* share of the window that was counted, 0..1 */
};

/* Also to forget all, the history too, where what comes cannot be compared with what was. */
void mux_estimator_begin(struct mux_estimator *e);
/* COUNT was added in TIME_NS, and may be off by SLACK, as the ends of the slot are not known better. */
void mux_estimator_add(struct mux_estimator *e, double count, uint64_t time_ns, double slack);
/* What the window of WINDOW_NS with NUM_SLOTS slots a rotation gave; begins the next one. */
void mux_estimator_finish(struct mux_estimator *e, uint64_t window_ns, size_t num_slots,
			  struct mux_estimate *estimate);
/* The estimate of a sum: errors that have nothing to do with each other. */
void mux_estimate_add(struct mux_estimate *sum, const struct mux_estimate *part);

#endif
