/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Netlink sockets. libnl makes them and sends; messages are received with recvmsg(2), since libnl tells -ENOBUFS
 * (messages were dropped) and -ENOMEM by the same number.
 *
 * libnl is loaded when the first socket is opened: a program that reads one value shall not pay for it at every start
 * (9 system calls of the loader, and its relocations).
 */
#include "events/netlink.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "io/netns.h"
#include "text/proc_event.h"

/* The multicast group of the kernel itself; udev has another one. */
#define UEVENT_GROUP	1
/* What waits while the caller is busy: about 6,000 exec events. The kernel takes it off the user's account. */
#define ROOM		(8 << 20)

/* The soname of the version whose headers this is built with. */
#define LIBNL "libnl-3.so.200"

/* What is used of it. */
struct netlink_calls {
	void *library;
	__typeof__(nl_socket_alloc) *socket_alloc;
	__typeof__(nl_socket_free) *socket_free;
	__typeof__(nl_socket_disable_seq_check) *disable_seq_check;
	__typeof__(nl_socket_set_nonblocking) *set_nonblocking;
	__typeof__(nl_socket_get_fd) *get_fd;
	__typeof__(nl_join_groups) *join_groups;
	__typeof__(nl_connect) *connect;
	__typeof__(nl_sendto) *sendto;
};

bool netlink_is_built(void)
{
	return true;
}

static void unload(struct netlink_calls *calls)
{
	if (calls->library)
		dlclose(calls->library);
	free(calls);
}

/* -EOPNOTSUPP where the library is not installed, as where it was not there when this was built. */
static int load(struct netlink_calls **calls)
{
	struct netlink_calls *c = calloc(1, sizeof(*c));
	const struct {
		const char *name;
		void *slot;
	} names[] = {
		{ "nl_socket_alloc", &c->socket_alloc },
		{ "nl_socket_free", &c->socket_free },
		{ "nl_socket_disable_seq_check", &c->disable_seq_check },
		{ "nl_socket_set_nonblocking", &c->set_nonblocking },
		{ "nl_socket_get_fd", &c->get_fd },
		{ "nl_join_groups", &c->join_groups },
		{ "nl_connect", &c->connect },
		{ "nl_sendto", &c->sendto },
	};
	bool all;

	if (!c)
		return -ENOMEM;
	c->library = dlopen(LIBNL, RTLD_NOW | RTLD_LOCAL);
	all = c->library;
	for (size_t i = 0; all && i < sizeof(names) / sizeof(*names); i++) {
		void *address = dlsym(c->library, names[i].name);

		all = address;
		memcpy(names[i].slot, &address, sizeof(address));
	}
	if (!all) {
		unload(c);
		return -EOPNOTSUPP;
	}
	*calls = c;
	return 0;
}

static void set_room(int fd)
{
	const int room = ROOM;

	/* Without the right to more there is as much as the administrator gives everybody. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
}

/* errno tells: libnl's own numbers are fewer. */
static int connect_socket(const struct netlink_calls *calls, struct nl_sock *sk, int protocol,
			  unsigned int group)
{
	calls->disable_seq_check(sk);
	calls->join_groups(sk, (int)group);
	errno = 0;
	if (calls->connect(sk, protocol) < 0 || calls->set_nonblocking(sk) < 0)
		return errno ? -errno : -EIO;
	return 0;
}

static int open_socket(struct netlink *nl, int protocol, unsigned int group)
{
	struct netlink_calls *calls;
	struct nl_sock *sk;
	int err;

	*nl = (struct netlink){ .fd = -1 };
	err = load(&calls);
	if (err)
		return err;
	sk = calls->socket_alloc();
	err = sk ? connect_socket(calls, sk, protocol, group) : -ENOMEM;
	if (err) {
		if (sk)
			calls->socket_free(sk);
		unload(calls);
		return err;
	}
	nl->calls = calls;
	nl->socket = sk;
	nl->fd = calls->get_fd(sk);
	set_room(nl->fd);
	return 0;
}

static int attach(int fd, struct sock_filter *code, unsigned short num)
{
	const struct sock_fprog program = { num, code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) ? -errno : 0;
}

/* As BPF loads them. */
#define FOUR_LETTERS(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* A message starts with the action: "online@/devices/system/cpu/cpu3". */
static int set_cpu_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FOUR_LETTERS('o', 'n', 'l', 'i'), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FOUR_LETTERS('o', 'f', 'f', 'l'), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return attach(fd, code, sizeof(code) / sizeof(*code));
}

int netlink_open_uevents(struct netlink *nl, bool cpus_only)
{
	int err = open_socket(nl, NETLINK_KOBJECT_UEVENT, UEVENT_GROUP);

	if (!err && !netns_is_of_first_user())
		err = -EACCES;
	if (!err && cpus_only)
		err = set_cpu_filter(nl->fd);
	if (err)
		netlink_close(nl);
	return err;
}

/* Lets answers and execs through, and unless EXECS_ONLY forks and exits. */
static int set_filter(int fd, bool execs_only)
{
	/* BPF loads words of the network's byte order. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, PROC_EVENT_OFFSET),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(PROC_EVENT_NONE), 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(PROC_EVENT_EXEC), 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(execs_only ? PROC_EVENT_EXEC : PROC_EVENT_FORK), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(execs_only ? PROC_EVENT_EXEC : PROC_EVENT_EXIT), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return attach(fd, code, sizeof(code) / sizeof(*code));
}

static int send_request(struct netlink *nl, enum proc_cn_mcast_op op)
{
	const uint32_t data = (uint32_t)op;
	const struct cn_msg message = { .id = { CN_IDX_PROC, CN_VAL_PROC }, .len = sizeof(data) };
	char request[sizeof(struct nlmsghdr) + sizeof(message) + sizeof(data)];
	const struct nlmsghdr header = { .nlmsg_len = sizeof(request), .nlmsg_type = NLMSG_DONE };

	memcpy(request, &header, sizeof(header));
	memcpy(request + sizeof(header), &message, sizeof(message));
	memcpy(request + sizeof(header) + sizeof(message), &data, sizeof(data));
	errno = 0;
	if (nl->calls->sendto(nl->socket, request, sizeof(request)) < 0)
		return errno ? -errno : -EIO;
	return 0;
}

/* The kernel answers before sending has returned. What happened before the answer is before our time. */
static int read_answer(struct netlink *nl)
{
	struct proc_change change;
	char buf[512];
	ssize_t n;

	while ((n = netlink_receive(nl, buf, sizeof(buf))) >= 0) {
		if (proc_event_parse(buf, (size_t)n, &change) || change.kind != PROC_CHANGE_ANSWER)
			continue;
		return change.status ? -(int)change.status : 0;
	}
	return n == -EAGAIN ? -EACCES : (int)n;
}

int netlink_open_processes(struct netlink *nl, bool execs_only)
{
	int err = open_socket(nl, NETLINK_CONNECTOR, CN_IDX_PROC);

	if (!err)
		err = set_filter(nl->fd, execs_only);
	if (!err)
		err = send_request(nl, PROC_CN_MCAST_LISTEN);
	nl->listening = !err;
	if (!err)
		err = read_answer(nl);
	if (err)
		netlink_close(nl);
	return err;
}

void netlink_close(struct netlink *nl)
{
	if (nl->fd < 0)
		return;
	/* Up to 6.5 the kernel goes on making messages for listeners that have gone. */
	if (nl->listening)
		send_request(nl, PROC_CN_MCAST_IGNORE);
	nl->calls->socket_free(nl->socket);
	unload(nl->calls);
	*nl = (struct netlink){ .fd = -1 };
}

ssize_t netlink_receive(const struct netlink *nl, void *buf, size_t size)
{
	for (;;) {
		struct sockaddr_nl from = { 0 };
		struct iovec part = { buf, size };
		struct msghdr message = { .msg_name = &from, .msg_namelen = sizeof(from),
					  .msg_iov = &part, .msg_iovlen = 1 };
		ssize_t n = recvmsg(nl->fd, &message, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (message.msg_flags & MSG_TRUNC)
			return -EMSGSIZE;
		/* Any process can send to this socket; the kernel's messages come from port 0. */
		if (message.msg_namelen == sizeof(from) && from.nl_pid)
			continue;
		return n;
	}
}
