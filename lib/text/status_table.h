/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of the kernel's texts, between the files that make up status.h. */
#ifndef TEXT_STATUS_TABLE_H
#define TEXT_STATUS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "text/status.h"

struct status_entry {
	struct status_text text;
	/* Says only that it failed. The kernel prints such a line after one that says why. */
	bool summary;
};

extern const struct status_entry status_table[];
extern const size_t status_table_num;

#endif
