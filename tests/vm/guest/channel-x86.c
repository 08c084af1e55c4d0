/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines on x86: I/O ports of QEMU's isa-debugcon. */
#include "channel.h"

#include <sys/io.h>

#define PORT_OUTPUT  0x7e0
#define PORT_CONTROL 0x7e1

bool channel_open(void)
{
	return !ioperm(PORT_OUTPUT, 2, 1);
}

void channel_close(void)
{
	ioperm(PORT_OUTPUT, 2, 0);
}

void channel_send(enum channel channel, const char *data, size_t len)
{
	outsb(channel == CHANNEL_OUTPUT ? PORT_OUTPUT : PORT_CONTROL, data, len);
}
