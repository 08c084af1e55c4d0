/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mbm_assign_mode: a list that was read, printed again, reads as the same list. */
#include "base/strbuf.h"
#include "fuzz.h"
#include "text/assign_mode.h"

static void check_round_trip(const struct strlist *modes)
{
	struct strbuf sb = { 0 };
	struct strlist again;
	size_t i;

	for (i = 0; i < modes->num; i++)
		strbuf_addf(&sb, i ? "%s\n" : "[%s]\n", modes->items[i]);
	FUZZ_HOLDS(!sb.failed && assign_mode_parse(sb.text, &again) == 0);
	FUZZ_HOLDS(again.num == modes->num);
	for (i = 0; i < modes->num; i++)
		FUZZ_HOLDS(!strcmp(again.items[i], modes->items[i]));
	strlist_release(&again);
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct strlist modes;
	size_t i;

	if (assign_mode_parse(text, &modes) == 0) {
		FUZZ_HOLDS(modes.num > 0);
		for (i = 0; i < modes.num; i++)
			FUZZ_HOLDS(modes.items[i][0] && !strpbrk(modes.items[i], "[]\n"));
		check_round_trip(&modes);
	} else {
		FUZZ_HOLDS(!modes.num && !modes.items);
	}
	strlist_release(&modes);
	free(text);
	return 0;
}
