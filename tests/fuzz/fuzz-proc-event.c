/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the kernel about its processes. */
#include "fuzz.h"
#include "text/proc_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = fuzz_bytes(data, size);
	struct proc_change change;

	if (!proc_event_parse(bytes, size, &change)) {
		FUZZ_HOLDS(size >= PROC_EVENT_OFFSET);
		FUZZ_HOLDS(change.kind <= PROC_CHANGE_EXIT);
		FUZZ_HOLDS(change.kind == PROC_CHANGE_FORK || !change.parent);
		FUZZ_HOLDS(change.kind != PROC_CHANGE_OTHER || !change.pid);
	}
	free(bytes);
	return 0;
}
