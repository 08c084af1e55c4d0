/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's CPUs, by the kernel's own lists (drivers/base/cpu.c). */
#ifndef IO_CPUS_H
#define IO_CPUS_H

#include "base/cpuset.h"
#include "io/io.h"

#define CPUS_ONLINE	"/sys/devices/system/cpu/online"
#define CPUS_PRESENT	"/sys/devices/system/cpu/present"
#define CPUS_POSSIBLE	"/sys/devices/system/cpu/possible"	/* all that there can ever be */

/*
 * The list in the file PATH of sysfs, and the TEXT it is written in (NULL: not wanted). 0, -EINVAL: it is no list of
 * CPUs, or -errno; SET is empty then.
 */
int io_read_cpus(struct io *io, const char *path, struct cpuset *set, struct strbuf *text);

#endif
