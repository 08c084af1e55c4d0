/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of CPUID leaves that was read, printed and read again, is the same. */
#include <errno.h>

#include "fuzz.h"
#include "probe/cpuid-dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct cpuid_dump d, again;
	struct strbuf sb = { 0 };
	int err = cpuid_dump_parse(&d, text);

	FUZZ_HOLDS(!err || err == -EINVAL);
	cpuid_dump_format(&d, &sb);
	FUZZ_HOLDS(cpuid_dump_parse(&again, sb.text) == 0 && again.num == d.num);
	FUZZ_HOLDS(!d.num || !memcmp(d.entries, again.entries, d.num * sizeof(*d.entries)));
	cpuid_dump_release(&again);
	cpuid_dump_release(&d);
	strbuf_release(&sb);
	free(text);
	return 0;
}
