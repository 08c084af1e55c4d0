/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option --place: where a number of ways goes.
 */
#ifndef RCTL_PLACE_H
#define RCTL_PLACE_H

#include <resctrl/change.h>

#include "args.h"

struct rctl_run;

#define PLACE_OPTION								\
	{ .name = "place", .type = OPTION_TEXT, .arg = "WHERE",			\
	  .help = "put ways low, high, or where they overlap least" }

/* The option's value into *PLACE, low where it was not given. 0, or the exit status of a usage error. */
int place_get(struct rctl_run *run, const struct option_entry *option, enum resctrl_place *place);

#endif
