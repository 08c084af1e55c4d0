/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of vfio-user 0.x. Numbers are little-endian, as this machine is. There are no interrupts
 * and no DMA: the client's memory, which it tells of, is none of our business.
 */
#include <errno.h>
#include <linux/vfio.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bytes.h"
#include "vfio-user.h"

enum command {
	NEGOTIATE = 1,
	DMA_MAP = 2,
	DMA_UNMAP = 3,
	DEVICE_GET_INFO = 4,
	DEVICE_GET_REGION_INFO = 5,
	DEVICE_GET_IRQ_INFO = 7,
	DEVICE_SET_IRQS = 8,
	REGION_READ = 9,
	REGION_WRITE = 10,
	DEVICE_RESET = 13,
};

#define FLAG_REPLY    0x01
#define FLAG_NO_REPLY 0x10
#define FLAG_ERROR    0x20

#define MAX_DATA    4096u
#define MAX_PAYLOAD (MAX_DATA + 64)
#define MAX_FDS	    8

struct header {
	uint16_t id, command;
	uint32_t size; /* of the whole message */
	uint32_t flags, error;
};

/* Of a read and of a write; the data follow. */
struct access {
	uint64_t offset;
	uint32_t region, count;
};

struct message {
	struct header h;
	uint8_t payload[MAX_PAYLOAD];
	uint32_t len; /* of the payload */
};

static bool read_all(int socket, void *data, size_t len)
{
	ssize_t n;
	size_t at;

	for (at = 0; at < len; at += (size_t)n) {
		n = read(socket, (char *)data + at, len - at);
		if (n <= 0)
			return false;
	}
	return true;
}

/* Descriptors come along with the first byte. We have no use for any. */
static void drop_descriptors(struct msghdr *msg)
{
	struct cmsghdr *c;
	int fd[MAX_FDS];
	size_t n, i;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(fd[0]);
		memcpy(fd, CMSG_DATA(c), n * sizeof(fd[0]));
		for (i = 0; i < n; i++)
			close(fd[i]);
	}
}

static bool receive(int socket, struct message *m)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(MAX_FDS * sizeof(int))];
	struct iovec iov = { &m->h, sizeof(m->h) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};

	if (recvmsg(socket, &msg, MSG_WAITALL) != (ssize_t)sizeof(m->h))
		return false;
	drop_descriptors(&msg);
	if (m->h.size < sizeof(m->h) || m->h.size - sizeof(m->h) > MAX_PAYLOAD) {
		fprintf(stderr, "oobmsm: a message of %u bytes\n", m->h.size);
		return false;
	}
	m->len = m->h.size - (uint32_t)sizeof(m->h);
	return read_all(socket, m->payload, m->len);
}

/* Sends @m back as the reply, with the descriptor @fd unless that is negative. */
static bool reply(int socket, struct message *m, int fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov[] = { { &m->h, sizeof(m->h) }, { m->payload, m->len } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };
	struct cmsghdr *c;

	if (m->h.flags & FLAG_NO_REPLY)
		return true;
	m->h.flags = FLAG_REPLY;
	m->h.size = (uint32_t)sizeof(m->h) + m->len;
	m->h.error = 0;
	if (fd >= 0) {
		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	return sendmsg(socket, &msg, MSG_NOSIGNAL) == (ssize_t)m->h.size;
}

static bool refuse(int socket, struct message *m, int error)
{
	if (m->h.flags & FLAG_NO_REPLY)
		return true;
	m->h.flags = FLAG_REPLY | FLAG_ERROR;
	m->h.size = sizeof(m->h);
	m->h.error = (uint32_t)error;
	return send(socket, &m->h, sizeof(m->h), MSG_NOSIGNAL) == sizeof(m->h);
}

static bool negotiate(int socket, struct message *m)
{
	const char *capabilities = "{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":4096}}";

	if (m->len < 4)
		return refuse(socket, m, EINVAL);
	/* The client's own version, major and minor, will do. */
	strcpy((char *)m->payload + 4, capabilities);
	m->len = 4 + (uint32_t)strlen(capabilities) + 1;
	return reply(socket, m, -1);
}

static bool device_info(int socket, struct message *m)
{
	struct vfio_device_info info = {
		.argsz = offsetof(struct vfio_device_info, cap_offset),
		.flags = VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI,
		.num_regions = VFIO_PCI_NUM_REGIONS,
		.num_irqs = VFIO_PCI_NUM_IRQS,
	};

	m->len = info.argsz;
	memcpy(m->payload, &info, m->len);
	return reply(socket, m, -1);
}

/* The BAR tells which part of it may be mapped: the telemetry memory, and no register. */
static bool region_info(int socket, struct message *m, struct device *d)
{
	struct {
		struct vfio_region_info info;
		/* vfio_region_info_cap_sparse_mmap, with one area */
		struct vfio_info_cap_header sparse;
		uint32_t nr_areas, reserved;
		struct vfio_region_sparse_mmap_area area;
	} r = { .info.argsz = sizeof(r.info) };
	uint32_t room;
	int fd = -1;

	if (m->len < sizeof(r.info))
		return refuse(socket, m, EINVAL);
	room = get32(m->payload);
	r.info.index = get32(m->payload + offsetof(struct vfio_region_info, index));
	if (r.info.index == VFIO_PCI_BAR0_REGION_INDEX) {
		r.info.size = BAR_SIZE;
		r.info.flags = VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS;
		r.info.argsz = sizeof(r);
		r.info.cap_offset = sizeof(r.info);
		r.sparse.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP;
		r.sparse.version = 1;
		r.nr_areas = 1;
		r.area.offset = BAR_DATA;
		r.area.size = BAR_SIZE - BAR_DATA;
	} else if (r.info.index == VFIO_PCI_CONFIG_REGION_INDEX) {
		r.info.size = CONFIG_SIZE;
	}
	if (r.info.size)
		r.info.flags |= VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	/* A client that has not got room enough asks again. */
	m->len = room < r.info.argsz ? sizeof(r.info) : r.info.argsz;
	if (r.info.flags & VFIO_REGION_INFO_FLAG_MMAP && room >= r.info.argsz)
		fd = d->bar_fd;
	memcpy(m->payload, &r, m->len);
	return reply(socket, m, fd);
}

static bool irq_info(int socket, struct message *m)
{
	struct vfio_irq_info info = { .argsz = sizeof(info) };

	if (m->len < sizeof(info))
		return refuse(socket, m, EINVAL);
	info.index = get32(m->payload + offsetof(struct vfio_irq_info, index));
	m->len = sizeof(info);
	memcpy(m->payload, &info, m->len);
	return reply(socket, m, -1);
}

static bool read_region(struct device *d, const struct access *a, uint8_t *data)
{
	if (a->region == VFIO_PCI_CONFIG_REGION_INDEX)
		return device_read_config(d, a->offset, data, a->count);
	return a->region == VFIO_PCI_BAR0_REGION_INDEX &&
	       device_read_bar(d, a->offset, data, a->count);
}

static bool write_region(struct device *d, const struct access *a, const uint8_t *data)
{
	if (a->region == VFIO_PCI_CONFIG_REGION_INDEX)
		return device_write_config(d, a->offset, data, a->count);
	return a->region == VFIO_PCI_BAR0_REGION_INDEX &&
	       device_write_bar(d, a->offset, data, a->count);
}

/* The data of a write came along, those of a read go back. */
static bool access_region(int socket, struct message *m, struct device *d, bool write)
{
	uint8_t *data = m->payload + sizeof(struct access);
	struct access a;

	if (m->len < sizeof(a))
		return refuse(socket, m, EINVAL);
	memcpy(&a, m->payload, sizeof(a));
	if (a.count > (write ? m->len - sizeof(a) : MAX_DATA))
		return refuse(socket, m, EINVAL);
	if (!(write ? write_region(d, &a, data) : read_region(d, &a, data)))
		return refuse(socket, m, EINVAL);
	m->len = (uint32_t)sizeof(a) + (write ? 0 : a.count);
	return reply(socket, m, -1);
}

bool vfio_user_serve(int socket, struct device *d)
{
	struct message m;

	if (!receive(socket, &m))
		return false;
	switch (m.h.command) {
	case NEGOTIATE:
		return negotiate(socket, &m);
	case DEVICE_GET_INFO:
		return device_info(socket, &m);
	case DEVICE_GET_REGION_INFO:
		return region_info(socket, &m, d);
	case DEVICE_GET_IRQ_INFO:
		return irq_info(socket, &m);
	case REGION_READ:
		return access_region(socket, &m, d, false);
	case REGION_WRITE:
		return access_region(socket, &m, d, true);
	case DMA_MAP:
	case DMA_UNMAP:
	case DEVICE_SET_IRQS:
	case DEVICE_RESET:
		return reply(socket, &m, -1);
	default:
		return refuse(socket, &m, ENOTSUP);
	}
}
