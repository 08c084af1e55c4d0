/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * That CPUs go online or offline, and nothing else: for those who look by themselves what became of their
 * domains. It costs no look at sysfs, no memory, and a few system calls to open.
 */
#ifndef EVENTS_HOTPLUG_H
#define EVENTS_HOTPLUG_H

#include <stdbool.h>

#include "events/netlink.h"

struct hotplug {
	struct netlink uevents;		/* its descriptor is readable when there is something to read */
};

#define HOTPLUG_NONE { { .fd = -1 } }

/* 0 or -errno as of netlink_open_uevents. */
int hotplug_open(struct hotplug *h);
void hotplug_close(struct hotplug *h);
/*
 * 1: CPUs came or went since the last call, or may have: the kernel had no room to tell. 0: none did. -errno:
 * there will be no more news.
 */
int hotplug_read(struct hotplug *h);
/* Why uevents could not be had, for ERR of netlink_open_uevents: a constant. */
const char *uevents_reason(int err);

#endif
