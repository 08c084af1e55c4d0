/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink sockets that the test writes to, in place of the kernel's: pairs of sockets. In every test of the
 * library, so that what happens on the host is no news to it. Needs lib_test_files and lib_test_flags.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fake_sockets {
	bool not_built, execs_only, cpus_only;
	int uevents_errno, processes_errno;	/* positive: why there is no such socket */
	int uevents, processes;			/* the test's ends, or -1 */
};

extern struct fake_sockets fake;

/* As at the start: both can be had. Closes the test's ends. */
void sockets_reset(void);
/* How many the library has open. */
size_t sockets_num_open(void);

void send_to(int fd, const void *data, size_t size);
/* The library's read fails with ERR. */
void send_error(int fd, int err);
/* A uevent of the CPU: "online", "offline". */
void send_cpu(unsigned int cpu, const char *action);
/* A message of the proc connector: enum proc_event, and its first fields. */
void send_process(uint32_t what, uint32_t a, uint32_t b, uint32_t c, uint32_t d);

#endif
