/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TPMI, Intel's registers for power management: as much of it as tells which package the device
 * belongs to, and lets the driver ask which features are switched on.
 */
#ifndef OOBMSM_TPMI_H
#define OOBMSM_TPMI_H

#include <stdint.h>

#include "settings.h"

#define BAR_TPMI	0x1000
#define TPMI_FEATURES	2
#define TPMI_ENTRY_SIZE 8 /* bytes, of the PM feature structure */

void tpmi_init(uint8_t *bar, const struct settings *set);

/* A write to BAR 0 at @offset; what is none of TPMI's registers is read-only. */
void tpmi_write(uint8_t *bar, uint64_t offset, const void *data, uint32_t count);

#endif
