/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACPI tables: the header (ACPI 6.5, 5.2.6), and reading within bounds. */
#include "probe/acpi.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool acpi_has(const struct acpi_bytes *b, size_t offset, size_t size)
{
	return offset <= b->size && size <= b->size - offset;
}

uint64_t acpi_get(const struct acpi_bytes *b, size_t offset, size_t width)
{
	uint64_t value = 0;

	if (!acpi_has(b, offset, width))
		return 0;
	while (width--)
		value = value << 8 | b->data[offset + width];
	return value;
}

int acpi_problem(struct strlist *problems, const char *format, ...)
{
	char text[320];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return strlist_add(problems, text);
}

void *acpi_grow(void *array, size_t num, size_t size)
{
	/* A power of two, or nothing yet: full. */
	if (num & (num - 1))
		return array;
	return reallocarray(array, num ? 2 * num : 1, size);
}

/* LEN characters that may be anything: what is not printable becomes "?". */
static void copy_text(char *to, const uint8_t *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (char)(from[i] >= ' ' && from[i] < 0x7f ? from[i] : from[i] ? '?' : ' ');
	to[len] = '\0';
}

int acpi_parse_header(struct acpi_bytes *b, const char *signature, struct acpi_header *header,
		      struct strlist *problems)
{
	uint8_t sum = 0;
	int err = 0;

	memset(header, 0, sizeof(*header));
	if (!acpi_has(b, 0, ACPI_HEADER_SIZE)) {
		err = acpi_problem(problems, "%zu bytes are no ACPI table: the header has %u",
				   b->size, ACPI_HEADER_SIZE);
		return err ? err : -EINVAL;
	}
	copy_text(header->signature, b->data, 4);
	if (memcmp(b->data, signature, 4)) {
		err = acpi_problem(problems, "the signature is \"%s\", not \"%s\"",
				   header->signature, signature);
		return err ? err : -EINVAL;
	}
	header->length = (uint32_t)acpi_get(b, 4, 4);
	header->revision = (uint8_t)acpi_get(b, 8, 1);
	header->checksum = (uint8_t)acpi_get(b, 9, 1);
	copy_text(header->oem_id, b->data + 10, 6);
	copy_text(header->oem_table_id, b->data + 16, 8);
	header->oem_revision = (uint32_t)acpi_get(b, 24, 4);
	copy_text(header->creator_id, b->data + 28, 4);
	header->creator_revision = (uint32_t)acpi_get(b, 32, 4);

	if (header->length > b->size)
		err = acpi_problem(problems, "the header claims %u bytes, and there are %zu",
				   header->length, b->size);
	else if (header->length < ACPI_HEADER_SIZE)
		err = acpi_problem(problems, "the header claims %u bytes, fewer than its own %u",
				   header->length, ACPI_HEADER_SIZE);
	else
		b->size = header->length;
	for (size_t i = 0; i < b->size; i++)
		sum = (uint8_t)(sum + b->data[i]);
	header->checksum_good = !sum;
	if (!err && sum)
		err = acpi_problem(problems, "the checksum is wrong: the bytes add up to 0x%02x, not 0",
				   sum);
	return err;
}
