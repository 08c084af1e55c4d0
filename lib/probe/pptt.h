/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI table "PPTT" (ACPI 6.5, 5.2.30): processors, their containers and caches. */
#ifndef PROBE_PPTT_H
#define PROBE_PPTT_H

#include "probe/acpi.h"

#define PPTT_PACKAGE		0x01u
#define PPTT_ID_VALID		0x02u
#define PPTT_THREAD		0x04u
#define PPTT_LEAF		0x08u
#define PPTT_CACHE_ID_VALID	0x80u

#define PPTT_NONE		((size_t)-1)

struct pptt_processor {
	size_t offset;
	uint32_t flags;
	uint32_t parent;		/* offset, 0: none */
	uint32_t id;			/* ACPI processor id */
	uint32_t *resources;		/* offsets of caches */
	size_t num_resources;
	size_t parent_index;		/* of processors, PPTT_NONE */
};

struct pptt_cache {
	size_t offset;
	uint32_t flags;
	uint32_t next;			/* offset of the next level, 0: none */
	uint32_t size, sets;
	uint8_t associativity, attributes;
	uint16_t line_size;
	uint32_t id;
	bool has_id;			/* revision 3 or later, and flagged as valid */
	size_t next_index;		/* of caches, PPTT_NONE */
};

struct pptt {
	struct acpi_header header;
	struct pptt_processor *processors;
	size_t num_processors;
	struct pptt_cache *caches;
	size_t num_caches;
};

/* As mpam_table_parse. */
int pptt_parse(const void *data, size_t size, struct pptt *pptt, struct strlist *problems);
void pptt_release(struct pptt *pptt);

/* A processor without children: a CPU. */
bool pptt_is_leaf(const struct pptt *pptt, size_t processor);
/* PROCESSOR is, or is below, ANCESTOR. */
bool pptt_is_below(const struct pptt *pptt, size_t processor, size_t ancestor);
/* The container with this id, as the kernel looks for it: id valid, not a leaf. PPTT_NONE. */
size_t pptt_find_container(const struct pptt *pptt, uint32_t id);
/* The leaf with this id; PPTT_NONE. */
size_t pptt_find_cpu(const struct pptt *pptt, uint32_t id);
/*
 * The level (1...) at which the CPU (a leaf) sees the cache of this id, 0 where it does not. The kernel's count
 * (drivers/acpi/pptt.c): each step away from the CPU is a level.
 */
unsigned int pptt_level_of(const struct pptt *pptt, size_t cpu, uint32_t cache_id);
/* The largest level that the CPU sees. */
unsigned int pptt_num_levels(const struct pptt *pptt, size_t cpu);

#endif
