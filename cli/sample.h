/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The forms in which rctl monitor prints its samples. They write straight to the output, from the
 * sample itself: a tree of thousands of readings would take more memory than all else.
 */
#ifndef RCTL_SAMPLE_H
#define RCTL_SAMPLE_H

#include <stdio.h>

#include "totals.h"

struct rctl_run;
struct resctrl_sample;

struct sample_view {
	const struct resctrl_sample *sample;
	const struct totals *totals;	/* NULL: not asked for */
	bool multiplex;			/* with estimates from rotated counters */
};

/* The names of FLAGS (RESCTRL_READING_*), each in QUOTE, with BETWEEN in between. */
void out_flags(unsigned int flags, const char *quote, const char *between, FILE *out);

/* One document of JSON, on a line. */
void out_sample_json(struct rctl_run *run, const struct sample_view *view, FILE *out);
/* A table, WIDTH columns wide at most; 0: as wide as it takes. */
void out_sample_text(const struct sample_view *view, size_t width, FILE *out);
/* What was added since the start, SECONDS ago: nothing where no count was. */
void out_sample_summary(const struct sample_view *view, double seconds, FILE *out);

void out_csv_header(bool multiplex, FILE *out);
/* One record for each reading, or, where there are totals, for each total. */
void out_csv(const struct sample_view *view, FILE *out);

/* One exposition in the OpenMetrics text format. */
void out_openmetrics(const struct sample_view *view, FILE *out);

#endif
