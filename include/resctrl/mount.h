/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where resctrl is mounted, with which options; mount and unmount. */
#ifndef RESCTRL_MOUNT_H
#define RESCTRL_MOUNT_H

#include <stdbool.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_mount;

/*
 * A snapshot from /proc/filesystems and /proc/self/mountinfo. Succeeds also where the kernel has
 * no resctrl or it is not mounted; the accessors tell. Free with resctrl_mount_free.
 * -ENOMEM, or the errno of reading /proc.
 */
RESCTRL_API int resctrl_mount_load(struct resctrl_ctx *ctx, struct resctrl_mount **mount);
RESCTRL_API void resctrl_mount_free(struct resctrl_mount *mount);

/* The kernel knows the file system type: it found something to divide or to measure. */
RESCTRL_API bool resctrl_mount_is_supported(const struct resctrl_mount *mount);
RESCTRL_API bool resctrl_mount_is_mounted(const struct resctrl_mount *mount);
/* The mount point; NULL while not mounted. */
RESCTRL_API const char *resctrl_mount_get_path(const struct resctrl_mount *mount);
/* The options of resctrl itself, "cdp,debug" or ""; NULL while not mounted. */
RESCTRL_API const char *resctrl_mount_get_options(const struct resctrl_mount *mount);
RESCTRL_API bool resctrl_mount_has_option(const struct resctrl_mount *mount, const char *option);

/*
 * Mounts resctrl. OPTIONS: comma-separated out of cdp, cdpl2, mba_MBps, debug, or NULL. "debug" is
 * added where the kernel knows it, unless RESCTRL_NO_DEBUG. FLAGS: RESCTRL_NO_DEBUG,
 * RESCTRL_DRY_RUN. Kernel: fs/resctrl/rdtgroup.c, rdt_get_tree.
 * -EBUSY mounted already (code EXISTS) or held by an open file (BUSY), -ENODEV no such hardware or kernel, -EPERM,
 * -EINVAL option refused (the kernel's text says why), -EOPNOTSUPP, -ENOENT no such directory, -EROFS a recorded tree.
 */
RESCTRL_API int resctrl_ctx_mount(struct resctrl_ctx *ctx, const char *options, unsigned int flags);
/*
 * Unmounts resctrl, which removes every group, counter assignment and setting. Refuses with
 * -EBUSY (code BUSY) while there are groups, unless RESCTRL_FORCE; the error's cause names
 * processes that hold the mount. Pseudo-locked groups are removed first, as kernel 7.3 hangs otherwise. FLAGS:
 * RESCTRL_FORCE, RESCTRL_DRY_RUN. -ENOENT not mounted, -ENODEV no such hardware or kernel, -EPERM, -EROFS a recorded
 * tree.
 */
RESCTRL_API int resctrl_ctx_unmount(struct resctrl_ctx *ctx, unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif
