/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of the program: its context and its document.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/ctx.h>
#include <resctrl/error.h>

#include "fail.h"
#include "out.h"
#include "run.h"
#include "tree.h"

void run_init(struct rctl_run *run)
{
	memset(run, 0, sizeof(*run));
	run->document = tree_new_object();
	run_set_command(run, NULL);
	tree_set(run->document, "data", NULL);
	tree_set(run->document, "warnings", tree_new_array());
	tree_set(run->document, "error", NULL);
}

void run_free(struct rctl_run *run)
{
	resctrl_ctx_unref(run->ctx);
	json_object_put(run->document);
	args_free(&run->args);
}

void run_set_command(struct rctl_run *run, const struct rctl_command *command)
{
	char schema[64];

	run->command = command;
	/* No command is known while the command line cannot be understood. */
	snprintf(schema, sizeof(schema), "rctl/%s/0", command ? command->name : "usage");
	tree_set_text(run->document, "schema", schema);
}

int run_open(struct rctl_run *run)
{
	int rc;

	/* The library reads its log level from the environment alone; a level set there wins. */
	if (run->verbose && setenv("LIBRESCTRL_LOG", "7", 0))
		tree_no_memory();
	if (resctrl_ctx_open(&run->ctx))
		tree_no_memory();
	resctrl_ctx_set_tool(run->ctx, "rctl");
	if (run->verbose)
		resctrl_ctx_set_log(run->ctx, out_log, NULL);
	rc = run->sysroot ? resctrl_ctx_set_sysroot(run->ctx, run->sysroot) : 0;
	if (rc < 0) {
		fail_argument(run, rc, "a sysroot", run->sysroot);
		return fail_hint(run, "choose the directory that the archive of \"rctl capture\" was unpacked into");
	}
	rc = run->mount_point ? resctrl_ctx_set_mount_point(run->ctx, run->mount_point) : 0;
	if (rc < 0) {
		fail_argument(run, rc, "a mount point", run->mount_point);
		return fail_hint(run, "write an absolute path, such as /sys/fs/resctrl");
	}
	return 0;
}

unsigned int run_flags(const struct rctl_run *run)
{
	return run->dry_run ? RESCTRL_DRY_RUN : 0;
}

struct json_object *run_new_data(struct rctl_run *run)
{
	struct json_object *data = tree_new_object();

	tree_set(run->document, "data", data);
	return data;
}

struct json_object *run_get_data(const struct rctl_run *run)
{
	return json_object_object_get(run->document, "data");
}

struct json_object *run_get_error(const struct rctl_run *run)
{
	return json_object_object_get(run->document, "error");
}

struct json_object *run_get_warnings(const struct rctl_run *run)
{
	return json_object_object_get(run->document, "warnings");
}

void run_take_warnings(struct rctl_run *run)
{
	size_t i, num = run->ctx ? resctrl_ctx_get_num_warnings(run->ctx) : 0;

	for (i = 0; i < num; i++) {
		struct json_object *warning = tree_new_object();

		tree_set_text(warning, "code", resctrl_ctx_get_warning_code(run->ctx, i));
		tree_set_text(warning, "message", resctrl_ctx_get_warning_message(run->ctx, i));
		tree_push(run_get_warnings(run), warning);
	}
	if (num)
		resctrl_ctx_release_warnings(run->ctx);
}

void run_add_warning(struct rctl_run *run, const char *code, const char *format, ...)
{
	struct json_object *warning = tree_new_object();
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	tree_set_text(warning, "code", code);
	tree_set_text(warning, "message", text);
	tree_push(run_get_warnings(run), warning);
}

void run_drop_warnings(struct rctl_run *run)
{
	if (json_object_array_length(run_get_warnings(run)))
		tree_set(run->document, "warnings", tree_new_array());
}

bool run_has_warning(const struct rctl_run *run, const char *code)
{
	struct json_object *warnings = run_get_warnings(run);
	size_t i;

	for (i = 0; i < json_object_array_length(warnings); i++) {
		struct json_object *warning = json_object_array_get_idx(warnings, i);

		if (!strcmp(json_object_get_string(json_object_object_get(warning, "code")), code))
			return true;
	}
	return false;
}
