/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine of files that assigns counters and counts as the kernel does, to its own clock. One at a time. */
#ifndef KERNEL_H
#define KERNEL_H

#include "machine.h"

#define KERNEL_ASSIGNMENTS	"mbm_L3_assignments"
#define MS			1000000u
#define SECOND			1000000000u
#define MAX_GROUPS		8

extern const char *const kernel_events[2];

/* A group's counters; bytes per ns are its place in the list plus 1, half of that for local ones. */
struct counted {
	char dir[64];
	bool assigned[2][2];		/* event, domain */
	uint64_t since[2][2];
};

extern struct kernel {
	struct machine *m;
	struct counted groups[MAX_GROUPS];
	size_t num;
	size_t capacity;		/* counters in each domain */
	uint64_t now;
	size_t most_held;
	bool offline[2];
	unsigned int strike_at;		/* as of kernel_strike */
	size_t strike_domain;
	int strike;
} kernel;

/* The default group and NUM more, g1 to gN, none with a counter. The clock gives a ns more each time it is read. */
void kernel_setup(struct machine *m, size_t num, size_t capacity);
void kernel_add_group(const char *dir);
/* Writes what the files hold by now. */
void kernel_show(void);
size_t kernel_num_held(size_t domain);
void kernel_assert_nothing_held(void);
/* With the counters that are assigned in it; shown with the next write. */
void kernel_take_offline(size_t domain);
/* That write, counted from 1, fails at that domain; with EINVAL as the domain goes. */
void kernel_strike(unsigned int at, size_t domain, int err);
/* Takes away whatever is held. */
void kernel_steal(void);

#endif
