/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers INFO and CONTROL. */
#include <stdbool.h>

#include "bytes.h"
#include "tpmi.h"

#define ID_CONTROL 0x80
#define ID_INFO	   0x81

/* Offsets of features are given in units of this. */
#define CAP_UNIT 1024

#define INFO	(BAR_TPMI + 1 * CAP_UNIT)
#define CONTROL (BAR_TPMI + 2 * CAP_UNIT)

/* CONTROL: a mailbox. Who writes a command owns it until it says that it is done. */
#define CONTROL_STATUS	0x00
#define CONTROL_COMMAND 0x08
#define CONTROL_DATA	0x0c
#define CONTROL_SIZE	0x10

#define STATUS_BUSY	(1ull << 0)
#define STATUS_IN_BAND	(1ull << 4)
#define STATUS_COMPLETE (1ull << 6)
#define STATUS_SUCCESS	(0x40ull << 8)
#define STATUS_LENGTH	(2ull << 16)

#define FEATURE_OF(command) (((command) >> 40) & 0xff)
#define STATE_ENABLED	    1u
#define STATE_ID(id)	    ((id) << 8)

#define INFO_VERSION (0u << 5 | 2) /* 0.2 */

static void add_entry(uint8_t *bar, unsigned int i, uint64_t id, uint64_t dwords, uint64_t at)
{
	put64(bar + BAR_TPMI + i * TPMI_ENTRY_SIZE,
	      id | 1ull << 8 | dwords << 16 | (at - BAR_TPMI) / CAP_UNIT << 32);
}

void tpmi_init(uint8_t *bar, const struct settings *set)
{
	add_entry(bar, 0, ID_INFO, 4, INFO);
	add_entry(bar, 1, ID_CONTROL, CONTROL_SIZE / 4, CONTROL);
	put64(bar + INFO, INFO_VERSION);
	put64(bar + INFO + 8, set->function | set->device << 3 | set->bus << 8 | set->package << 16);
}

/* Whatever feature is asked about is switched on, and not locked. */
static void run_command(uint8_t *mailbox)
{
	uint32_t feature = (uint32_t)FEATURE_OF(get64(mailbox + CONTROL_COMMAND));

	put32(mailbox + CONTROL_DATA, STATE_ENABLED | STATE_ID(feature));
	put64(mailbox + CONTROL_STATUS, STATUS_IN_BAND | STATUS_SUCCESS | STATUS_LENGTH);
}

void tpmi_write(uint8_t *bar, uint64_t offset, const void *data, uint32_t count)
{
	uint8_t *mailbox = bar + CONTROL;
	uint64_t status;

	if (offset < CONTROL || offset + count > CONTROL + CONTROL_SIZE)
		return;
	memcpy(bar + offset, data, count);
	if (offset >= CONTROL + CONTROL_COMMAND) {
		put64(mailbox + CONTROL_STATUS, STATUS_IN_BAND);
		return;
	}
	status = get64(mailbox + CONTROL_STATUS);
	if (status & STATUS_BUSY)
		run_command(mailbox);
	else if (status & STATUS_COMPLETE)
		put64(mailbox + CONTROL_STATUS, 0);
}
