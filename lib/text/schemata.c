/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines "NAME:ID=VALUE;...": schemata, size, mbm_L3_assignments.
 *
 * Kernels up to 6.12 pad: names and bandwidths with blanks, masks with zeros ("    L3:0=00ff").
 * Later ones pad names alone. Padding is dropped here, so that values of all kernels compare as
 * strings.
 */
#include "text/schemata.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

/* A piece of the text, not terminated. */
struct piece {
	const char *text;
	size_t len;
};

static struct piece trim(struct piece p)
{
	while (p.len > 0 && p.text[0] == ' ') {
		p.text++;
		p.len--;
	}
	while (p.len > 0 && p.text[p.len - 1] == ' ')
		p.len--;
	return p;
}

/* Zeros in front of digits are padding. */
static struct piece trim_value(struct piece p)
{
	uint64_t number;

	p = trim(p);
	if (num_parse_u64_n(p.text, p.len, 16, &number) == -EINVAL)
		return p;
	while (p.len > 1 && p.text[0] == '0') {
		p.text++;
		p.len--;
	}
	return p;
}

static int entry_parse(struct schemata_line *line, struct piece p)
{
	struct schemata_entry *entry = &line->entries[line->num];
	const char *equal = memchr(p.text, '=', p.len);
	struct piece value;
	size_t id_len;

	if (!equal)
		return -EINVAL;
	id_len = (size_t)(equal - p.text);
	if (num_parse_u64_n(p.text, id_len, 10, &entry->id) < 0)
		return -EINVAL;
	if (schemata_find_entry(line, entry->id))
		return -EINVAL;
	value = trim_value((struct piece){ equal + 1, p.len - id_len - 1 });
	entry->value = strndup(value.text, value.len);
	if (!entry->value)
		return -ENOMEM;
	line->num++;
	return 0;
}

static int entries_parse(struct schemata_line *line, struct piece p)
{
	size_t num = 1;

	if (!memchr(p.text, '=', p.len))
		return 0;
	for (size_t i = 0; i < p.len; i++)
		num += p.text[i] == ';';
	line->entries = calloc(num, sizeof(*line->entries));
	if (!line->entries)
		return -ENOMEM;
	for (size_t pos = 0; line->num < num; ) {
		const char *end = memchr(p.text + pos, ';', p.len - pos);
		size_t len = end ? (size_t)(end - p.text) - pos : p.len - pos;
		int ret = entry_parse(line, (struct piece){ p.text + pos, len });

		if (ret < 0)
			return ret;
		pos += len + 1;
	}
	return 0;
}

/* Adds one line to SCHEMATA, which has room for it. */
static int line_parse(struct resctrl_schemata *schemata, struct piece p)
{
	struct schemata_line *line = &schemata->lines[schemata->num];
	const char *colon = memchr(p.text, ':', p.len);
	struct piece name;

	if (!colon)
		return -EINVAL;
	name = trim((struct piece){ p.text, (size_t)(colon - p.text) });
	if (name.len == 0)
		return -EINVAL;
	line->name = strndup(name.text, name.len);
	if (!line->name)
		return -ENOMEM;
	if (schemata_find(schemata, line->name)) {
		free(line->name);
		return -EINVAL;
	}
	schemata->num++;
	return entries_parse(line, (struct piece){ colon + 1,
						   p.len - (size_t)(colon - p.text) - 1 });
}

static int lines_parse(struct resctrl_schemata *schemata)
{
	const char *text = schemata->text;
	size_t num = 1;

	for (const char *c = text; *c; c++)
		num += *c == '\n';
	schemata->lines = calloc(num, sizeof(*schemata->lines));
	if (!schemata->lines)
		return -ENOMEM;
	while (*text) {
		const char *end = strchrnul(text, '\n');
		int ret = line_parse(schemata, (struct piece){ text, (size_t)(end - text) });

		if (ret < 0)
			return ret;
		text = *end ? end + 1 : end;
	}
	return 0;
}

int schemata_parse(const char *text, struct resctrl_schemata **schemata)
{
	struct resctrl_schemata *s = calloc(1, sizeof(*s));
	int ret = -ENOMEM;

	*schemata = NULL;
	if (!s)
		return -ENOMEM;
	s->text = strdup(text);
	if (s->text)
		ret = lines_parse(s);
	if (ret < 0)
		schemata_free(s);
	else
		*schemata = s;
	return ret;
}

void schemata_free(struct resctrl_schemata *schemata)
{
	if (!schemata)
		return;
	for (size_t i = 0; i < schemata->num; i++) {
		struct schemata_line *line = &schemata->lines[i];

		for (size_t j = 0; j < line->num; j++)
			free(line->entries[j].value);
		free(line->entries);
		free(line->name);
	}
	free(schemata->lines);
	free(schemata->text);
	free(schemata);
}

const struct schemata_line *schemata_find(const struct resctrl_schemata *schemata,
					  const char *name)
{
	for (size_t i = 0; i < schemata->num; i++) {
		if (strcmp(schemata->lines[i].name, name) == 0)
			return &schemata->lines[i];
	}
	return NULL;
}

const struct schemata_entry *schemata_find_entry(const struct schemata_line *line, uint64_t id)
{
	for (size_t i = 0; i < line->num; i++) {
		if (line->entries[i].id == id)
			return &line->entries[i];
	}
	return NULL;
}
