/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines on arm64: semihosting, which QEMU offers to user space, too. They are files of QEMU's
 * working directory. Operations: "Semihosting for AArch32 and AArch64", Arm's abi-aa.
 */
#include "channel.h"

#include <stdint.h>
#include <string.h>

#define SYS_OPEN  0x01
#define SYS_WRITE 0x05
/* fopen's "a": a FIFO is not to be truncated. */
#define MODE_APPEND 8

static const char *const files[] = { [CHANNEL_OUTPUT] = "output", [CHANNEL_CONTROL] = "control" };
static uint64_t handles[2];

static uint64_t semihost(uint64_t operation, const uint64_t *args)
{
	register uint64_t x0 __asm__("x0") = operation;
	register const uint64_t *x1 __asm__("x1") = args;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
	return x0;
}

bool channel_open(void)
{
	uint64_t args[3];
	int i;

	for (i = 0; i < 2; i++) {
		args[0] = (uintptr_t)files[i];
		args[1] = MODE_APPEND;
		args[2] = strlen(files[i]);
		handles[i] = semihost(SYS_OPEN, args);
		if ((int64_t)handles[i] < 0)
			return false;
	}
	return true;
}

/* Nothing that a child could use by accident. */
void channel_close(void)
{
}

void channel_send(enum channel channel, const char *data, size_t len)
{
	uint64_t args[3] = { handles[channel], (uintptr_t)data, len };

	semihost(SYS_WRITE, args);
}
