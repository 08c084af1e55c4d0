/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Giving up rights.
 */
#ifndef RCTL_PRIVILEGES_H
#define RCTL_PRIVILEGES_H

#include <sys/capability.h>

#define PRIVILEGES_NONE (-1)

/*
 * Keeps of the process' capabilities at most KEEP, or none, and makes sure that no program started from here gains
 * any. 0 or -errno; -ELIBACC where libcap is not installed.
 */
int privileges_drop(cap_value_t keep);
/* The process has CAPABILITY, in effect: 1, 0, or -errno likewise. */
int privileges_have(cap_value_t capability);

#endif
