/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the texts of info/last_cmd_status mean. */
#ifndef TEXT_STATUS_H
#define TEXT_STATUS_H

#include <stdint.h>

#include <resctrl/error.h>

/*
 * Operations that can leave a text behind; a text is taken as ours only if the operation can
 * produce it.
 */
enum status_op {
	STATUS_MKDIR_CTRL	= 1u << 0,
	STATUS_MKDIR_MON	= 1u << 1,
	STATUS_RMDIR		= 1u << 2,
	STATUS_RENAME		= 1u << 3,
	STATUS_SCHEMATA		= 1u << 4,
	STATUS_MODE		= 1u << 5,
	STATUS_TASKS		= 1u << 6,
	STATUS_CPUS		= 1u << 7,
	STATUS_ASSIGN		= 1u << 8,	/* mbm_<RESOURCE>_assignments */
	STATUS_ASSIGN_MODE	= 1u << 9,	/* mbm_assign_mode, mbm_assign_on_mkdir */
	STATUS_EVENT_FILTER	= 1u << 10,	/* event_filter, mbm_*_bytes_config */
	STATUS_IO_ALLOC		= 1u << 11,	/* io_alloc, io_alloc_cbm */
	STATUS_THRESHOLD	= 1u << 12,
	STATUS_MBPS_EVENT	= 1u << 13,
	STATUS_READ		= 1u << 14,	/* reads that fail with a text */
};

/*
 * One line the kernel can print. FORMAT as in the kernel's source: %s %d %u %lu %ld %lx %02x and %%
 * only.
 */
struct status_text {
	const char *format;
	unsigned int ops;		/* enum status_op, or-ed */
	enum resctrl_error_code code;
	const char *cause;		/* plain words */
	const char *fix;
};

/*
 * The entry for TEXT, which may be several lines: every line must be one that OP can produce, else
 * NULL (it is somebody else's text). The line that explains most decides: one that only says that
 * the whole failed ("Error while processing task %d", "Assign operation ... failed") gives way to
 * one that says why. The last newline is optional.
 *
 * A text does not tell all: "Out of RMIDs" comes with EBUSY where ids are in limbo, for which
 * status_for_errno has the entry.
 */
const struct status_text *status_find(enum status_op op, const char *text);

/*
 * What errno ERR (positive) means for OP where the kernel gave no text (E2BIG write over a page,
 * EEXIST, EACCES, ENODEV the group is gone, ...). Never NULL: a generic entry at worst. FORMAT is
 * NULL.
 */
const struct status_text *status_for_errno(enum status_op op, int err);

#endif
