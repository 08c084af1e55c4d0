/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of CPUs: nothing is set beyond the end, and what is printed is the same list again. */
#include "fuzz.h"
#include "text/cpulist.h"

static void check(const char *text, size_t num)
{
	struct cpuset set, again;
	struct strbuf sb = { 0 };

	if (cpulist_parse(text, &set, num) == 0) {
		cpuset_format(&set, &sb);
		FUZZ_HOLDS(!sb.failed && cpulist_parse(sb.text, &again, num) == 0);
		FUZZ_HOLDS(cpuset_is_equal(&set, &again));
		FUZZ_HOLDS(!*sb.text == cpuset_is_empty(&set));
	}
	/* Nothing beyond the end, a failure or not. */
	FUZZ_HOLDS(cpuset_next(&set, (unsigned int)num) == CPUSET_MOST);
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check(text, 70);
	check(text, CPUSET_MOST);
	free(text);
	return 0;
}
