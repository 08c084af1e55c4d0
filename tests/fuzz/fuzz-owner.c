/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The owner mark of a group, which anyone with rights may have written: what can be read comes back the same. */
#include "fuzz.h"
#include "text/owner.h"

/* Behind the end of a text there may be what is left of a longer one. */
static bool same(const struct owner_mark *a, const struct owner_mark *b)
{
	return !strcmp(a->boot, b->boot) && a->pidns == b->pidns && a->pid == b->pid && a->start == b->start &&
	       a->transient == b->transient && !strcmp(a->tool, b->tool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), printed[OWNER_MARK_SIZE];
	struct owner_mark mark, again;

	if (owner_mark_parse(text, &mark) == 0) {
		FUZZ_HOLDS(mark.pid > 0 && mark.start && *mark.boot && *mark.tool);
		owner_mark_format(&mark, printed);
		FUZZ_HOLDS(strlen(printed) < OWNER_MARK_SIZE - 1 && !strchr(printed, '\n'));
		/* Newlines may have become blanks, which do not belong into a boot id. */
		if (!strpbrk(mark.boot, "\n") && !strchr(mark.tool, '\n')) {
			FUZZ_HOLDS(owner_mark_parse(printed, &again) == 0);
			FUZZ_HOLDS(same(&mark, &again));
		}
	}
	/* The same text as the file of a recording. */
	if (owner_record_find(text, "web", &mark) == 0)
		FUZZ_HOLDS(mark.pid > 0 && *mark.tool && !strpbrk(mark.tool, "\t\n") && !*mark.boot && strstr(text, "\tweb"));
	free(text);
	return 0;
}
