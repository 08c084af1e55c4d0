/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event files that a group has now, and those that it lacks in some domains. */
#ifndef MONITOR_WALK_H
#define MONITOR_WALK_H

#include "monitor.h"

/* A directory with event files: a domain, or a part of one. */
struct place {
	const char *resource;
	uint64_t domain, subdomain;
	bool has_sub;
	size_t first, num;		/* its events, as long as they are not sorted */
};

/* A walk through mon_data, and what it found. */
struct walk {
	struct resctrl_monitor *m;
	const struct watched_group *group;
	struct mon_dir_name domain;
	struct mon_dir_name sub;
	bool has_sub;
	char path[200];			/* below the group's directory */
	struct resctrl_reading *found;
	size_t num, size;
	struct place *places;
	size_t num_places;
};

/* What there is, in the order of readings. 0 or -errno, recorded; W is to be released in either case. */
MUST_CHECK int walk_run(struct walk *w);
void walk_release(struct walk *w);
/* The domain of R, or its part of one, was found. */
bool walk_has_place(const struct walk *w, const struct resctrl_reading *r);

#endif
