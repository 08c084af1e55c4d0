/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of ids: both ends of every range are in the set; printed again, it reads as the same set. */
#include <inttypes.h>

#include "base/idlist.h"
#include "base/strbuf.h"
#include "fuzz.h"

static void check_ranges(const struct idlist *list)
{
	struct strbuf sb = { 0 };
	struct idlist again;
	size_t i;

	for (i = 0; i < list->num; i++) {
		const struct id_range *range = &list->ranges[i];

		FUZZ_HOLDS(range->first <= range->last);
		FUZZ_HOLDS(idlist_has(list, range->first) && idlist_has(list, range->last));
		strbuf_addf(&sb, "%s%" PRIu64 "-%" PRIu64, i ? "," : "", range->first,
			    range->last);
	}
	FUZZ_HOLDS(!sb.failed && idlist_parse(&again, sb.text, sb.len) == 0);
	FUZZ_HOLDS(again.num == list->num && !again.all);
	for (i = 0; i < list->num; i++)
		FUZZ_HOLDS(again.ranges[i].first == list->ranges[i].first &&
			   again.ranges[i].last == list->ranges[i].last);
	idlist_release(&again);
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_bytes(data, size);
	struct idlist list;

	if (idlist_parse(&list, text, size) == 0) {
		FUZZ_HOLDS(list.all == !list.num);
		if (list.all)
			FUZZ_HOLDS(idlist_has(&list, size));
		else
			check_ranges(&list);
	} else {
		FUZZ_HOLDS(!list.ranges && !list.all);
	}
	idlist_release(&list);
	free(text);
	return 0;
}
