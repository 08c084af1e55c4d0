/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The content of one event file under mon_data. */
#ifndef TEXT_READING_H
#define TEXT_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <resctrl/monitor.h>

struct reading_value {
	uint64_t mantissa;
	unsigned int decimals;
};

/*
 * TEXT of LEN bytes, NUL not needed. Gives RESCTRL_STATE_VALUE (and *VALUE), UNAVAILABLE,
 * UNASSIGNED, or ERROR both for the kernel's word "Error" and for a text that is not understood (a
 * number over 64 bits and a text without its newline included); *KNOWN is then false for the
 * latter. No allocation.
 */
enum resctrl_state reading_parse(const char *text, size_t len, struct reading_value *value,
				 bool *known);

struct event_info {
	enum resctrl_unit unit;
	bool cumulative;	/* counts up, so that a rate makes sense */
};

/* What is known of an event by its name; unknown names: unit unknown (or bytes for *_bytes). */
struct event_info event_info_of(const char *name);
/* "bytes"; NULL for the unknown unit. */
const char *event_unit_name(enum resctrl_unit unit);

#endif
