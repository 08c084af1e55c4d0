/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public value type for the content of a "schemata" or "size" file. */
#include <resctrl/schemata.h>

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "text/schemata.h"

int resctrl_schemata_parse(const char *text, struct resctrl_schemata **schemata)
{
	if (!text || !schemata)
		return -EINVAL;
	return schemata_parse(text, schemata);
}

void resctrl_schemata_free(struct resctrl_schemata *schemata)
{
	schemata_free(schemata);
}

int resctrl_schemata_format(const struct resctrl_schemata *schemata, char **text)
{
	assert(schemata);
	if (!text)
		return -EINVAL;
	*text = strdup(schemata->text);
	return *text ? 0 : -ENOMEM;
}

size_t resctrl_schemata_get_num_lines(const struct resctrl_schemata *schemata)
{
	assert(schemata);
	return schemata->num;
}

static const struct schemata_line *line_at(const struct resctrl_schemata *schemata, size_t i)
{
	assert(schemata && i < schemata->num);
	return &schemata->lines[i];
}

const char *resctrl_schemata_get_name(const struct resctrl_schemata *schemata, size_t i)
{
	return line_at(schemata, i)->name;
}

size_t resctrl_schemata_get_num_domains(const struct resctrl_schemata *schemata, size_t i)
{
	return line_at(schemata, i)->num;
}

uint64_t resctrl_schemata_get_domain(const struct resctrl_schemata *schemata, size_t i, size_t j)
{
	const struct schemata_line *line = line_at(schemata, i);

	assert(j < line->num);
	return line->entries[j].id;
}

const char *resctrl_schemata_get_value(const struct resctrl_schemata *schemata, size_t i, size_t j)
{
	const struct schemata_line *line = line_at(schemata, i);

	assert(j < line->num);
	return line->entries[j].value;
}
