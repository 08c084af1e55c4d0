/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl probe
 *
 * data: {"probes": [{"probe": "mpam",
 *     "facts": [{"subject": "msc 1", "name": "base_address", "state": "present", "raw": 2147483648,
 *                "decoded": "0x80000000", "source": "acpi", "confidence": "exact", "note": null}],
 *     "predictions": [{"name": "L3", "answer": "yes", "reason": "bitmaps of 16 bits, domains 300"}],
 *     "findings": [{"severity": "warning", "code": "msc_offline", "seen", "why", "fix"}]}]}
 * state: present, absent, unreadable. source: cpuid, acpi, mmio, sysfs, procfs, dmesg, resctrl, file, rule.
 * confidence: exact, bound, assumed, none. answer: yes, no, unknown.
 * With --registers: {"registers": [{"block": "msc", "title", "register": "MPAMF_IDR", "offset": 0,
 *     "width": 64, "read": true, "fields": [{"name": "PARTID_MAX", "first": 0, "last": 15}]}]}
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/group.h>
#include <resctrl/probe.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "number.h"
#include "records.h"
#include "run.h"
#include "tree.h"

static const struct option_entry options[] = {
	{ .name = "registers", .help = "print the register maps that probes go by, and probe nothing" },
	{ .name = "select-ris",
	  .help = "MPAM: read every resource instance, by writing the selection register; refused "
		  "while a driver is bound" },
	{ .name = "rmid", .type = OPTION_TEXT, .multiple = true, .arg = "RMID",
	  .help = "aet: the counts of this monitoring id, straight from the regions; of several, the sum" },
	{ .name = "group", .type = OPTION_TEXT, .arg = "GROUP",
	  .help = "aet: the same for the ids of a group, and of the monitor groups below a control group" },
	{ .name = NULL },
};
#define OPTION_REGISTERS	(&options[0])
#define OPTION_SELECT_RIS	(&options[1])
#define OPTION_RMID		(&options[2])
#define OPTION_GROUP		(&options[3])

static const struct option_pair exclusive[] = {
	{ "registers", "rmid" }, { "registers", "group" }, { "registers", "select-ris" }, { NULL, NULL },
};

static const struct probe {
	const char *name;
	int (*fn)(struct resctrl_ctx *ctx, unsigned int flags, struct resctrl_probe **probe);
	unsigned int flags;
} probes[] = {
	{ "cpu", resctrl_probe_cpu, 0 },
	{ "mpam", resctrl_probe_mpam, RESCTRL_PROBE_SELECT_RIS },
	{ "aet", resctrl_probe_aet, 0 },
};
#define NUM_PROBES	(sizeof(probes) / sizeof(probes[0]))

struct id_list {
	uint32_t *ids;
	size_t num;
};

static int id_list_add(struct rctl_run *run, struct id_list *list, uint64_t id)
{
	uint32_t *grown;

	if (id > UINT32_MAX)
		return fail_usage(run, "no monitoring id is as large as %" PRIu64, id);
	grown = reallocarray(list->ids, list->num + 1, sizeof(*grown));
	if (!grown)
		tree_no_memory();
	list->ids = grown;
	grown[list->num++] = (uint32_t)id;
	return 0;
}

static struct json_object *new_register(size_t i, size_t reg)
{
	struct json_object *object = tree_new_object(), *fields = tree_new_array();
	char shown[16];
	size_t f;

	tree_set_text(object, "register", resctrl_registers_get_name(i, reg));
	tree_set_number(object, "offset", resctrl_registers_get_offset(i, reg));
	tree_set_number(object, "width", resctrl_registers_get_width(i, reg));
	tree_set_bool(object, "read", resctrl_registers_is_read(i, reg));
	for (f = 0; f < resctrl_registers_get_num_fields(i, reg); f++) {
		struct json_object *field = tree_new_object();
		unsigned int first = resctrl_registers_get_field_first(i, reg, f);
		unsigned int last = resctrl_registers_get_field_last(i, reg, f);

		tree_set_text(field, "name", resctrl_registers_get_field_name(i, reg, f));
		tree_set_number(field, "first", first);
		tree_set_number(field, "last", last);
		snprintf(shown, sizeof(shown), first == last ? "%u" : "%u:%u", last, first);
		tree_set_text(field, "bits", shown);
		tree_push(fields, field);
	}
	snprintf(shown, sizeof(shown), "0x%04x", resctrl_registers_get_offset(i, reg));
	tree_set_text(object, "at", shown);
	tree_set(object, "fields", fields);
	return object;
}

/* One row of the text form a field, so the array is flat and each register names its block. */
static void fill_registers(struct json_object *data)
{
	struct json_object *array = tree_new_array();
	size_t i, reg;

	for (i = 0; i < resctrl_registers_get_num_blocks(); i++) {
		for (reg = 0; reg < resctrl_registers_get_num(i); reg++) {
			struct json_object *object = new_register(i, reg);

			tree_set_text(object, "block", resctrl_registers_get_block_name(i));
			tree_set_text(object, "title", resctrl_registers_get_block_title(i));
			tree_push(array, object);
		}
	}
	tree_set(data, "registers", array);
}

static int run_one(struct rctl_run *run, const struct probe *which, struct json_object *array)
{
	bool select = args_has(&run->args, OPTION_SELECT_RIS);
	struct json_object *object;
	struct resctrl_probe *probe;
	int rc;

	rc = which->fn(run->ctx, select ? which->flags : 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	object = tree_new_object();
	tree_set_text(object, "probe", which->name);
	records_fill(object, probe);
	resctrl_probe_free(probe);
	tree_push(array, object);
	return RCTL_EXIT_DONE;
}

static int id_not_shown(struct rctl_run *run, const char *group)
{
	struct fail_cause cause = { RCTL_EXIT_NOT_SUPPORTED, "not_supported", EOPNOTSUPP, NULL,
				    "unmount resctrl and mount it with -o debug, as \"rctl mount\" does" };
	char text[600];

	snprintf(text, sizeof(text), "the monitoring id of %.520s is not shown", group);
	cause.cause = text;
	return fail_here(run, "read telemetry", &cause);
}

/* Appends the monitoring id of GROUP; -ENOENT without the mount option "debug". */
static int add_group(struct rctl_run *run, const char *name, struct id_list *ids)
{
	struct resctrl_group *group;
	uint64_t id;
	int rc;

	rc = resctrl_group_load(run->ctx, name, &group);
	if (rc < 0)
		return fail_library(run, rc);
	rc = resctrl_group_get_mon_hw_id(group, &id);
	resctrl_group_free(group);
	if (rc < 0)
		return id_not_shown(run, name);
	return id_list_add(run, ids, id);
}

/* GROUP, and the monitor groups below it where it is a control group. */
static int add_groups(struct rctl_run *run, const char *name, struct id_list *ids)
{
	struct resctrl_group_list *list;
	size_t i, len = strlen(name);
	int rc, status;

	status = add_group(run, name, ids);
	if (status || (strchr(name, '/') && strcmp(name, "/")))
		return status;
	rc = resctrl_group_list_load(run->ctx, &list);
	if (rc < 0)
		return fail_library(run, rc);
	for (i = 0; i < resctrl_group_list_get_num(list) && !status; i++) {
		const char *other = resctrl_group_list_get_name(list, i);

		/* "web/m1" is below "web", "/m1" below "/". */
		if (!strcmp(name, "/") ? other[0] == '/' && other[1] :
					 !strncmp(other, name, len) && other[len] == '/')
			status = add_group(run, other, ids);
	}
	resctrl_group_list_free(list);
	return status;
}

static int run_telemetry(struct rctl_run *run)
{
	const struct args_value *value = NULL;
	struct id_list ids = { 0 };
	struct resctrl_probe *probe;
	struct json_object *object;
	int rc, status = 0;
	uint64_t id;

	while (!status && (value = args_next(&run->args, OPTION_RMID, value))) {
		if (!number_parse(value->text, strlen(value->text), &id))
			status = fail_usage(run, "'%s' is no monitoring id", value->text);
		else
			status = id_list_add(run, &ids, id);
	}
	if (!status && args_has(&run->args, OPTION_GROUP))
		status = add_groups(run, args_text(&run->args, OPTION_GROUP), &ids);
	if (status) {
		free(ids.ids);
		return status;
	}
	rc = resctrl_probe_telemetry(run->ctx, ids.ids, ids.num, &probe);
	free(ids.ids);
	if (rc < 0)
		return fail_library(run, rc);
	object = tree_new_object();
	tree_set_text(object, "probe", "telemetry");
	records_fill(object, probe);
	if (!resctrl_probe_get_num_facts(probe))
		run_add_warning(run, "no_telemetry", "there is no telemetry region that can be read; "
				"\"rctl probe aet\" says more");
	resctrl_probe_free(probe);
	tree_set(run_new_data(run), "probes", tree_new_array());
	tree_push(tree_get(run_get_data(run), "probes"), object);
	return RCTL_EXIT_DONE;
}

static int run_probe(struct rctl_run *run)
{
	const char *wanted = run->args.num_operands ? run->args.operands[0] : NULL;
	struct json_object *array;
	int status = RCTL_EXIT_DONE;
	bool found = !wanted;
	size_t i;

	for (i = 0; wanted && i < NUM_PROBES; i++)
		found |= !strcmp(probes[i].name, wanted);
	if (!found) {
		fail_usage(run, "there is no probe '%s'", wanted);
		return fail_hint(run, "cpu, mpam or aet; without one all of them");
	}
	if (args_has(&run->args, OPTION_REGISTERS)) {
		fill_registers(run_new_data(run));
		return RCTL_EXIT_DONE;
	}
	if (args_has(&run->args, OPTION_RMID) || args_has(&run->args, OPTION_GROUP)) {
		if (wanted && !strcmp(wanted, "aet"))
			return run_telemetry(run);
		return fail_usage(run, "--rmid and --group belong to: rctl probe aet");
	}
	/* The program is its own: it may move between CPUs. */
	resctrl_probe_set_pinning(run->ctx, true);
	array = tree_new_array();
	tree_set(run_new_data(run), "probes", array);
	for (i = 0; i < NUM_PROBES && !status; i++) {
		if (!wanted || !strcmp(probes[i].name, wanted))
			status = run_one(run, &probes[i], array);
	}
	return status;
}

static const struct view_column register_columns[] = {
	{ .key = "block", .title = "BLOCK" },
	{ .key = "at", .title = "OFFSET" },
	{ .key = "width", .title = "WIDTH", .format = VIEW_RIGHT },
	{ .key = "read", .title = "READ", .format = VIEW_YES_NO },
	{ .key = "register", .title = "REGISTER", .wrap = true },
	{ .key = "bits", .title = "BITS", .format = VIEW_RIGHT },
	{ .key = "name", .title = "FIELD", .wrap = true },
	{ .title = NULL },
};

static const struct view_column plain_columns[] = {
	{ .key = "block", .title = "BLOCK" },
	{ .key = "at", .title = "OFFSET" },
	{ .key = "width", .title = "WIDTH", .format = VIEW_RIGHT },
	{ .key = "read", .title = "READ", .format = VIEW_YES_NO },
	{ .key = "register", .title = "REGISTER WITHOUT FIELDS" },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .path = "registers", .rows = "fields", .expand = "fields",
	  .columns = register_columns },
	{ .kind = VIEW_TABLE, .path = "registers", .rows = "!fields", .columns = plain_columns },
	{ .kind = VIEW_TABLE, .path = "probes", .rows = "facts", .expand = "facts",
	  .columns = records_fact_columns },
	{ .kind = VIEW_TABLE, .path = "probes", .rows = "predictions", .expand = "predictions",
	  .columns = records_prediction_columns },
	{ .kind = VIEW_TABLE, .path = "probes", .rows = "findings", .expand = "findings",
	  .columns = records_finding_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_probe = {
	.name = "probe",
	.summary = "show what the hardware itself says, and what the kernel makes of it",
	.args = "[cpu|mpam|aet]",
	.max_operands = 1,
	.options = options,
	.view = view,
	.exclusive = exclusive,
	.run = run_probe,
};
