/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How one value of the result tree looks in text.
 */
#ifndef RCTL_CELL_H
#define RCTL_CELL_H

#include "view.h"

struct json_object;

/*
 * KEY of ROW as FORMAT, for the caller to free. What is absent in ROW is looked up in PARENT,
 * which may be NULL.
 */
char *cell_format(struct json_object *row, struct json_object *parent, const char *key,
		  enum view_format format);

#endif
