/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rights that are not needed any more.
 */
#ifndef RCTL_CAPS_H
#define RCTL_CAPS_H

/* Drops every capability, for good. 0 or -errno. */
int caps_drop(void);

#endif
