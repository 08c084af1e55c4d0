/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What users write: an entry has a name, domains and a value, and written again entry by entry it
 * reads as the same; a refusal has a reason.
 */
#include <errno.h>
#include <inttypes.h>

#include "base/strbuf.h"
#include "fuzz.h"
#include "text/spec.h"

static char *print(const struct spec *spec)
{
	struct strbuf sb = { 0 };
	size_t i, j;

	for (i = 0; i < spec->num; i++) {
		const struct spec_entry *entry = &spec->entries[i];

		strbuf_addf(&sb, "%s%s%s", i ? "\n" : "", entry->schema, entry->named ? "" : ":");
		if (entry->ids.all && !entry->named)
			strbuf_add(&sb, "*");
		for (j = 0; j < entry->ids.num; j++)
			strbuf_addf(&sb, "%s%" PRIu64 "-%" PRIu64, j ? "," : "",
				    entry->ids.ranges[j].first, entry->ids.ranges[j].last);
		strbuf_addf(&sb, "=%s", entry->text);
	}
	return strbuf_steal(&sb);
}

static void check_entry(const struct spec_entry *entry)
{
	FUZZ_HOLDS(entry->schema[0] && entry->text[0]);
	FUZZ_HOLDS(entry->ids.all || entry->ids.num);
	FUZZ_HOLDS(!entry->named || entry->ids.all);
	FUZZ_HOLDS(entry->kind != SPEC_PERCENT || entry->number <= 100);
	FUZZ_HOLDS(entry->kind != SPEC_MASK || !strncasecmp(entry->text, "0x", 2));
	if (entry->kind == SPEC_DIGITS)
		FUZZ_HOLDS(strspn(entry->text, "0123456789abcdefABCDEF") == strlen(entry->text));
}

static void check_round_trip(const struct spec *spec)
{
	char *printed = print(spec), *twice, message[128];
	struct spec again;
	size_t i;

	FUZZ_HOLDS(printed);
	FUZZ_HOLDS(spec_parse(printed, &again, message, sizeof(message)) == 0);
	FUZZ_HOLDS(again.num == spec->num);
	for (i = 0; i < again.num; i++) {
		FUZZ_HOLDS(again.entries[i].kind == spec->entries[i].kind);
		FUZZ_HOLDS(again.entries[i].number == spec->entries[i].number);
	}
	twice = print(&again);
	FUZZ_HOLDS(twice && !strcmp(twice, printed));
	free(twice);
	free(printed);
	spec_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), message[128];
	struct spec spec;
	size_t i;
	int rc;

	rc = spec_parse(text, &spec, message, sizeof(message));
	if (rc == 0) {
		FUZZ_HOLDS(spec.num > 0 && !message[0]);
		for (i = 0; i < spec.num; i++)
			check_entry(&spec.entries[i]);
		check_round_trip(&spec);
		spec_release(&spec);
	} else {
		FUZZ_HOLDS(rc == -EINVAL && !spec.num && !spec.entries);
		FUZZ_HOLDS(message[0] && memchr(message, '\0', sizeof(message)));
	}
	free(text);
	return 0;
}
