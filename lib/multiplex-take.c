/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters that others have assigned, taken with leave and given back at the end. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "multiplex.h"

static bool is_taken(const struct resctrl_multiplex *x, const struct resctrl_counters *c, size_t i)
{
	const struct resctrl_monitor_config *config = &x->monitor->config;

	return resctrl_counters_is_assigned(c, i) &&
	       config_rank_group(config, resctrl_counters_get_group(c, i)) != SIZE_MAX &&
	       config_has_event(config, resctrl_counters_get_event(c, i)) &&
	       config_has_domain(config, resctrl_counters_get_resource(c, i),
				 resctrl_counters_get_domain(c, i));
}

/* A group, an event or a domain that has gone since took its counters with it. */
static bool is_gone(int err)
{
	return err == -ENOENT || err == -ENODEV || err == -EINVAL;
}

static int write_line(struct resctrl_multiplex *x, const struct mux_taken *t, const char *line)
{
	struct group_ref ref;
	char path[640];
	int err;

	err = group_ref_init(x->ctx, &ref, t->group);
	if (err)
		return err;
	group_ref_path(&ref, t->file, path, sizeof(path));
	return fs_write(x->ctx, STATUS_ASSIGN, path, line);
}

static void release_taken(struct mux_taken *t)
{
	free(t->group);
	free(t->event);
	free(t->file);
	free(t->line);
}

/* DOMAIN: one, or "*" where a counter serves all of them. */
static int take_one(struct resctrl_multiplex *x, const struct resctrl_counters *c, size_t i,
		    const char *domain)
{
	struct mux_taken *more = reallocarray(x->taken, x->num_taken + 1, sizeof(*more)), *t;
	const char *event = resctrl_counters_get_event(c, i);
	char line[160], file[96];
	int err;

	if (!more)
		return error_memory(x->ctx);
	x->taken = more;
	t = &more[x->num_taken];
	snprintf(file, sizeof(file), "mbm_%.64s_assignments", resctrl_counters_get_resource(c, i));
	snprintf(line, sizeof(line), "%.64s:%s=e\n", event, domain);
	*t = (struct mux_taken){
		.group = strdup(resctrl_counters_get_group(c, i)),
		.event = strdup(event),
		.file = strdup(file),
		.line = strdup(line),
	};
	snprintf(line, sizeof(line), "%.64s:%s=_\n", event, domain);
	if (t->group && t->event && t->file && t->line)
		err = write_line(x, t, line);
	else
		err = error_memory(x->ctx);
	if (err)
		release_taken(t);
	else
		x->num_taken++;
	return err;
}

static int take(struct resctrl_multiplex *x, const struct resctrl_counters *c, size_t i)
{
	uint64_t id = resctrl_counters_get_domain(c, i);
	char domain[24];
	bool fixed;
	int err;

	err = counters_are_fixed(x->ctx, resctrl_counters_get_resource(c, i), &fixed);
	if (err)
		return err;
	/* The first domain stands for all. */
	if (fixed && i && !strcmp(resctrl_counters_get_group(c, i - 1), resctrl_counters_get_group(c, i)) &&
	    !strcmp(resctrl_counters_get_event(c, i - 1), resctrl_counters_get_event(c, i)) &&
	    resctrl_counters_is_assigned(c, i - 1))
		return 0;
	snprintf(domain, sizeof(domain), "%" PRIu64, id);
	err = take_one(x, c, i, fixed ? "*" : domain);
	if (is_gone(err)) {
		error_clear(x->ctx);
		err = 0;
	}
	return err;
}

int mux_take_assigned(struct resctrl_multiplex *x)
{
	struct resctrl_error record;
	struct resctrl_counters *c;
	int err;

	err = counters_load_all(x->ctx, &c);
	if (err)
		return err;
	for (size_t i = 0; !err && i < resctrl_counters_get_num(c); i++)
		err = is_taken(x, c, i) ? take(x, c, i) : 0;
	resctrl_counters_free(c);
	if (err) {
		record = error_set_aside(x->ctx);
		(void)!mux_return_taken(x);
		error_resume(x->ctx, &record);
	}
	return err;
}

int mux_return_taken(struct resctrl_multiplex *x)
{
	struct resctrl_error record = { 0 };
	struct strbuf left = { 0 };
	int err, first = 0;

	for (size_t i = 0; i < x->num_taken; i++) {
		struct mux_taken *t = &x->taken[i];

		err = write_line(x, t, t->line);
		if (err && !is_gone(err)) {
			strbuf_addf(&left, "%s%s of %s", left.len ? ", " : "", t->event, t->group);
			if (!first) {
				first = err;
				record = error_set_aside(x->ctx);
			}
		}
		release_taken(t);
	}
	free(x->taken);
	x->taken = NULL;
	x->num_taken = 0;
	error_clear(x->ctx);
	if (first) {
		error_resume(x->ctx, &record);
		error_add_left_behind(x->ctx, "counters that were assigned before and are not any more: %s",
				      left.failed ? "" : left.text);
	}
	strbuf_release(&left);
	return first;
}
