/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packages of CPU 0 and 1 with regions of Intel's telemetry, in the tree of a machine. */
#ifndef TELEMETRY_H
#define TELEMETRY_H

#include "machine.h"

#define TELEMETRY_DEVICE	"/sys/devices/pci0000:80/0000:81:00.0"	/* of package 0 */
#define TELEMETRY_ENERGY	0x26696143u
#define TELEMETRY_PERF		0x26557651u
#define TELEMETRY_VALID		(UINT64_C(1) << 63)
#define TELEMETRY_HALF		(UINT64_C(1) << 17)	/* 0.5 J or F */

/* Package N has CPU N, NUMA node N and a PCI device, and CPU N is online. */
void telemetry_add_package(struct machine *m, unsigned int package);
/* CPU N comes or goes: its node link does, and the list of online CPUs is LIST. */
void telemetry_set_online(struct machine *m, unsigned int package, bool online, const char *list);
/* The region telemN of that device, full of zeros: no count is valid. */
void telemetry_add_region(struct machine *m, unsigned int package, unsigned int number, uint32_t guid);
void telemetry_remove_region(struct machine *m, unsigned int package, unsigned int number);
/* A file of the region. */
void telemetry_write(struct machine *m, unsigned int package, unsigned int number, const char *name,
		     const char *text);
/* Sets the word of an event for an RMID. */
void telemetry_set(struct machine *m, unsigned int package, unsigned int number, unsigned int rmid,
		   unsigned int event, uint64_t word);

#endif
