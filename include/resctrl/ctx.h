/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The context: everything hangs off it, and nothing is global. */
#ifndef RESCTRL_CTX_H
#define RESCTRL_CTX_H

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;

/*
 * Rules that hold for the whole library:
 *
 * - Functions that return int give 0 (or a positive count where said) on success and -errno on
 *   failure; the error record of the context has the detail. The closed set of errnos: EINVAL,
 *   ENOMEM, EPERM, EACCES, ENOENT, EEXIST, EBUSY, ENOSPC, ENODEV, ESRCH, EOPNOTSUPP, E2BIG, ERANGE,
 *   EOVERFLOW, EMFILE, ENFILE, EROFS, and EIO, which also stands for any other; the record has the
 *   true one. Accessors of single values also give ENODATA.
 * - A NULL handle is a programmer's error (assert); a NULL or odd argument is -EINVAL. Where that is the place for the
 *   result, or the function has no context (values that are filled), no record is made: the former one stays.
 * - On failure the place for a result is not written, or NULL.
 * - A context and all that comes from it is used by one thread at a time; different contexts are
 *   independent. The library starts no thread, handles no signal, prints nothing.
 * - Snapshots (mount, info, group, counters, schemata) are immutable and outlive the context.
 */

/* Flags of operations that change something. */
#define RESCTRL_DRY_RUN		0x0001u	/* check and report, change nothing */
#define RESCTRL_FORCE		0x0002u	/* go on where the operation would refuse to lose something */
#define RESCTRL_RECURSIVE	0x0004u	/* include the monitor groups below */
#define RESCTRL_NO_DEBUG	0x0008u	/* mount: do not add the "debug" option where it is known */
#define RESCTRL_EXIST_OK	0x0010u	/* create: join a group that has the same settings */
#define RESCTRL_NO_CHECK	0x0020u	/* write what the library's own check would refuse */
#define RESCTRL_KERNEL_THREADS	0x0040u	/* tasks: trees and cgroups include kernel threads */
#define RESCTRL_ORPHAN		0x0080u	/* remove: only a transient group whose owner has ended */
#define RESCTRL_STEAL		0x0200u	/* tracker: also out of monitor groups of others */

/* A new context with one reference. Makes no system call on resctrl. -EINVAL, -ENOMEM. */
RESCTRL_API int resctrl_ctx_open(struct resctrl_ctx **ctx);
RESCTRL_API struct resctrl_ctx *resctrl_ctx_ref(struct resctrl_ctx *ctx);
/* Drops a reference; the last one closes every descriptor. NULL is allowed. */
RESCTRL_API void resctrl_ctx_unref(struct resctrl_ctx *ctx);

/*
 * Closes every descriptor that CTX holds on resctrl (an open one makes unmount fail with EBUSY).
 * The context stays usable and opens what it needs again.
 */
RESCTRL_API void resctrl_ctx_release(struct resctrl_ctx *ctx);

/*
 * Looks for everything below PATH instead of "/": a recorded tree. Such a tree is trusted to be
 * resctrl although it is a plain directory, and is never changed: writers answer -EROFS.
 * Before first use of CTX. -EINVAL (no directory), -ENOMEM, or the errno of looking for PATH: -ENOENT, -EACCES, -EIO.
 */
RESCTRL_API int resctrl_ctx_set_sysroot(struct resctrl_ctx *ctx, const char *path);
/*
 * The place of the resctrl file system, instead of the one found in /proc/self/mountinfo; also
 * where resctrl_ctx_mount mounts (default /sys/fs/resctrl). -ENOMEM, -EINVAL (not absolute).
 */
RESCTRL_API int resctrl_ctx_set_mount_point(struct resctrl_ctx *ctx, const char *path);

/*
 * The name of the program that groups made through CTX are marked with, see resctrl_group_get_owner_tool. Default: the
 * name of the process. Less than 64 bytes. -EINVAL.
 */
RESCTRL_API int resctrl_ctx_set_tool(struct resctrl_ctx *ctx, const char *name);

/*
 * Debug messages: LEVEL as of syslog(3), DATA as given. Without a function the library is silent. FN is called in the
 * midst of operations: it makes no call on CTX; MESSAGE is valid until it returns.
 * The environment variable LIBRESCTRL_LOG (a syslog level number) sets the level; default 4.
 */
typedef void (*resctrl_log_fn)(void *data, int level, const char *message);
RESCTRL_API void resctrl_ctx_set_log(struct resctrl_ctx *ctx, resctrl_log_fn fn, void *data);

#ifdef __cplusplus
}
#endif

#endif
