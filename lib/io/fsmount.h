/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounting through fsopen(2), because it answers in words: each failed step has a log. */
#ifndef IO_FSMOUNT_H
#define IO_FSMOUNT_H

#include <stddef.h>

#include "base/strlist.h"

/*
 * Mounts resctrl on TARGET with the flags in OPTIONS (no values). On failure -errno, and LOG holds what
 * the kernel wrote, "" if nothing. *FAILED is the option that was refused, or NULL for the mount itself.
 */
int fsmount_resctrl(const char *target, const struct strlist *options, const char **failed,
		    char *log, size_t size);
/*
 * The same as far as the kernel answers without mounting: which options it knows, and what it says as it reads them.
 * Nothing is changed (kernel: fs/resctrl/rdtgroup.c, rdt_init_fs_context and rdt_parse_param).
 */
int fsmount_check_options(const struct strlist *options, const char **failed, char *log, size_t size);
/* umount2(2) without following symbolic links. 0 or -errno. */
int fsmount_unmount(const char *target);

#endif
