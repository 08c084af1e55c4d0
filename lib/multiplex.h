/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bodies of rotated counters, and what their files share. */
#ifndef MULTIPLEX_H
#define MULTIPLEX_H

#include "monitor.h"
#include "multiplex-math.h"

/* What one look at an event file found. */
struct mux_look {
	bool is_known;
	bool is_gone;		/* the domain went, if only for a moment: its counters are not assigned any more */
	uint64_t gross;		/* as read: of a control group with what its monitor groups count now */
	double own;		/* of the group alone */
	uint64_t time_ns;
	uint64_t slack_ns;	/* the time is known to this */
};

/* One event of one group in one domain. */
struct mux_cell {
	uint64_t domain;
	const struct mux_bank *bank;
	size_t item, index;	/* its place there */
	int fd;			/* the event file, while it is counted; else -1 */
	struct mux_look begin;	/* of the slot that runs */
	struct mux_look now;
	struct mux_estimator estimator;
	struct mux_estimate estimate;	/* of the last window: the group alone */
};

/* One event of one group, in the domains of its bank. */
struct mux_item {
	char *group;
	char *event;
	size_t parent;		/* the control group's item, SIZE_MAX: this is one, or its own is not here */
	bool is_pinned;		/* somebody else's counter: looked at all the time, never touched */
	bool is_held;		/* we have given it a counter */
	bool is_due;		/* in the slot that begins */
	bool is_lost;		/* this slot is of no use */
	bool is_told;		/* that somebody took its counter, in this window */
	struct mux_cell *cells;
};

/* Domains with the same free counters and the same events to count: rotated together. */
struct mux_bank {
	char *resource;
	char *file;		/* "mbm_L3_assignments" */
	bool is_fixed;		/* a counter serves all domains */
	uint64_t *domains;
	size_t num_domains;
	size_t capacity;	/* counters, the same in each domain */
	struct mux_item *items;
	size_t num_items;
	size_t *rotated;	/* the items that are not pinned */
	size_t num_rotated;
	struct mux_schedule schedule;
};

/* A counter that was assigned before and was taken with leave. */
struct mux_taken {
	char *group;
	char *event;
	char *file;
	char *line;		/* that gives it back */
};

struct mux_banks {
	struct mux_bank *banks;
	size_t num;
};

struct resctrl_multiplex {
	struct resctrl_ctx *ctx;
	struct resctrl_monitor *monitor;
	uint64_t slot_ns;	/* as asked for; 0: a 64th of the window for each rotation */
	uint64_t window_ns;
	bool take;		/* counters that others have assigned, too */
	struct mux_banks plan;
	struct mux_taken *taken;
	size_t num_taken;
	uint64_t random;
	uint64_t num_scans;	/* of the monitor, at the last plan */
	bool is_stale;		/* the plan is not how things are */
	bool is_update_due;	/* a rotation has ended: time to look for groups and domains */
	bool is_running;	/* a slot is */
	bool is_released;
	uint64_t due_ns;	/* when the slot ends */
	uint64_t begin_ns;	/* of the window */
	size_t num_rotations;	/* complete ones in this window, of the longest rotation */
	uint64_t rotation_ns;	/* how long the last one took */
	uint64_t rotated_ns;	/* when it ended */
};

/* ---- multiplex-plan.c ---- */

/*
 * Which counters are free and what is to be counted with them, now. No counter is held. The exclusive lock is. What was
 * estimated goes on for events that were there before. 0 or -errno, recorded.
 */
MUST_CHECK int mux_plan(struct resctrl_multiplex *x);
void mux_banks_release(struct resctrl_multiplex *x, struct mux_banks *banks);
/* The one whose rotation takes the most slots, or NULL. */
struct mux_bank *mux_longest(const struct resctrl_multiplex *x);

/* ---- multiplex-mark.c ---- */

/* Readings of the monitor that are estimated know their cell from here on. */
void mux_mark(struct resctrl_multiplex *x);
/* Ends the window of WINDOW_NS: fills the readings with what was estimated. */
void mux_fill(struct resctrl_multiplex *x, uint64_t window_ns);

/* ---- multiplex-look.c ---- */

/* Reads every event that is counted now. */
void mux_look(struct resctrl_multiplex *x);
/* What was read last is where the slot begins; for new ones alone, or all. */
void mux_begin_slot(struct resctrl_multiplex *x);
/* What was read last is where it ends: gives it to the estimators, but for what is lost. */
void mux_end_slot(struct resctrl_multiplex *x);

/* ---- multiplex-switch.c; with the exclusive lock held ---- */

/* Items whose counters are not ours any more are lost. 0 or -ENOMEM. */
MUST_CHECK int mux_verify(struct resctrl_multiplex *x);
/* Gives back what the next slot does not need and takes what it does. 0 or -errno, recorded. */
MUST_CHECK int mux_switch(struct resctrl_multiplex *x);
/* Gives back everything. 0, or the first failure, recorded; the rest is tried. */
MUST_CHECK int mux_give_back(struct resctrl_multiplex *x);
/* Without a word to the kernel: nothing is held any more. */
void mux_forget_held(struct resctrl_multiplex *x);

/* ---- multiplex-take.c; with the exclusive lock held ---- */

/* Takes every counter that the monitor's events have, and notes it. 0 or -errno, recorded; then none is taken. */
MUST_CHECK int mux_take_assigned(struct resctrl_multiplex *x);
/* Gives those back. 0, or the first failure, recorded; the rest is tried. */
MUST_CHECK int mux_return_taken(struct resctrl_multiplex *x);

#endif
