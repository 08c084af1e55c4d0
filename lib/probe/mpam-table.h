/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI table "MPAM" (Arm DEN0065): which memory system components there are, and where. */
#ifndef PROBE_MPAM_TABLE_H
#define PROBE_MPAM_TABLE_H

#include "probe/acpi.h"

#define MPAM_MSC_NODE_SIZE	72u
#define MPAM_RESOURCE_SIZE	24u
#define MPAM_DEPENDENCY_SIZE	8u

#define MPAM_INTERFACE_MMIO	0x00
#define MPAM_INTERFACE_PCC	0x0a

enum mpam_locator {
	MPAM_LOCATOR_CACHE = 0,
	MPAM_LOCATOR_MEMORY = 1,
	MPAM_LOCATOR_SMMU = 2,
	MPAM_LOCATOR_MEMORY_CACHE = 3,
	MPAM_LOCATOR_DEVICE = 4,
	MPAM_LOCATOR_INTERCONNECT = 5,
	MPAM_LOCATOR_UNKNOWN = 0xff,
};

struct mpam_resource {
	size_t offset;			/* in the table */
	uint32_t identifier;
	uint8_t ris;
	uint16_t reserved;
	uint8_t locator;		/* enum mpam_locator, or anything */
	uint64_t descriptor1;
	uint32_t descriptor2;
	uint32_t num_dependencies;
};

/* How the kernel's table code treats an MSC: drivers/acpi/arm64/mpam.c. */
enum mpam_msc_use {
	MPAM_MSC_USED = 0,		/* becomes a device, and its resources are read */
	MPAM_MSC_DISABLED,		/* MMIO size 0: neither counted nor created */
	MPAM_MSC_UNRECOGNISED,		/* reserved bits set: counted, never created, so MPAM stays off */
	MPAM_MSC_BAD_INTERFACE,		/* creation fails, and with it that of all that follow */
	MPAM_MSC_BAD_RESOURCES,		/* its probe fails */
};

struct mpam_msc_node {
	size_t offset;
	uint16_t length;
	uint8_t interface;
	uint8_t reserved;
	uint32_t identifier;
	uint64_t base;
	uint32_t mmio_size;
	uint32_t overflow_irq, overflow_flags, reserved1, overflow_affinity;
	uint32_t error_irq, error_flags, reserved2, error_affinity;
	uint32_t max_nrdy_usec;
	char linked_hid[9];
	uint32_t linked_uid;
	uint32_t num_resources;		/* as claimed */
	enum mpam_msc_use use;
	struct mpam_resource *resources;
	size_t num_read;		/* of them, those that are there */
};

struct mpam_table {
	struct acpi_header header;
	struct mpam_msc_node *mscs;
	size_t num_mscs;
	bool readable;		/* the kernel takes the revision and finds every node within the table */
};

/*
 * 0 with whatever could be read and what is wrong with the rest in PROBLEMS; -EINVAL: no such table; -ENOMEM. In
 * any case mpam_table_release.
 */
int mpam_table_parse(const void *data, size_t size, struct mpam_table *table,
		     struct strlist *problems);
void mpam_table_release(struct mpam_table *table);
/* "processor cache"; "unknown" for what the specification does not know. */
const char *mpam_locator_name(uint8_t locator);

#endif
