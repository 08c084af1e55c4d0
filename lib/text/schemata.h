/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines "NAME:ID=VALUE;...": schemata, size, mbm_L3_assignments. */
#ifndef TEXT_SCHEMATA_H
#define TEXT_SCHEMATA_H

#include <stddef.h>
#include <stdint.h>

#include <resctrl/schemata.h>

struct schemata_entry {
	uint64_t id;
	char *value;		/* without padding */
};

struct schemata_line {
	char *name;		/* without padding */
	struct schemata_entry *entries;
	size_t num;
};

/* The body of the public value type. */
struct resctrl_schemata {
	char *text;		/* as read, so that formatting is exact */
	struct schemata_line *lines;
	size_t num;
};

/*
 * 0, -EINVAL, -ENOMEM. A value may be empty (an assignment without counter types). A line without
 * "=" such as the "L3:uninitialized" of a pseudo-locksetup group gives a line without entries.
 */
int schemata_parse(const char *text, struct resctrl_schemata **schemata);
void schemata_free(struct resctrl_schemata *schemata);
/* NULL where there is no such line or domain. */
const struct schemata_line *schemata_find(const struct resctrl_schemata *schemata,
					  const char *name);
const struct schemata_entry *schemata_find_entry(const struct schemata_line *line, uint64_t id);

#endif
