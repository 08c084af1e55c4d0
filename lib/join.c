/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Joining a group that exists already: only if it has what was asked for. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "group-config.h"
#include "outcome.h"
#include "text/cpulist.h"

/*
 * "00ff" and "ff" are the same mask, " 50" and "50" the same number. Where the kernel keeps bandwidths in few bits it
 * shows another value than was written, and a group made with the same words shows that one.
 */
static bool same_value(const struct change_entry *e)
{
	int base = e->kind == RESCTRL_SCHEMA_CACHE ? 16 : 10;
	uint64_t a, b;

	if (!e->before)
		return false;
	if (num_parse_u64(e->before, base, &a) || num_parse_u64(e->expected, base, &b))
		return !strcmp(e->before, e->expected);
	return a == b;
}

static int check_schemata(struct resctrl_ctx *ctx, const struct resctrl_group_config *config,
			  const struct failure *differs, struct resctrl_change *change)
{
	int err = 0;

	change->place = config->place;
	for (size_t i = 0; !err && i < config->specs.num; i++)
		err = change_set(change, config->specs.items[i]);
	for (size_t i = 0; !err && i < change->num; i++) {
		const struct change_entry *e = &change->entries[i];

		if (!same_value(e))
			err = error_set(ctx, differs, "the group %s exists and has %s:%" PRIu64 "=%s, not %s",
					config->name, e->schema, e->domain,
					e->before ? e->before : "nothing", e->value);
	}
	return err;
}

static bool same_text(const char *have, const char *want)
{
	return !strcmp(have, want);
}

/* "0,1" and "0-1". */
static bool same_cpus(const char *have, const char *want)
{
	struct cpuset a, b;

	return !cpulist_parse(have, &a, CPUSET_MOST) && !cpulist_parse(want, &b, CPUSET_MOST) &&
	       cpuset_is_equal(&a, &b);
}

static int check_line(struct resctrl_ctx *ctx, const struct resctrl_group_config *config,
		      const struct group_ref *ref, const struct failure *differs, const char *file,
		      const char *want, bool (*same)(const char *have, const char *want))
{
	char *have;
	int err;

	if (!want)
		return 0;
	err = line_read(ctx, ref->dir, file, &have);
	if (!err && !same(have ? have : "", want))
		err = error_set(ctx, differs, "the group %s exists and has \"%s\" in %s, not \"%s\"",
				config->name, have ? have : "", file, want);
	free(have);
	return err;
}

int join_group(struct resctrl_ctx *ctx, const struct resctrl_group_config *config,
	       const struct group_ref *ref, unsigned int flags, struct resctrl_outcome *outcome)
{
	const struct failure differs = { RESCTRL_ERROR_EXISTS, EEXIST, RESCTRL_CAUSE_PREDICTED,
					 ref->dir, NULL,
					 "ask for what the group has, or choose another name" };
	struct resctrl_schemata *current;
	int err = 0;

	error_clear(ctx);
	resctrl_change_free(outcome->change);
	outcome->change = NULL;
	if (config->specs.num) {
		err = group_read_table(ctx, ref, "schemata", &current);
		if (!err)
			err = change_new(ctx, ref, current, &outcome->change);
		if (!err)
			err = check_schemata(ctx, config, &differs, outcome->change);
		if (!err)
			err = change_take_effective(outcome->change, outcome->change->current);
	}
	if (!err)
		err = check_line(ctx, config, ref, &differs, "mode", config->mode, same_text);
	if (!err)
		err = check_line(ctx, config, ref, &differs, "cpus_list", config->cpus, same_cpus);
	if (err || !config->tasks)
		return err;
	if (tasks_copy(config->tasks, &outcome->tasks))
		return error_memory(ctx);
	if (flags & RESCTRL_DRY_RUN)
		return tasks_predict(ctx, outcome->tasks, ref, false);
	return tasks_move(ctx, outcome->tasks, ref, NULL);
}
