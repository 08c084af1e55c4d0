/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The version of the library.
 */
#ifndef RESCTRL_VERSION_H
#define RESCTRL_VERSION_H

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * resctrl_version_get - version of the library that runs
 *
 * Return: a static string such as "0.1.0", never NULL.
 */
RESCTRL_API const char *resctrl_version_get(void);

#ifdef __cplusplus
}
#endif

#endif /* RESCTRL_VERSION_H */
