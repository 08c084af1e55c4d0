/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The limits of a group, with sizes and who else uses the ways.
 */
#include <string.h>

#include <json-c/json_object.h>
#include <resctrl/schemata.h>

#include "limits.h"
#include "number.h"
#include "result.h"
#include "tree.h"

/* The value of schema NAME in DOMAIN as digits, NULL where there is none. */
static const char *find_value(const struct resctrl_schemata *schemata, const char *name,
			      uint64_t domain)
{
	size_t i, j, num = schemata ? resctrl_schemata_get_num_lines(schemata) : 0;

	for (i = 0; i < num; i++) {
		if (strcmp(resctrl_schemata_get_name(schemata, i), name))
			continue;
		for (j = 0; j < resctrl_schemata_get_num_domains(schemata, i); j++) {
			if (resctrl_schemata_get_domain(schemata, i, j) == domain)
				return resctrl_schemata_get_value(schemata, i, j);
		}
	}
	return NULL;
}

/* Who uses the ways of a domain, from the kernel's letters USAGE, the highest way first. */
static void fill_usage(struct json_object *object, const char *usage)
{
	static const struct {
		const char *key, *letters;
	} users[] = {
		{ "hardware_mask",	"XH" },
		{ "shareable_mask",	"XS" },
		{ "exclusive_mask",	"E" },
		{ "locked_mask",	"P" },
		{ "unused_mask",	"0" },
	};
	const char *letter;
	uint64_t mask;
	size_t i;

	for (i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		mask = 0;
		for (letter = usage; *letter; letter++)
			mask = mask << 1 | (strchr(users[i].letters, *letter) != NULL);
		tree_set_mask(object, users[i].key, mask);
	}
}

static void fill_cache_domain(struct json_object *object, const char *mask, const char *size,
			      const char *usage)
{
	uint64_t value;

	tree_set(object, "mask", result_new_value(RESCTRL_SCHEMA_CACHE, mask));
	if (number_parse_hex(mask, &value))
		tree_set_number(object, "ways", (uint64_t)__builtin_popcountll(value));
	if (size && number_parse(size, strlen(size), &value))
		tree_set_number(object, "size_bytes", value);
	if (usage)
		fill_usage(object, usage);
}

/* Line I of the group's schemata. SCHEMA is NULL where the info directory has no such schema. */
static struct json_object *new_schemata_line(const struct resctrl_group *group, size_t i,
					     const struct resctrl_schema *schema)
{
	enum resctrl_schema_kind kind = schema ? resctrl_schema_get_kind(schema) :
						 RESCTRL_SCHEMA_OTHER;
	const struct resctrl_schemata *schemata = resctrl_group_get_schemata(group);
	const char *name = resctrl_schemata_get_name(schemata, i);
	struct json_object *line = tree_new_object(), *domains = tree_new_array();
	uint64_t value;
	size_t j;

	tree_set_text(line, "name", name);
	tree_set_text(line, "kind", result_kind_name(kind));
	if (schema && !resctrl_schema_get_cbm_mask(schema, &value))
		tree_set_mask(line, "cbm_mask", value);
	if (schema && !resctrl_schema_get_shareable_bits(schema, &value))
		tree_set_mask(line, "shareable_bits", value);
	if (kind == RESCTRL_SCHEMA_BANDWIDTH)
		tree_set_text(line, "unit", result_unit_name(resctrl_schema_get_unit(schema)));
	for (j = 0; j < resctrl_schemata_get_num_domains(schemata, i); j++) {
		uint64_t id = resctrl_schemata_get_domain(schemata, i, j);
		const char *digits = resctrl_schemata_get_value(schemata, i, j);
		struct json_object *domain = tree_new_object();

		tree_set_number(domain, "id", id);
		if (kind == RESCTRL_SCHEMA_CACHE)
			fill_cache_domain(domain, digits,
					  find_value(resctrl_group_get_size(group), name, id),
					  resctrl_schema_get_bit_usage(schema, id));
		else
			tree_set(domain, "value", result_new_value(kind, digits));
		tree_push(domains, domain);
	}
	tree_set(line, "domains", domains);
	return line;
}

struct json_object *limits_new(const struct resctrl_group *group, const struct resctrl_info *info)
{
	const struct resctrl_schemata *schemata = resctrl_group_get_schemata(group);
	struct json_object *array = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_schemata_get_num_lines(schemata); i++) {
		const char *name = resctrl_schemata_get_name(schemata, i);

		tree_push(array, new_schemata_line(group, i,
						   resctrl_info_get_schema_by_name(info, name)));
	}
	return array;
}
