/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The result of a probe as its users see it. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "probe-env.h"

int probe_run(struct resctrl_ctx *ctx, const char *operation, unsigned int flags,
	      unsigned int allowed,
	      void (*fn)(struct resctrl_ctx *ctx, const struct probe_env *env),
	      struct resctrl_probe **probe)
{
	struct probe_env env = { .io = &ctx->io, .pinning = ctx->probe_pinning };

	if (!probe)
		return -EINVAL;
	*probe = NULL;
	error_begin(ctx, "%s", operation);
	if (flags & ~allowed)
		return error_invalid(ctx, NULL, "unknown flags 0x%x", flags & ~allowed);
	env.probe = calloc(1, sizeof(*env.probe));
	if (!env.probe)
		return error_memory(ctx);
	env.select_ris = flags & RESCTRL_PROBE_SELECT_RIS;
	fn(ctx, &env);
	if (env.probe->failed) {
		resctrl_probe_free(env.probe);
		return error_memory(ctx);
	}
	/* What could not be read is a fact of the result, and no failure of the operation. */
	error_clear(ctx);
	*probe = env.probe;
	return 0;
}

void resctrl_probe_set_pinning(struct resctrl_ctx *ctx, bool allowed)
{
	assert(ctx);
	ctx->probe_pinning = allowed;
}

void probe_clear(struct resctrl_probe *probe)
{
	for (size_t i = 0; i < probe->num_facts; i++) {
		free(probe->facts[i].subject);
		free(probe->facts[i].name);
		free(probe->facts[i].text);
		free(probe->facts[i].note);
	}
	for (size_t i = 0; i < probe->num_predictions; i++) {
		free(probe->predictions[i].name);
		free(probe->predictions[i].reason);
	}
	for (size_t i = 0; i < probe->num_findings; i++) {
		free(probe->findings[i].code);
		free(probe->findings[i].seen);
		free(probe->findings[i].why);
		free(probe->findings[i].fix);
	}
	strbuf_release(&probe->kernel_config);
	free(probe->facts);
	free(probe->predictions);
	free(probe->findings);
}

void resctrl_probe_free(struct resctrl_probe *probe)
{
	if (!probe)
		return;
	probe_clear(probe);
	free(probe);
}

size_t resctrl_probe_get_num_facts(const struct resctrl_probe *probe)
{
	assert(probe);
	return probe->num_facts;
}

const struct resctrl_fact *resctrl_probe_get_fact(const struct resctrl_probe *probe, size_t i)
{
	assert(probe && i < probe->num_facts);
	return &probe->facts[i];
}

const char *resctrl_fact_get_subject(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->subject;
}

const char *resctrl_fact_get_name(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->name;
}

enum resctrl_fact_state resctrl_fact_get_state(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->state;
}

enum resctrl_fact_source resctrl_fact_get_source(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->source;
}

enum resctrl_fact_confidence resctrl_fact_get_confidence(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->confidence;
}

int resctrl_fact_get_value(const struct resctrl_fact *fact, uint64_t *value)
{
	assert(fact);
	if (!value)
		return -EINVAL;
	if (!fact->has_value)
		return -ENOENT;
	*value = fact->value;
	return 0;
}

const char *resctrl_fact_get_text(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->text;
}

const char *resctrl_fact_get_note(const struct resctrl_fact *fact)
{
	assert(fact);
	return fact->note;
}

size_t resctrl_probe_get_num_predictions(const struct resctrl_probe *probe)
{
	assert(probe);
	return probe->num_predictions;
}

const struct resctrl_prediction *resctrl_probe_get_prediction(const struct resctrl_probe *probe,
							      size_t i)
{
	assert(probe && i < probe->num_predictions);
	return &probe->predictions[i];
}

const char *resctrl_prediction_get_name(const struct resctrl_prediction *prediction)
{
	assert(prediction);
	return prediction->name;
}

enum resctrl_answer resctrl_prediction_get_answer(const struct resctrl_prediction *prediction)
{
	assert(prediction);
	return prediction->answer;
}

const char *resctrl_prediction_get_reason(const struct resctrl_prediction *prediction)
{
	assert(prediction);
	return prediction->reason;
}

size_t resctrl_probe_get_num_findings(const struct resctrl_probe *probe)
{
	assert(probe);
	return probe->num_findings;
}

const struct resctrl_finding *resctrl_probe_get_finding(const struct resctrl_probe *probe, size_t i)
{
	assert(probe && i < probe->num_findings);
	return &probe->findings[i];
}

enum resctrl_severity resctrl_finding_get_severity(const struct resctrl_finding *finding)
{
	assert(finding);
	return finding->severity;
}

const char *resctrl_finding_get_code(const struct resctrl_finding *finding)
{
	assert(finding);
	return finding->code;
}

const char *resctrl_finding_get_seen(const struct resctrl_finding *finding)
{
	assert(finding);
	return finding->seen;
}

const char *resctrl_finding_get_why(const struct resctrl_finding *finding)
{
	assert(finding);
	return finding->why;
}

const char *resctrl_finding_get_fix(const struct resctrl_finding *finding)
{
	assert(finding);
	return finding->fix;
}
