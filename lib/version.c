/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The version of the library, as configured.
 */
#include <resctrl/version.h>

const char *resctrl_version_get(void)
{
	return PACKAGE_VERSION;
}
