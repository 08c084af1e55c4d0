/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI table "MPAM". */
#include "probe/mpam-table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *mpam_locator_name(uint8_t locator)
{
	switch (locator) {
	case MPAM_LOCATOR_CACHE:
		return "processor cache";
	case MPAM_LOCATOR_MEMORY:
		return "memory";
	case MPAM_LOCATOR_SMMU:
		return "SMMU";
	case MPAM_LOCATOR_MEMORY_CACHE:
		return "memory-side cache";
	case MPAM_LOCATOR_DEVICE:
		return "ACPI device";
	case MPAM_LOCATOR_INTERCONNECT:
		return "interconnect";
	default:
		return "unknown";
	}
}

static void read_resource(const struct acpi_bytes *b, size_t offset, struct mpam_resource *r)
{
	r->offset = offset;
	r->identifier = (uint32_t)acpi_get(b, offset, 4);
	r->ris = (uint8_t)acpi_get(b, offset + 4, 1);
	r->reserved = (uint16_t)acpi_get(b, offset + 5, 2);
	r->locator = (uint8_t)acpi_get(b, offset + 7, 1);
	r->descriptor1 = acpi_get(b, offset + 8, 8);
	r->descriptor2 = (uint32_t)acpi_get(b, offset + 16, 4);
	r->num_dependencies = (uint32_t)acpi_get(b, offset + 20, 4);
}

/* The resource nodes behind MSC's fixed part. NODE ends where the MSC node ends. */
static int read_resources(const struct acpi_bytes *node, struct mpam_msc_node *msc,
			  struct strlist *problems)
{
	size_t at = msc->offset + MPAM_MSC_NODE_SIZE;
	struct mpam_resource *grown;

	while (msc->num_read < msc->num_resources) {
		struct mpam_resource r;

		if (!acpi_has(node, at, MPAM_RESOURCE_SIZE)) {
			msc->use = MPAM_MSC_BAD_RESOURCES;
			return acpi_problem(problems,
					    "MSC %u at 0x%zx claims %u resources, and its %u bytes end in number %zu",
					    msc->identifier, msc->offset, msc->num_resources,
					    msc->length, msc->num_read);
		}
		read_resource(node, at, &r);
		at += MPAM_RESOURCE_SIZE;
		if (r.num_dependencies > (node->size - at) / MPAM_DEPENDENCY_SIZE) {
			msc->use = MPAM_MSC_BAD_RESOURCES;
			return acpi_problem(problems,
					    "resource %u of MSC %u at 0x%zx claims %u dependencies, more than its node holds",
					    r.identifier, msc->identifier, r.offset,
					    r.num_dependencies);
		}
		at += (size_t)r.num_dependencies * MPAM_DEPENDENCY_SIZE;
		grown = acpi_grow(msc->resources, msc->num_read, sizeof(r));
		if (!grown)
			return -ENOMEM;
		msc->resources = grown;
		msc->resources[msc->num_read++] = r;
		if (r.ris > 15 && acpi_problem(problems, "resource %u of MSC %u at 0x%zx has RIS %u: there are 16",
					       r.identifier, msc->identifier, r.offset, r.ris))
			return -ENOMEM;
	}
	return 0;
}

static void read_msc(const struct acpi_bytes *b, size_t offset, struct mpam_msc_node *msc)
{
	memset(msc, 0, sizeof(*msc));
	msc->offset = offset;
	msc->length = (uint16_t)acpi_get(b, offset, 2);
	msc->interface = (uint8_t)acpi_get(b, offset + 2, 1);
	msc->reserved = (uint8_t)acpi_get(b, offset + 3, 1);
	msc->identifier = (uint32_t)acpi_get(b, offset + 4, 4);
	msc->base = acpi_get(b, offset + 8, 8);
	msc->mmio_size = (uint32_t)acpi_get(b, offset + 16, 4);
	msc->overflow_irq = (uint32_t)acpi_get(b, offset + 20, 4);
	msc->overflow_flags = (uint32_t)acpi_get(b, offset + 24, 4);
	msc->reserved1 = (uint32_t)acpi_get(b, offset + 28, 4);
	msc->overflow_affinity = (uint32_t)acpi_get(b, offset + 32, 4);
	msc->error_irq = (uint32_t)acpi_get(b, offset + 36, 4);
	msc->error_flags = (uint32_t)acpi_get(b, offset + 40, 4);
	msc->reserved2 = (uint32_t)acpi_get(b, offset + 44, 4);
	msc->error_affinity = (uint32_t)acpi_get(b, offset + 48, 4);
	msc->max_nrdy_usec = (uint32_t)acpi_get(b, offset + 52, 4);
	for (size_t i = 0; i < 8; i++) {
		uint8_t c = b->data[offset + 56 + i];

		msc->linked_hid[i] = (char)(c >= ' ' && c < 0x7f ? c : c ? '?' : '\0');
	}
	msc->linked_uid = (uint32_t)acpi_get(b, offset + 64, 4);
	msc->num_resources = (uint32_t)acpi_get(b, offset + 68, 4);
}

static enum mpam_msc_use use_of(const struct mpam_msc_node *msc)
{
	/* In the kernel's order: acpi_mpam_parse. */
	if (msc->reserved || msc->reserved1 || msc->reserved2)
		return MPAM_MSC_UNRECOGNISED;
	if (!msc->mmio_size)
		return MPAM_MSC_DISABLED;
	if (msc->interface != MPAM_INTERFACE_MMIO && msc->interface != MPAM_INTERFACE_PCC)
		return MPAM_MSC_BAD_INTERFACE;
	return MPAM_MSC_USED;
}

static int note_identity(const struct mpam_table *table, const struct mpam_msc_node *msc,
			 struct strlist *problems)
{
	for (size_t i = 0; i < table->num_mscs; i++) {
		if (table->mscs[i].identifier == msc->identifier)
			return acpi_problem(problems, "MSC %u is there twice, at 0x%zx and 0x%zx",
					    msc->identifier, table->mscs[i].offset, msc->offset);
	}
	return 0;
}

static int add_msc(struct mpam_table *table, const struct acpi_bytes *b, size_t offset,
		   struct strlist *problems)
{
	struct acpi_bytes node = *b;
	struct mpam_msc_node *grown, *msc;
	int err;

	grown = acpi_grow(table->mscs, table->num_mscs, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	table->mscs = grown;
	msc = &table->mscs[table->num_mscs];
	read_msc(b, offset, msc);
	msc->use = use_of(msc);
	err = note_identity(table, msc, problems);
	table->num_mscs++;
	if (err)
		return err;
	node.size = offset + msc->length;
	return read_resources(&node, msc, problems);
}

int mpam_table_parse(const void *data, size_t size, struct mpam_table *table,
		     struct strlist *problems)
{
	struct acpi_bytes b = { data, size };
	size_t at = ACPI_HEADER_SIZE;
	int err;

	memset(table, 0, sizeof(*table));
	err = acpi_parse_header(&b, "MPAM", &table->header, problems);
	if (err)
		return err;
	table->readable = table->header.length <= size && table->header.revision >= 1;
	if (table->header.revision < 1)
		err = acpi_problem(problems, "revision %u: the kernel takes 1 or later",
				   table->header.revision);
	while (!err && at < b.size) {
		uint16_t length = (uint16_t)acpi_get(&b, at, 2);

		if (!acpi_has(&b, at, MPAM_MSC_NODE_SIZE)) {
			table->readable = false;
			return acpi_problem(problems,
					    "the table ends at 0x%zx, within the MSC node at 0x%zx",
					    b.size, at);
		}
		if (length < MPAM_MSC_NODE_SIZE || !acpi_has(&b, at, length)) {
			table->readable = false;
			return acpi_problem(problems,
					    "the MSC node at 0x%zx claims %u bytes: it needs %u, and the table has %zu from there",
					    at, length, MPAM_MSC_NODE_SIZE, b.size - at);
		}
		err = add_msc(table, &b, at, problems);
		at += length;
	}
	return err;
}

void mpam_table_release(struct mpam_table *table)
{
	for (size_t i = 0; i < table->num_mscs; i++)
		free(table->mscs[i].resources);
	free(table->mscs);
	memset(table, 0, sizeof(*table));
}
