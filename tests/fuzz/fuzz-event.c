/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of events: a rate is per second of something, so what counts up has a unit. */
#include "fuzz.h"
#include "text/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct event_info info = event_info_of(text);
	const char *unit = event_unit_name(info.unit);
	size_t len = strlen(text);

	FUZZ_HOLDS(!unit == (info.unit == RESCTRL_EVENT_UNIT_UNKNOWN));
	FUZZ_HOLDS(!info.cumulative || unit);
	if (len > 6 && !strcmp(text + len - 6, "_bytes"))
		FUZZ_HOLDS(unit && !strcmp(unit, "bytes"));
	free(text);
	return 0;
}
