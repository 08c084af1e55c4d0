/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sample as JSON. See cmd-monitor.c for what it looks like.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json_object.h>
#include <resctrl/monitor.h>
#include <resctrl/multiplex.h>

#include "quantity.h"
#include "run.h"
#include "sample.h"
#include "tree.h"
#include "utf8.h"

static void put_text(FILE *out, const char *text)
{
	char *repaired = NULL;

	if (!text) {
		fputs("null", out);
		return;
	}
	if (!utf8_is_valid(text)) {
		text = repaired = utf8_repair(text);
		if (!text)
			tree_no_memory();
	}
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ')
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
	free(repaired);
}

/* ,"KEY":"TEXT" or null */
static void put_member(FILE *out, const char *key, const char *text)
{
	fprintf(out, ",\"%s\":", key);
	put_text(out, text);
}

static void put_digits(FILE *out, bool known, uint64_t mantissa, unsigned int decimals)
{
	char text[48] = "null";

	if (known)
		quantity_format_digits(text, sizeof(text), mantissa, decimals);
	fprintf(out, ",\"value\":%s", text);
}

static void put_rate(FILE *out, bool known, double rate)
{
	if (known)
		fprintf(out, ",\"rate\":%.3f", rate);
	else
		fputs(",\"rate\":null", out);
}

void out_flags(unsigned int flags, const char *quote, const char *between, FILE *out)
{
	static const struct {
		unsigned int flag;
		const char *name;
	} all[] = {
		{ RESCTRL_READING_RESTARTED, "restarted" },
		{ RESCTRL_READING_AMBIGUOUS, "ambiguous" },
		{ RESCTRL_READING_ESTIMATED, "estimated" },
	};
	bool first = true;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (!(flags & all[i].flag))
			continue;
		fprintf(out, "%s%s%s%s", first ? "" : between, quote, all[i].name, quote);
		first = false;
	}
}

static void put_reading(FILE *out, const struct resctrl_reading *reading)
{
	const char *raw = resctrl_reading_get_raw(reading);
	unsigned int decimals = 0;
	uint64_t subdomain, mantissa = 0;
	double rate = 0, share, bound;
	int rc;

	fputs("{\"group\":", out);
	put_text(out, resctrl_reading_get_group(reading));
	put_member(out, "resource", resctrl_reading_get_resource(reading));
	fprintf(out, ",\"domain\":%" PRIu64, resctrl_reading_get_domain(reading));
	if (!resctrl_reading_get_subdomain(reading, &subdomain))
		fprintf(out, ",\"subdomain\":%" PRIu64, subdomain);
	put_member(out, "event", resctrl_reading_get_event(reading));
	put_member(out, "state", resctrl_reading_get_state_name(reading));
	rc = resctrl_reading_get_value(reading, &mantissa, &decimals);
	put_digits(out, !rc, mantissa, decimals);
	put_member(out, "unit", resctrl_reading_get_unit_name(reading));
	rc = resctrl_reading_get_rate(reading, &rate);
	put_rate(out, !rc, rate);
	fprintf(out, ",\"generation\":%" PRIu64, resctrl_reading_get_generation(reading));
	fputs(",\"flags\":[", out);
	out_flags(resctrl_reading_get_flags(reading), "\"", ",", out);
	putc(']', out);
	if (!resctrl_reading_get_coverage(reading, &share)) {
		fprintf(out, ",\"coverage\":%.6f,\"error_bound\":", share);
		if (!resctrl_reading_get_error_bound(reading, &bound))
			fprintf(out, "%.3f", bound);
		else
			fputs("null", out);
	}
	if (raw)
		put_member(out, "raw", raw);
	putc('}', out);
}

static void put_total(FILE *out, const struct total *total)
{
	fputs("{\"group\":", out);
	put_text(out, total->group);
	put_member(out, "resource", total->resource);
	put_member(out, "event", total->event);
	fprintf(out, ",\"parts\":%zu,\"known\":%zu", total->num_parts, total->num_known);
	put_digits(out, total_has_value(total), total->mantissa, total->decimals);
	put_member(out, "unit", total->unit);
	put_rate(out, total_has_rate(total), total->rate);
	putc('}', out);
}

void out_sample_json(struct rctl_run *run, const struct sample_view *view, FILE *out)
{
	const struct resctrl_sample *sample = view->sample;
	size_t i, num = resctrl_sample_get_num(sample);
	uint64_t window;

	fprintf(out, "{\"schema\":\"rctl/monitor/0\",\"data\":{\"time_ns\":%" PRIu64
		",\"wall_time_ns\":%" PRIu64,
		resctrl_sample_get_time_ns(sample), resctrl_sample_get_wall_time_ns(sample));
	if (!resctrl_sample_get_window_ns(sample, &window))
		fprintf(out, ",\"window_ns\":%" PRIu64, window);
	fputs(",\"readings\":[", out);
	for (i = 0; i < num; i++) {
		if (i)
			putc(',', out);
		put_reading(out, resctrl_sample_get_reading(sample, i));
	}
	putc(']', out);
	for (i = 0; view->totals && i < view->totals->num; i++) {
		fputs(i ? "," : ",\"totals\":[", out);
		put_total(out, &view->totals->items[i]);
	}
	if (view->totals)
		fputs(view->totals->num ? "]" : ",\"totals\":[]", out);
	fprintf(out, "},\"warnings\":%s,\"error\":null}\n",
		json_object_to_json_string_ext(run_get_warnings(run), JSON_C_TO_STRING_PLAIN |
					       JSON_C_TO_STRING_NOSLASHESCAPE));
}
