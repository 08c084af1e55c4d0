/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file mbm_assign_mode. */
#ifndef TEXT_ASSIGN_MODE_H
#define TEXT_ASSIGN_MODE_H

#include "base/strlist.h"

/*
 * "[mbm_event]\ndefault\n": every mode, the active one (in brackets) first. MODES is set anew, and
 * empty on failure. 0, -EINVAL (none or two active), -ENOMEM.
 */
int assign_mode_parse(const char *text, struct strlist *modes);

#endif
