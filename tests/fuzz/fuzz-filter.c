/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Event filters: what was read, printed again, reads as the same bits. */
#include "fuzz.h"
#include "text/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), names[240];
	uint64_t bits, again;

	if (filter_parse(text, &bits) == 0 && filter_format(bits, names, sizeof(names)) == 0) {
		FUZZ_HOLDS(bits <= 0x7f);
		FUZZ_HOLDS(filter_parse(names, &again) == 0 && again == bits);
	}
	free(text);
	return 0;
}
