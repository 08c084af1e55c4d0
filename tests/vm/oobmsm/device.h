/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intel's OOBMSM function as a PCI device: its configuration space, with the DVSECs that lead to what
 * BAR 0 holds, and BAR 0.
 *
 *	0x00000	telemetry: a discovery entry for each region
 *	0x00400	features: a discovery entry for each, and their tables
 *	0x01000	TPMI: PM feature structure, INFO, CONTROL
 *	0x10000	the regions themselves, memory that the guest reads directly
 */
#ifndef OOBMSM_DEVICE_H
#define OOBMSM_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "settings.h"
#include "telemetry.h"

#define CONFIG_SIZE 4096u
#define BAR_SIZE    0x100000u
#define BAR_DATA    0x10000u

struct device {
	const struct settings *set;
	struct telemetry telemetry;
	uint8_t config[CONFIG_SIZE];
	uint8_t *bar;
	int bar_fd; /* its memory, for who wants to map it */
};

/* Returns false and sets errno without memory. */
bool device_init(struct device *d, const struct settings *set);
void device_fini(struct device *d);

/* What the guest reads and writes. False outside of what there is. */
bool device_read_config(struct device *d, uint64_t offset, void *data, uint32_t count);
bool device_write_config(struct device *d, uint64_t offset, const void *data, uint32_t count);
bool device_read_bar(struct device *d, uint64_t offset, void *data, uint32_t count);
bool device_write_bar(struct device *d, uint64_t offset, const void *data, uint32_t count);

#endif
