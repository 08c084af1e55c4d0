/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library's files share: the context's body and the ways to fail. */
#ifndef RESCTRL_INTERNAL_H
#define RESCTRL_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <resctrl.h>

#include "base/strlist.h"
#include "io/io.h"
#include "text/proc.h"
#include "text/status.h"

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))

/* Fixed sizes: a record can be filled in when memory has run out. Longer text is cut. */
struct resctrl_error {
	enum resctrl_error_code code;
	int err;				/* positive errno */
	enum resctrl_cause_source source;
	char operation[320];
	char path[640];
	char kernel_text[520];			/* the kernel's buffer has 512 */
	char cause[640];
	char fix[512];
	struct strlist left_behind;
};

struct warning {
	char *code;
	char *message;
};

struct resctrl_ctx {
	unsigned int refs;
	struct io io;
	char *mount_point;		/* as set by the caller, or NULL */
	char *fs_path;			/* where resctrl was found, while fs_fd is open */
	char *fs_options;		/* of that mount, which the open fs_fd keeps in place; NULL: not looked up */
	int fs_fd;			/* its root directory, or -1 */
	struct mountinfo_entry seen;	/* the mount as resctrl_mount_load just saw it, for who opens it next */
	char boot_id[40];		/* of this boot, once something asked */
	struct proc_stat self;		/* this process, likewise; pid 0: not yet */
	pid_t pidns_of;			/* the process whose PID name space is known, or 0 */
	uint64_t pidns;
	bool unit_asked;		/* the CPU's vendor has told the unit of bandwidths: */
	enum resctrl_bandwidth_unit unit_of_cpu;
	char tool[64];			/* as set by the caller, or "" */
	int lock_fd;			/* holds the flock during an operation, or -1 */
	struct resctrl_error error;
	struct warning *warnings;
	size_t num_warnings;
	resctrl_log_fn log_fn;
	void *log_data;
	int log_level;
	bool probe_pinning;		/* probes may pin the calling thread */
};

/* ---- ctx.c ---- */

/*
 * The descriptor of resctrl's root directory, opened on first use. -ENODEV (NOT_SUPPORTED), -ENOENT
 * (NOT_MOUNTED), or what opening said; recorded.
 */
MUST_CHECK int ctx_open_fs(struct resctrl_ctx *ctx);
/* resctrl is mounted with OPTION: 1 or 0, also where the mount table does not list it; -errno, recorded. */
MUST_CHECK int ctx_has_mount_option(struct resctrl_ctx *ctx, const char *option);
void ctx_log(struct resctrl_ctx *ctx, int level, const char *format, ...) PRINTF_FORMAT(3, 4);

/* ---- error.c ---- */

/* Starts an operation of the public API: forgets the last failure, names what follows "cannot". */
void error_begin(struct resctrl_ctx *ctx, const char *operation, ...) PRINTF_FORMAT(2, 3);
/* Forgets a failure that turned out to be none, and stays in the operation. */
void error_clear(struct resctrl_ctx *ctx);
void error_release(struct resctrl_error *error);

/* What a failure is, apart from its words. */
struct failure {
	enum resctrl_error_code code;
	int err;				/* positive errno */
	enum resctrl_cause_source source;
	const char *path;			/* may be NULL */
	const char *kernel_text;		/* may be NULL */
	const char *fix;			/* may be NULL */
};

/*
 * Records the failure with its cause. Gives -failure->err, to be returned, or -EIO for an errno outside of
 * the documented set.
 */
int error_set(struct resctrl_ctx *ctx, const struct failure *failure, const char *cause, ...)
	PRINTF_FORMAT(3, 4);
/* Our own check: the request cannot be understood (INVALID) or is not possible here (REFUSED). -EINVAL. */
int error_invalid(struct resctrl_ctx *ctx, const char *fix, const char *cause, ...)
	PRINTF_FORMAT(3, 4);
int error_refused(struct resctrl_ctx *ctx, const char *fix, const char *cause, ...)
	PRINTF_FORMAT(3, 4);
/* The kernel has refused what our own check predicted: its text and its errno, in our check's words. */
void error_explain(struct resctrl_ctx *ctx, const struct resctrl_error *predicted);
int error_memory(struct resctrl_ctx *ctx);
/* The kernel answered ERR (positive) to a call on PATH, without words of its own. */
int error_system(struct resctrl_ctx *ctx, enum status_op op, int err, const char *path);
/* What is on record, taken off it while more is tried. Ends in error_resume. */
struct resctrl_error error_set_aside(struct resctrl_ctx *ctx);
/* Puts RECORD back, with what has been left behind meanwhile. */
void error_resume(struct resctrl_ctx *ctx, struct resctrl_error *record);
void error_add_left_behind(struct resctrl_ctx *ctx, const char *format, ...) PRINTF_FORMAT(2, 3);
void error_warn(struct resctrl_ctx *ctx, const char *code, const char *format, ...)
	PRINTF_FORMAT(3, 4);

/* ---- group-list.c ---- */

/* resctrl_group_list_load without lock, and within the operation of the caller. */
MUST_CHECK int group_list_load(struct resctrl_ctx *ctx, struct resctrl_group_list **list);
/* A directory of this NAME in the root of resctrl is a group. */
bool group_is_dir(const char *name);

/* ---- group-count.c ---- */

struct group_count {
	uint64_t ctrl_groups, mon_groups;
	/* In use: pseudo-locked groups have given back both of theirs, those on the way there the RMID. */
	uint64_t closids, rmids;
	bool is_monitored;
};

/*
 * ANY_LOCKED: for all that is known some group is pseudo-locked. Within the operation of the caller. 0 or -errno,
 * recorded.
 */
MUST_CHECK int group_count_load(struct resctrl_ctx *ctx, bool any_locked, struct group_count *count);

/* ---- fs.c: resctrl files by their path below its root; failures are recorded ---- */

/* Shared, for structural reads: after 1 s it goes on without, with the warning "unlocked". */
void fs_lock_shared(struct resctrl_ctx *ctx);
/* Exclusive, for writers: -EBUSY after 5 s, naming the holder. Nests within one operation. */
MUST_CHECK int fs_lock_exclusive(struct resctrl_ctx *ctx);
void fs_unlock(struct resctrl_ctx *ctx);

MUST_CHECK int fs_read(struct resctrl_ctx *ctx, const char *path, struct strbuf *sb);
/* -ENOENT is no failure and not recorded. */
MUST_CHECK int fs_read_optional(struct resctrl_ctx *ctx, const char *path, struct strbuf *sb);
MUST_CHECK int fs_list(struct resctrl_ctx *ctx, const char *path, struct strlist *directories,
		       struct strlist *others);
/*
 * Changing calls. The exclusive lock must be held, so that the kernel's text, read at once on failure, is
 * most likely ours. OP says which texts are.
 */
MUST_CHECK int fs_write(struct resctrl_ctx *ctx, enum status_op op, const char *path,
			const char *text);
/* The same, and on success what the file holds afterwards, into SB. */
MUST_CHECK int fs_write_and_read(struct resctrl_ctx *ctx, enum status_op op, const char *path,
				 const char *text, struct strbuf *sb);
MUST_CHECK int fs_mkdir(struct resctrl_ctx *ctx, enum status_op op, const char *path);
MUST_CHECK int fs_rmdir(struct resctrl_ctx *ctx, const char *path);
/* FROM and TO are directories of groups. */
MUST_CHECK int fs_rename(struct resctrl_ctx *ctx, const char *from, const char *to);
/* -EROFS on a recorded tree. */
MUST_CHECK int fs_check_writable(struct resctrl_ctx *ctx);
/*
 * How every change starts: not on a recorded tree, resctrl open, the exclusive lock held; a dry run (FLAGS)
 * does without the first and the last. fs_unlock ends it.
 */
MUST_CHECK int fs_start_change(struct resctrl_ctx *ctx, unsigned int flags);

#endif
