/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules that say which group a process belongs to: rctl-follow(1), RULES.
 */
#ifndef RCTL_RULES_H
#define RCTL_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "facts.h"

struct rule {
	unsigned int line;		/* in the file */
	char *group;			/* RULE_LEAVE: the process stays where it is */
	char *patterns[NUM_FACTS];	/* NULL: any */
};

#define RULE_LEAVE "-"

struct rules {
	struct rule *items;
	size_t num;
	bool needs[NUM_FACTS];		/* some rule looks at it */
};

/* Where a file is no good: LINE is 0 where it cannot be read. */
struct rules_error {
	unsigned int line;
	char text[256];
};

/* 0; -EINVAL or -errno with ERROR set and RULES as it was before. What RULES held is freed. */
int rules_load(const char *path, struct rules *rules, struct rules_error *error);
void rules_free(struct rules *rules);
/* NUM_FACTS where RULE holds for FACTS, else the first fact that does not. */
enum fact_key rule_match(const struct rule *rule, const struct facts *facts);
/* The first rule that holds, or NULL. */
const struct rule *rules_match(const struct rules *rules, const struct facts *facts);
/* The key as in the file: "parent-group". */
const char *rule_key_name(enum fact_key key);

#endif
