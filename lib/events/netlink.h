/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two netlink sockets events come from. The only user of libnl. */
#ifndef EVENTS_NETLINK_H
#define EVENTS_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct netlink_calls;

struct netlink {
	struct netlink_calls *calls;	/* libnl, loaded while one of its sockets is open */
	void *socket;		/* of libnl */
	int fd;			/* -1 while closed */
	bool listening;		/* the kernel counts us among those who want processes */
};

/* False where the library was built without libnl: nothing below can work then. */
bool netlink_is_built(void);

/* Both: 0 or -errno, -EOPNOTSUPP where libnl is not installed; the socket does not block, and needs no file system. */
/*
 * CPUS_ONLY: the kernel drops what is not about CPUs (or memory) going online and offline before it wakes
 * anybody. -EACCES: in this network name space the kernel tells nothing.
 */
int netlink_open_uevents(struct netlink *nl, bool cpus_only);
/*
 * Asks for fork, exec and exit alone, or EXECS_ONLY; the kernel drops what else processes do before it wakes anybody.
 * -EPERM, or -EACCES where the kernel does not answer (a PID name space other than the first); -ENOBUFS, -EMSGSIZE: its
 * answer was lost.
 */
int netlink_open_processes(struct netlink *nl, bool execs_only);
void netlink_close(struct netlink *nl);

/*
 * More messages than a socket has room for. The kernel tells of a loss before it gives what waited since before
 * that, so all of it is read before the machine is looked at anew: else old news would be taken for newer.
 */
#define MESSAGES_MAX	65536

/*
 * The next message of the kernel; what other processes send is passed over. Its size, or -EAGAIN, -ENOBUFS (the
 * kernel had no room for messages and dropped some), -EMSGSIZE, or another -errno.
 */
ssize_t netlink_receive(const struct netlink *nl, void *buf, size_t size);

#endif
