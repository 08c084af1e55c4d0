/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arguments of the form key=value, with numbers, as a table says. */
#ifndef RDT_KEYVALUE_H
#define RDT_KEYVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyvalue {
	const char *name;
	size_t offset;	   /* of an uint64_t in the structure that is filled */
	uint64_t value[2]; /* defaults, for two kinds of machines */
	uint64_t min, max;
};

/* Puts the defaults of @kind into @to. */
void keyvalue_set_defaults(const struct keyvalue *table, size_t num, unsigned int kind, void *to);
/* Puts the value of @arg into @to; on failure returns false and leaves one line of explanation in @err. */
bool keyvalue_parse(const struct keyvalue *table, size_t num, const char *arg, void *to, char *err,
		    size_t errlen);

#endif
