/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cache allocation for I/O (AMD SDCIAE): where devices place what they write. */
#ifndef RESCTRL_IO_ALLOC_H
#define RESCTRL_IO_ALLOC_H

#include <stdbool.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;

/*
 * Turns I/O allocation of the cache SCHEMA ("L3", "L3CODE") on or off. It takes the highest CLOSID: -ENOSPC
 * (code NO_CLOSID) names the group that has it. FLAGS: RESCTRL_DRY_RUN. -EOPNOTSUPP (code NOT_SUPPORTED).
 * Kernel: fs/resctrl/ctrlmondata.c, resctrl_io_alloc_write.
 */
RESCTRL_API int resctrl_io_alloc_set(struct resctrl_ctx *ctx, const char *schema, bool enabled,
				     unsigned int flags);
/*
 * The masks while it is on. MASKS: "0xff" for every domain, or "0=ff;1=ff0" and "*=ff" as the kernel takes it, with or
 * without 0x. FLAGS: RESCTRL_DRY_RUN. -EINVAL (INVALID, REFUSED).
 */
RESCTRL_API int resctrl_io_alloc_set_masks(struct resctrl_ctx *ctx, const char *schema,
					   const char *masks, unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif
