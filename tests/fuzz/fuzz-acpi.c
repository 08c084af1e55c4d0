/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware tables: whatever the bytes, each decoder ends, stays within them, and what it gives is consistent. */
#include <errno.h>

#include "fuzz.h"
#include "probe/mpam-table.h"
#include "probe/pptt.h"
#include "probe/srat.h"

static void check_mpam(const void *data, size_t size, struct strlist *problems)
{
	struct mpam_table m;
	int err = mpam_table_parse(data, size, &m, problems);

	FUZZ_HOLDS(!err || err == -EINVAL);
	for (size_t i = 0; i < m.num_mscs; i++) {
		const struct mpam_msc_node *n = &m.mscs[i];

		FUZZ_HOLDS(n->offset + n->length <= size && n->length >= MPAM_MSC_NODE_SIZE);
		FUZZ_HOLDS(n->num_read <= n->num_resources);
		FUZZ_HOLDS(MPAM_MSC_NODE_SIZE + n->num_read * MPAM_RESOURCE_SIZE <= n->length);
		/* What is not read in full is said to be bad. */
		FUZZ_HOLDS(n->num_read == n->num_resources || n->use == MPAM_MSC_BAD_RESOURCES);
	}
	FUZZ_HOLDS(m.readable || problems->num);
	mpam_table_release(&m);
}

static void check_pptt(const void *data, size_t size, struct strlist *problems)
{
	struct pptt p;
	int err = pptt_parse(data, size, &p, problems);

	FUZZ_HOLDS(!err || err == -EINVAL);
	for (size_t i = 0; i < p.num_processors && i < 64; i++) {
		FUZZ_HOLDS(p.processors[i].offset + 20 + 4 * p.processors[i].num_resources <= size);
		FUZZ_HOLDS(pptt_is_below(&p, i, i));
		FUZZ_HOLDS(pptt_level_of(&p, i, 300) <= p.num_caches * p.num_processors);
		pptt_is_leaf(&p, i);
	}
	pptt_release(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = fuzz_bytes(data, size);
	struct strlist problems = { 0 };
	struct srat srat;
	struct madt madt;

	check_mpam(bytes, size, &problems);
	check_pptt(bytes, size, &problems);
	srat_parse(bytes, size, &srat, &problems);
	for (size_t i = 0; i < srat.num_entries && i < 64; i++) {
		if (srat.entries[i].enabled)
			FUZZ_HOLDS(srat_find_node(&srat, srat.entries[i].domain) >= 0);
	}
	srat_release(&srat);
	madt_parse(bytes, size, &madt, &problems);
	FUZZ_HOLDS(madt.num_processors * 76 <= size);
	madt_release(&madt);
	strlist_release(&problems);
	free(bytes);
	return 0;
}
