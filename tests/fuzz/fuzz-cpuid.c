/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of CPUID leaves that was read, printed and read again, is the same. */
#include <errno.h>

#include "base/strbuf.h"
#include "fuzz.h"
#include "probe/cpuid-dump.h"

static void format(const struct cpuid_dump *dump, struct strbuf *sb)
{
	strbuf_add(sb, "");
	for (size_t i = 0; i < dump->num; i++) {
		const struct cpuid_entry *e = &dump->entries[i];

		strbuf_addf(sb, "%u %x %x %x %x %x %x\n", e->cpu, e->leaf, e->subleaf, e->reg[0],
			    e->reg[1], e->reg[2], e->reg[3]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct cpuid_dump d, again;
	struct strbuf sb = { 0 };
	int err = cpuid_dump_parse(&d, text);

	FUZZ_HOLDS(!err || err == -EINVAL);
	format(&d, &sb);
	FUZZ_HOLDS(cpuid_dump_parse(&again, sb.text) == 0 && again.num == d.num);
	FUZZ_HOLDS(!d.num || !memcmp(d.entries, again.entries, d.num * sizeof(*d.entries)));
	cpuid_dump_release(&again);
	cpuid_dump_release(&d);
	strbuf_release(&sb);
	free(text);
	return 0;
}
