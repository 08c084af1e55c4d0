/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Giving up rights.
 */
#include <errno.h>
#include <sys/prctl.h>

#include "privileges.h"

int privileges_drop(cap_value_t keep)
{
	cap_flag_value_t has = CAP_CLEAR;
	cap_t now = cap_get_proc();
	int err = 0;

	if (!now)
		return -errno;
	if (keep != PRIVILEGES_NONE)
		cap_get_flag(now, keep, CAP_PERMITTED, &has);
	cap_clear(now);
	if (has == CAP_SET &&
	    (cap_set_flag(now, CAP_PERMITTED, 1, &keep, CAP_SET) ||
	     cap_set_flag(now, CAP_EFFECTIVE, 1, &keep, CAP_SET)))
		err = -errno;
	if (!err && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || cap_set_proc(now)))
		err = -errno;
	cap_free(now);
	return err;
}

bool privileges_have(cap_value_t capability)
{
	cap_flag_value_t has = CAP_CLEAR;
	cap_t now = cap_get_proc();

	if (now)
		cap_get_flag(now, capability, CAP_EFFECTIVE, &has);
	cap_free(now);
	return has == CAP_SET;
}
