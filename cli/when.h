/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions of a view.
 */
#ifndef RCTL_WHEN_H
#define RCTL_WHEN_H

#include <stdbool.h>

struct json_object;

/*
 * WHEN holds paths with blanks between; each must lead to something true in OBJECT; with "!" in
 * front it must not; with "?" it must lead to anything but null; "path=text" asks for that very
 * text. NULL always holds.
 */
bool when_holds(const char *when, struct json_object *object);

#endif
