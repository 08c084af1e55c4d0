/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways to fail: the error of the document and the exit status.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/error.h>

#include "fail.h"
#include "run.h"
#include "tree.h"

/* Whatever is not listed here is a plain failure. */
static const struct {
	enum resctrl_error_code code;
	enum rctl_exit status;
} statuses[] = {
	{ RESCTRL_ERROR_NONE,		RCTL_EXIT_FAILED },
	{ RESCTRL_ERROR_INVALID,	RCTL_EXIT_USAGE },
	{ RESCTRL_ERROR_NOT_SUPPORTED,	RCTL_EXIT_NOT_SUPPORTED },
	{ RESCTRL_ERROR_NOT_MOUNTED,	RCTL_EXIT_NOT_SUPPORTED },
	{ RESCTRL_ERROR_PERMISSION,	RCTL_EXIT_PERMISSION },
	{ RESCTRL_ERROR_EXISTS,		RCTL_EXIT_CONFLICT },
	{ RESCTRL_ERROR_BUSY,		RCTL_EXIT_CONFLICT },
	{ RESCTRL_ERROR_RMID_LIMBO,	RCTL_EXIT_CONFLICT },
	{ RESCTRL_ERROR_PARTIAL,	RCTL_EXIT_PARTIAL },
};

static enum rctl_exit exit_from_code(enum resctrl_error_code code)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (statuses[i].code == code)
			return statuses[i].status;
	}
	return RCTL_EXIT_FAILED;
}

struct problem {
	const char *code;
	int error_number;
	const char *operation, *path, *kernel_text, *cause, *cause_source, *fix;
};

/* Sets the error of the document; returns the array of what was left behind, to be filled. */
static struct json_object *set_error(struct rctl_run *run, const struct problem *problem)
{
	struct json_object *error = tree_new_object();
	struct json_object *left_behind = tree_new_array();

	tree_set_text(error, "code", problem->code);
	if (problem->error_number)
		tree_set_number(error, "errno", (uint64_t)problem->error_number);
	else
		tree_set(error, "errno", NULL);
	tree_set_text(error, "operation", problem->operation);
	tree_set_text(error, "path", problem->path);
	tree_set_text(error, "kernel_text", problem->kernel_text);
	tree_set_text(error, "cause", problem->cause);
	tree_set_text(error, "cause_source", problem->cause_source);
	tree_set_text(error, "fix", problem->fix);
	tree_set(error, "left_behind", left_behind);
	tree_set(run->document, "error", error);
	return left_behind;
}

int fail_library_partly(struct rctl_run *run, int rc)
{
	const struct resctrl_error *err = resctrl_ctx_get_error(run->ctx);
	enum resctrl_error_code code = resctrl_error_get_code(err);
	struct problem problem = {
		.code = resctrl_error_get_code_name(err),
		.error_number = resctrl_error_get_errno(err),
		.operation = resctrl_error_get_operation(err),
		.path = resctrl_error_get_path(err),
		.kernel_text = resctrl_error_get_kernel_text(err),
		.cause = resctrl_error_get_cause(err),
		.cause_source = resctrl_error_get_cause_source(err) == RESCTRL_CAUSE_PREDICTED ?
				"predicted" : "kernel",
		.fix = resctrl_error_get_fix(err),
	};
	struct json_object *left_behind;
	size_t i;

	if (rc == -ENOMEM)
		tree_no_memory();
	if (!problem.error_number)
		problem.error_number = -rc;
	if (!problem.cause)
		problem.cause = strerror(problem.error_number);
	left_behind = set_error(run, &problem);
	for (i = 0; i < resctrl_error_get_num_left_behind(err); i++)
		tree_push(left_behind, tree_new_text(resctrl_error_get_left_behind(err, i)));
	return (int)exit_from_code(code);
}

void fail_besides(struct rctl_run *run)
{
	const struct resctrl_error *err = resctrl_ctx_get_error(run->ctx);
	struct json_object *error, *left_behind;
	size_t i;

	if (!json_object_object_get_ex(run->document, "error", &error) ||
	    !json_object_object_get_ex(error, "left_behind", &left_behind))
		return;
	for (i = 0; i < resctrl_error_get_num_left_behind(err); i++)
		tree_push(left_behind, tree_new_text(resctrl_error_get_left_behind(err, i)));
}

int fail_library(struct rctl_run *run, int rc)
{
	tree_set(run->document, "data", NULL);
	return fail_library_partly(run, rc);
}

int fail_partly(struct rctl_run *run, const char *operation, const char *cause, const char *fix)
{
	struct problem problem = {
		.code = "partial",
		.operation = operation,
		.cause = cause,
		.cause_source = "predicted",
		.fix = fix,
	};

	set_error(run, &problem);
	return RCTL_EXIT_PARTIAL;
}

static const char *fix_of_file(int rc, bool denied)
{
	if (denied)
		return "the file and its directory must be this user's: root's right to all files is given up";
	if (rc == -ENOENT || rc == -ENOTDIR)
		return "name a file in a directory that exists";
	return rc == -EISDIR ? "name a file, not a directory" : NULL;
}

int fail_file(struct rctl_run *run, int rc, const char *what, const char *path)
{
	bool denied = rc == -EACCES || rc == -EPERM;
	char operation[4200];
	struct problem problem = {
		.code = denied ? "permission" : "failed",
		.error_number = -rc,
		.operation = operation,
		.path = path,
		.cause = strerror(-rc),
		.cause_source = "kernel",
		.fix = path ? fix_of_file(rc, denied) : NULL,
	};

	snprintf(operation, sizeof(operation), "%s%s%s", what, path ? " " : "", path ? path : "");
	tree_set(run->document, "data", NULL);
	set_error(run, &problem);
	return denied ? RCTL_EXIT_PERMISSION : RCTL_EXIT_FAILED;
}

int fail_here(struct rctl_run *run, const char *operation, const struct fail_cause *cause)
{
	struct problem problem = {
		.code = cause->code,
		.error_number = cause->error_number,
		.operation = operation,
		.cause = cause->cause,
		.cause_source = "kernel",
		.fix = cause->fix,
	};

	tree_set(run->document, "data", NULL);
	set_error(run, &problem);
	return (int)cause->status;
}

static char *format_text(const char *format, va_list ap) __attribute__((format(printf, 1, 0)));

static char *format_text(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		tree_no_memory();
	return text;
}

int fail_usage(struct rctl_run *run, const char *format, ...)
{
	struct problem problem = {
		.code = "invalid",
		.error_number = EINVAL,
		.cause_source = "predicted",
	};
	va_list ap;
	char *cause;

	va_start(ap, format);
	cause = format_text(format, ap);
	va_end(ap);
	problem.cause = cause;
	tree_set(run->document, "data", NULL);
	set_error(run, &problem);
	free(cause);
	return RCTL_EXIT_USAGE;
}

int fail_argument(struct rctl_run *run, int rc, const char *what, const char *text)
{
	if (rc == -ENOMEM)
		tree_no_memory();
	if (rc != -EINVAL)
		return fail_usage(run, "'%s' cannot be %s: %s", text, what, strerror(-rc));
	return fail_usage(run, "'%s' cannot be %s", text, what);
}

int fail_hint(struct rctl_run *run, const char *format, ...)
{
	va_list ap;
	char *fix;

	va_start(ap, format);
	fix = format_text(format, ap);
	va_end(ap);
	tree_set_text(run_get_error(run), "fix", fix);
	free(fix);
	return RCTL_EXIT_USAGE;
}

int fail_help(struct rctl_run *run)
{
	if (run->command)
		return fail_hint(run, "see 'rctl help %s'", run->command->name);
	return fail_hint(run, "'rctl help' lists the commands");
}
