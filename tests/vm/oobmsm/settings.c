/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of settings: name, default and range. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../plugin/activity.h"
#include "settings.h"
#include "telemetry.h"

#define FIELD(name) #name, offsetof(struct settings, name)

static const struct setting {
	const char *name;
	size_t offset;
	uint64_t value, min, max;
} table[] = {
	{ FIELD(package), 0, 0, 255 },
	{ FIELD(bus), 0x81, 0, 255 },
	{ FIELD(device), 0, 0, 31 },
	{ FIELD(function), 0, 0, 7 },
	{ FIELD(cpu), 0, 0, ACTIVITY_CPUS - 1 },
	{ FIELD(cpus), 2, 1, ACTIVITY_CPUS },

	{ FIELD(aggregators), 2, 1, MAX_AGGREGATORS },
	{ FIELD(energy), 1, 0, 1 },
	{ FIELD(perf), 1, 0, 1 },
	{ FIELD(tpmi), 1, 0, 1 },
	{ FIELD(discovery), 1, 0, 1 },
	{ FIELD(energy_guid), 0x26696143, 1, UINT32_MAX },
	{ FIELD(perf_guid), 0x26557651, 1, UINT32_MAX },
	{ FIELD(energy_rmids), TELEMETRY_RMIDS, 1, UINT16_MAX },
	{ FIELD(perf_rmids), TELEMETRY_RMIDS, 1, UINT16_MAX },
	{ FIELD(energy_size), 9240, 8, 65536 },
	{ FIELD(perf_size), 32280, 8, 65536 },

	{ FIELD(period), 10, 0, 10000 },
	{ FIELD(history), 1000, 0, 1000000 },
};

#define N_SETTINGS (sizeof(table) / sizeof(table[0]))

static uint64_t *field(struct settings *s, const struct setting *def)
{
	return (uint64_t *)(void *)((char *)s + def->offset);
}

static bool parse_one(struct settings *s, const char *arg, char *err, size_t errlen)
{
	const char *eq = strchr(arg, '=');
	const struct setting *def;
	unsigned long long value;
	size_t len, i;
	char *end;

	if (!eq) {
		snprintf(err, errlen, "'%s' is not of the form key=value", arg);
		return false;
	}
	len = (size_t)(eq - arg);
	for (i = 0; i < N_SETTINGS; i++) {
		def = &table[i];
		if (strlen(def->name) != len || memcmp(def->name, arg, len))
			continue;
		errno = 0;
		value = strtoull(eq + 1, &end, 0);
		if (eq[1] >= '0' && eq[1] <= '9' && !errno && !*end && value >= def->min &&
		    value <= def->max) {
			*field(s, def) = value;
			return true;
		}
		snprintf(err, errlen, "bad value in '%s': a number from %llu to %llu is wanted",
			 arg, (unsigned long long)def->min, (unsigned long long)def->max);
		return false;
	}
	snprintf(err, errlen, "unknown setting '%.*s'", (int)len, arg);
	return false;
}

bool settings_parse(struct settings *s, int argc, char **argv, char *err, size_t errlen)
{
	size_t i;
	int a;

	for (i = 0; i < N_SETTINGS; i++)
		*field(s, &table[i]) = table[i].value;
	for (a = 0; a < argc; a++)
		if (!parse_one(s, argv[a], err, errlen))
			return false;
	if (s->cpu + s->cpus > ACTIVITY_CPUS) {
		snprintf(err, errlen, "CPUs from %d on are not known", ACTIVITY_CPUS);
		return false;
	}
	if (s->energy_size % 8 || s->perf_size % 8) {
		snprintf(err, errlen, "the size of a region is a multiple of 8");
		return false;
	}
	return true;
}
