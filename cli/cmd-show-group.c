/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl show-group GROUP
 *
 * data: {"name": "web", "kind": "control", "parent": null, "mode": "shareable", "cpus": "0-3",
 *        "closid": 1, "rmid": 2, "num_tasks": 2, "tasks": [4711, 4712], "schemata": [...],
 *        "owner": {"tool": "rctl", "pid": 812, "state": "gone", "transient": false}}
 * mode, schemata: absent in monitor groups. cpus: a list, "" for none; absent where the kernel
 * does not show them. closid, rmid (on Arm: PARTID, PMG): absent unless resctrl is mounted with
 * "debug". tasks: threads, those of the monitor groups below included.
 * owner: who created the group; state is alive, gone or unknown (a PID of another name space). Null
 * where nothing is known: made by other tools, or seen without CAP_SYS_ADMIN. transient: the group is
 * not to outlive its owner.
 * schemata, in the kernel's order:
 *   caches: {"name": "L3", "kind": "cache", "cbm_mask": "0xfffff", "shareable_bits": "0x0",
 *     "domains": [{"id": 0, "mask": "0xff", "ways": 8, "size_bytes": 8388608,
 *       "hardware_mask": "0x0", "shareable_mask": "0xfffff", "exclusive_mask": "0x0",
 *       "locked_mask": "0x0", "unused_mask": "0x0"}]}
 *   size_bytes: what the mask stands for now, as the kernel reads it back. The masks say who uses
 *   the ways of the domain, from the kernel's bit_usage, and are absent where it shows none:
 *   hardware_mask: ways that hardware other than the CPUs may fill (bit_usage X, H);
 *   shareable_mask: in the mask of one or more shareable groups (X, S);
 *   exclusive_mask: in the mask of an exclusive group and not filled by hardware (E);
 *   locked_mask: pseudo-locked (P); unused_mask: in no mask (0).
 *   This group counts in them as every other: bit_usage does not tell whether a way of a shareable
 *   group is in the mask of another shareable group, too.
 *   bandwidth: {"name": "MB", "kind": "bandwidth", "unit": "percent",
 *     "domains": [{"id": 0, "value": 50}]}
 *   others: the value is a text as the kernel prints it.
 */
#include <string.h>

#include <resctrl/group.h>
#include <resctrl/info.h>
#include <resctrl/schemata.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "number.h"
#include "result.h"
#include "run.h"
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

static struct json_object *new_schemata(const struct resctrl_group *group,
					const struct resctrl_info *info)
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

static struct json_object *new_tasks(const struct resctrl_group *group)
{
	struct json_object *array = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_group_get_num_tasks(group); i++)
		tree_push(array, tree_new_number((uint64_t)resctrl_group_get_task(group, i)));
	return array;
}

static void fill_group(struct json_object *data, const struct resctrl_group *group,
		       const struct resctrl_info *info)
{
	enum resctrl_group_kind kind = resctrl_group_get_kind(group);
	const char *name = resctrl_group_get_name(group);
	uint64_t value;

	tree_set_text(data, "name", name);
	tree_set_text(data, "kind", result_group_kind_name(kind));
	tree_set(data, "parent", result_new_parent(kind, name));
	if (resctrl_group_get_mode(group))
		tree_set_text(data, "mode", resctrl_group_get_mode(group));
	if (resctrl_group_get_cpus(group))
		tree_set_text(data, "cpus", resctrl_group_get_cpus(group));
	if (!resctrl_group_get_ctrl_hw_id(group, &value))
		tree_set_number(data, "closid", value);
	if (!resctrl_group_get_mon_hw_id(group, &value))
		tree_set_number(data, "rmid", value);
	tree_set(data, "owner", result_new_owner(group));
	tree_set_number(data, "num_tasks", resctrl_group_get_num_tasks(group));
	tree_set(data, "tasks", new_tasks(group));
	if (resctrl_group_get_schemata(group))
		tree_set(data, "schemata", new_schemata(group, info));
}

static int run_show_group(struct rctl_run *run)
{
	struct resctrl_group *group;
	struct resctrl_info *info;
	int rc;

	rc = resctrl_group_load(run->ctx, run->args.operands[0], &group);
	if (rc < 0)
		return fail_library(run, rc);
	rc = resctrl_info_load(run->ctx, &info);
	if (rc < 0) {
		resctrl_group_free(group);
		return fail_library(run, rc);
	}
	fill_group(run_new_data(run), group, info);
	resctrl_info_free(info);
	resctrl_group_free(group);
	return RCTL_EXIT_DONE;
}

static const struct view_column cache_columns[] = {
	{ .key = "name", .title = "CACHE" },
	{ .key = "id", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "mask", .title = "MASK", .format = VIEW_RIGHT },
	{ .key = "mask", .title = "WAYS", .format = VIEW_WAYS },
	{ .key = "ways", .title = "NUMBER", .format = VIEW_RIGHT },
	{ .key = "size_bytes", .title = "SIZE", .format = VIEW_BYTES },
	{ .title = NULL },
};

static const struct view_column other_columns[] = {
	{ .key = "name", .title = "BANDWIDTH" },
	{ .key = "id", .title = "DOMAIN", .format = VIEW_RIGHT },
	{ .key = "value", .title = "VALUE", .format = VIEW_RIGHT },
	{ .key = "unit", .title = "UNIT", .optional = true },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "mode", .text = "{name}: {kind} group, {mode}" },
	{ .kind = VIEW_LINE, .when = "!mode", .text = "{name}: {kind} group" },
	{ .kind = VIEW_LINE, .when = "mode=pseudo-locked",
	  .text = "its ways keep the memory of /dev/pseudo_lock/{name}, for tasks to map, and nothing\n"
		  "else; it has no tasks or CPUs of its own and can only be removed" },
	{ .kind = VIEW_LINE, .when = "mode=pseudo-locked !schemata",
	  .text = "its cache is offline: the kernel shows nothing of it until a CPU there is online" },
	{ .kind = VIEW_LINE, .when = "mode=pseudo-locksetup",
	  .text = "the next mask written to it, of one cache in one domain, will be pseudo-locked" },
	{ .kind = VIEW_LINE, .text = "CPUs: {cpus}; tasks: {num_tasks}" },
	{ .kind = VIEW_LINE, .when = "owner owner.state=alive",
	  .text = "created by {owner.tool} (pid {owner.pid})" },
	{ .kind = VIEW_LINE, .when = "owner owner.state=gone",
	  .text = "created by {owner.tool} (pid {owner.pid}, which has ended)" },
	{ .kind = VIEW_LINE, .when = "owner owner.state=unknown",
	  .text = "created by {owner.tool} (pid {owner.pid} of another name space)" },
	{ .kind = VIEW_LINE, .when = "?closid", .text = "CLOSID: {closid}" },
	{ .kind = VIEW_LINE, .when = "?rmid", .text = "RMID: {rmid}" },
	{ .kind = VIEW_TABLE, .path = "schemata", .rows = "cbm_mask", .expand = "domains",
	  .columns = cache_columns },
	{ .kind = VIEW_TABLE, .path = "schemata", .rows = "!cbm_mask", .expand = "domains",
	  .columns = other_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_show_group = {
	.name = "show-group",
	.summary = "show a group: its limits, tasks and CPUs",
	.details = "In the picture of a cache each way is one character, the highest first:\n"
		   "'#' is in the mask of this group, 'o' in that of other groups, 'E' of an\n"
		   "exclusive one, 'P' is pseudo-locked, '.' unused. Where hardware may fill the\n"
		   "way too, these are 'X', 'x', and 'H' where no group has it. Ways of this group\n"
		   "may be in other groups' masks, too, unless it is exclusive. A terminal with\n"
		   "UTF-8 shows blocks; the line below the picture says what is what.",
	.args = "GROUP",
	.min_operands = 1,
	.max_operands = 1,
	.view = view,
	.run = run_show_group,
};
