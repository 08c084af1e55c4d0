/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts, predictions, findings. */
#include "probe/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/acpi.h"

/* FORMAT with ARGS in memory of its own; NULL sets FAILED. */
__attribute__((format(printf, 2, 0)))
static char *print(struct resctrl_probe *probe, const char *format, va_list args)
{
	char *text = NULL;
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len >= 0)
		text = malloc((size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, format, args);
	else
		probe->failed = true;
	return text;
}

static char *copy(struct resctrl_probe *probe, const char *text)
{
	char *result = text ? strdup(text) : NULL;

	if (text && !result)
		probe->failed = true;
	return result;
}

void record_init(struct record *r, struct resctrl_probe *probe, enum resctrl_fact_source source,
		 const char *subject, ...)
{
	va_list args;

	r->probe = probe;
	r->source = source;
	va_start(args, subject);
	vsnprintf(r->subject, sizeof(r->subject), subject, args);
	va_end(args);
}

static struct resctrl_fact *add_fact(struct record *r, const char *name)
{
	struct resctrl_probe *p = r->probe;
	struct resctrl_fact *fact = acpi_grow(p->facts, p->num_facts, sizeof(*fact));

	if (!fact) {
		p->failed = true;
		return NULL;
	}
	p->facts = fact;
	fact += p->num_facts++;
	*fact = (struct resctrl_fact){ .source = r->source };
	fact->subject = copy(p, r->subject);
	fact->name = copy(p, name);
	return fact;
}

void record_number(struct record *r, const char *name, uint64_t value, const char *format, ...)
{
	struct resctrl_fact *fact = add_fact(r, name);
	va_list args;

	if (!fact)
		return;
	fact->has_value = true;
	fact->value = value;
	va_start(args, format);
	fact->text = print(r->probe, format, args);
	va_end(args);
}

void record_text(struct record *r, const char *name, const char *format, ...)
{
	struct resctrl_fact *fact = add_fact(r, name);
	va_list args;

	if (!fact)
		return;
	va_start(args, format);
	fact->text = print(r->probe, format, args);
	va_end(args);
}

__attribute__((format(printf, 3, 0)))
static void add_note(struct record *r, struct resctrl_fact *fact, const char *note, va_list args)
{
	free(fact->note);
	fact->note = print(r->probe, note, args);
}

void record_absent(struct record *r, const char *name, const char *note, ...)
{
	struct resctrl_fact *fact = add_fact(r, name);
	va_list args;

	if (!fact)
		return;
	fact->state = RESCTRL_FACT_ABSENT;
	va_start(args, note);
	add_note(r, fact, note, args);
	va_end(args);
}

void record_unreadable(struct record *r, const char *name, const char *note, ...)
{
	struct resctrl_fact *fact = add_fact(r, name);
	va_list args;

	if (!fact)
		return;
	fact->state = RESCTRL_FACT_UNREADABLE;
	fact->confidence = RESCTRL_CONFIDENCE_NONE;
	va_start(args, note);
	add_note(r, fact, note, args);
	va_end(args);
}

void record_doubt(struct record *r, enum resctrl_fact_confidence confidence, const char *note, ...)
{
	struct resctrl_fact *fact;
	va_list args;

	if (!r->probe->num_facts)
		return;
	fact = &r->probe->facts[r->probe->num_facts - 1];
	fact->confidence = confidence;
	va_start(args, note);
	add_note(r, fact, note, args);
	va_end(args);
}

void record_prediction(struct resctrl_probe *probe, const char *name, enum resctrl_answer answer,
		       const char *reason, ...)
{
	struct resctrl_prediction *p =
		acpi_grow(probe->predictions, probe->num_predictions, sizeof(*p));
	va_list args;

	if (!p) {
		probe->failed = true;
		return;
	}
	probe->predictions = p;
	p += probe->num_predictions++;
	*p = (struct resctrl_prediction){ .answer = answer };
	p->name = copy(probe, name);
	va_start(args, reason);
	p->reason = print(probe, reason, args);
	va_end(args);
}

void record_finding(struct resctrl_probe *probe, enum resctrl_severity severity, const char *code,
		    const char *why, const char *fix, const char *seen, ...)
{
	struct resctrl_finding *f = acpi_grow(probe->findings, probe->num_findings, sizeof(*f));
	va_list args;

	if (!f) {
		probe->failed = true;
		return;
	}
	probe->findings = f;
	f += probe->num_findings++;
	*f = (struct resctrl_finding){ .severity = severity };
	f->code = copy(probe, code);
	f->why = copy(probe, why);
	f->fix = copy(probe, fix);
	va_start(args, seen);
	f->seen = print(probe, seen, args);
	va_end(args);
}

const struct resctrl_fact *record_find(const struct resctrl_probe *probe, const char *subject,
				       const char *name)
{
	for (size_t i = 0; i < probe->num_facts; i++) {
		const struct resctrl_fact *f = &probe->facts[i];

		if (f->state == RESCTRL_FACT_PRESENT && f->subject && f->name &&
		    !strcmp(f->subject, subject) && !strcmp(f->name, name))
			return f;
	}
	return NULL;
}

bool record_knows(const struct resctrl_probe *probe, const char *subject, const char *name)
{
	for (size_t i = 0; i < probe->num_facts; i++) {
		const struct resctrl_fact *f = &probe->facts[i];

		if (f->subject && f->name && !strcmp(f->subject, subject) && !strcmp(f->name, name))
			return true;
	}
	return false;
}
