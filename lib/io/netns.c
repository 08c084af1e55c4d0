/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The network name space of this process. */
#include "io/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The same on every machine (kernel: include/linux/proc_ns.h, PROC_USER_INIT_INO). */
#define FIRST_USER_INODE	0xEFFFFFFDu

bool netns_is_of_first_user(void)
{
	int net = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), user;
	struct stat st = { 0 };

	/* A kernel without name spaces of the one kind or the other has the first alone. */
	if (net < 0)
		return errno == ENOENT;
	if (stat("/proc/self/ns/user", &st) && errno == ENOENT) {
		close(net);
		return true;
	}
	user = ioctl(net, NS_GET_USERNS);
	close(net);
	if (user < 0)
		return false;
	st.st_ino = 0;
	(void)!fstat(user, &st);
	close(user);
	return st.st_ino == FIRST_USER_INODE;
}
