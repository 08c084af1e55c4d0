/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sample as a table for eyes.
 */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <resctrl/monitor.h>
#include <resctrl/multiplex.h>

#include "quantity.h"
#include "sample.h"

/* The last two with rotated counters only. */
enum { GROUP, RESOURCE, DOMAIN, EVENT, VALUE, RATE, COUNTED, BOUND, NUM_COLUMNS };

static const char *const titles[NUM_COLUMNS] = { "GROUP", "RESOURCE", "DOMAIN", "EVENT", "VALUE",
						 "RATE", "COUNTED", "BOUND" };

/* As narrow as a column may get; what does not fit ends with a "~". */
static const size_t least[NUM_COLUMNS] = { 8, 2, 6, 12, 5, 4, 7, 5 };

#define NS_PER_S 1000000000u
#define GAP 2

struct row {
	char cells[NUM_COLUMNS][80];
};

static bool is_right(size_t column)
{
	return column == DOMAIN || column >= VALUE;
}

static size_t num_columns(const struct sample_view *view)
{
	return view->multiplex ? NUM_COLUMNS : COUNTED;
}

/* Control characters of a foreign name shall not reach a terminal. */
static void copy(char *cell, const char *text)
{
	size_t i;

	snprintf(cell, 80, "%s", text);
	for (i = 0; cell[i]; i++) {
		if ((unsigned char)cell[i] < ' ' || cell[i] == 0x7f)
			cell[i] = '?';
	}
}

/* The bound as perf(1) shows errors; in the unit of the value where that is 0. */
static void fill_estimate(struct row *row, const struct resctrl_reading *reading)
{
	const char *unit = resctrl_reading_get_unit_name(reading);
	double share, bound;
	unsigned int decimals;
	uint64_t number;

	copy(row->cells[COUNTED], "-");
	copy(row->cells[BOUND], "-");
	if (resctrl_reading_get_coverage(reading, &share))
		return;
	snprintf(row->cells[COUNTED], sizeof(row->cells[COUNTED]), "%.1f%%", 100 * share);
	if (resctrl_reading_get_error_bound(reading, &bound) ||
	    resctrl_reading_get_value(reading, &number, &decimals))
		return;
	if (number)
		snprintf(row->cells[BOUND], sizeof(row->cells[BOUND]), "+-%.1f%%",
			 100 * bound / (double)number);
	else
		quantity_format_value(row->cells[BOUND], sizeof(row->cells[BOUND]), unit,
				      (uint64_t)(bound + 0.5), 0);
}

static void fill_reading(struct row *row, const struct resctrl_reading *reading)
{
	const char *unit = resctrl_reading_get_unit_name(reading);
	unsigned int decimals;
	uint64_t number;
	double rate;
	int len;

	copy(row->cells[GROUP], resctrl_reading_get_group(reading));
	copy(row->cells[RESOURCE], resctrl_reading_get_resource(reading));
	len = snprintf(row->cells[DOMAIN], sizeof(row->cells[DOMAIN]), "%" PRIu64,
		       resctrl_reading_get_domain(reading));
	if (!resctrl_reading_get_subdomain(reading, &number))
		snprintf(row->cells[DOMAIN] + len, sizeof(row->cells[DOMAIN]) - (size_t)len,
			 "/%" PRIu64, number);
	copy(row->cells[EVENT], resctrl_reading_get_event(reading));
	if (!resctrl_reading_get_value(reading, &number, &decimals))
		quantity_format_value(row->cells[VALUE], sizeof(row->cells[VALUE]), unit, number,
				      decimals);
	else
		copy(row->cells[VALUE], resctrl_reading_get_state_name(reading));
	if (!resctrl_reading_get_rate(reading, &rate))
		quantity_format_rate(row->cells[RATE], sizeof(row->cells[RATE]), unit, rate);
	else if (resctrl_reading_get_flags(reading) & RESCTRL_READING_RESTARTED)
		copy(row->cells[RATE], "restarted");
	else if (resctrl_reading_get_flags(reading) & RESCTRL_READING_AMBIGUOUS)
		copy(row->cells[RATE], "ambiguous");
	else
		copy(row->cells[RATE], "-");
	fill_estimate(row, reading);
}

/* Where some part has no value the sum is of the others, and says so: "2 of 3". */
static void fill_total(struct row *row, const struct total *total)
{
	size_t len;

	copy(row->cells[GROUP], total->group ? total->group : "(all)");
	copy(row->cells[RESOURCE], total->resource);
	copy(row->cells[DOMAIN], "total");
	if (total->num_known < total->num_parts)
		snprintf(row->cells[DOMAIN], sizeof(row->cells[DOMAIN]), "%zu of %zu",
			 total->num_known, total->num_parts);
	copy(row->cells[EVENT], total->event);
	copy(row->cells[VALUE], total->state ? total->state : "-");
	if (total_has_value(total))
		quantity_format_value(row->cells[VALUE], sizeof(row->cells[VALUE]), total->unit,
				      total->mantissa, total->decimals);
	copy(row->cells[RATE], "-");
	len = sizeof(row->cells[RATE]);
	if (total_has_rate(total))
		quantity_format_rate(row->cells[RATE], len, total->unit, total->rate);
}

static size_t num_rows(const struct sample_view *view)
{
	return resctrl_sample_get_num(view->sample) + (view->totals ? view->totals->num : 0);
}

static void fill(struct row *row, const struct sample_view *view, size_t i)
{
	size_t num = resctrl_sample_get_num(view->sample);

	if (i < num)
		fill_reading(row, resctrl_sample_get_reading(view->sample, i));
	else
		fill_total(row, &view->totals->items[i - num]);
}

/* Characters, where bytes are UTF-8. */
static size_t width_of(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static void measure(const struct sample_view *view, size_t *widths)
{
	struct row row;
	size_t i, c;

	for (c = 0; c < num_columns(view); c++)
		widths[c] = strlen(titles[c]);
	for (i = 0; i < num_rows(view); i++) {
		fill(&row, view, i);
		for (c = 0; c < num_columns(view); c++) {
			size_t width = width_of(row.cells[c]);

			widths[c] = width > widths[c] ? width : widths[c];
		}
	}
}

/* Names give way to numbers. */
static void fit(size_t *widths, size_t num, size_t width)
{
	static const size_t order[] = { GROUP, EVENT, RESOURCE };
	size_t i, total = GAP * (num - 1);

	for (i = 0; i < num; i++)
		total += widths[i];
	for (i = 0; i < sizeof(order) / sizeof(order[0]) && width && total > width; i++) {
		size_t *column = &widths[order[i]];
		size_t most = *column > least[order[i]] ? *column - least[order[i]] : 0;
		size_t less = total - width < most ? total - width : most;

		*column -= less;
		total -= less;
	}
}

static void put_cell(FILE *out, const char *text, size_t column, size_t width, bool last)
{
	size_t have = width_of(text), i, seen = 0;

	for (i = have; is_right(column) && i < width; i++)
		putc(' ', out);
	for (i = 0; text[i]; i++) {
		seen += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (have > width && seen >= width) {
			putc('~', out);
			break;
		}
		putc(text[i], out);
	}
	/* Nothing behind the last column. */
	for (i = have; !is_right(column) && i < width; i++)
		putc(' ', out);
	fputs(last ? "\n" : "  ", out);
}

static void put_time(FILE *out, uint64_t ns)
{
	time_t seconds = (time_t)(ns / NS_PER_S);
	char text[64];
	struct tm tm;

	if (localtime_r(&seconds, &tm) && strftime(text, sizeof(text), "%F %T", &tm))
		fprintf(out, "%s.%03" PRIu64 "\n", text, ns % NS_PER_S / 1000000);
}

void out_sample_text(const struct sample_view *view, size_t width, FILE *out)
{
	size_t widths[NUM_COLUMNS], i, c, num = num_columns(view);
	struct row row;

	measure(view, widths);
	fit(widths, num, width);
	put_time(out, resctrl_sample_get_wall_time_ns(view->sample));
	for (c = 0; c < num; c++)
		put_cell(out, titles[c], c, widths[c], c + 1 == num);
	for (i = 0; i < num_rows(view); i++) {
		fill(&row, view, i);
		for (c = 0; c < num; c++)
			put_cell(out, row.cells[c], c, widths[c], c + 1 == num);
	}
	putc('\n', out);
}

void out_sample_summary(const struct sample_view *view, double seconds, FILE *out)
{
	size_t i, num = resctrl_sample_get_num(view->sample);
	bool first = true;

	for (i = 0; i < num && seconds > 0; i++) {
		const struct resctrl_reading *reading = resctrl_sample_get_reading(view->sample, i);
		const char *unit = resctrl_reading_get_unit_name(reading);
		unsigned int decimals;
		uint64_t total, since;
		char sum[80], mean[80];
		struct row row;

		if (resctrl_reading_get_total(reading, &total, &decimals, &since) < 0 || !total)
			continue;
		fill_reading(&row, reading);
		quantity_format_value(sum, sizeof(sum), unit, total, decimals);
		quantity_format_rate(mean, sizeof(mean), unit,
				     quantity_value(total, decimals) / seconds);
		if (first)
			fputs("in all:\n", out);
		first = false;
		fprintf(out, "  %s %s %s %s: %s, %s on average\n", row.cells[GROUP],
			row.cells[RESOURCE], row.cells[DOMAIN], row.cells[EVENT], sum, mean);
	}
}
