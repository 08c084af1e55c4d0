/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an event that was counted now and then has counted in all, and how far that may be off.
 *
 * The window is a row of rotations, and the event had one slot in each, drawn by chance: a stratified sample, one draw
 * a stratum. So the mean rate of the slots, weighted with their lengths, is the estimate, without bias whatever the
 * load does. One draw says nothing about the spread within its stratum, so the variance comes from the differences of
 * successive draws (the mean of their squares is twice the variance). It is never too small in expectation, as whatever
 * changes from one rotation to the next adds to it, and a load that changes slowly is not taken for a noisy one.
 * Draws of two strata are independent: there is no correction for a finite population but the one in the draw
 * itself. Where there is one slot a rotation, nothing is drawn: only the pauses between slots are unknown.
 *
 * The bound is that standard error times a quantile of Student's distribution, with the degrees of freedom of that
 * estimate of a variance (von Neumann), and at least what the slots may have missed altogether: what was not met in
 * N draws has a share of less than 4.6 / N, and its rate lies in the range of the last windows. To this comes how
 * exactly the ends of the slots are known. The level is 99 %, so that 95 % hold also where rates are all but normally
 * distributed: on and off. What was in none of the windows remembered, no sample can tell.
 */
#include "multiplex-math.h"

#include <string.h>

/* -ln(1 %): (1 - 4.6 / N)^N is about that. */
#define MISSED_MOST	4.6

/* Newton's method: the mathematical library is not worth its loading. */
static double square_root(double x)
{
	double root = x > 1 ? x : 1;

	if (x <= 0)
		return 0;
	/* At a factor of 2 a step from the worst start, then quadratic: ends for every finite X. */
	for (;;) {
		double next = (root + x / root) / 2;

		if (next >= root)
			return root;
		root = next;
	}
}

/* The two-sided 99 % quantile of Student's t distribution. */
static double t_quantile(double freedom)
{
	static const double table[] = {
		63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169,
		3.106, 3.055, 3.012, 2.977, 2.947, 2.921, 2.898, 2.878, 2.861, 2.845,
	};
	const size_t num = sizeof(table) / sizeof(table[0]);
	const double normal = 2.5758;
	size_t whole = freedom < 1 ? 1 : freedom > 1e6 ? 1000000 : (size_t)freedom;

	/* Rounded down: the larger quantile. */
	if (whole <= num)
		return table[whole - 1];
	/* The difference from the normal distribution falls as 1 / FREEDOM. */
	return normal + (table[num - 1] - normal) * (double)num / (double)whole;
}

static const struct mux_range no_range = { .low = 1, .high = 0 };

static void widen(struct mux_range *range, double low, double high)
{
	if (range->low > range->high) {
		*range = (struct mux_range){ low, high };
		return;
	}
	range->low = low < range->low ? low : range->low;
	range->high = high > range->high ? high : range->high;
}

static void begin_window(struct mux_estimator *e)
{
	e->num = 0;
	e->counted = e->time = e->slack = e->last = e->squares = 0;
	e->ranges[e->window] = no_range;
}

void mux_estimator_begin(struct mux_estimator *e)
{
	for (size_t i = 0; i < MUX_HISTORY; i++)
		e->ranges[i] = no_range;
	e->window = 0;
	begin_window(e);
}

void mux_estimator_add(struct mux_estimator *e, double count, uint64_t time_ns, double slack)
{
	double rate;

	if (!time_ns)
		return;
	rate = count / (double)time_ns;
	if (e->num)
		e->squares += (rate - e->last) * (rate - e->last);
	e->last = rate;
	e->num++;
	e->counted += count;
	e->time += (double)time_ns;
	e->slack += slack;
	widen(&e->ranges[e->window], rate, rate);
}

/* The width of the range of the rates in this window and the last ones. */
static double spread(const struct mux_estimator *e)
{
	struct mux_range all = no_range;

	for (size_t i = 0; i < MUX_HISTORY; i++) {
		if (e->ranges[i].low <= e->ranges[i].high)
			widen(&all, e->ranges[i].low, e->ranges[i].high);
	}
	return all.high > all.low ? all.high - all.low : 0;
}

/* Of the mean rate, by chance. */
static double sampling_bound(const struct mux_estimator *e)
{
	double n = (double)e->num, least = spread(e) * MISSED_MOST / n;
	double variance = e->squares / (2 * (n - 1));
	double freedom = 2 * (n - 1) * (n - 1) / (3 * n - 4);
	double bound = t_quantile(freedom) * square_root(variance / n);

	return bound > least ? bound : least;
}

void mux_estimator_finish(struct mux_estimator *e, uint64_t window_ns, size_t num_slots,
			  struct mux_estimate *estimate)
{
	double window = (double)window_ns, unseen = 1;

	*estimate = (struct mux_estimate){ 0 };
	if (window > 0)
		estimate->coverage = e->time < window ? e->time / window : 1;
	estimate->is_known = e->num >= MUX_MIN_SLOTS;
	if (estimate->is_known) {
		double rate = e->counted / e->time;

		if (num_slots <= 1)
			unseen = 1 - estimate->coverage;
		estimate->value = rate * window;
		estimate->bound = (sampling_bound(e) * unseen + e->slack / e->time) * window;
	}
	e->window = (e->window + 1) % MUX_HISTORY;
	begin_window(e);
}

void mux_estimate_add(struct mux_estimate *sum, const struct mux_estimate *part)
{
	sum->is_known &= part->is_known;
	sum->value += part->value;
	sum->bound = square_root(sum->bound * sum->bound + part->bound * part->bound);
	sum->coverage = part->coverage < sum->coverage ? part->coverage : sum->coverage;
}
