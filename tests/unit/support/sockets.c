/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink sockets that the test writes to. */
#include "../unit.h"

#include "sockets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "events/netlink.h"

bool __wrap_netlink_is_built(void);
int __wrap_netlink_open_uevents(struct netlink *nl, bool cpus_only);
int __wrap_netlink_open_processes(struct netlink *nl, bool execs_only);
void __wrap_netlink_close(struct netlink *nl);
ssize_t __wrap_netlink_receive(const struct netlink *nl, void *buf, size_t size);

static size_t num_open;

struct fake_sockets fake = { .uevents = -1, .processes = -1 };

static int open_pair(struct netlink *nl, int err, int *end)
{
	int fds[2];

	*nl = (struct netlink){ .fd = -1 };
	if (err)
		return -err;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds))
		return -errno;
	if (*end >= 0)
		close(*end);
	nl->fd = fds[0];
	num_open++;
	*end = fds[1];
	return 0;
}

bool __wrap_netlink_is_built(void)
{
	return !fake.not_built;
}

int __wrap_netlink_open_uevents(struct netlink *nl, bool cpus_only)
{
	fake.cpus_only = cpus_only;
	return open_pair(nl, fake.uevents_errno, &fake.uevents);
}

int __wrap_netlink_open_processes(struct netlink *nl, bool execs_only)
{
	fake.execs_only = execs_only;
	return open_pair(nl, fake.processes_errno, &fake.processes);
}

void __wrap_netlink_close(struct netlink *nl)
{
	if (nl->fd >= 0) {
		close(nl->fd);
		num_open--;
	}
	nl->fd = -1;
}

/* A message "ERRNO" and a byte stands for that answer of the kernel. */
ssize_t __wrap_netlink_receive(const struct netlink *nl, void *buf, size_t size)
{
	ssize_t n = recv(nl->fd, buf, size, MSG_DONTWAIT);

	if (n < 0)
		return -errno;
	return n == 6 && !memcmp(buf, "ERRNO", 5) ? -((const unsigned char *)buf)[5] : n;
}

void sockets_reset(void)
{
	if (fake.uevents >= 0)
		close(fake.uevents);
	if (fake.processes >= 0)
		close(fake.processes);
	fake = (struct fake_sockets){ .uevents = -1, .processes = -1 };
}

size_t sockets_num_open(void)
{
	return num_open;
}

void send_to(int fd, const void *data, size_t size)
{
	assert_int_equal(send(fd, data, size, 0), size);
}

void send_error(int fd, int err)
{
	char data[6] = "ERRNO";

	data[5] = (char)err;
	send_to(fd, data, sizeof(data));
}

void send_cpu(unsigned int cpu, const char *action)
{
	char data[256];
	int n = snprintf(data, sizeof(data), "%s@/devices/system/cpu/cpu%u%cACTION=%s%c"
			 "DEVPATH=/devices/system/cpu/cpu%u%cSUBSYSTEM=cpu", action, cpu, 0, action, 0, cpu, 0);

	send_to(fake.uevents, data, (size_t)n + 1);
}

void send_process(uint32_t what, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	uint32_t data[19] = { 76, 3, 0, 0, 1, 1, 0, 0, 40, what, 0, 0, 0, a, b, c, d };

	send_to(fake.processes, data, sizeof(data));
}
