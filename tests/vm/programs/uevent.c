/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uevent ACTION DEVPATH SUBSYSTEM: has the kernel tell everybody of a device, as it would of a real one. It takes such
 * a message from who may (kernel: lib/kobject_uevent.c, uevent_net_rcv), numbers it and sends it on as its own.
 */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Types below are netlink's own. */
#define TYPE	NLMSG_MIN_TYPE

int main(int argc, char **argv)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char message[1024] = "";
	struct nlmsghdr header = { .nlmsg_type = TYPE, .nlmsg_flags = NLM_F_REQUEST };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT), n;

	if (argc != 4 || fd < 0)
		return 2;
	n = snprintf(message + sizeof(header), sizeof(message) - sizeof(header),
		     "%s@%s%cACTION=%s%cDEVPATH=%s%cSUBSYSTEM=%s", argv[1], argv[2], 0, argv[1], 0, argv[2], 0,
		     argv[3]);
	/* The last string is ended, too: the number comes behind it. */
	header.nlmsg_len = (unsigned int)(sizeof(header) + (size_t)n + 1);
	memcpy(message, &header, sizeof(header));
	if (sendto(fd, message, header.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0) {
		perror("uevent");
		return 1;
	}
	close(fd);
	return 0;
}
