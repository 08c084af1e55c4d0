/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses which bits of a cache: the masks of all control groups. */
#include "usage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "schema.h"

#define MOST_NAMES 6

static int load_group(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *name,
		      struct usage *usage)
{
	struct usage_group g = { 0 };
	char *mode;
	int err;

	err = line_read(ctx, ref->dir, "mode", &mode);
	if (err)
		return err;
	if (!mode || !strncmp(mode, "pseudo-", 7)) {
		free(mode);
		return 0;
	}
	g.exclusive = !strcmp(mode, "exclusive");
	free(mode);
	err = group_read_table(ctx, ref, "schemata", &g.schemata);
	if (err)
		return err;
	g.name = strdup(name);
	usage->groups[usage->num++] = g;
	return g.name ? 0 : error_memory(ctx);
}

int usage_load(struct resctrl_ctx *ctx, const char *except_dir, struct usage *usage)
{
	struct resctrl_group_list *list;
	size_t num;
	int err;

	*usage = (struct usage){ 0 };
	err = group_list_load(ctx, &list);
	if (err)
		return err;
	num = resctrl_group_list_get_num(list);
	usage->groups = calloc(num, sizeof(*usage->groups));
	if (!usage->groups)
		err = error_memory(ctx);
	for (size_t i = 0; !err && i < num; i++) {
		const char *name = resctrl_group_list_get_name(list, i);
		struct group_ref ref;

		if (resctrl_group_list_get_kind(list, i) != RESCTRL_GROUP_CTRL)
			continue;
		err = group_ref_init(ctx, &ref, name);
		if (!err && (!except_dir || strcmp(ref.dir, except_dir)))
			err = load_group(ctx, &ref, name, usage);
		if (err == -ENOENT || err == -ENODEV) {
			error_clear(ctx);
			err = 0;
		}
	}
	resctrl_group_list_free(list);
	if (err)
		usage_release(usage);
	return err;
}

void usage_release(struct usage *usage)
{
	for (size_t i = 0; i < usage->num; i++) {
		free(usage->groups[i].name);
		schemata_free(usage->groups[i].schemata);
	}
	free(usage->groups);
	*usage = (struct usage){ 0 };
}

const char *schema_peer(const char *name, char *peer, size_t size)
{
	size_t len = strlen(name);

	if (len < 5)
		return NULL;
	if (!strcmp(name + len - 4, "CODE"))
		snprintf(peer, size, "%.*sDATA", (int)(len - 4), name);
	else if (!strcmp(name + len - 4, "DATA"))
		snprintf(peer, size, "%.*sCODE", (int)(len - 4), name);
	else
		return NULL;
	return peer;
}

static uint64_t mask_of(const struct resctrl_schemata *schemata, const char *schema, uint64_t domain)
{
	const struct schemata_line *line = schemata_find(schemata, schema);
	const struct schemata_entry *entry = line ? schemata_find_entry(line, domain) : NULL;
	uint64_t mask;

	return entry && !num_parse_u64(entry->value, 16, &mask) ? mask : 0;
}

uint64_t usage_mask(const struct usage_group *group, const char *schema, uint64_t domain)
{
	uint64_t mask = mask_of(group->schemata, schema, domain);
	char peer[80];

	if (schema_peer(schema, peer, sizeof(peer)))
		mask |= mask_of(group->schemata, peer, domain);
	return mask;
}

bool usage_name_overlaps(const struct usage *usage, const char *schema, uint64_t domain, uint64_t mask,
			 bool exclusive_only, char *text, size_t size)
{
	unsigned int found = 0;
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < usage->num; i++) {
		const struct usage_group *g = &usage->groups[i];
		uint64_t common = usage_mask(g, schema, domain) & mask;

		if (!common || (exclusive_only && !g->exclusive))
			continue;
		found++;
		if (found > MOST_NAMES || len + 64 > size)
			continue;
		len += (size_t)snprintf(text + len, size - len, "%s%.40s (0x%" PRIx64 ")",
					found > 1 ? ", " : "", g->name, common);
	}
	return found > 0;
}
