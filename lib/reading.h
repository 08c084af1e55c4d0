/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bodies of a reading and of a sample: flat, so that a sample allocates nothing. */
#ifndef READING_H
#define READING_H

#include "internal.h"
#include "text/reading.h"

struct pmt_group;

struct resctrl_reading {
	const char *group;		/* borrowed from the monitor, as the next two */
	const char *resource;
	const char *event;
	uint64_t domain;
	uint64_t subdomain;
	bool has_subdomain;
	struct event_info info;
	int fd;				/* the event file; -1 while the value is gone, or with a path */
	char *path;			/* below the group's directory: opened for each read; else NULL */
	const struct pmt_group *direct;	/* read from telemetry regions; else NULL */
	unsigned int direct_event;	/* of that group */

	enum resctrl_state state;
	struct reading_value value;
	bool rate_known;
	bool restart;			/* the next value is marked */
	bool is_absent;			/* its domain is there and has no such file, as others have */
	bool is_new;			/* first found when groups were last listed */
	bool was_open, was_there;	/* its file, its domain: when groups were listed before */
	bool is_back;			/* its file was gone, and was not read since */
	bool is_missing;		/* no data when last read: left out of the sum above */
	bool is_ambiguous;		/* its counter serves all domains, and is assigned in some */
	double rate;
	uint64_t generation;
	unsigned int flags;
	int err;
	char raw[48];

	/* With rotated counters: where its estimates are made, NULL: it is read; and the last one. */
	const struct mux_cell *cell;
	double coverage, error_bound;

	/* The value the next rate starts from. */
	bool base_known;
	struct reading_value base;
	uint64_t base_time_ns;

	/* Sum of what was seen to be added: never falls. */
	struct reading_value total;
	uint64_t total_since_ns;	/* of the wall clock; 0 before the first value */
};

struct resctrl_sample {
	uint64_t time_ns;
	uint64_t wall_time_ns;
	uint64_t window_ns;		/* of estimates; 0: there are none */
	struct resctrl_reading **readings;
	size_t num;
};

/* Takes the outcome of one read: LEN bytes of TEXT, or a LEN of -errno; the time is not known yet. */
void reading_take(struct resctrl_reading *r, const char *text, ssize_t len);
/* The outcome where no text was read: ERR (-errno), or VALUE, or nothing, which is "unavailable". */
void reading_take_value(struct resctrl_reading *r, int err, bool valid, const struct reading_value *value);
/* There is no file to read. */
void reading_take_absent(struct resctrl_reading *r);
/* The rate since the last sample, now that the time of this one is known. */
void reading_set_time(struct resctrl_reading *r, uint64_t time_ns, uint64_t wall_time_ns);
/* What is read from here on cannot be compared with what was read before. */
void reading_restart(struct resctrl_reading *r);
/* Its file is there, as far as is known. */
bool reading_is_open(const struct resctrl_reading *r);
/* Its domain is there, as far as is known. */
bool reading_is_there(const struct resctrl_reading *r);
/* -1, 0 or 1 by resource, domain, sub-domain (the sum of a domain before its parts), event. */
int reading_compare(const void *a, const void *b);

#endif
