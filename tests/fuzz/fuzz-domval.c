/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list "ID=VALUE;..." that was read, printed again, reads as the same list; each id is found. */
#include <inttypes.h>

#include "base/strbuf.h"
#include "fuzz.h"
#include "text/domval.h"

static void check_round_trip(const struct domval *list, size_t num)
{
	struct strbuf sb = { 0 };
	struct domval *again;
	size_t again_num, i;

	for (i = 0; i < num; i++)
		strbuf_addf(&sb, "%s%" PRIu64 "=%s", i ? ";" : "", list[i].id, list[i].value);
	strbuf_add(&sb, "\n");
	FUZZ_HOLDS(!sb.failed && domval_parse(sb.text, &again, &again_num) == 0);
	FUZZ_HOLDS(again_num == num);
	for (i = 0; i < num; i++)
		FUZZ_HOLDS(again[i].id == list[i].id && !strcmp(again[i].value, list[i].value));
	domval_free(again, again_num);
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct domval *list;
	size_t num, i;

	if (domval_parse(text, &list, &num) == 0) {
		for (i = 0; i < num; i++) {
			FUZZ_HOLDS(list[i].value[0] && !strpbrk(list[i].value, ";\n"));
			/* No id is there twice, so what is found is this one. */
			FUZZ_HOLDS(domval_find(list, num, list[i].id) == list[i].value);
		}
		check_round_trip(list, num);
		domval_free(list, num);
	} else {
		FUZZ_HOLDS(!list && !num);
	}
	free(text);
	return 0;
}
