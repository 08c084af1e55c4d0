/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#define PPTT_PHYSICAL_PACKAGE (1u << 0)
#define PPTT_ID_VALID	      (1u << 1)
#define PPTT_LEAF	      (1u << 3)
#define PPTT_IDENTICAL	      (1u << 4)
#define LINE_SIZE	      64

/* The ids by which an MSC names the CPUs that can reach it. */
#define CLUSTER_UID 0x100u
#define PACKAGE_UID 0x200u

struct table {
	uint8_t *data;
	size_t len;
};

/* Little-endian, as everything in ACPI. A description has its limits, so the table is large enough. */
static void put(struct table *t, uint64_t value, unsigned int bytes)
{
	if (t->len + bytes > TABLE_MAX)
		abort();
	for (; bytes; bytes--, value >>= 8)
		t->data[t->len++] = (uint8_t)value;
}

static void put_text(struct table *t, const char *text, unsigned int bytes)
{
	unsigned int i;

	for (i = 0; i < bytes; i++)
		put(t, (uint8_t)text[i], 1);
}

/* The ids are those of QEMU's own tables with a higher revision, so that the kernel replaces them. */
static void put_header(struct table *t, const char *signature, uint64_t revision)
{
	put_text(t, signature, 4);
	put(t, 0, 4);
	put(t, revision, 1);
	put(t, 0, 1);
	put_text(t, "BOCHS ", 6);
	put_text(t, "BXPC    ", 8);
	put(t, 2, 4);
	put_text(t, "RCTL", 4);
	put(t, 1, 4);
}

static size_t finish(struct table *t)
{
	size_t len = t->len, i;
	uint8_t sum = 0;

	t->len = 4;
	put(t, len, 4);
	for (i = 0; i < len; i++)
		sum = (uint8_t)(sum + t->data[i]);
	t->data[9] = (uint8_t)-sum;
	return len;
}

static void put_ris(struct table *t, const struct msc *msc, unsigned int index)
{
	const struct ris *r = &msc->ris[index];

	put(t, msc->id * 16 + index, 4);
	put(t, index, 1);
	put(t, 0, 2);
	put(t, r->memory ? 1 : 0, 1);
	put(t, r->target, 8);
	put(t, 0, 4);
	put(t, 0, 4);
}

static void put_msc(struct table *t, const struct msc *msc, unsigned int index)
{
	bool some = msc->cluster >= 0 || msc->package >= 0;
	unsigned int i;

	put(t, 72 + 24 * msc->n_ris, 2);
	put(t, msc->pcc ? 0x0a : 0, 1);
	put(t, 0, 1);
	put(t, msc->id, 4);
	put(t, msc->pcc ? 0 : MSC_BASE + index * MSC_SIZE, 8);
	put(t, MSC_SIZE, 4);
	put(t, 0, 4);
	put(t, 0, 4);
	put(t, msc->reserved, 4);
	put(t, 0, 4);
	put(t, 0, 4);
	put(t, 0, 4);
	put(t, 0, 4);
	put(t, 0, 4);
	put(t, msc->nrdy, 4);
	put_text(t, some ? "ACPI0010" : "\0\0\0\0\0\0\0", 8);
	put(t, !some ? 0 : msc->cluster >= 0 ? CLUSTER_UID + (uint64_t)msc->cluster :
					       PACKAGE_UID + (uint64_t)msc->package, 4);
	put(t, msc->n_ris, 4);
	for (i = 0; i < msc->n_ris; i++)
		put_ris(t, msc, i);
}

size_t table_mpam(const struct machine *m, uint8_t *out)
{
	struct table t = { .data = out };
	unsigned int i;

	put_header(&t, "MPAM", m->revision);
	for (i = 0; i < m->n_mscs; i++)
		put_msc(&t, &m->mscs[i], i);
	return finish(&t);
}

/* @type: 0 data, 1 instructions, 3 unified. The offset of the node. */
static uint32_t put_cache(struct table *t, uint64_t kb, uint64_t ways, unsigned int type, uint64_t id)
{
	uint32_t at = (uint32_t)t->len;

	put(t, 1, 1);
	put(t, 28, 1);
	put(t, 0, 2);
	put(t, 0xff, 4);
	put(t, 0, 4);
	put(t, kb << 10, 4);
	put(t, (kb << 10) / (ways * LINE_SIZE), 4);
	put(t, ways, 1);
	put(t, type << 2 | 3, 1);
	put(t, LINE_SIZE, 2);
	put(t, id, 4);
	return at;
}

static uint32_t put_processor(struct table *t, uint32_t flags, uint32_t parent, uint64_t id,
			      unsigned int n, const uint32_t *resources)
{
	uint32_t at = (uint32_t)t->len;
	unsigned int i;

	put(t, 0, 1);
	put(t, 20 + 4 * n, 1);
	put(t, 0, 2);
	put(t, flags, 4);
	put(t, parent, 4);
	put(t, id, 4);
	put(t, n, 4);
	for (i = 0; i < n; i++)
		put(t, resources[i], 4);
	return at;
}

static void put_cpus(struct table *t, const struct cache *l2, uint32_t cluster)
{
	uint32_t l1[2];
	uint64_t cpu;

	for (cpu = l2->first_cpu; cpu <= l2->last_cpu; cpu++) {
		l1[0] = put_cache(t, 32, 2, 0, 1000 + cpu);
		l1[1] = put_cache(t, 32, 2, 1, 2000 + cpu);
		put_processor(t, PPTT_ID_VALID | PPTT_LEAF, cluster, cpu, 2, l1);
	}
}

size_t table_pptt(const struct machine *m, uint8_t *out)
{
	struct table t = { .data = out };
	unsigned int i, k, packages = 0, clusters;
	const struct cache *l3, *l2;
	uint32_t package, cluster, node;

	/* Cache ids need revision 3. */
	put_header(&t, "PPTT", 3);
	for (i = 0; i < m->n_caches; i++) {
		l3 = &m->caches[i];
		if (l3->level != 3)
			continue;
		node = put_cache(&t, l3->kb, l3->ways, 3, l3->id);
		package = put_processor(&t, PPTT_PHYSICAL_PACKAGE | PPTT_ID_VALID | PPTT_IDENTICAL, 0,
					PACKAGE_UID + packages++, 1, &node);
		for (k = clusters = 0; k < m->n_caches; k++) {
			l2 = &m->caches[k];
			if (l2->level != 2)
				continue;
			clusters++;
			if (l2->first_cpu < l3->first_cpu || l2->last_cpu > l3->last_cpu)
				continue;
			node = put_cache(&t, l2->kb, l2->ways, 3, l2->id);
			cluster = put_processor(&t, PPTT_ID_VALID | PPTT_IDENTICAL, package,
						CLUSTER_UID + clusters - 1, 1, &node);
			put_cpus(&t, l2, cluster);
		}
	}
	return finish(&t);
}
