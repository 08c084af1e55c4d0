/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rights that are not needed any more: what only reads open files needs none.
 */
#include <errno.h>
#include <sys/capability.h>

#include "caps.h"

int caps_drop(void)
{
	/* Newly made: nothing in it. The bounding set is for what is executed, and nothing is. */
	cap_t none = cap_init();
	int rc;

	if (!none)
		return -ENOMEM;
	rc = cap_set_proc(none) ? -errno : 0;
	cap_free(none);
	return rc;
}
