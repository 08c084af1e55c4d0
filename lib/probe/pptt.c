/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI table "PPTT". */
#include "probe/pptt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PROCESSOR_SIZE	20u
#define CACHE_SIZE	24u
#define CACHE_SIZE_ID	28u	/* from revision 3 on */

static int add_processor(struct pptt *pptt, const struct acpi_bytes *b, size_t at, size_t length,
			 struct strlist *problems)
{
	uint32_t num = (uint32_t)acpi_get(b, at + 16, 4);
	struct pptt_processor *grown, *p;

	grown = acpi_grow(pptt->processors, pptt->num_processors, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	pptt->processors = grown;
	p = &pptt->processors[pptt->num_processors];
	*p = (struct pptt_processor){
		.offset = at,
		.flags = (uint32_t)acpi_get(b, at + 4, 4),
		.parent = (uint32_t)acpi_get(b, at + 8, 4),
		.id = (uint32_t)acpi_get(b, at + 12, 4),
		.parent_index = PPTT_NONE,
	};
	if (num > (length - PROCESSOR_SIZE) / 4) {
		if (acpi_problem(problems,
				 "the processor node at 0x%zx claims %u resources, more than its %zu bytes hold",
				 at, num, length))
			return -ENOMEM;
		num = (uint32_t)((length - PROCESSOR_SIZE) / 4);
	}
	if (num) {
		p->resources = calloc(num, sizeof(*p->resources));
		if (!p->resources)
			return -ENOMEM;
	}
	p->num_resources = num;
	for (uint32_t i = 0; i < num; i++)
		p->resources[i] = (uint32_t)acpi_get(b, at + PROCESSOR_SIZE + (size_t)4 * i, 4);
	pptt->num_processors++;
	return 0;
}

static int add_cache(struct pptt *pptt, const struct acpi_bytes *b, size_t at, size_t length)
{
	struct pptt_cache *grown, *c;

	grown = acpi_grow(pptt->caches, pptt->num_caches, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	pptt->caches = grown;
	c = &pptt->caches[pptt->num_caches++];
	*c = (struct pptt_cache){
		.offset = at,
		.flags = (uint32_t)acpi_get(b, at + 4, 4),
		.next = (uint32_t)acpi_get(b, at + 8, 4),
		.size = (uint32_t)acpi_get(b, at + 12, 4),
		.sets = (uint32_t)acpi_get(b, at + 16, 4),
		.associativity = (uint8_t)acpi_get(b, at + 20, 1),
		.attributes = (uint8_t)acpi_get(b, at + 21, 1),
		.line_size = (uint16_t)acpi_get(b, at + 22, 2),
		.next_index = PPTT_NONE,
	};
	if (length >= CACHE_SIZE_ID && pptt->header.revision >= 3) {
		c->id = (uint32_t)acpi_get(b, at + 24, 4);
		c->has_id = c->flags & PPTT_CACHE_ID_VALID;
	}
	return 0;
}

static int add_node(struct pptt *pptt, const struct acpi_bytes *b, size_t at, size_t length,
		    struct strlist *problems)
{
	uint64_t type = acpi_get(b, at, 1);
	size_t need = type == 0 ? PROCESSOR_SIZE : type == 1 ? CACHE_SIZE : 2;

	if (length < need)
		return acpi_problem(problems, "the node at 0x%zx has %zu bytes, fewer than the %zu of type %u",
				    at, length, need, (unsigned int)type);
	if (type == 0)
		return add_processor(pptt, b, at, length, problems);
	if (type == 1)
		return add_cache(pptt, b, at, length);
	/* Type 2, identification, is gone since ACPI 6.3; unknown types are for others. */
	return 0;
}

static size_t processor_at(const struct pptt *pptt, uint32_t offset)
{
	for (size_t i = 0; i < pptt->num_processors; i++) {
		if (pptt->processors[i].offset == offset)
			return i;
	}
	return PPTT_NONE;
}

static size_t cache_at(const struct pptt *pptt, uint32_t offset)
{
	for (size_t i = 0; i < pptt->num_caches; i++) {
		if (pptt->caches[i].offset == offset)
			return i;
	}
	return PPTT_NONE;
}

/* Offsets become indices; what leads nowhere, or backwards to itself, is cut and told. */
static int resolve(struct pptt *pptt, struct strlist *problems)
{
	for (size_t i = 0; i < pptt->num_processors; i++) {
		struct pptt_processor *p = &pptt->processors[i];

		if (!p->parent)
			continue;
		p->parent_index = processor_at(pptt, p->parent);
		if (p->parent_index == PPTT_NONE &&
		    acpi_problem(problems, "the parent 0x%x of the processor node at 0x%zx is no processor node",
				 p->parent, p->offset))
			return -ENOMEM;
	}
	for (size_t i = 0; i < pptt->num_caches; i++) {
		struct pptt_cache *c = &pptt->caches[i];

		if (!c->next)
			continue;
		c->next_index = cache_at(pptt, c->next);
		if (c->next_index == PPTT_NONE &&
		    acpi_problem(problems, "the next level 0x%x of the cache node at 0x%zx is no cache node",
				 c->next, c->offset))
			return -ENOMEM;
	}
	return 0;
}

static int cut_circles(struct pptt *pptt, struct strlist *problems)
{
	for (size_t i = 0; i < pptt->num_processors; i++) {
		size_t steps = 0, at = i;

		while (at != PPTT_NONE && steps++ <= pptt->num_processors)
			at = pptt->processors[at].parent_index;
		if (at == PPTT_NONE)
			continue;
		pptt->processors[i].parent_index = PPTT_NONE;
		if (acpi_problem(problems, "the parents of the processor node at 0x%zx form a circle",
				 pptt->processors[i].offset))
			return -ENOMEM;
	}
	for (size_t i = 0; i < pptt->num_caches; i++) {
		size_t steps = 0, at = i;

		while (at != PPTT_NONE && steps++ <= pptt->num_caches)
			at = pptt->caches[at].next_index;
		if (at == PPTT_NONE)
			continue;
		pptt->caches[i].next_index = PPTT_NONE;
		if (acpi_problem(problems, "the levels above the cache node at 0x%zx form a circle",
				 pptt->caches[i].offset))
			return -ENOMEM;
	}
	return 0;
}

int pptt_parse(const void *data, size_t size, struct pptt *pptt, struct strlist *problems)
{
	struct acpi_bytes b = { data, size };
	size_t at = ACPI_HEADER_SIZE;
	int err;

	memset(pptt, 0, sizeof(*pptt));
	err = acpi_parse_header(&b, "PPTT", &pptt->header, problems);
	while (!err && at < b.size) {
		size_t length = (size_t)acpi_get(&b, at + 1, 1);

		if (length < 2 || !acpi_has(&b, at, length)) {
			err = acpi_problem(problems,
					   "the node at 0x%zx claims %zu bytes, and the table has %zu from there",
					   at, length, b.size - at);
			break;
		}
		err = add_node(pptt, &b, at, length, problems);
		at += length;
	}
	if (!err)
		err = resolve(pptt, problems);
	return err ? err : cut_circles(pptt, problems);
}

void pptt_release(struct pptt *pptt)
{
	for (size_t i = 0; i < pptt->num_processors; i++)
		free(pptt->processors[i].resources);
	free(pptt->processors);
	free(pptt->caches);
	memset(pptt, 0, sizeof(*pptt));
}

bool pptt_is_leaf(const struct pptt *pptt, size_t processor)
{
	if (pptt->header.revision > 1)
		return pptt->processors[processor].flags & PPTT_LEAF;
	for (size_t i = 0; i < pptt->num_processors; i++) {
		if (pptt->processors[i].parent_index == processor)
			return false;
	}
	return true;
}

bool pptt_is_below(const struct pptt *pptt, size_t processor, size_t ancestor)
{
	while (processor != PPTT_NONE && processor != ancestor)
		processor = pptt->processors[processor].parent_index;
	return processor != PPTT_NONE;
}

size_t pptt_find_container(const struct pptt *pptt, uint32_t id)
{
	for (size_t i = 0; i < pptt->num_processors; i++) {
		const struct pptt_processor *p = &pptt->processors[i];

		if (p->flags & PPTT_ID_VALID && p->id == id && !pptt_is_leaf(pptt, i))
			return i;
	}
	return PPTT_NONE;
}

size_t pptt_find_cpu(const struct pptt *pptt, uint32_t id)
{
	for (size_t i = 0; i < pptt->num_processors; i++) {
		if (pptt->processors[i].id == id && pptt_is_leaf(pptt, i))
			return i;
	}
	return PPTT_NONE;
}

/* Calls for each cache between CPU and memory; *DEEPEST becomes the last level. The level of ID, 0: not met. */
static unsigned int walk(const struct pptt *pptt, size_t cpu, bool find, uint32_t id,
			 unsigned int *deepest)
{
	unsigned int base = 0;

	for (size_t p = cpu; p != PPTT_NONE; p = pptt->processors[p].parent_index) {
		unsigned int most = base;

		for (size_t i = 0; i < pptt->processors[p].num_resources; i++) {
			size_t c = cache_at(pptt, pptt->processors[p].resources[i]);
			unsigned int level = base;

			for (; c != PPTT_NONE; c = pptt->caches[c].next_index) {
				level++;
				if (find && pptt->caches[c].has_id && pptt->caches[c].id == id)
					return level;
			}
			most = level > most ? level : most;
		}
		base = most;
	}
	*deepest = base;
	return 0;
}

unsigned int pptt_level_of(const struct pptt *pptt, size_t cpu, uint32_t cache_id)
{
	unsigned int deepest;

	return walk(pptt, cpu, true, cache_id, &deepest);
}

unsigned int pptt_num_levels(const struct pptt *pptt, size_t cpu)
{
	unsigned int deepest = 0;

	walk(pptt, cpu, false, 0, &deepest);
	return deepest;
}
