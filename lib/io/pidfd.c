/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Process descriptors. */
#include "io/pidfd.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* By number: the wrappers came with glibc 2.36. */
int pidfd_watch(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

bool pidfd_is_alive(int fd)
{
	/* Signal 0 only asks. EPERM is an answer of the living. */
	return syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0) == 0 || errno != ESRCH;
}

void pidfd_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
