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
#include <stdio.h>
#include <string.h>

#include <resctrl/probe.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "records.h"
#include "run.h"
#include "tree.h"

static const struct option_entry options[] = {
	{ .name = "registers", .help = "print the register maps that probes go by, and probe nothing" },
	{ .name = "select-ris",
	  .help = "MPAM: read every resource instance, by writing the selection register; refused "
		  "while a driver is bound" },
	{ .name = NULL },
};
#define OPTION_REGISTERS	(&options[0])
#define OPTION_SELECT_RIS	(&options[1])

static const struct probe {
	const char *name;
	int (*fn)(struct resctrl_ctx *ctx, unsigned int flags, struct resctrl_probe **probe);
	unsigned int flags;
} probes[] = {
	{ "mpam", resctrl_probe_mpam, RESCTRL_PROBE_SELECT_RIS },
};
#define NUM_PROBES	(sizeof(probes) / sizeof(probes[0]))

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
		return fail_hint(run, "there is mpam");
	}
	if (args_has(&run->args, OPTION_REGISTERS)) {
		fill_registers(run_new_data(run));
		return RCTL_EXIT_DONE;
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
	{ .key = "register", .title = "REGISTER" },
	{ .key = "bits", .title = "BITS", .format = VIEW_RIGHT },
	{ .key = "name", .title = "FIELD" },
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
	.args = "[mpam]",
	.max_operands = 1,
	.options = options,
	.view = view,
	.run = run_probe,
};
