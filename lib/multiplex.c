/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * More groups than counters: the counters that are free are rotated over the groups and events, in random order, and
 * what each would have counted is estimated. The statistics are in multiplex-estimate.c.
 */
#include "multiplex.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "counters.h"

#define MS	1000000u
#define SECOND	1000000000u

#define WINDOW_NS	(10ull * SECOND)
/* What a slot lasts where nothing is said: switching takes a fraction of a millisecond for each counter. */
#define SLOT_LEAST_NS	(10u * MS)
#define SLOT_MOST_NS	SECOND
/* Rotations in a window, where the slots may be as short as that; and those without which nothing can be said. */
#define ROTATIONS_WANTED	64
#define ROTATIONS_LEAST		8

/* ---- opening ---- */

static int check_plan(struct resctrl_multiplex *x)
{
	const struct failure none = {
		RESCTRL_ERROR_NO_COUNTER, ENOSPC, RESCTRL_CAUSE_PREDICTED, x->ctx->fs_path, NULL,
		"\"rctl list-counters\" shows who has them; \"rctl unassign-counter\" gives one back, and "
		"with --take-assigned those of the monitored groups are rotated as well",
	};
	size_t rotated = 0, capacity = 0;
	struct resctrl_counters *all;
	char names[320];
	int err;

	for (size_t i = 0; i < x->plan.num; i++) {
		rotated += x->plan.banks[i].num_rotated;
		capacity += x->plan.banks[i].num_rotated ? x->plan.banks[i].capacity : 0;
	}
	if (!rotated || capacity)
		return 0;
	err = counters_load_all(x->ctx, &all);
	if (err)
		return err;
	counters_name_holders(all, names, sizeof(names));
	resctrl_counters_free(all);
	return error_set(x->ctx, &none, "no counter is free: held by %s", names);
}

static int start(struct resctrl_multiplex *x)
{
	int err;

	err = fs_start_change(x->ctx, 0);
	if (!err && x->take)
		err = mux_take_assigned(x);
	if (!err)
		err = mux_plan(x);
	if (!err)
		err = check_plan(x);
	fs_unlock(x->ctx);
	return err;
}

int resctrl_multiplex_open(struct resctrl_ctx *ctx, const struct resctrl_monitor_config *config,
			   struct resctrl_multiplex **multiplex)
{
	struct resctrl_multiplex *x;
	int err;

	assert(ctx);
	if (!multiplex)
		return -EINVAL;
	error_begin(ctx, "rotate counters");
	x = calloc(1, sizeof(*x));
	if (!x)
		return error_memory(ctx);
	err = resctrl_monitor_open_config(ctx, config, &x->monitor);
	if (err) {
		free(x);
		return err;
	}
	error_begin(ctx, "rotate counters");
	x->ctx = resctrl_ctx_ref(ctx);
	x->monitor->is_multiplexed = true;
	x->window_ns = x->monitor->config.window_ns ? x->monitor->config.window_ns : WINDOW_NS;
	x->slot_ns = x->monitor->config.slot_ns;
	x->take = x->monitor->config.take_assigned;
	x->random = x->monitor->config.seed;
	/* Any order is as good where the kernel has no entropy yet. */
	if (!x->monitor->config.has_seed &&
	    getrandom(&x->random, sizeof(x->random), GRND_NONBLOCK) != sizeof(x->random))
		x->random = clock_ns(CLOCK_MONOTONIC);
	err = start(x);
	if (err)
		resctrl_multiplex_close(x);
	else
		*multiplex = x;
	return err;
}

/* The first failure is the one on record, with all that is left behind. */
static int give_all_back(struct resctrl_multiplex *x)
{
	struct resctrl_error record;
	int err;

	err = mux_give_back(x);
	if (!err)
		return mux_return_taken(x);
	record = error_set_aside(x->ctx);
	(void)!mux_return_taken(x);
	error_resume(x->ctx, &record);
	return err;
}

int resctrl_multiplex_release(struct resctrl_multiplex *multiplex)
{
	struct resctrl_multiplex *x = multiplex;
	int err;

	assert(x);
	error_begin(x->ctx, "give back the counters");
	if (x->is_released)
		return 0;
	x->is_released = true;
	/* With the mount all of it has gone. */
	if (x->monitor->is_detached || x->ctx->fs_fd < 0) {
		mux_forget_held(x);
		return 0;
	}
	/* They are ours: whoever has the lock does not keep us from that. */
	if (fs_start_change(x->ctx, 0)) {
		error_clear(x->ctx);
		error_warn(x->ctx, "unlocked", "counters were given back although another process has the lock");
	}
	err = give_all_back(x);
	fs_unlock(x->ctx);
	if (err)
		x->ctx->error.code = RESCTRL_ERROR_PARTIAL;
	return err;
}

void resctrl_multiplex_close(struct resctrl_multiplex *multiplex)
{
	struct resctrl_multiplex *x = multiplex;
	struct resctrl_error record;

	if (!x)
		return;
	/* What failed before stays on record, with what is left behind now. */
	record = error_set_aside(x->ctx);
	(void)!resctrl_multiplex_release(x);
	error_resume(x->ctx, &record);
	mux_banks_release(x, &x->plan);
	resctrl_monitor_close(x->monitor);
	resctrl_ctx_unref(x->ctx);
	free(x);
}

/* ---- windows ---- */

static uint64_t slot_length(const struct resctrl_multiplex *x, size_t num_slots)
{
	uint64_t ns;

	if (x->slot_ns)
		return x->slot_ns;
	/* Where there is a counter for each event nothing is switched, and there is little to be gained. */
	ns = num_slots > 1 ? x->window_ns / (ROTATIONS_WANTED * num_slots) :
			     x->window_ns / ROTATIONS_LEAST;
	return ns < SLOT_LEAST_NS ? SLOT_LEAST_NS : ns > SLOT_MOST_NS ? SLOT_MOST_NS : ns;
}

static void note_rotation(struct resctrl_multiplex *x, const struct mux_bank *longest, uint64_t now)
{
	if (!longest || !mux_schedule_is_complete(&longest->schedule))
		return;
	x->num_rotations++;
	x->rotation_ns = now - x->rotated_ns;
	x->rotated_ns = now;
	x->is_update_due = true;
}

/* Windows are whole rotations, so that every event had as many slots as the others. */
static bool is_window_over(const struct resctrl_multiplex *x, const struct mux_bank *longest, uint64_t now)
{
	uint64_t spent = now - x->begin_ns;

	if (!longest)
		return spent >= x->window_ns;
	if (!mux_schedule_is_complete(&longest->schedule) || x->num_rotations < ROTATIONS_LEAST)
		return false;
	/* Now, or after one more: whichever is nearer. */
	return spent + x->rotation_ns / 2 >= x->window_ns;
}

static int end_window(struct resctrl_multiplex *x, uint64_t now, const struct resctrl_sample **sample)
{
	uint64_t window = now - x->begin_ns;
	int err;

	err = resctrl_monitor_read(x->monitor, sample);
	if (err)
		return err;
	x->monitor->sample.window_ns = window;
	mux_fill(x, window);
	x->begin_ns = now;
	x->num_rotations = 0;
	/* Counters that others have given back or taken meanwhile belong to the next one. */
	x->is_stale = true;
	return 0;
}

/* What has run until now is counted. */
static int end_slot(struct resctrl_multiplex *x)
{
	int err;

	mux_look(x);
	err = mux_verify(x);
	if (!err)
		mux_end_slot(x);
	return err;
}

/* ---- from slot to slot ---- */

/* A detached mount has no counters of ours any more. Nothing may stay open. */
static void stand_still(struct resctrl_multiplex *x)
{
	mux_forget_held(x);
	mux_banks_release(x, &x->plan);
	mux_mark(x);
	x->is_stale = true;
	x->is_update_due = true;
	x->is_running = false;
}

static int replan(struct resctrl_multiplex *x)
{
	int err = mux_give_back(x);

	return err ? err : mux_plan(x);
}

static int begin_slot(struct resctrl_multiplex *x)
{
	struct mux_bank *longest;
	int err = 0;

	if (x->is_stale || x->num_scans != x->monitor->num_scans)
		err = replan(x);
	if (!err)
		err = mux_switch(x);
	if (err)
		return err;
	mux_look(x);
	mux_begin_slot(x);
	x->is_running = true;
	longest = mux_longest(x);
	x->due_ns = clock_ns(CLOCK_MONOTONIC);
	x->due_ns += longest ? mux_schedule_draw_length(&longest->schedule,
			       slot_length(x, mux_schedule_get_num_slots(&longest->schedule))) :
			       slot_length(x, 1);
	return 0;
}

static int go_on(struct resctrl_multiplex *x)
{
	int err;

	if (x->is_update_due) {
		x->is_update_due = false;
		err = resctrl_monitor_update(x->monitor);
		if (err)
			return err;
	}
	if (x->monitor->is_detached) {
		stand_still(x);
		x->due_ns = clock_ns(CLOCK_MONOTONIC) + slot_length(x, 1);
		return 0;
	}
	err = fs_start_change(x->ctx, 0);
	if (!err)
		err = begin_slot(x);
	fs_unlock(x->ctx);
	/* Somebody else is at work: the counters stay where they are for another slot. */
	if (err == -EBUSY) {
		error_clear(x->ctx);
		mux_look(x);
		mux_begin_slot(x);
		x->is_running = true;
		x->due_ns = clock_ns(CLOCK_MONOTONIC) + slot_length(x, 1);
		err = 0;
	}
	return err;
}

int resctrl_multiplex_next(struct resctrl_multiplex *multiplex, const struct resctrl_sample **sample)
{
	struct resctrl_multiplex *x = multiplex;
	uint64_t now = clock_ns(CLOCK_MONOTONIC);
	bool is_over = false;
	int err = 0;

	assert(x && !x->is_released);
	if (!sample)
		return -EINVAL;
	if (now < x->due_ns)
		return 0;
	error_begin(x->ctx, "rotate counters");
	if (!x->begin_ns)
		x->begin_ns = x->rotated_ns = now;
	if (x->is_running) {
		const struct mux_bank *longest = mux_longest(x);

		/* It has ended, whatever comes of what follows: it is counted once. */
		x->is_running = false;
		err = end_slot(x);
		now = clock_ns(CLOCK_MONOTONIC);
		note_rotation(x, longest, now);
		is_over = is_window_over(x, longest, now);
	}
	if (!err && is_over)
		err = end_window(x, now, sample);
	/* A sample is valid until the next call: whatever may change the readings waits for that. */
	if (err || is_over)
		return err ? err : 1;
	return go_on(x);
}

int resctrl_multiplex_read(struct resctrl_multiplex *multiplex, const struct resctrl_sample **sample)
{
	struct resctrl_multiplex *x = multiplex;
	int err;

	assert(x && !x->is_released);
	if (!sample)
		return -EINVAL;
	error_begin(x->ctx, "rotate counters");
	err = x->is_running ? end_slot(x) : 0;
	if (!err)
		err = end_window(x, clock_ns(CLOCK_MONOTONIC), sample);
	/* The slot goes on, in the next window. */
	mux_begin_slot(x);
	return err;
}

uint64_t resctrl_multiplex_get_time_ns(const struct resctrl_multiplex *multiplex)
{
	assert(multiplex);
	return multiplex->due_ns;
}
