/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One monitored resource: kernel files of info/<RESOURCE>_MON (fs/resctrl/rdtgroup.c). */
#include "mon.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "text/assign_mode.h"

/*
 * One event a line; with bandwidth event configuration a line "<event>_config" follows the event that
 * has it.
 */
static int load_events(struct resctrl_ctx *ctx, const char *path, struct resctrl_mon *mon)
{
	struct strlist lines = { 0 };
	struct strbuf text = { 0 };
	int err;

	err = fs_read_optional(ctx, path, &text);
	if (!err)
		err = strlist_split(&lines, text.text, '\n') ? error_memory(ctx) : 0;
	else if (err == -ENOENT)
		err = 0;
	mon->configurable = calloc(lines.num + 1, sizeof(*mon->configurable));
	if (!err && !mon->configurable)
		err = error_memory(ctx);
	for (size_t i = 0; i < lines.num && !err; i++) {
		const char *last = mon->events.num ? mon->events.items[mon->events.num - 1] : "";
		size_t len = strlen(last);

		if (len && !strncmp(lines.items[i], last, len) &&
		    !strcmp(lines.items[i] + len, "_config"))
			mon->configurable[mon->events.num - 1] = true;
		else if (strlist_add(&mon->events, lines.items[i]))
			err = error_memory(ctx);
	}
	strlist_release(&lines);
	strbuf_release(&text);
	return err;
}

static int load_assign_modes(struct resctrl_ctx *ctx, const char *path, struct resctrl_mon *mon)
{
	struct strbuf text = { 0 };
	int err;

	err = fs_read_optional(ctx, path, &text);
	if (!err && assign_mode_parse(text.text, &mon->assign_modes) == -ENOMEM)
		err = error_memory(ctx);
	strbuf_release(&text);
	return err == -ENOENT ? 0 : err;
}

static int load_counters(struct resctrl_ctx *ctx, const char *dir, struct resctrl_mon *mon)
{
	struct domval *total = NULL, *available = NULL;
	size_t num_total = 0, num_available = 0;
	int err;

	/* What can be assigned has a mode (fs/resctrl/monitor.c). */
	err = mon->assign_modes.num ? domvals_read(ctx, dir, "num_mbm_cntrs", &total, &num_total) : 0;
	/* Refused with EINVAL while the mode is "default": then nothing is assigned individually. */
	if (!err && mon->assign_modes.num && strcmp(mon->assign_modes.items[0], "default"))
		err = domvals_read(ctx, dir, "available_mbm_cntrs", &available, &num_available);
	if (!err) {
		mon->counters = calloc(num_total + 1, sizeof(*mon->counters));
		if (!mon->counters)
			err = error_memory(ctx);
	}
	for (size_t i = 0; i < num_total && !err; i++) {
		struct counter_domain *c = &mon->counters[mon->num_counters];
		const char *text = domval_find(available, num_available, total[i].id);

		c->id = total[i].id;
		if (num_parse_u64(total[i].value, 10, &c->total))
			continue;
		c->available.known = text && !num_parse_u64(text, 10, &c->available.value);
		mon->num_counters++;
	}
	domval_free(total, num_total);
	domval_free(available, num_available);
	return err;
}

/* Asked for only where the mode is not "default": the kernel refuses to show it there. */
static int load_assign_on_mkdir(struct resctrl_ctx *ctx, const char *dir, struct resctrl_mon *mon)
{
	if (!mon->num_counters || !mon->counters[0].available.known)
		return 0;
	return fact_read(ctx, dir, "mbm_assign_on_mkdir", 10, &mon->assign_on_mkdir);
}

int mon_load(struct resctrl_ctx *ctx, const char *dir, struct resctrl_mon *mon)
{
	char base[288], path[320];
	int err;

	*mon = (struct resctrl_mon){ .resource = strndup(dir, strlen(dir) - strlen("_MON")) };
	if (!mon->resource)
		return error_memory(ctx);
	snprintf(base, sizeof(base), "info/%.255s", dir);
	err = fact_read(ctx, base, "num_rmids", 10, &mon->num_rmids);
	if (!err)
		err = fact_read(ctx, base, "max_threshold_occupancy", 10,
				&mon->max_threshold_occupancy);
	snprintf(path, sizeof(path), "%s/mon_features", base);
	if (!err)
		err = load_events(ctx, path, mon);
	snprintf(path, sizeof(path), "%s/mbm_assign_mode", base);
	if (!err)
		err = load_assign_modes(ctx, path, mon);
	if (!err)
		err = load_counters(ctx, base, mon);
	if (!err)
		err = load_assign_on_mkdir(ctx, base, mon);
	if (err)
		mon_release(mon);
	return err;
}

void mon_release(struct resctrl_mon *mon)
{
	free(mon->resource);
	free(mon->configurable);
	free(mon->counters);
	strlist_release(&mon->events);
	strlist_release(&mon->assign_modes);
	*mon = (struct resctrl_mon){ 0 };
}

/* ---- accessors ---- */

const char *resctrl_mon_get_resource(const struct resctrl_mon *mon)
{
	assert(mon);
	return mon->resource;
}

size_t resctrl_mon_get_num_events(const struct resctrl_mon *mon)
{
	assert(mon);
	return mon->events.num;
}

const char *resctrl_mon_get_event(const struct resctrl_mon *mon, size_t i)
{
	assert(mon && i < mon->events.num);
	return mon->events.items[i];
}

bool resctrl_mon_is_event_configurable(const struct resctrl_mon *mon, size_t i)
{
	assert(mon && i < mon->events.num);
	return mon->configurable[i];
}

int resctrl_mon_get_num_rmids(const struct resctrl_mon *mon, uint64_t *value)
{
	assert(mon);
	return fact_get(&mon->num_rmids, value);
}

int resctrl_mon_get_max_threshold_occupancy(const struct resctrl_mon *mon, uint64_t *value)
{
	assert(mon);
	return fact_get(&mon->max_threshold_occupancy, value);
}

size_t resctrl_mon_get_num_assign_modes(const struct resctrl_mon *mon)
{
	assert(mon);
	return mon->assign_modes.num;
}

const char *resctrl_mon_get_assign_mode(const struct resctrl_mon *mon, size_t i)
{
	assert(mon && i < mon->assign_modes.num);
	return mon->assign_modes.items[i];
}

int resctrl_mon_get_assign_on_mkdir(const struct resctrl_mon *mon, uint64_t *value)
{
	assert(mon);
	return fact_get(&mon->assign_on_mkdir, value);
}

size_t resctrl_mon_get_num_counter_domains(const struct resctrl_mon *mon)
{
	assert(mon);
	return mon->num_counters;
}

uint64_t resctrl_mon_get_counter_domain(const struct resctrl_mon *mon, size_t i)
{
	assert(mon && i < mon->num_counters);
	return mon->counters[i].id;
}

uint64_t resctrl_mon_get_num_counters(const struct resctrl_mon *mon, size_t i)
{
	assert(mon && i < mon->num_counters);
	return mon->counters[i].total;
}

int resctrl_mon_get_available_counters(const struct resctrl_mon *mon, size_t i, uint64_t *value)
{
	assert(mon && i < mon->num_counters);
	return fact_get(&mon->counters[i].available, value);
}
