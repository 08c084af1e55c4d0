/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The mark of a public function.
 */
#ifndef RESCTRL_EXPORT_H
#define RESCTRL_EXPORT_H

#define RESCTRL_API __attribute__((visibility("default")))

#endif /* RESCTRL_EXPORT_H */
