/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUID leaves as a list. */
#include "probe/cpuid-dump.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "probe/acpi.h"

int cpuid_dump_add(struct cpuid_dump *dump, const struct cpuid_entry *entry)
{
	struct cpuid_entry *grown = acpi_grow(dump->entries, dump->num, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	dump->entries = grown;
	grown[dump->num++] = *entry;
	return 0;
}

static int parse_line(const char *line, size_t len, struct cpuid_entry *entry)
{
	uint32_t *const slots[] = { &entry->cpu, &entry->leaf, &entry->subleaf, &entry->reg[0],
				    &entry->reg[1], &entry->reg[2], &entry->reg[3] };
	uint64_t value;

	for (size_t i = 0; i < 7; i++) {
		const char *blank = memchr(line, ' ', len);
		size_t word = blank ? (size_t)(blank - line) : len;

		if (num_parse_u64_n(line, word, i ? 16 : 10, &value) || value > UINT32_MAX)
			return -EINVAL;
		*slots[i] = (uint32_t)value;
		/* A blank between any two, none behind the last. */
		if (!blank != (i == 6))
			return -EINVAL;
		line += word + 1;
		len -= blank ? word + 1 : word;
	}
	return 0;
}

int cpuid_dump_parse(struct cpuid_dump *dump, const char *text)
{
	struct cpuid_entry entry;
	int err = 0;

	*dump = (struct cpuid_dump){ 0 };
	while (*text && !err) {
		size_t len = strcspn(text, "\n");

		err = parse_line(text, len, &entry);
		if (!err)
			err = cpuid_dump_add(dump, &entry);
		text += len + (text[len] == '\n');
	}
	return err;
}

void cpuid_dump_release(struct cpuid_dump *dump)
{
	free(dump->entries);
	*dump = (struct cpuid_dump){ 0 };
}

const struct cpuid_entry *cpuid_dump_find(const struct cpuid_dump *dump, uint32_t cpu, uint32_t leaf,
					  uint32_t subleaf)
{
	for (size_t i = 0; i < dump->num; i++) {
		const struct cpuid_entry *e = &dump->entries[i];

		if (e->cpu == cpu && e->leaf == leaf && e->subleaf == subleaf)
			return e;
	}
	return NULL;
}
