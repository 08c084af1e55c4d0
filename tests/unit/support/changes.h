/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Change sets of schemata, and a machine that takes them. */
#ifndef CHANGES_H
#define CHANGES_H

#include "machine.h"

struct resctrl_change *changes_new(struct machine *m, const char *group);
/* That entry I sets DOMAIN of SCHEMA to VALUE, as it is to be written. */
void changes_assert_entry(const struct resctrl_change *c, size_t i, const char *schema, uint64_t domain,
			  const char *value);
/* Adds the group "web", whose schemata are other ones after a write. */
void changes_accept(struct machine *m);

#endif
