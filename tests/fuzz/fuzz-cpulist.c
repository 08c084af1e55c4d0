/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of CPUs: nothing is set beyond the end, and printed as single numbers a list is the same again. */
#include <stdbool.h>

#include "base/strbuf.h"
#include "fuzz.h"
#include "text/cpulist.h"

#define NUM 70

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	bool *set = calloc(NUM, sizeof(*set)), *again = calloc(NUM, sizeof(*again));
	struct strbuf sb = { 0 };

	FUZZ_HOLDS(set && again);
	strbuf_add(&sb, "");
	if (cpulist_parse(text, set, NUM) == 0) {
		for (int i = 0; i < NUM; i++) {
			if (set[i])
				strbuf_addf(&sb, "%d,", i);
		}
		FUZZ_HOLDS(!sb.failed && cpulist_parse(sb.text, again, NUM) == 0);
		FUZZ_HOLDS(!memcmp(set, again, NUM * sizeof(*set)));
	}
	strbuf_release(&sb);
	free(again);
	free(set);
	free(text);
	return 0;
}
