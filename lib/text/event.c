/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of an event by its name. */
#include <string.h>

#include "text/reading.h"

static const struct {
	const char *name;
	struct event_info info;
} events[] = {
	{ "llc_occupancy", { RESCTRL_EVENT_UNIT_BYTES, false } },
	{ "mbm_total_bytes", { RESCTRL_EVENT_UNIT_BYTES, true } },
	{ "mbm_local_bytes", { RESCTRL_EVENT_UNIT_BYTES, true } },
	/* Intel application energy telemetry */
	{ "core_energy", { RESCTRL_EVENT_UNIT_JOULES, true } },
	{ "activity", { RESCTRL_EVENT_UNIT_FARADS, true } },
	{ "stalls_llc_hit", { RESCTRL_EVENT_UNIT_COUNT, true } },
	{ "c1_res", { RESCTRL_EVENT_UNIT_COUNT, true } },
	{ "unhalted_core_cycles", { RESCTRL_EVENT_UNIT_COUNT, true } },
	{ "stalls_llc_miss", { RESCTRL_EVENT_UNIT_COUNT, true } },
	{ "c6_res", { RESCTRL_EVENT_UNIT_COUNT, true } },
	{ "unhalted_ref_cycles", { RESCTRL_EVENT_UNIT_COUNT, true } },
	{ "uops_retired", { RESCTRL_EVENT_UNIT_COUNT, true } },
};

struct event_info event_info_of(const char *name)
{
	struct event_info info = { RESCTRL_EVENT_UNIT_UNKNOWN, false };
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strcmp(events[i].name, name) == 0)
			return events[i].info;
	}
	/* Later kernels may count more kinds of traffic; memory bandwidth monitoring counts up. */
	if (len > 6 && strcmp(name + len - 6, "_bytes") == 0) {
		info.unit = RESCTRL_EVENT_UNIT_BYTES;
		info.cumulative = strncmp(name, "mbm_", 4) == 0;
	}
	return info;
}

const char *event_unit_name(enum resctrl_unit unit)
{
	switch (unit) {
	case RESCTRL_EVENT_UNIT_BYTES:
		return "bytes";
	case RESCTRL_EVENT_UNIT_JOULES:
		return "joules";
	case RESCTRL_EVENT_UNIT_FARADS:
		return "farads";
	case RESCTRL_EVENT_UNIT_COUNT:
		return "count";
	case RESCTRL_EVENT_UNIT_UNKNOWN:
		break;
	}
	return NULL;
}
