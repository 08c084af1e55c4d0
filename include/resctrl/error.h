/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The error record and the warnings of a context. */
#ifndef RESCTRL_ERROR_H
#define RESCTRL_ERROR_H

#include <stddef.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_error;

/*
 * What kind of failure it was. The set only grows; a caller treats a code it does not know as
 * RESCTRL_ERROR_FAILED. The text form (resctrl_error_get_code_name) is the enumerator's name in
 * lower case without the prefix: "not_mounted".
 */
enum resctrl_error_code {
	RESCTRL_ERROR_NONE = 0,
	RESCTRL_ERROR_FAILED,		/* anything not listed below */
	RESCTRL_ERROR_INVALID,		/* the request cannot be understood; nothing was asked of the kernel */
	RESCTRL_ERROR_REFUSED,		/* the value was understood and is not possible here */
	RESCTRL_ERROR_NOT_SUPPORTED,	/* the machine or kernel has no such feature */
	RESCTRL_ERROR_NOT_MOUNTED,	/* the kernel has resctrl, and it is not mounted */
	RESCTRL_ERROR_PERMISSION,	/* not allowed to */
	RESCTRL_ERROR_NOT_FOUND,	/* no such group */
	RESCTRL_ERROR_EXISTS,		/* there already is such a group, or a mount */
	RESCTRL_ERROR_BUSY,		/* in use, or locked by another process */
	RESCTRL_ERROR_NO_CLOSID,	/* every class of service is taken */
	RESCTRL_ERROR_NO_RMID,		/* every monitoring id is taken */
	RESCTRL_ERROR_RMID_LIMBO,	/* monitoring ids are free but still tag cache lines: wait */
	RESCTRL_ERROR_NO_COUNTER,	/* every assignable counter of a domain is taken */
	RESCTRL_ERROR_NO_TASK,		/* no such process or thread */
	RESCTRL_ERROR_GONE,		/* the group, domain or mount vanished during the operation */
	RESCTRL_ERROR_PARTIAL,		/* some of it was done; left_behind or the result says what */
	RESCTRL_ERROR_MEMORY,		/* out of memory */
};

/* Who says so: the kernel (by its text or its errno), or this library's own check beforehand. */
enum resctrl_cause_source {
	RESCTRL_CAUSE_KERNEL = 0,
	RESCTRL_CAUSE_PREDICTED,
};

/*
 * The record of the last failure in CTX, or in an object made from it. It and its strings are valid until the next call
 * that can fail on one of these, whether it does or not. Functions returning const char * give NULL where there is
 * nothing to say. Texts have a fixed room, and are cut where they are longer.
 */
RESCTRL_API const struct resctrl_error *resctrl_ctx_get_error(const struct resctrl_ctx *ctx);

RESCTRL_API enum resctrl_error_code resctrl_error_get_code(const struct resctrl_error *err);
RESCTRL_API const char *resctrl_error_get_code_name(const struct resctrl_error *err);
/* Positive errno value, 0 when there was no failure. */
RESCTRL_API int resctrl_error_get_errno(const struct resctrl_error *err);
/* What was attempted, in words that follow "cannot": "set L3 of web". */
RESCTRL_API const char *resctrl_error_get_operation(const struct resctrl_error *err);
/* The file or directory that answered. */
RESCTRL_API const char *resctrl_error_get_path(const struct resctrl_error *err);
/*
 * The kernel's own words for this very failure, several lines possible, without the last newline.
 * From info/last_cmd_status, or the log of the mount. NULL where the kernel said nothing or where
 * another process may have replaced the text before it could be read.
 */
RESCTRL_API const char *resctrl_error_get_kernel_text(const struct resctrl_error *err);
/* Plain words: why it failed, and what to do about it. */
RESCTRL_API const char *resctrl_error_get_cause(const struct resctrl_error *err);
RESCTRL_API enum resctrl_cause_source resctrl_error_get_cause_source(const struct resctrl_error *err);
RESCTRL_API const char *resctrl_error_get_fix(const struct resctrl_error *err);
/* What a failed operation could not put back, one sentence each. I is below the number. */
RESCTRL_API size_t resctrl_error_get_num_left_behind(const struct resctrl_error *err);
RESCTRL_API const char *resctrl_error_get_left_behind(const struct resctrl_error *err, size_t i);

/*
 * Warnings: things the caller should know although the operation went on. They add up over the
 * calls on CTX until resctrl_ctx_release_warnings. The code is a stable word ("unlocked",
 * "rounded", "counters_missing", ...), the message a sentence; both are CTX's until they are released.
 */
RESCTRL_API size_t resctrl_ctx_get_num_warnings(const struct resctrl_ctx *ctx);
RESCTRL_API const char *resctrl_ctx_get_warning_code(const struct resctrl_ctx *ctx, size_t i);
RESCTRL_API const char *resctrl_ctx_get_warning_message(const struct resctrl_ctx *ctx, size_t i);
RESCTRL_API void resctrl_ctx_release_warnings(struct resctrl_ctx *ctx);

#ifdef __cplusplus
}
#endif

#endif
