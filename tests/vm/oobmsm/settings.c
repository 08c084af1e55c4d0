/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of settings: name, default and range. */
#include <stdio.h>

#include "../plugin/activity.h"
#include "../plugin/keyvalue.h"
#include "settings.h"
#include "telemetry.h"

#define FIELD(name) #name, offsetof(struct settings, name)

static const struct keyvalue table[] = {
	{ FIELD(package), { 0 }, 0, 255 },
	{ FIELD(bus), { 0x81 }, 0, 255 },
	{ FIELD(device), { 0 }, 0, 31 },
	{ FIELD(function), { 0 }, 0, 7 },
	{ FIELD(cpu), { 0 }, 0, ACTIVITY_CPUS - 1 },
	{ FIELD(cpus), { 2 }, 1, ACTIVITY_CPUS },

	{ FIELD(aggregators), { 2 }, 1, MAX_AGGREGATORS },
	{ FIELD(energy), { 1 }, 0, 1 },
	{ FIELD(perf), { 1 }, 0, 1 },
	{ FIELD(tpmi), { 1 }, 0, 1 },
	{ FIELD(discovery), { 1 }, 0, 1 },
	{ FIELD(energy_guid), { 0x26696143 }, 1, UINT32_MAX },
	{ FIELD(perf_guid), { 0x26557651 }, 1, UINT32_MAX },
	{ FIELD(energy_rmids), { TELEMETRY_RMIDS }, 1, UINT16_MAX },
	{ FIELD(perf_rmids), { TELEMETRY_RMIDS }, 1, UINT16_MAX },
	{ FIELD(energy_size), { 9240 }, 8, 65536 },
	{ FIELD(perf_size), { 32280 }, 8, 65536 },

	{ FIELD(period), { 10 }, 0, 10000 },
	{ FIELD(history), { 1000 }, 0, 1000000 },
};

#define N_SETTINGS (sizeof(table) / sizeof(table[0]))

bool settings_parse(struct settings *s, int argc, char **argv, char *err, size_t errlen)
{
	int a;

	keyvalue_set_defaults(table, N_SETTINGS, 0, s);
	for (a = 0; a < argc; a++)
		if (!keyvalue_parse(table, N_SETTINGS, argv[a], s, err, errlen))
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
