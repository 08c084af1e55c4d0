/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the kernel about its devices. */
#include "fuzz.h"
#include "text/uevent.h"

static void check_inside(const char *part, const char *data, size_t size)
{
	FUZZ_HOLDS(part > data && part < data + size);
	FUZZ_HOLDS(memchr(part, '\0', (size_t)(data + size - part)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_bytes(data, size);
	struct uevent event;
	unsigned int cpu;

	if (!uevent_parse(text, size, &event)) {
		check_inside(event.action, text, size);
		check_inside(event.devpath, text, size);
		check_inside(event.subsystem, text, size);
		FUZZ_HOLDS(!strchr(uevent_name(&event), '/'));
		if (!uevent_cpu(&event, &cpu))
			FUZZ_HOLDS(!strcmp(event.subsystem, "cpu"));
	}
	free(text);
	return 0;
}
