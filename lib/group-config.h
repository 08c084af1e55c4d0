/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The body of a group's configuration: what a new group shall be. */
#ifndef GROUP_CONFIG_H
#define GROUP_CONFIG_H

#include "tasks.h"

struct resctrl_group_config {
	char *name;
	struct strlist specs;
	enum resctrl_place place;
	unsigned int wait_ms;
	bool transient;
	char *mode;
	char *cpus;
	struct resctrl_tasks *tasks;
};

#endif
