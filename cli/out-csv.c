/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples as comma-separated values (RFC 4180, with newlines alone): unknown is empty, never 0.
 */
#include <inttypes.h>
#include <string.h>

#include <resctrl/monitor.h>
#include <resctrl/multiplex.h>

#include "quantity.h"
#include "sample.h"

void out_csv_header(bool multiplex, FILE *out)
{
	fputs("time_ns,wall_time_ns,group,resource,domain,subdomain,event,state,value,unit,rate,"
	      "generation,flags", out);
	fputs(multiplex ? ",coverage,error_bound,window_ns\n" : "\n", out);
}

static void put_text(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

static void put_times(FILE *out, const struct resctrl_sample *sample)
{
	fprintf(out, "%" PRIu64 ",%" PRIu64 ",", resctrl_sample_get_time_ns(sample),
		resctrl_sample_get_wall_time_ns(sample));
}

static void put_event(FILE *out, const char *event, const char *state)
{
	put_text(out, event);
	putc(',', out);
	fputs(state, out);
	putc(',', out);
}

static void put_quantity(FILE *out, bool known, uint64_t mantissa, unsigned int decimals,
			 const char *unit)
{
	char digits[48] = "";

	if (known)
		quantity_format_digits(digits, sizeof(digits), mantissa, decimals);
	fprintf(out, "%s,%s,", digits, unit ? unit : "");
}

static void put_reading(FILE *out, const struct resctrl_reading *reading)
{
	uint64_t subdomain, mantissa = 0;
	unsigned int decimals = 0;
	double rate;
	int rc;

	put_text(out, resctrl_reading_get_group(reading));
	putc(',', out);
	put_text(out, resctrl_reading_get_resource(reading));
	fprintf(out, ",%" PRIu64 ",", resctrl_reading_get_domain(reading));
	if (!resctrl_reading_get_subdomain(reading, &subdomain))
		fprintf(out, "%" PRIu64, subdomain);
	putc(',', out);
	put_event(out, resctrl_reading_get_event(reading), resctrl_reading_get_state_name(reading));
	rc = resctrl_reading_get_value(reading, &mantissa, &decimals);
	put_quantity(out, !rc, mantissa, decimals, resctrl_reading_get_unit_name(reading));
	if (!resctrl_reading_get_rate(reading, &rate))
		fprintf(out, "%.3f", rate);
	fprintf(out, ",%" PRIu64 ",", resctrl_reading_get_generation(reading));
	out_flags(resctrl_reading_get_flags(reading), "", " ", out);
}

static void put_estimate(FILE *out, const struct resctrl_sample *sample,
			 const struct resctrl_reading *reading)
{
	double share, bound;
	uint64_t window;

	putc(',', out);
	if (!resctrl_reading_get_coverage(reading, &share))
		fprintf(out, "%.6f", share);
	putc(',', out);
	if (!resctrl_reading_get_error_bound(reading, &bound))
		fprintf(out, "%.3f", bound);
	putc(',', out);
	if (!resctrl_sample_get_window_ns(sample, &window))
		fprintf(out, "%" PRIu64, window);
}

/* Group empty: the machine. A sum that lacks some part has the part's state and no value. */
static void put_total(FILE *out, const struct total *total)
{
	bool known = total_has_value(total) && !total->state;

	put_text(out, total->group ? total->group : "");
	putc(',', out);
	put_text(out, total->resource);
	fputs(",,,", out);
	put_event(out, total->event, known ? "value" : total->state ? total->state : "error");
	put_quantity(out, known, total->mantissa, total->decimals, total->unit);
	if (known && total_has_rate(total))
		fprintf(out, "%.3f", total->rate);
	fputs(",,\n", out);
}

void out_csv(const struct sample_view *view, FILE *out)
{
	size_t i;

	for (i = 0; view->totals && i < view->totals->num; i++) {
		put_times(out, view->sample);
		put_total(out, &view->totals->items[i]);
	}
	for (i = 0; !view->totals && i < resctrl_sample_get_num(view->sample); i++) {
		put_times(out, view->sample);
		put_reading(out, resctrl_sample_get_reading(view->sample, i));
		if (view->multiplex)
			put_estimate(out, view->sample, resctrl_sample_get_reading(view->sample, i));
		putc('\n', out);
	}
}
