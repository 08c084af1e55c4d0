/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the text form shows a result tree: a list of lines and tables that ends with VIEW_END.
 * Paths name nodes of the tree ("tasks.assigned").
 */
#ifndef RCTL_VIEW_H
#define RCTL_VIEW_H

#include <stdbool.h>

enum view_kind {
	VIEW_END = 0,
	VIEW_LINE,	/* text, with {path} replaced by what is there; {path:time}, {path:text} */
	VIEW_TABLE,	/* one row for each element of an array */
};

enum view_format {
	VIEW_PLAIN = 0,	/* as it is; arrays with commas; "-" for null and absent */
	VIEW_RIGHT,	/* the same, to the right */
	VIEW_BYTES,	/* 4 MiB */
	VIEW_YES_NO,
	VIEW_WAYS,	/* the mask as a picture, see ways.h; in tables that expand */
	VIEW_TIME,	/* nanoseconds of the wall clock as a local time */
	VIEW_OPTION,	/* an option of the help text: "-q, --quiet" */
	VIEW_TEXT,	/* several lines of our own */
	VIEW_INDENT,	/* nothing, as wide as an indent */
};

struct view_column {
	const char *key;
	const char *title;	/* NULL ends the table; a table of empty titles has no heading */
	enum view_format format;
	bool optional;		/* left out where no row has anything in it */
	bool wrap;		/* goes on in the next line where a terminal is too narrow */
};

struct view_block {
	enum view_kind kind;
	const char *when;	/* conditions, see when.h */
	const char *text;	/* VIEW_LINE */
	const char *path;	/* VIEW_TABLE: the array */
	const char *expand;	/* an array in each element, with one row for each of its own */
	const char *rows;	/* conditions on each element */
	const struct view_column *columns;
};

#endif
