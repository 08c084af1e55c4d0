/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACPI tables as bytes that may lie: the header, and reading within bounds. */
#ifndef PROBE_ACPI_H
#define PROBE_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strlist.h"

#define ACPI_HEADER_SIZE	36u

/* A table, or the part of it that is there. Offsets count from the header's first byte. */
struct acpi_bytes {
	const uint8_t *data;
	size_t size;
};

struct acpi_header {
	char signature[5];
	uint32_t length;
	uint8_t revision;
	uint8_t checksum;
	bool checksum_good;
	char oem_id[7];
	char oem_table_id[9];
	uint32_t oem_revision;
	char creator_id[5];
	uint32_t creator_revision;
};

/* The little-endian number of WIDTH bytes (1, 2, 4, 8) at OFFSET, which lies within B; else 0. */
uint64_t acpi_get(const struct acpi_bytes *b, size_t offset, size_t width);
/* Is there a piece of SIZE bytes at OFFSET? */
bool acpi_has(const struct acpi_bytes *b, size_t offset, size_t size);

/*
 * Reads the header. B->size is cut to the length that the header claims. -EINVAL: no header, or not this
 * SIGNATURE. -ENOMEM. Whatever else is odd is added to PROBLEMS.
 */
int acpi_parse_header(struct acpi_bytes *b, const char *signature, struct acpi_header *header,
		      struct strlist *problems);

/* Adds a formatted line to a list. 0 or -ENOMEM. */
int acpi_problem(struct strlist *problems, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Room for one more of SIZE bytes in an array that grows by doubling. NULL: out of memory. */
void *acpi_grow(void *array, size_t num, size_t size);

#endif
