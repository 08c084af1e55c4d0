/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of CPUs: nothing is set beyond the end, and printed as single numbers a list is the same again. */
#include <stdbool.h>

#include "base/cpuset.h"
#include "base/strbuf.h"
#include "fuzz.h"
#include "text/cpulist.h"

#define NUM 70

/* As the kernel prints them in sysfs: read by the other parser it is the same set, and so is what is printed of it. */
static void check_set(const char *text)
{
	struct cpuset set, again;
	bool *list = calloc(CPUSET_MOST, sizeof(*list));
	struct strbuf sb = { 0 };

	FUZZ_HOLDS(list);
	if (cpuset_parse(&set, text) == 0) {
		FUZZ_HOLDS(!text[strspn(text, "0123456789-,\n")]);
		cpuset_format(&set, &sb);
		FUZZ_HOLDS(!sb.failed && cpuset_parse(&again, sb.text) == 0);
		FUZZ_HOLDS(cpuset_is_equal(&set, &again));
		FUZZ_HOLDS(!*sb.text == cpuset_is_empty(&set));
		FUZZ_HOLDS(cpulist_parse(text, list, CPUSET_MOST) == 0);
		for (unsigned int cpu = 0; cpu < CPUSET_MOST; cpu++)
			FUZZ_HOLDS(list[cpu] == cpuset_has(&set, cpu));
	}
	strbuf_release(&sb);
	free(list);
}

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
	check_set(text);
	strbuf_release(&sb);
	free(again);
	free(set);
	free(text);
	return 0;
}
