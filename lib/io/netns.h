/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The network name space of this process. */
#ifndef IO_NETNS_H
#define IO_NETNS_H

#include <stdbool.h>

/*
 * Whether it belongs to the first user name space. The kernel tells uevents in those alone (lib/kobject_uevent.c,
 * uevent_net_init); a socket in another one opens and stays silent. Where it cannot be found out, as in a user name
 * space of its own in somebody else's network, the answer is false.
 */
bool netns_is_of_first_user(void);

#endif
