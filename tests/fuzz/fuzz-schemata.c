/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * schemata, size and assignments files: what was read, printed again, reads as the same; every line
 * and domain is found.
 */
#include <inttypes.h>

#include "base/strbuf.h"
#include "fuzz.h"
#include "text/schemata.h"

static char *print(const struct resctrl_schemata *schemata)
{
	struct strbuf sb = { 0 };
	size_t i, j;

	for (i = 0; i < schemata->num; i++) {
		const struct schemata_line *line = &schemata->lines[i];

		strbuf_addf(&sb, "%s:", line->name);
		for (j = 0; j < line->num; j++)
			strbuf_addf(&sb, "%s%" PRIu64 "=%s", j ? ";" : "", line->entries[j].id,
				    line->entries[j].value);
		strbuf_add(&sb, "\n");
	}
	return strbuf_steal(&sb);
}

static void check_lines(const struct resctrl_schemata *schemata)
{
	size_t i, j;

	for (i = 0; i < schemata->num; i++) {
		const struct schemata_line *line = &schemata->lines[i];

		/* Neither a name nor an id is there twice, so what is found is this one. */
		FUZZ_HOLDS(line->name[0] && schemata_find(schemata, line->name) == line);
		for (j = 0; j < line->num; j++) {
			const struct schemata_entry *entry = &line->entries[j];

			FUZZ_HOLDS(!strpbrk(entry->value, ";\n"));
			FUZZ_HOLDS(schemata_find_entry(line, entry->id) == entry);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct resctrl_schemata *schemata, *again;

	if (schemata_parse(text, &schemata) == 0) {
		char *printed = print(schemata), *twice;

		FUZZ_HOLDS(!strcmp(schemata->text, text));
		check_lines(schemata);
		FUZZ_HOLDS(printed && schemata_parse(printed, &again) == 0);
		check_lines(again);
		twice = print(again);
		FUZZ_HOLDS(twice && !strcmp(twice, printed));
		schemata_free(again);
		free(twice);
		free(printed);
	} else {
		FUZZ_HOLDS(!schemata);
	}
	schemata_free(schemata);
	free(text);
	return 0;
}
