/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of the text form, through libsmartcols.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json_object.h>
#include <libsmartcols.h>

#include "cell.h"
#include "out.h"
#include "tree.h"
#include "view.h"
#include "ways.h"
#include "when.h"

static bool is_right(enum view_format format)
{
	switch (format) {
	case VIEW_RIGHT:
	case VIEW_BYTES:
		return true;
	default:
		return false;
	}
}

static struct libscols_table *new_table(const struct view_column *columns)
{
	struct libscols_table *table = scols_new_table();
	bool has_heading = false;
	size_t i;

	if (!table)
		tree_no_memory();
	for (i = 0; columns[i].title; i++) {
		int flags = is_right(columns[i].format) ? SCOLS_FL_RIGHT : 0;

		has_heading |= *columns[i].title != '\0';
		/* The last column of a help text, and sentences in tables. */
		if ((!has_heading && !columns[i + 1].title) || columns[i].wrap)
			flags |= SCOLS_FL_WRAP;
		if (!scols_table_new_column(table, columns[i].title, 0, flags))
			tree_no_memory();
	}
	/* The library asks for every table what standard output is. Where it is no terminal there is no width. */
	if (!out_is_terminal() && scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER))
		tree_no_memory();
	if (scols_table_enable_noheadings(table, !has_heading) ||
	    scols_table_enable_colors(table, out_has_colour(STDOUT_FILENO)))
		tree_no_memory();
	return table;
}

/* Hides column I unless some row has more in it than the mark for nothing. */
static void hide_if_empty(struct libscols_table *table, size_t i)
{
	struct libscols_column *column = scols_table_get_column(table, i);
	size_t n;

	for (n = 0; n < scols_table_get_nlines(table); n++) {
		struct libscols_line *line = scols_table_get_line(table, n);

		if (strcmp(scols_cell_get_data(scols_line_get_cell(line, i)), "-"))
			return;
	}
	if (scols_column_set_flags(column, scols_column_get_flags(column) | SCOLS_FL_HIDDEN))
		tree_no_memory();
}

static bool is_ascii(const char *text)
{
	while ((signed char)*text > 0)
		text++;
	return !*text;
}

static void add_row(struct libscols_table *table, const struct view_column *columns,
		    struct json_object *row, struct json_object *parent)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	size_t i;

	if (!line)
		tree_no_memory();
	for (i = 0; columns[i].title; i++) {
		char *text = cell_format(row, parent, columns[i].key, columns[i].format);

		/* The library counts characters, and shows bytes that are none as numbers. */
		if (!is_ascii(text))
			out_need_locale();
		if (scols_line_refer_data(line, i, text))
			tree_no_memory();
		if (columns[i].format == VIEW_WAYS &&
		    scols_cell_set_color(scols_line_get_cell(line, i), "green"))
			tree_no_memory();
	}
}

static void add_rows(struct libscols_table *table, const struct view_block *block,
		     struct json_object *row)
{
	struct json_object *children = block->expand ? tree_get(row, block->expand) : NULL;
	size_t i;

	if (!when_holds(block->rows, row))
		return;
	if (!block->expand) {
		add_row(table, block->columns, row, NULL);
		return;
	}
	for (i = 0; children && i < json_object_array_length(children); i++)
		add_row(table, block->columns, json_object_array_get_idx(children, i), row);
}

/* Which characters the pictures have that ROW adds to the table of BLOCK. */
static unsigned int get_kinds(const struct view_block *block, struct json_object *row)
{
	struct json_object *children = block->expand ? tree_get(row, block->expand) : NULL;
	unsigned int kinds = 0;
	size_t i, n;

	if (!when_holds(block->rows, row))
		return 0;
	for (i = 0; block->columns[i].title; i++) {
		if (block->columns[i].format != VIEW_WAYS)
			continue;
		for (n = 0; children && n < json_object_array_length(children); n++)
			kinds |= ways_kinds(json_object_array_get_idx(children, n), row,
					    block->columns[i].key);
	}
	return kinds;
}

bool out_table(const struct view_block *block, struct json_object *data, bool separate)
{
	struct json_object *array = tree_get(data, block->path);
	struct libscols_table *table;
	unsigned int kinds = 0;
	bool has_rows;
	size_t i;

	if (!array || !json_object_array_length(array))
		return false;
	table = new_table(block->columns);
	for (i = 0; i < json_object_array_length(array); i++) {
		add_rows(table, block, json_object_array_get_idx(array, i));
		kinds |= get_kinds(block, json_object_array_get_idx(array, i));
	}
	for (i = 0; block->columns[i].title; i++) {
		if (block->columns[i].optional)
			hide_if_empty(table, i);
	}
	has_rows = scols_table_get_nlines(table) > 0;
	if (has_rows && separate)
		putc('\n', stdout);
	/* What cannot be written shows in the stream's error state. */
	if (has_rows)
		(void)!scols_print_table(table);
	ways_put_legend(kinds, stdout);
	scols_unref_table(table);
	return has_rows;
}
