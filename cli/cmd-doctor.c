/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl doctor
 *
 * data: {"healthy": false, "num_findings": 1, "facts": [...], "predictions": [...],
 *        "findings": [{"severity": "warning", "code": "not_mounted", "seen", "why", "fix"}]}
 * As of rctl probe. healthy: no finding is a warning or an error; else the exit status is 7.
 */
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
	{ .name = "facts", .help = "print what was looked at, too, not only what was found" },
	{ .name = NULL },
};

static void push_line(struct json_object *lines, const char *label, const char *text)
{
	struct json_object *line;

	if (!text)
		return;
	line = tree_new_object();
	tree_set_text(line, "label", label);
	tree_set_text(line, "line", text);
	tree_push(lines, line);
}

/* The text form: a finding takes three lines. */
static struct json_object *new_lines(const struct resctrl_probe *probe, bool *healthy)
{
	static const char *const labels[] = { "note", "WARNING", "ERROR" };
	struct json_object *lines = tree_new_array();
	size_t i, num = sizeof(labels) / sizeof(labels[0]);

	*healthy = true;
	for (i = 0; i < resctrl_probe_get_num_findings(probe); i++) {
		const struct resctrl_finding *f = resctrl_probe_get_finding(probe, i);
		unsigned int severity = resctrl_finding_get_severity(f);

		push_line(lines, severity < num ? labels[severity] : "ERROR", resctrl_finding_get_seen(f));
		push_line(lines, "why", resctrl_finding_get_why(f));
		push_line(lines, "do", resctrl_finding_get_fix(f));
		*healthy = *healthy && severity == RESCTRL_SEVERITY_INFO;
	}
	return lines;
}

/* A recording does not hold all that the report looks at. */
static bool is_partly(const struct resctrl_probe *probe)
{
	size_t i;

	for (i = 0; i < resctrl_probe_get_num_findings(probe); i++) {
		if (!strcmp(resctrl_finding_get_code(resctrl_probe_get_finding(probe, i)), "not_recorded"))
			return true;
	}
	return false;
}

static int run_doctor(struct rctl_run *run)
{
	struct resctrl_probe *probe;
	struct json_object *data;
	bool healthy;
	int rc;

	/* The program is its own: it may move between CPUs. */
	resctrl_probe_set_pinning(run->ctx, true);
	rc = resctrl_probe_host(run->ctx, 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	data = run_new_data(run);
	if (!run->json)
		tree_set(data, "lines", new_lines(probe, &healthy));
	else
		json_object_put(new_lines(probe, &healthy));
	tree_set_bool(data, "healthy", healthy);
	tree_set_number(data, "num_findings", resctrl_probe_get_num_findings(probe));
	if (!run->json) {
		tree_set_bool(data, "show_facts", args_has(&run->args, &options[0]));
		tree_set_bool(data, "partly", is_partly(probe));
	}
	records_fill(data, probe);
	resctrl_probe_free(probe);
	return healthy ? RCTL_EXIT_DONE : RCTL_EXIT_FINDINGS;
}

static const struct view_column line_columns[] = {
	{ .key = "label", .title = "", .format = VIEW_RIGHT },
	{ .key = "line", .title = "" },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .when = "show_facts", .path = "facts", .columns = records_fact_columns },
	{ .kind = VIEW_TABLE, .path = "predictions", .columns = records_prediction_columns },
	{ .kind = VIEW_TABLE, .path = "lines", .columns = line_columns },
	{ .kind = VIEW_LINE, .when = "healthy !partly", .text = "nothing is wrong" },
	{ .kind = VIEW_LINE, .when = "healthy partly",
	  .text = "nothing is wrong with what was recorded" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_doctor = {
	.name = "doctor",
	.summary = "report what is wrong, from firmware to file system, and what to do",
	.options = options,
	.view = view,
	.run = run_doctor,
};
