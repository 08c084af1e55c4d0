/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sample as metrics, in words that both the OpenMetrics text format and the older Prometheus
 * text format understand, since promtool and node_exporter's textfile collector read only the
 * latter. That is why counters have no TYPE: OpenMetrics declares "x" and has a sample "x_total", Prometheus
 * declares "x_total", and each refuses the other's.
 *
 * Control groups, monitor groups and the sub-NUMA nodes of either are families of their own,
 * so that a sum over one of them counts nothing twice.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/monitor.h>
#include <resctrl/multiplex.h>

#include "quantity.h"
#include "sample.h"
#include "tree.h"
#include "utf8.h"

enum family_kind { KIND_GROUP, KIND_MON_GROUP, KIND_GROUP_NODE, KIND_MON_GROUP_NODE };

static const struct {
	const char *name, *words;
} kinds[] = {
	[KIND_GROUP] = { "group", "of a control group, its monitor groups included" },
	[KIND_MON_GROUP] = { "mon_group", "of a monitor group" },
	[KIND_GROUP_NODE] = { "group_node", "of a control group in a sub-NUMA node" },
	[KIND_MON_GROUP_NODE] = { "mon_group_node", "of a monitor group in a sub-NUMA node" },
};

struct family {
	enum family_kind kind;
	const char *resource, *event, *unit;
	bool cumulative;
	bool estimated;			/* never in one family with what was counted */
	char name[256];			/* without _total */
};

static enum family_kind kind_of(const struct resctrl_reading *reading)
{
	bool mon = totals_is_mon_group(resctrl_reading_get_group(reading));
	uint64_t node;

	if (!resctrl_reading_get_subdomain(reading, &node))
		return mon ? KIND_MON_GROUP_NODE : KIND_GROUP_NODE;
	return mon ? KIND_MON_GROUP : KIND_GROUP;
}

static bool is_estimated(const struct resctrl_reading *reading)
{
	return resctrl_reading_get_flags(reading) & RESCTRL_READING_ESTIMATED;
}

static bool is_of(const struct family *family, const struct resctrl_reading *reading)
{
	return family->kind == kind_of(reading) && family->estimated == is_estimated(reading) &&
	       !strcmp(family->event, resctrl_reading_get_event(reading)) &&
	       !strcmp(family->resource, resctrl_reading_get_resource(reading));
}

/* Only letters, digits and "_"; the unit at the end. */
static void set_name(struct family *family)
{
	size_t len, unit = family->unit ? strlen(family->unit) : 0;
	char *c;

	snprintf(family->name, sizeof(family->name), "resctrl_%s_%.63s_%.63s%s",
		 kinds[family->kind].name, family->resource, family->event,
		 family->estimated ? "_estimate" : "");
	for (c = family->name; *c; c++)
		*c = isascii((unsigned char)*c) && isalnum((unsigned char)*c) ?
			     (char)tolower((unsigned char)*c) : '_';
	len = strlen(family->name);
	if (unit && strcmp(family->unit, "count") &&
	    (len <= unit || strcmp(family->name + len - unit, family->unit)))
		snprintf(family->name + len, sizeof(family->name) - len, "_%s", family->unit);
}

/* The families of SAMPLE, for free(3). */
static struct family *list_families(const struct resctrl_sample *sample, size_t *num)
{
	struct family *families = NULL;
	size_t i, k, size = 0;

	*num = 0;
	for (i = 0; i < resctrl_sample_get_num(sample); i++) {
		const struct resctrl_reading *reading = resctrl_sample_get_reading(sample, i);

		for (k = 0; k < *num && !is_of(&families[k], reading); k++)
			;
		if (k < *num)
			continue;
		if (*num == size) {
			size = size ? 2 * size : 16;
			families = reallocarray(families, size, sizeof(*families));
			if (!families)
				tree_no_memory();
		}
		families[(*num)++] = (struct family){
			.kind = kind_of(reading),
			.resource = resctrl_reading_get_resource(reading),
			.event = resctrl_reading_get_event(reading),
			.unit = resctrl_reading_get_unit_name(reading),
			.cumulative = resctrl_reading_is_cumulative(reading),
			.estimated = is_estimated(reading),
		};
		set_name(&families[*num - 1]);
	}
	return families;
}

static void put_escaped(FILE *out, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '\n')
			fputs("\\n", out);
		else if (text[i] == '"' || text[i] == '\\')
			fprintf(out, "\\%c", text[i]);
		else
			putc(text[i], out);
	}
}

/* group="web",mon_group="m1" */
static void put_group(FILE *out, const char *group)
{
	char *repaired = utf8_is_valid(group) ? NULL : utf8_repair(group);
	const char *name = repaired ? repaired : group, *slash = strchr(name, '/');

	fputs("group=\"", out);
	if (!totals_is_mon_group(name)) {
		put_escaped(out, name, strlen(name));
	} else {
		if (slash == name)
			putc('/', out);
		put_escaped(out, name, (size_t)(slash - name));
		fputs("\",mon_group=\"", out);
		put_escaped(out, slash + 1, strlen(slash + 1));
	}
	putc('"', out);
	free(repaired);
}

static void put_labels(FILE *out, const struct resctrl_reading *reading)
{
	uint64_t node;

	putc('{', out);
	put_group(out, resctrl_reading_get_group(reading));
	fprintf(out, ",domain=\"%" PRIu64 "\"", resctrl_reading_get_domain(reading));
	if (!resctrl_reading_get_subdomain(reading, &node))
		fprintf(out, ",node=\"%" PRIu64 "\"", node);
}

static void put_descriptor(FILE *out, const struct family *family, const char *suffix,
			   const char *type, const char *words)
{
	fprintf(out, "# HELP %s%s ", family->name, suffix);
	put_escaped(out, words, strlen(words));
	put_escaped(out, family->event, strlen(family->event));
	fprintf(out, " %s.\n", kinds[family->kind].words);
	if (type)
		fprintf(out, "# TYPE %s%s %s\n", family->name, suffix, type);
}

typedef bool (*put_fn)(FILE *out, const struct resctrl_reading *reading, const char *name,
		       const char *suffix);

static bool put_total(FILE *out, const struct resctrl_reading *reading, const char *name,
		      const char *suffix)
{
	unsigned int decimals;
	uint64_t total, since;
	char digits[48];

	if (resctrl_reading_get_total(reading, &total, &decimals, &since) < 0)
		return false;
	quantity_format_digits(digits, sizeof(digits), total, decimals);
	fprintf(out, "%s%s", name, suffix);
	put_labels(out, reading);
	fprintf(out, "} %s\n", digits);
	return true;
}

static bool put_created(FILE *out, const struct resctrl_reading *reading, const char *name,
			const char *suffix)
{
	unsigned int decimals;
	uint64_t total, since;

	if (resctrl_reading_get_total(reading, &total, &decimals, &since) < 0)
		return false;
	fprintf(out, "%s%s", name, suffix);
	put_labels(out, reading);
	fprintf(out, "} %" PRIu64 ".%09" PRIu64 "\n", since / 1000000000u, since % 1000000000u);
	return true;
}

static bool put_gauge(FILE *out, const struct resctrl_reading *reading, const char *name,
		      const char *suffix)
{
	unsigned int decimals;
	uint64_t mantissa;
	char digits[48];

	if (resctrl_reading_get_value(reading, &mantissa, &decimals) < 0)
		return false;
	quantity_format_digits(digits, sizeof(digits), mantissa, decimals);
	fprintf(out, "%s%s", name, suffix);
	put_labels(out, reading);
	fprintf(out, "} %s\n", digits);
	return true;
}

static bool put_coverage(FILE *out, const struct resctrl_reading *reading, const char *name,
			 const char *suffix)
{
	double share;

	if (resctrl_reading_get_coverage(reading, &share) < 0)
		return false;
	fprintf(out, "%s%s", name, suffix);
	put_labels(out, reading);
	fprintf(out, "} %.6f\n", share);
	return true;
}

static bool put_bound(FILE *out, const struct resctrl_reading *reading, const char *name,
		      const char *suffix)
{
	double rate, bound;
	unsigned int decimals;
	uint64_t value;

	/* Relative to the value: the window and what was added in it are not exported. */
	if (resctrl_reading_get_error_bound(reading, &bound) < 0 ||
	    resctrl_reading_get_value(reading, &value, &decimals) < 0 || !value ||
	    resctrl_reading_get_rate(reading, &rate) < 0)
		return false;
	fprintf(out, "%s%s", name, suffix);
	put_labels(out, reading);
	fprintf(out, "} %.3f\n", bound / (double)value * rate);
	return true;
}

/* What is gone, or no longer has a file, is not exported any more. */
static void put_family(FILE *out, const struct family *family, const struct resctrl_sample *sample,
		       const char *suffix, put_fn put)
{
	size_t i;

	for (i = 0; i < resctrl_sample_get_num(sample); i++) {
		const struct resctrl_reading *reading = resctrl_sample_get_reading(sample, i);
		enum resctrl_state state = resctrl_reading_get_state(reading);

		if (is_of(family, reading) && state != RESCTRL_STATE_GONE &&
		    state != RESCTRL_STATE_ABSENT)
			put(out, reading, family->name, suffix);
	}
}

/* An unknown is never 0: it is missing above, and here is why. */
static void put_no_value(FILE *out, const struct resctrl_sample *sample)
{
	size_t i;

	fputs("# HELP resctrl_no_value 1 for each reading without a value, with the reason.\n"
	      "# TYPE resctrl_no_value gauge\n", out);
	for (i = 0; i < resctrl_sample_get_num(sample); i++) {
		const struct resctrl_reading *reading = resctrl_sample_get_reading(sample, i);
		enum resctrl_state state = resctrl_reading_get_state(reading);

		if (state == RESCTRL_STATE_VALUE || state == RESCTRL_STATE_GONE)
			continue;
		fputs("resctrl_no_value", out);
		put_labels(out, reading);
		fputs(",resource=\"", out);
		put_escaped(out, resctrl_reading_get_resource(reading),
			    strlen(resctrl_reading_get_resource(reading)));
		fputs("\",event=\"", out);
		put_escaped(out, resctrl_reading_get_event(reading),
			    strlen(resctrl_reading_get_event(reading)));
		fprintf(out, "\",state=\"%s\"} 1\n", resctrl_reading_get_state_name(reading));
	}
}

void out_openmetrics(const struct sample_view *view, FILE *out)
{
	const struct resctrl_sample *sample = view->sample;
	struct family *families;
	size_t i, num;

	families = list_families(sample, &num);
	for (i = 0; i < num; i++) {
		const struct family *family = &families[i];

		if (!family->cumulative) {
			put_descriptor(out, family, "", "gauge", "Now: ");
			put_family(out, family, sample, "", put_gauge);
			continue;
		}
		put_descriptor(out, family, "_total", NULL, "Sum of increases seen: ");
		put_family(out, family, sample, "_total", put_total);
		put_descriptor(out, family, "_created", "gauge", "Start of the sum, since 1970: ");
		put_family(out, family, sample, "_created", put_created);
		if (!family->estimated)
			continue;
		put_descriptor(out, family, "_coverage_ratio", "gauge",
			       "Share of the last window that was counted: ");
		put_family(out, family, sample, "_coverage_ratio", put_coverage);
		put_descriptor(out, family, "_error_bound_per_second", "gauge",
			       "Bound of the error of the last window's rate: ");
		put_family(out, family, sample, "_error_bound_per_second", put_bound);
	}
	free(families);
	put_no_value(out, sample);
	fputs("# EOF\n", out);
}
