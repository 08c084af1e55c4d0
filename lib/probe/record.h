/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What probes find: facts, predictions, findings. Failure of memory sticks and is asked for once, at the end. */
#ifndef PROBE_RECORD_H
#define PROBE_RECORD_H

#include <resctrl/probe.h>

#include "base/strbuf.h"
#include "base/strlist.h"

#define RECORD_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))

struct resctrl_fact {
	char *subject, *name;
	enum resctrl_fact_state state;
	enum resctrl_fact_source source;
	enum resctrl_fact_confidence confidence;
	bool has_value;
	uint64_t value;
	char *text, *note;
};

struct resctrl_prediction {
	char *name;
	enum resctrl_answer answer;
	char *reason;
};

struct resctrl_finding {
	enum resctrl_severity severity;
	char *code, *seen, *why, *fix;
};

struct resctrl_probe {
	struct resctrl_fact *facts;
	size_t num_facts;
	struct resctrl_prediction *predictions;
	size_t num_predictions;
	struct resctrl_finding *findings;
	size_t num_findings;
	struct strbuf kernel_config;	/* its text, once something asked; NULL: none can be read */
	bool has_read_config;
	bool failed;
};

/* Whose facts are being noted. The subject is copied. */
struct record {
	struct resctrl_probe *probe;
	enum resctrl_fact_source source;
	char subject[96];
};

void record_init(struct record *r, struct resctrl_probe *probe, enum resctrl_fact_source source,
		 const char *subject, ...) RECORD_FORMAT(4, 5);
/* A number, and in words what it means. */
void record_number(struct record *r, const char *name, uint64_t value, const char *format, ...)
	RECORD_FORMAT(4, 5);
void record_text(struct record *r, const char *name, const char *format, ...) RECORD_FORMAT(3, 4);
/* Not there; cannot be read, and why. */
void record_absent(struct record *r, const char *name, const char *note, ...) RECORD_FORMAT(3, 4);
void record_unreadable(struct record *r, const char *name, const char *note, ...)
	RECORD_FORMAT(3, 4);
/* About the fact noted last. */
void record_doubt(struct record *r, enum resctrl_fact_confidence confidence, const char *note, ...)
	RECORD_FORMAT(3, 4);

void record_prediction(struct resctrl_probe *probe, const char *name, enum resctrl_answer answer,
		       const char *reason, ...) RECORD_FORMAT(4, 5);
/* WHY and FIX are constant texts; FIX may be NULL. */
void record_finding(struct resctrl_probe *probe, enum resctrl_severity severity, const char *code,
		    const char *why, const char *fix, const char *seen, ...) RECORD_FORMAT(6, 7);

/* The first fact of that subject and name that is present; NULL. */
const struct resctrl_fact *record_find(const struct resctrl_probe *probe, const char *subject,
				       const char *name);
/* There is one, present or not. */
bool record_knows(const struct resctrl_probe *probe, const char *subject, const char *name);

#endif
