/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPEC: what a user asks of schemata, parsed and not yet bound to a machine. */
#ifndef TEXT_SPEC_H
#define TEXT_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/idlist.h"

enum spec_value_kind {
	SPEC_DIGITS,	/* bare digits, no prefix, no unit: what the kernel means by them */
	SPEC_MASK,	/* 0x... */
	SPEC_PERCENT,	/* 25% */
	SPEC_WAYS,	/* 4ways, 1way */
	SPEC_BYTES,	/* 4MiB: KiB, MiB, GiB, KB, MB, GB; decimals are possible */
	SPEC_RATE,	/* 10GB/s: the same units per second */
	SPEC_UNLIMITED,	/* unlimited */
	SPEC_OTHER,	/* anything else, verbatim */
};

struct spec_entry {
	char *schema;
	struct idlist ids;
	bool named;		/* the form NAME=VALUE; then ids is "all" */
	char *text;		/* the VALUE as written */
	enum spec_value_kind kind;
	/*
	 * SPEC_MASK, SPEC_PERCENT, SPEC_WAYS: its value. SPEC_BYTES: bytes. SPEC_RATE: bytes per
	 * second. SPEC_DIGITS: unset, the schema gives the base.
	 */
	uint64_t number;
};

struct spec {
	struct spec_entry *entries;
	size_t num;
};

/*
 * Parses one SPEC (several lines are allowed). On -EINVAL the MESSAGE (of SIZE bytes) says in plain
 * words what is wrong, quoting the piece. -ENOMEM. On failure SPEC is empty. Blanks around NAME and
 * VALUE are allowed.
 */
int spec_parse(const char *text, struct spec *spec, char *message, size_t size);
void spec_release(struct spec *spec);

#endif
