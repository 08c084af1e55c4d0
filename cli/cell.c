/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How one value of the result tree looks in text.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json_object.h>

#include "cell.h"
#include "memstream.h"
#include "quantity.h"
#include "tree.h"
#include "ways.h"

#define NS_PER_S 1000000000u

struct cell {
	struct json_object *row, *parent;
	FILE *out;
};

static struct json_object *look_up(const struct cell *cell, const char *key)
{
	struct json_object *value = tree_get(cell->row, key);

	return value ? value : tree_get(cell->parent, key);
}

static const char *look_up_text(const struct cell *cell, const char *key)
{
	struct json_object *value = look_up(cell, key);

	return value ? json_object_get_string(value) : NULL;
}

/* Control characters of a foreign name shall not reach a terminal. */
static void put_text(const struct cell *cell, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		putc(c < ' ' || c == 0x7f ? '?' : c, cell->out);
	}
}

static void put_plain(const struct cell *cell, struct json_object *value)
{
	size_t i;

	if (json_object_is_type(value, json_type_array) && json_object_array_length(value)) {
		for (i = 0; i < json_object_array_length(value); i++) {
			if (i)
				putc(',', cell->out);
			put_plain(cell, json_object_array_get_idx(value, i));
		}
	} else if (json_object_is_type(value, json_type_object) && tree_get(value, "id")) {
		put_plain(cell, tree_get(value, "id"));
	} else if (json_object_is_type(value, json_type_object) && tree_get(value, "group")) {
		put_plain(cell, tree_get(value, "group"));
	} else if (!value || json_object_is_type(value, json_type_array) ||
		   !*json_object_get_string(value)) {
		putc('-', cell->out);
	} else {
		put_text(cell, json_object_get_string(value));
	}
}

static void put_bytes(const struct cell *cell, double bytes)
{
	char text[64];

	quantity_format_bytes(text, sizeof(text), bytes);
	fputs(text, cell->out);
}

static void put_time(const struct cell *cell, struct json_object *value)
{
	time_t seconds = (time_t)(json_object_get_uint64(value) / NS_PER_S);
	char text[64];
	struct tm tm;

	if (localtime_r(&seconds, &tm) && strftime(text, sizeof(text), "%F %T", &tm))
		fprintf(cell->out, "%s.%03" PRIu64, text,
			json_object_get_uint64(value) % NS_PER_S / 1000000);
	else
		putc('-', cell->out);
}

static void put_option(const struct cell *cell)
{
	const char *letter = look_up_text(cell, "short"), *arg = look_up_text(cell, "arg");

	fprintf(cell->out, letter ? "-%s, " : "%s", letter ? letter : "    ");
	fprintf(cell->out, "--%s", look_up_text(cell, "long"));
	if (arg)
		fprintf(cell->out, " %s", arg);
}

static void put_value(const struct cell *cell, const char *key, enum view_format format)
{
	struct json_object *value = look_up(cell, key);

	switch (format) {
	case VIEW_OPTION:
		put_option(cell);
		return;
	case VIEW_WAYS:
		ways_put(cell->row, cell->parent, key, cell->out);
		return;
	case VIEW_INDENT:
		putc(' ', cell->out);
		return;
	default:
		break;
	}
	if (!value) {
		putc('-', cell->out);
		return;
	}
	switch (format) {
	case VIEW_BYTES:
		put_bytes(cell, json_object_get_double(value));
		break;
	case VIEW_YES_NO:
		fputs(json_object_get_boolean(value) ? "yes" : "no", cell->out);
		break;
	case VIEW_TIME:
		put_time(cell, value);
		break;
	case VIEW_TEXT:
		fputs(json_object_get_string(value), cell->out);
		break;
	default:
		put_plain(cell, value);
	}
}

char *cell_format(struct json_object *row, struct json_object *parent, const char *key,
		  enum view_format format)
{
	struct cell cell = { .row = row, .parent = parent };
	char *text = NULL;
	size_t size = 0;

	cell.out = memstream_open(&text, &size);
	put_value(&cell, key, format);
	memstream_close(cell.out, &text);
	return text;
}
