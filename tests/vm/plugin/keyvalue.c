/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyvalue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t *field(const struct keyvalue *def, void *to)
{
	return (uint64_t *)(void *)((char *)to + def->offset);
}

void keyvalue_set_defaults(const struct keyvalue *table, size_t num, unsigned int kind, void *to)
{
	size_t i;

	for (i = 0; i < num; i++)
		*field(&table[i], to) = table[i].value[kind];
}

static bool parse_number(const char *text, uint64_t *value)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end;
}

bool keyvalue_parse(const struct keyvalue *table, size_t num, const char *arg, void *to, char *err,
		    size_t errlen)
{
	const char *eq = strchr(arg, '=');
	const struct keyvalue *def;
	uint64_t value;
	size_t len, i;

	if (!eq) {
		snprintf(err, errlen, "'%s' is not of the form key=value", arg);
		return false;
	}
	len = (size_t)(eq - arg);
	for (i = 0; i < num; i++) {
		def = &table[i];
		if (strlen(def->name) != len || memcmp(def->name, arg, len))
			continue;
		if (parse_number(eq + 1, &value) && value >= def->min && value <= def->max) {
			*field(def, to) = value;
			return true;
		}
		snprintf(err, errlen, "bad value in '%s': a number from %llu to %llu is wanted",
			 arg, (unsigned long long)def->min, (unsigned long long)def->max);
		return false;
	}
	snprintf(err, errlen, "unknown setting '%.*s'", (int)len, arg);
	return false;
}
