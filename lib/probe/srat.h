/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI tables "SRAT" (proximity domains) and "APIC" (the order of the CPUs), ACPI 6.5, 5.2.16 and 5.2.12. */
#ifndef PROBE_SRAT_H
#define PROBE_SRAT_H

#include "probe/acpi.h"

enum srat_kind {
	SRAT_CPU = 0,		/* a processor, of any of the three structures */
	SRAT_MEMORY,
	SRAT_OTHER,		/* something else with a proximity domain */
};

struct srat_entry {
	size_t offset;
	enum srat_kind kind;
	uint8_t type;
	uint32_t domain;
	uint32_t processor;	/* SRAT_CPU: ACPI processor id (Arm), APIC id (x86) */
	uint64_t base, length;	/* SRAT_MEMORY */
	bool enabled;
};

struct srat {
	struct acpi_header header;
	struct srat_entry *entries;
	size_t num_entries;
};

/* As mpam_table_parse. */
int srat_parse(const void *data, size_t size, struct srat *srat, struct strlist *problems);
void srat_release(struct srat *srat);
/*
 * The NUMA node of a proximity domain: the kernel numbers them as it meets them, CPUs first, then other initiators,
 * then memory (drivers/acpi/numa/srat.c). -ENOENT: no enabled entry names it.
 */
int srat_find_node(const struct srat *srat, uint64_t domain);

/* The CPUs of "APIC" that can be used: ACPI processor ids, in the order of the table. */
struct madt {
	struct acpi_header header;
	uint32_t *processors;
	size_t num_processors;
};

int madt_parse(const void *data, size_t size, struct madt *madt, struct strlist *problems);
void madt_release(struct madt *madt);

#endif
