/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts, predictions and findings of a probe as parts of a result.
 */
#include "records.h"
#include "tree.h"

#define NAME(names, value)	((value) < sizeof(names) / sizeof((names)[0]) ? (names)[value] : "other")

static struct json_object *new_fact(const struct resctrl_fact *fact)
{
	static const char *const states[] = { "present", "absent", "unreadable" };
	static const char *const sources[] = { "cpuid", "acpi", "mmio", "sysfs", "procfs",
					       "dmesg", "resctrl", "file", "rule" };
	static const char *const confidences[] = { "exact", "bound", "assumed", "none" };
	struct json_object *object = tree_new_object();
	uint64_t value;

	tree_set_text(object, "subject", resctrl_fact_get_subject(fact));
	tree_set_text(object, "name", resctrl_fact_get_name(fact));
	tree_set_text(object, "state", NAME(states, resctrl_fact_get_state(fact)));
	if (resctrl_fact_get_value(fact, &value))
		tree_set(object, "raw", NULL);
	else
		tree_set_number(object, "raw", value);
	tree_set_text(object, "decoded", resctrl_fact_get_text(fact));
	tree_set_text(object, "source", NAME(sources, resctrl_fact_get_source(fact)));
	tree_set_text(object, "confidence", NAME(confidences, resctrl_fact_get_confidence(fact)));
	tree_set_text(object, "note", resctrl_fact_get_note(fact));
	return object;
}

static struct json_object *new_prediction(const struct resctrl_prediction *prediction)
{
	static const char *const answers[] = { "unknown", "yes", "no" };
	struct json_object *object = tree_new_object();

	tree_set_text(object, "name", resctrl_prediction_get_name(prediction));
	tree_set_text(object, "answer", NAME(answers, resctrl_prediction_get_answer(prediction)));
	tree_set_text(object, "reason", resctrl_prediction_get_reason(prediction));
	return object;
}

static struct json_object *new_finding(const struct resctrl_finding *finding)
{
	static const char *const severities[] = { "info", "warning", "error" };
	struct json_object *object = tree_new_object();

	tree_set_text(object, "severity", NAME(severities, resctrl_finding_get_severity(finding)));
	tree_set_text(object, "code", resctrl_finding_get_code(finding));
	tree_set_text(object, "seen", resctrl_finding_get_seen(finding));
	tree_set_text(object, "why", resctrl_finding_get_why(finding));
	tree_set_text(object, "fix", resctrl_finding_get_fix(finding));
	return object;
}

void records_fill(struct json_object *object, const struct resctrl_probe *probe)
{
	struct json_object *facts = tree_new_array(), *predictions = tree_new_array();
	struct json_object *findings = tree_new_array();
	size_t i;

	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++)
		tree_push(facts, new_fact(resctrl_probe_get_fact(probe, i)));
	for (i = 0; i < resctrl_probe_get_num_predictions(probe); i++)
		tree_push(predictions, new_prediction(resctrl_probe_get_prediction(probe, i)));
	for (i = 0; i < resctrl_probe_get_num_findings(probe); i++)
		tree_push(findings, new_finding(resctrl_probe_get_finding(probe, i)));
	tree_set(object, "facts", facts);
	tree_set(object, "predictions", predictions);
	tree_set(object, "findings", findings);
}

const struct view_column records_fact_columns[] = {
	{ .key = "subject", .title = "SUBJECT", .wrap = true },
	{ .key = "name", .title = "FACT", .wrap = true },
	{ .key = "state", .title = "STATE" },
	{ .key = "decoded", .title = "VALUE", .wrap = true },
	{ .key = "source", .title = "SOURCE" },
	{ .key = "confidence", .title = "CONFIDENCE" },
	{ .key = "note", .title = "NOTE", .optional = true, .wrap = true },
	{ .title = NULL },
};

const struct view_column records_prediction_columns[] = {
	{ .key = "name", .title = "PREDICTION", .wrap = true },
	{ .key = "answer", .title = "ANSWER" },
	{ .key = "reason", .title = "REASON", .wrap = true },
	{ .title = NULL },
};

const struct view_column records_finding_columns[] = {
	{ .key = "severity", .title = "SEVERITY" },
	{ .key = "code", .title = "FINDING", .wrap = true },
	{ .key = "seen", .title = "SEEN", .wrap = true },
	{ .key = "why", .title = "WHY", .wrap = true },
	{ .key = "fix", .title = "WHAT TO DO", .wrap = true },
	{ .title = NULL },
};
