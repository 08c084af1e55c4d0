/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What takes the place of netlink.c where the library is built without libnl. */
#include "events/netlink.h"

#include <errno.h>

bool netlink_is_built(void)
{
	return false;
}

int netlink_open_uevents(struct netlink *nl, bool cpus_only)
{
	(void)cpus_only;
	*nl = (struct netlink){ .fd = -1 };
	return -EOPNOTSUPP;
}

int netlink_open_processes(struct netlink *nl, bool execs_only)
{
	(void)execs_only;
	*nl = (struct netlink){ .fd = -1 };
	return -EOPNOTSUPP;
}

void netlink_close(struct netlink *nl)
{
	nl->fd = -1;
}

ssize_t netlink_receive(const struct netlink *nl, void *buf, size_t size)
{
	(void)nl;
	(void)buf;
	(void)size;
	return -EOPNOTSUPP;
}
