/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The document as JSON: one line, so that a stream is one object a line; on a terminal, where a
 * person reads it, several.
 */
#include <stdio.h>
#include <unistd.h>

#include <json-c/json_object.h>

#include "out.h"
#include "run.h"
#include "tree.h"

void out_json(struct rctl_run *run)
{
	int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	struct json_object *object = run->bare ? run_get_data(run) : run->document;
	const char *text;
	size_t len;

	if (!run->printed && isatty(STDOUT_FILENO))
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	text = json_object_to_json_string_length(object, flags, &len);
	if (!text)
		tree_no_memory();
	fwrite(text, 1, len, stdout);
	putc('\n', stdout);
}
