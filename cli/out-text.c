/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The document as text: the result by the command's view on the standard output, warnings and the
 * error on the standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json_object.h>

#include "cell.h"
#include "out.h"
#include "run.h"
#include "tree.h"
#include "view.h"
#include "when.h"

/* Takes the format off the end of PATH: "time_ns:time". */
static enum view_format split_format(char *path)
{
	char *colon = strchr(path, ':');

	if (!colon)
		return VIEW_PLAIN;
	*colon = '\0';
	return strcmp(colon + 1, "time") ? VIEW_TEXT : VIEW_TIME;
}

/* TEXT with {path} replaced by what DATA holds there. */
static void put_line(const char *text, struct json_object *data)
{
	char path[64];

	while (*text) {
		size_t len = strcspn(text, "{");
		enum view_format format;
		char *value;

		fwrite(text, 1, len, stdout);
		text += len;
		if (!*text)
			break;
		len = strcspn(++text, "}");
		snprintf(path, sizeof(path), "%.*s", (int)len, text);
		format = split_format(path);
		value = cell_format(data, NULL, path, format);
		fputs(value, stdout);
		free(value);
		text += len + 1;
	}
	putc('\n', stdout);
}

static void put_view(const struct view_block *block, struct json_object *data)
{
	bool is_behind_table = false;

	for (; block && block->kind != VIEW_END; block++) {
		if (!when_holds(block->when, data))
			continue;
		if (block->kind == VIEW_LINE) {
			put_line(block->text, data);
			is_behind_table = false;
		} else if (out_table(block, data, is_behind_table)) {
			is_behind_table = true;
		}
	}
}

/* Several lines of kernel text become one; nothing else may move the cursor. */
static void put_error_text(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\n')
			fputs("; ", stderr);
		else
			putc(c < ' ' || c == 0x7f ? '?' : c, stderr);
	}
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value = json_object_object_get(object, key);

	return value ? json_object_get_string(value) : NULL;
}

static void put_warnings(struct json_object *warnings)
{
	size_t i;

	for (i = 0; i < json_object_array_length(warnings); i++) {
		fputs("rctl: warning: ", stderr);
		put_error_text(text_of(json_object_array_get_idx(warnings, i), "message"));
		putc('\n', stderr);
		fflush(stderr);
	}
}

/*
 * rctl: cannot OPERATION: CAUSE (kernel: "TEXT")
 *   FIX
 * or, where the command line was not understood, in one line.
 */
static void put_error(struct json_object *error)
{
	const char *operation = text_of(error, "operation"), *fix = text_of(error, "fix");
	const char *kernel_text = text_of(error, "kernel_text");
	struct json_object *left_behind = json_object_object_get(error, "left_behind");
	bool colour = out_has_colour(STDERR_FILENO);
	size_t i;

	fputs(colour ? "\033[1;31mrctl:\033[0m " : "rctl: ", stderr);
	if (operation) {
		fputs("cannot ", stderr);
		put_error_text(operation);
		fputs(": ", stderr);
	}
	put_error_text(text_of(error, "cause"));
	if (kernel_text) {
		fputs(" (kernel: \"", stderr);
		put_error_text(kernel_text);
		fputs("\")", stderr);
	}
	if (fix) {
		fputs(operation ? "\n  " : "; ", stderr);
		put_error_text(fix);
	}
	putc('\n', stderr);
	for (i = 0; i < json_object_array_length(left_behind); i++) {
		fputs("  left behind: ", stderr);
		put_error_text(json_object_get_string(json_object_array_get_idx(left_behind, i)));
		putc('\n', stderr);
	}
	fflush(stderr);
}

void out_text(struct rctl_run *run)
{
	if (run_get_data(run) && !run->quiet)
		put_view(run->command->view, run_get_data(run));
	/* In the order in which they happened, also where both streams are one terminal. */
	fflush(stdout);
	if (!run->quiet)
		put_warnings(run_get_warnings(run));
	if (run_get_error(run))
		put_error(run_get_error(run));
}
