/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of thread ids: printed again the same; sorted they are ascending, and each is found. */
#include "base/strbuf.h"
#include "fuzz.h"
#include "text/tids.h"

static void check_round_trip(const struct tids *tids)
{
	struct strbuf sb = { 0 };
	struct tids again = { 0 };
	size_t i;

	strbuf_add(&sb, "");
	for (i = 0; i < tids->num; i++)
		strbuf_addf(&sb, "%d\n", tids->ids[i]);
	FUZZ_HOLDS(!sb.failed && tids_parse(&again, sb.text) == 0);
	FUZZ_HOLDS(again.num == tids->num);
	FUZZ_HOLDS(!tids->num || !memcmp(again.ids, tids->ids, tids->num * sizeof(*tids->ids)));
	tids_release(&again);
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct tids tids = { 0 };
	size_t i, num;

	if (tids_parse(&tids, text) == 0) {
		check_round_trip(&tids);
		num = tids.num;
		tids_sort(&tids);
		FUZZ_HOLDS(tids.num <= num && !tids.num == !num);
		for (i = 0; i < tids.num; i++) {
			FUZZ_HOLDS(tids.ids[i] > 0);
			FUZZ_HOLDS(!i || tids.ids[i - 1] < tids.ids[i]);
			FUZZ_HOLDS(tids_has(&tids, tids.ids[i]));
		}
	} else {
		FUZZ_HOLDS(!tids.num);
	}
	tids_release(&tids);
	free(text);
	return 0;
}
