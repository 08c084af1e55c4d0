/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The error record and the warnings of a context. */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Copies what fits. NULL gives "". */
static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* A path below resctrl is recorded as a full one. */
static void copy_path(const struct resctrl_ctx *ctx, char *to, size_t size, const char *from)
{
	if (!from || *from == '/' || !ctx->fs_path)
		copy(to, size, from);
	else if (!strcmp(from, "."))
		copy(to, size, ctx->fs_path);
	else
		snprintf(to, size, "%s/%s", ctx->fs_path, from);
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

void error_begin(struct resctrl_ctx *ctx, const char *operation, ...)
{
	struct resctrl_error *e = &ctx->error;
	va_list args;

	strlist_release(&e->left_behind);
	*e = (struct resctrl_error){ 0 };
	va_start(args, operation);
	vsnprintf(e->operation, sizeof(e->operation), operation, args);
	va_end(args);
}

void error_clear(struct resctrl_ctx *ctx)
{
	char operation[sizeof(ctx->error.operation)];

	memcpy(operation, ctx->error.operation, sizeof(operation));
	error_begin(ctx, "%s", operation);
}

void error_release(struct resctrl_error *error)
{
	strlist_release(&error->left_behind);
}

struct resctrl_error error_set_aside(struct resctrl_ctx *ctx)
{
	struct resctrl_error record = ctx->error;

	ctx->error.left_behind = (struct strlist){ 0 };
	return record;
}

void error_resume(struct resctrl_ctx *ctx, struct resctrl_error *record)
{
	const struct strlist *more = &ctx->error.left_behind;

	for (size_t i = 0; i < more->num; i++) {
		if (strlist_add(&record->left_behind, more->items[i]))
			ctx_log(ctx, 4, "left behind: %s", more->items[i]);
	}
	error_release(&ctx->error);
	ctx->error = *record;
}

/* The errnos that public functions give; what the kernel may add one day becomes EIO. */
static int close_errno(int err)
{
	static const int known[] = { EINVAL, ENOMEM, EPERM, EACCES, ENOENT, EEXIST, EBUSY, ENOSPC,
				     ENODEV, ESRCH, EOPNOTSUPP, EIO, E2BIG, ERANGE, EOVERFLOW,
				     EMFILE, ENFILE, EROFS };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (err == known[i])
			return err;
	}
	return EIO;
}

__attribute__((format(printf, 3, 0)))
static int error_vset(struct resctrl_ctx *ctx, const struct failure *failure, const char *cause,
		      va_list args)
{
	struct resctrl_error *e = &ctx->error;
	size_t len;

	e->code = failure->code;
	e->err = failure->err;
	e->source = failure->source;
	copy_path(ctx, e->path, sizeof(e->path), failure->path);
	copy(e->kernel_text, sizeof(e->kernel_text), failure->kernel_text);
	len = strlen(e->kernel_text);
	if (len && e->kernel_text[len - 1] == '\n')
		e->kernel_text[len - 1] = '\0';
	copy(e->fix, sizeof(e->fix), failure->fix);
	vsnprintf(e->cause, sizeof(e->cause), cause, args);
	ctx_log(ctx, 7, "cannot %s: %s (%s)", e->operation, e->cause, e->path);
	return -close_errno(e->err);
}

int error_set(struct resctrl_ctx *ctx, const struct failure *failure, const char *cause, ...)
{
	va_list args;
	int err;

	va_start(args, cause);
	err = error_vset(ctx, failure, cause, args);
	va_end(args);
	return err;
}

void error_explain(struct resctrl_ctx *ctx, const struct resctrl_error *predicted)
{
	struct resctrl_error *e = &ctx->error;

	/* Too long a text is refused whatever it says. */
	if (e->code != RESCTRL_ERROR_REFUSED || e->err == E2BIG)
		return;
	memcpy(e->cause, predicted->cause, sizeof(e->cause));
	memcpy(e->fix, predicted->fix, sizeof(e->fix));
}

__attribute__((format(printf, 4, 0)))
static int error_predict(struct resctrl_ctx *ctx, enum resctrl_error_code code, const char *fix,
			 const char *cause, va_list args)
{
	const struct failure f = { code, EINVAL, RESCTRL_CAUSE_PREDICTED, NULL, NULL, fix };

	return error_vset(ctx, &f, cause, args);
}

int error_invalid(struct resctrl_ctx *ctx, const char *fix, const char *cause, ...)
{
	va_list args;
	int err;

	va_start(args, cause);
	err = error_predict(ctx, RESCTRL_ERROR_INVALID, fix, cause, args);
	va_end(args);
	return err;
}

int error_refused(struct resctrl_ctx *ctx, const char *fix, const char *cause, ...)
{
	va_list args;
	int err;

	va_start(args, cause);
	err = error_predict(ctx, RESCTRL_ERROR_REFUSED, fix, cause, args);
	va_end(args);
	return err;
}

int error_memory(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_MEMORY, ENOMEM, RESCTRL_CAUSE_KERNEL, NULL, NULL,
				   NULL };

	return error_set(ctx, &f, "out of memory");
}

int error_system(struct resctrl_ctx *ctx, enum status_op op, int err, const char *path)
{
	const struct status_text *text = status_for_errno(op, err);
	const struct failure f = { text->code, err, RESCTRL_CAUSE_KERNEL, path, NULL, text->fix };

	if (err == ENOMEM)
		return error_memory(ctx);
	return error_set(ctx, &f, "%s", text->cause);
}

void error_add_left_behind(struct resctrl_ctx *ctx, const char *format, ...)
{
	char text[640];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* Without memory the list is short of one: the failure itself is still reported. */
	if (strlist_add(&ctx->error.left_behind, text))
		ctx_log(ctx, 4, "left behind: %s", text);
}

void error_warn(struct resctrl_ctx *ctx, const char *code, const char *format, ...)
{
	struct warning *more;
	char text[640];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	ctx_log(ctx, 6, "%s: %s", code, text);
	/* What is done again need not be said again. */
	for (size_t i = 0; i < ctx->num_warnings; i++) {
		if (!strcmp(ctx->warnings[i].message, text))
			return;
	}
	more = reallocarray(ctx->warnings, ctx->num_warnings + 1, sizeof(*more));
	if (!more)
		return;
	ctx->warnings = more;
	more += ctx->num_warnings;
	more->code = strdup(code);
	more->message = strdup(text);
	if (!more->code || !more->message) {
		free(more->code);
		free(more->message);
		return;
	}
	ctx->num_warnings++;
}

const struct resctrl_error *resctrl_ctx_get_error(const struct resctrl_ctx *ctx)
{
	assert(ctx);
	return &ctx->error;
}

enum resctrl_error_code resctrl_error_get_code(const struct resctrl_error *err)
{
	assert(err);
	return err->code;
}

const char *resctrl_error_get_code_name(const struct resctrl_error *err)
{
	static const char *const names[] = {
		[RESCTRL_ERROR_NONE] = "none",
		[RESCTRL_ERROR_FAILED] = "failed",
		[RESCTRL_ERROR_INVALID] = "invalid",
		[RESCTRL_ERROR_REFUSED] = "refused",
		[RESCTRL_ERROR_NOT_SUPPORTED] = "not_supported",
		[RESCTRL_ERROR_NOT_MOUNTED] = "not_mounted",
		[RESCTRL_ERROR_PERMISSION] = "permission",
		[RESCTRL_ERROR_NOT_FOUND] = "not_found",
		[RESCTRL_ERROR_EXISTS] = "exists",
		[RESCTRL_ERROR_BUSY] = "busy",
		[RESCTRL_ERROR_NO_CLOSID] = "no_closid",
		[RESCTRL_ERROR_NO_RMID] = "no_rmid",
		[RESCTRL_ERROR_RMID_LIMBO] = "rmid_limbo",
		[RESCTRL_ERROR_NO_COUNTER] = "no_counter",
		[RESCTRL_ERROR_NO_TASK] = "no_task",
		[RESCTRL_ERROR_GONE] = "gone",
		[RESCTRL_ERROR_PARTIAL] = "partial",
		[RESCTRL_ERROR_MEMORY] = "memory",
	};

	assert(err);
	return names[err->code];
}

int resctrl_error_get_errno(const struct resctrl_error *err)
{
	assert(err);
	return err->err;
}

const char *resctrl_error_get_operation(const struct resctrl_error *err)
{
	assert(err);
	return or_null(err->operation);
}

const char *resctrl_error_get_path(const struct resctrl_error *err)
{
	assert(err);
	return or_null(err->path);
}

const char *resctrl_error_get_kernel_text(const struct resctrl_error *err)
{
	assert(err);
	return or_null(err->kernel_text);
}

const char *resctrl_error_get_cause(const struct resctrl_error *err)
{
	assert(err);
	return or_null(err->cause);
}

enum resctrl_cause_source resctrl_error_get_cause_source(const struct resctrl_error *err)
{
	assert(err);
	return err->source;
}

const char *resctrl_error_get_fix(const struct resctrl_error *err)
{
	assert(err);
	return or_null(err->fix);
}

size_t resctrl_error_get_num_left_behind(const struct resctrl_error *err)
{
	assert(err);
	return err->left_behind.num;
}

const char *resctrl_error_get_left_behind(const struct resctrl_error *err, size_t i)
{
	assert(err && i < err->left_behind.num);
	return err->left_behind.items[i];
}

size_t resctrl_ctx_get_num_warnings(const struct resctrl_ctx *ctx)
{
	assert(ctx);
	return ctx->num_warnings;
}

const char *resctrl_ctx_get_warning_code(const struct resctrl_ctx *ctx, size_t i)
{
	assert(ctx && i < ctx->num_warnings);
	return ctx->warnings[i].code;
}

const char *resctrl_ctx_get_warning_message(const struct resctrl_ctx *ctx, size_t i)
{
	assert(ctx && i < ctx->num_warnings);
	return ctx->warnings[i].message;
}

void resctrl_ctx_release_warnings(struct resctrl_ctx *ctx)
{
	assert(ctx);
	for (size_t i = 0; i < ctx->num_warnings; i++) {
		free(ctx->warnings[i].code);
		free(ctx->warnings[i].message);
	}
	free(ctx->warnings);
	ctx->warnings = NULL;
	ctx->num_warnings = 0;
}
