/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The samples of a monitor as a result tree. Nodes are created with the first sample and hold
 * their place: numbers are written into a node's own buffer, texts are replaced when they change.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json_object.h>
#include <json-c/printbuf.h>
#include <resctrl/monitor.h>

#include "series.h"
#include "tree.h"

/* A number kept as its digits, so that none is lost, or null. */
struct digits {
	struct json_object *node;	/* our reference */
	const char *key;
	char text[48];
	bool is_shown;
};

struct entry {
	struct json_object *object;	/* borrowed from the array */
	struct json_object *generation;	/* borrowed from the object */
	struct digits value, rate;
	enum resctrl_state state;
	unsigned int flags;
	bool has_raw;
};

struct series {
	struct entry *entries;
	size_t num;
	struct json_object *data;		/* what the entries are in, borrowed */
	struct json_object *time, *wall_time;	/* borrowed from the data */
};

static int print_digits(struct json_object *node, struct printbuf *out, int level, int flags)
{
	const char *text = json_object_get_userdata(node);

	(void)level;
	(void)flags;
	return printbuf_memappend(out, text, (int)strlen(text));
}

static void start_digits(struct digits *digits, struct json_object *object, const char *key)
{
	digits->node = json_object_new_double(0);
	if (!digits->node)
		tree_no_memory();
	json_object_set_serializer(digits->node, print_digits, digits->text, NULL);
	digits->key = key;
	tree_set(object, key, NULL);
}

/* The double is for text tables alone; JSON takes the digits. */
static void show_digits(struct digits *digits, struct json_object *object, double value)
{
	json_object_set_double(digits->node, value);
	if (!digits->is_shown)
		tree_set(object, digits->key, json_object_get(digits->node));
	digits->is_shown = true;
}

static void hide_digits(struct digits *digits, struct json_object *object)
{
	if (digits->is_shown)
		tree_set(object, digits->key, NULL);
	digits->is_shown = false;
}

/* MANTISSA / 10^DECIMALS, with the kernel's digits. */
static double format_value(char *text, size_t size, uint64_t mantissa, unsigned int decimals)
{
	uint64_t scale = 1;
	double divisor = 1;
	unsigned int i;

	for (i = 0; i < decimals; i++) {
		scale *= 10;
		divisor *= 10;
	}
	if (decimals)
		snprintf(text, size, "%" PRIu64 ".%0*" PRIu64, mantissa / scale, (int)decimals,
			 mantissa % scale);
	else
		snprintf(text, size, "%" PRIu64, mantissa);
	return (double)mantissa / divisor;
}

static void update_value(struct entry *entry, const struct resctrl_reading *reading)
{
	unsigned int decimals;
	uint64_t mantissa;
	double rate;

	if (!resctrl_reading_get_value(reading, &mantissa, &decimals))
		show_digits(&entry->value, entry->object,
			    format_value(entry->value.text, sizeof(entry->value.text), mantissa,
					 decimals));
	else
		hide_digits(&entry->value, entry->object);
	if (!resctrl_reading_get_rate(reading, &rate)) {
		snprintf(entry->rate.text, sizeof(entry->rate.text), "%.3f", rate);
		show_digits(&entry->rate, entry->object, rate);
	} else {
		hide_digits(&entry->rate, entry->object);
	}
}

static struct json_object *new_flags(unsigned int flags)
{
	struct json_object *array = tree_new_array();

	if (flags & RESCTRL_READING_RESTARTED)
		tree_push(array, tree_new_text("restarted"));
	return array;
}

static void update_entry(struct entry *entry, const struct resctrl_reading *reading)
{
	enum resctrl_state state = resctrl_reading_get_state(reading);
	unsigned int flags = resctrl_reading_get_flags(reading);
	const char *raw = resctrl_reading_get_raw(reading);

	if (state != entry->state)
		tree_set_text(entry->object, "state", resctrl_reading_get_state_name(reading));
	entry->state = state;
	update_value(entry, reading);
	json_object_set_uint64(entry->generation, resctrl_reading_get_generation(reading));
	if (flags != entry->flags)
		tree_set(entry->object, "flags", new_flags(flags));
	entry->flags = flags;
	/* A text that could not be read is the exception; it alone costs memory. */
	if (entry->has_raw)
		json_object_object_del(entry->object, "raw");
	if (raw)
		tree_set_text(entry->object, "raw", raw);
	entry->has_raw = raw != NULL;
}

static void start_entry(struct entry *entry, const struct resctrl_reading *reading)
{
	struct json_object *object = entry->object = tree_new_object();
	uint64_t subdomain;

	tree_set_text(object, "group", resctrl_reading_get_group(reading));
	tree_set_text(object, "resource", resctrl_reading_get_resource(reading));
	tree_set_number(object, "domain", resctrl_reading_get_domain(reading));
	if (!resctrl_reading_get_subdomain(reading, &subdomain))
		tree_set_number(object, "subdomain", subdomain);
	tree_set_text(object, "event", resctrl_reading_get_event(reading));
	entry->state = resctrl_reading_get_state(reading);
	tree_set_text(object, "state", resctrl_reading_get_state_name(reading));
	start_digits(&entry->value, object, "value");
	tree_set_text(object, "unit", resctrl_reading_get_unit_name(reading));
	start_digits(&entry->rate, object, "rate");
	entry->generation = tree_new_number(0);
	tree_set(object, "generation", entry->generation);
	tree_set(object, "flags", new_flags(0));
}

static void forget_entries(struct series *series)
{
	size_t i;

	for (i = 0; i < series->num; i++) {
		json_object_put(series->entries[i].value.node);
		json_object_put(series->entries[i].rate.node);
	}
	free(series->entries);
	series->entries = NULL;
	series->num = 0;
}

/* The nodes for as many readings as SAMPLE has; the order of readings is fixed. */
static void start(struct series *series, struct json_object *data,
		  const struct resctrl_sample *sample)
{
	struct json_object *readings = tree_new_array();
	size_t i, num = resctrl_sample_get_num(sample);

	forget_entries(series);
	series->data = data;
	series->time = tree_new_number(0);
	series->wall_time = tree_new_number(0);
	tree_set(data, "time_ns", series->time);
	tree_set(data, "wall_time_ns", series->wall_time);
	series->entries = calloc(num ? num : 1, sizeof(*series->entries));
	if (!series->entries)
		tree_no_memory();
	series->num = num;
	for (i = 0; i < num; i++) {
		start_entry(&series->entries[i], resctrl_sample_get_reading(sample, i));
		tree_push(readings, series->entries[i].object);
	}
	tree_set(data, "readings", readings);
}

struct series *series_new(void)
{
	struct series *series = calloc(1, sizeof(*series));

	if (!series)
		tree_no_memory();
	return series;
}

void series_free(struct series *series)
{
	forget_entries(series);
	free(series);
}

void series_update(struct series *series, struct json_object *data,
		   const struct resctrl_sample *sample)
{
	size_t i;

	if (series->data != data || series->num != resctrl_sample_get_num(sample))
		start(series, data, sample);
	json_object_set_uint64(series->time, resctrl_sample_get_time_ns(sample));
	json_object_set_uint64(series->wall_time, resctrl_sample_get_wall_time_ns(sample));
	for (i = 0; i < series->num; i++)
		update_entry(&series->entries[i], resctrl_sample_get_reading(sample, i));
}
