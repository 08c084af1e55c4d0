/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI tables "SRAT" and "APIC": lists of structures, each with a type and a length. */
#include "probe/srat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SRAT_FIRST	48u	/* header, 4 and 8 reserved bytes */
#define MADT_FIRST	44u	/* header, address of the local controller, flags */
#define MADT_GICC	0x0b
#define GICC_SIZE	76u
#define GICC_ENABLED	0x1u
#define GICC_CAPABLE	0x8u	/* online capable */

/* Where the fields of an SRAT structure are. */
static const struct layout {
	uint8_t type, size;
	enum srat_kind kind;
	uint8_t domain, domain_width, processor, processor_width, flags, flags_width;
} layouts[] = {
	{ 0, 16, SRAT_CPU, 2, 1, 3, 1, 4, 4 },		/* local APIC */
	{ 1, 40, SRAT_MEMORY, 2, 4, 0, 0, 28, 4 },
	{ 2, 24, SRAT_CPU, 4, 4, 8, 4, 12, 4 },		/* local x2APIC */
	{ 3, 18, SRAT_CPU, 2, 4, 6, 4, 10, 4 },		/* GICC */
	{ 5, 32, SRAT_OTHER, 8, 4, 0, 0, 24, 4 },	/* generic initiator */
};

static const struct layout *layout_of(uint64_t type)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (layouts[i].type == type)
			return &layouts[i];
	}
	return NULL;
}

static int add_entry(struct srat *srat, const struct acpi_bytes *b, size_t at,
		     const struct layout *l)
{
	struct srat_entry *grown, *e;

	grown = acpi_grow(srat->entries, srat->num_entries, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	srat->entries = grown;
	e = &srat->entries[srat->num_entries++];
	*e = (struct srat_entry){
		.offset = at,
		.kind = l->kind,
		.type = l->type,
		.domain = (uint32_t)acpi_get(b, at + l->domain, l->domain_width),
		.processor = (uint32_t)acpi_get(b, at + l->processor, l->processor_width),
		.enabled = acpi_get(b, at + l->flags, l->flags_width) & 1,
	};
	/* The upper three bytes of a local APIC's domain came later and stand apart. */
	if (l->type == 0)
		e->domain |= (uint32_t)acpi_get(b, at + 9, 2) << 8 |
			     (uint32_t)acpi_get(b, at + 11, 1) << 24;
	if (l->kind == SRAT_MEMORY) {
		e->base = acpi_get(b, at + 8, 8);
		e->length = acpi_get(b, at + 16, 8);
	}
	return 0;
}

/* The length of the structure at AT; 0, told in PROBLEMS, where it cannot be one. -ENOMEM. */
static int structure_length(const struct acpi_bytes *b, size_t at, struct strlist *problems)
{
	int length = (int)acpi_get(b, at + 1, 1);

	if (length >= 2 && acpi_has(b, at, (size_t)length))
		return length;
	return acpi_problem(problems,
			    "the structure at 0x%zx claims %d bytes, and the table has %zu from there",
			    at, length, b->size - at);
}

int srat_parse(const void *data, size_t size, struct srat *srat, struct strlist *problems)
{
	struct acpi_bytes b = { data, size };
	size_t at = SRAT_FIRST;
	int err, length;

	memset(srat, 0, sizeof(*srat));
	err = acpi_parse_header(&b, "SRAT", &srat->header, problems);
	while (!err && at < b.size) {
		const struct layout *l = layout_of(acpi_get(&b, at, 1));

		length = structure_length(&b, at, problems);
		if (length <= 0)
			return length;
		if (l && length < l->size)
			err = acpi_problem(problems, "the structure at 0x%zx has %d bytes, fewer than the %u of type %u",
					   at, length, l->size, l->type);
		else if (l)
			err = add_entry(srat, &b, at, l);
		at += (size_t)length;
	}
	return err;
}

void srat_release(struct srat *srat)
{
	free(srat->entries);
	memset(srat, 0, sizeof(*srat));
}

/* No earlier entry, in the order in which the kernel meets them, is of the same domain. */
static bool is_first(const struct srat *srat, size_t index)
{
	const struct srat_entry *e = &srat->entries[index];
	static const int order[] = { [SRAT_CPU] = 0, [SRAT_OTHER] = 1, [SRAT_MEMORY] = 2 };

	for (size_t i = 0; i < srat->num_entries; i++) {
		const struct srat_entry *o = &srat->entries[i];

		if (o->enabled && o->domain == e->domain &&
		    (order[o->kind] < order[e->kind] || (o->kind == e->kind && i < index)))
			return false;
	}
	return true;
}

int srat_find_node(const struct srat *srat, uint64_t domain)
{
	static const enum srat_kind kinds[] = { SRAT_CPU, SRAT_OTHER, SRAT_MEMORY };
	int node = 0;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		for (size_t i = 0; i < srat->num_entries; i++) {
			const struct srat_entry *e = &srat->entries[i];

			if (!e->enabled || e->kind != kinds[k] || !is_first(srat, i))
				continue;
			if (e->domain == domain)
				return node;
			node++;
		}
	}
	return -ENOENT;
}

int madt_parse(const void *data, size_t size, struct madt *madt, struct strlist *problems)
{
	struct acpi_bytes b = { data, size };
	size_t at = MADT_FIRST;
	uint32_t *grown;
	int err, length;

	memset(madt, 0, sizeof(*madt));
	err = acpi_parse_header(&b, "APIC", &madt->header, problems);
	while (!err && at < b.size) {
		length = structure_length(&b, at, problems);
		if (length <= 0)
			return length;
		if (acpi_get(&b, at, 1) == MADT_GICC && (size_t)length >= GICC_SIZE &&
		    acpi_get(&b, at + 12, 4) & (GICC_ENABLED | GICC_CAPABLE)) {
			grown = acpi_grow(madt->processors, madt->num_processors, sizeof(*grown));
			if (!grown)
				return -ENOMEM;
			madt->processors = grown;
			grown[madt->num_processors++] = (uint32_t)acpi_get(&b, at + 8, 4);
		}
		at += (size_t)length;
	}
	return err;
}

void madt_release(struct madt *madt)
{
	free(madt->processors);
	memset(madt, 0, sizeof(*madt));
}
