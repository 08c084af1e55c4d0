/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Creating a group as one act: mkdir, schemata, mode, CPUs, tasks; put back on failure. Everything that can be
 * checked is checked before the directory is made.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "counter-budget.h"
#include "counters.h"
#include "group-config.h"
#include "outcome.h"
#include "owner.h"
#include "predict.h"
#include "schema.h"

#define WAIT_STEP_MS 100

/* One creation on its way. */
struct creation {
	struct resctrl_ctx *ctx;
	const struct resctrl_group_config *config;
	unsigned int flags;
	struct group_ref ref;
	struct resctrl_outcome *outcome;
	struct placement placement;
	bool made;		/* the directory is ours to remove on failure */
};

static int check_config(struct creation *c)
{
	const struct resctrl_group_config *config = c->config;
	const char *mode = config->mode;
	int err;

	err = group_ref_init(c->ctx, &c->ref, config->name);
	if (err)
		return err;
	if (c->ref.name.kind == RESCTRL_GROUP_MON && (config->specs.num || mode))
		return error_refused(c->ctx, "give them to the control group above it",
				     "a monitor group has no %s of its own", mode ? "mode" : "schemata");
	if (mode && strcmp(mode, "shareable") && strcmp(mode, "exclusive"))
		return error_invalid(c->ctx, "the modes are shareable and exclusive",
				     "\"%s\" is no mode of a new group", mode);
	return 0;
}

/* The schemata asked for, checked unless that is not wanted. */
static int prepare_change(struct creation *c)
{
	int err;

	if (!c->config->specs.num)
		return 0;
	err = change_new(c->ctx, &c->ref, NULL, &c->outcome->change);
	if (!err)
		c->outcome->change->place = c->config->place;
	for (size_t i = 0; !err && i < c->config->specs.num; i++)
		err = change_set(c->outcome->change, c->config->specs.items[i]);
	if (!err && !(c->flags & RESCTRL_NO_CHECK))
		err = check_change(c->outcome->change);
	return err;
}

/*
 * RMIDs come back from limbo on their own: the kernel looks once a second. Others may use resctrl meanwhile, so the
 * lock is let go between two tries.
 */
static int mkdir_patiently(struct creation *c, enum status_op op)
{
	const struct timespec nap = { .tv_nsec = WAIT_STEP_MS * 1000000L };
	unsigned int waited = 0;
	int err;

	for (;;) {
		err = fs_mkdir(c->ctx, op, c->ref.dir);
		if (!err || c->ctx->error.code != RESCTRL_ERROR_RMID_LIMBO ||
		    waited >= c->config->wait_ms)
			return err;
		fs_unlock(c->ctx);
		nanosleep(&nap, NULL);
		waited += WAIT_STEP_MS;
		error_clear(c->ctx);
		err = fs_lock_exclusive(c->ctx);
		if (err)
			return err;
	}
}

static int make_directory(struct creation *c)
{
	struct failure f = { RESCTRL_ERROR_EXISTS, EEXIST, RESCTRL_CAUSE_KERNEL, c->ref.dir, NULL,
			     "choose another name, or use --exist-ok to join it if it has the same settings" };
	bool ctrl = c->ref.name.kind == RESCTRL_GROUP_CTRL;
	char file[640];
	int err;

	if (!strcmp(c->ref.dir, "."))
		return error_set(c->ctx, &f, "the default group always exists");
	err = mkdir_patiently(c, ctrl ? STATUS_MKDIR_CTRL : STATUS_MKDIR_MON);
	if (err == -EEXIST) {
		group_ref_path(&c->ref, "tasks", file, sizeof(file));
		if (!io_exists(&c->ctx->io, c->ctx->fs_fd, file)) {
			f.fix = "choose another name";
			return error_set(c->ctx, &f, "resctrl has a file of that name");
		}
		return error_set(c->ctx, &f, "there already is a group %s", c->config->name);
	}
	if (err == -ENOSPC)
		err = pmg_explain(c->ctx, &c->ref, err);
	if (err == -ENOENT && !ctrl) {
		f.code = RESCTRL_ERROR_NOT_FOUND;
		f.err = ENOENT;
		f.fix = "create the control group first; \"rctl list-groups\" shows those that exist";
		return error_set(c->ctx, &f, "there is no control group %s, or nothing is monitored here",
				 *c->ref.name.ctrl ? c->ref.name.ctrl : "/");
	}
	c->made = !err;
	if (!err)
		owner_write(c->ctx, &c->ref, c->config->transient);
	return err;
}

/* Whether the kernel assigns counters to new groups by itself. */
static int assigns_on_mkdir(struct resctrl_ctx *ctx, bool *yes)
{
	char *promised;
	int err = line_read(ctx, "info/L3_MON", "mbm_assign_on_mkdir", &promised);

	*yes = promised && *promised == '1';
	free(promised);
	return err;
}

static void warn_of_counters(const struct creation *c, size_t missing, size_t num)
{
	if (missing)
		error_warn(c->ctx, "counters_missing",
			   "%zu of %zu counters of %s could not be assigned: none is free; "
			   "\"rctl list-counters\" shows who holds them", missing, num, c->config->name);
}

/*
 * Whether the new group's assignments show a counter that is missing. Two reads at most: most machines have no such
 * file, and most groups miss none.
 */
static int misses_counters(struct resctrl_ctx *ctx, const struct group_ref *ref, bool *missing)
{
	struct strbuf text = { 0 };
	char path[640];
	int err;

	group_ref_path(ref, "mbm_L3_assignments", path, sizeof(path));
	err = fs_read_optional(ctx, path, &text);
	*missing = !err && strstr(text.text, "=_");
	/* -EINVAL: the mode "default", where no counter is assigned. */
	if (err == -EINVAL)
		error_clear(ctx);
	strbuf_release(&text);
	/* Where nobody promised any, none is missing. */
	if (*missing)
		err = assigns_on_mkdir(ctx, missing);
	return err == -ENOENT || err == -EINVAL ? 0 : err;
}

/* The kernel assigns counters to a new group as far as they last, and still says it succeeded. */
static int warn_of_missing_counters(struct creation *c)
{
	struct resctrl_counters *counters;
	size_t num, missing = 0;
	bool some;
	int err;

	err = misses_counters(c->ctx, &c->ref, &some);
	if (err || !some)
		return err;
	err = counters_load_group(c->ctx, &c->ref, c->config->name, &counters);
	if (err)
		return err;
	num = resctrl_counters_get_num(counters);
	for (size_t i = 0; i < num; i++)
		missing += !resctrl_counters_is_assigned(counters, i);
	warn_of_counters(c, missing, num);
	resctrl_counters_free(counters);
	return 0;
}

static int write_text(struct creation *c, enum status_op op, const char *file, const char *text)
{
	char path[640];
	char *line;
	int err;

	group_ref_path(&c->ref, file, path, sizeof(path));
	if (asprintf(&line, "%s\n", text) < 0)
		return error_memory(c->ctx);
	err = fs_write(c->ctx, op, path, line);
	free(line);
	return err;
}

static int write_mode(struct creation *c)
{
	int err = write_text(c, STATUS_MODE, "mode", c->config->mode);

	if (err && !strcmp(c->config->mode, "exclusive"))
		mode_explain_exclusive(c->ctx, &c->ref);
	return err;
}

static int fill(struct creation *c)
{
	const struct resctrl_group_config *config = c->config;
	int err = 0;

	if (c->outcome->change)
		err = change_check_and_write(c->outcome->change, c->flags);
	if (!err && config->mode)
		err = write_mode(c);
	if (!err && config->cpus) {
		err = placement_add_cpus(c->ctx, &c->placement);
		if (!err)
			err = write_text(c, STATUS_CPUS, "cpus_list", config->cpus);
	}
	if (!err)
		err = warn_of_missing_counters(c);
	/* Last: a single thread that cannot be moved has nowhere to be put back to. */
	if (!err && config->tasks) {
		if (tasks_copy(config->tasks, &c->outcome->tasks))
			return error_memory(c->ctx);
		err = tasks_move(c->ctx, c->outcome->tasks, &c->ref, &c->placement);
	}
	return err;
}

/* What was started by the moved tasks before they were put back goes where the kernel puts tasks of a removed group. */
static void note_stragglers(struct creation *c)
{
	struct resctrl_error failure = error_set_aside(c->ctx);
	struct tids left = { 0 };
	int err;

	err = group_read_tasks(c->ctx, &c->ref, &left);
	error_resume(c->ctx, &failure);
	for (size_t i = 0; !err && i < left.num; i++)
		error_add_left_behind(c->ctx, "task %d was started meanwhile in %s and goes to group %s", left.ids[i],
				      c->config->name, *c->ref.name.ctrl && c->ref.name.kind == RESCTRL_GROUP_MON ?
				      c->ref.name.ctrl : "/");
	tids_release(&left);
}

/*
 * Where occupancy is measured, an id that was given back stays busy until the kernel, which looks once a second, has
 * seen little enough of it in every cache (kernel: fs/resctrl/monitor.c, add_rmid_to_limbo).
 */
static void note_limbo(struct creation *c)
{
	struct strbuf features = { 0 };
	bool measured = !io_read_kernfs(&c->ctx->io, c->ctx->fs_fd, "info/L3_MON/mon_features", &features) &&
			strstr(features.text, "llc_occupancy\n");

	if (measured)
		error_add_left_behind(c->ctx, "the monitoring id (RMID) of %s is in limbo: others can have it when the "
				      "cache holds less than max_threshold_occupancy bytes of it, in a second or later",
				      c->config->name);
	strbuf_release(&features);
}

/* Everything back where it was; the record of the failure stays the one that led here. */
static void undo(struct creation *c)
{
	int err;

	placement_restore(c->ctx, &c->placement, c->config->name);
	note_stragglers(c);
	err = io_rmdir(&c->ctx->io, c->ctx->fs_fd, c->ref.dir);
	if (err)
		error_add_left_behind(c->ctx, "the group %s could not be removed again (%s)",
				      c->config->name, strerror(-err));
	else
		note_limbo(c);
}

static int create_locked(struct creation *c)
{
	int err;

	err = prepare_change(c);
	if (err)
		return err;
	err = make_directory(c);
	if (err == -EEXIST && c->flags & RESCTRL_EXIST_OK)
		return join_group(c->ctx, c->config, &c->ref, c->flags, c->outcome);
	if (err)
		return err;
	err = fill(c);
	if (err)
		undo(c);
	else
		c->outcome->created = true;
	return err;
}

/* The group would be given a counter for each event and domain, as far as they last. */
static int predict_counters(struct creation *c)
{
	struct group_ref root;
	struct counter_budget budget = { 0 };
	struct resctrl_schemata *events = NULL;
	size_t num = 0, missing = 0;
	bool promised;
	int err;

	err = group_ref_init(c->ctx, &root, "/");
	if (!err)
		err = assigns_on_mkdir(c->ctx, &promised);
	if (!err && promised)
		err = group_read_table(c->ctx, &root, "mbm_L3_assignments", &events);
	/* -EINVAL: the mode "default", where no counter is assigned. */
	if (err == -EINVAL) {
		error_clear(c->ctx);
		err = 0;
	}
	if (!err && events)
		err = counter_budget_load(c->ctx, "L3", &budget);
	for (size_t i = 0; !err && events && i < events->num; i++) {
		for (size_t k = 0; k < events->lines[i].num; k++, num++)
			missing += !counter_budget_take(&budget, events->lines[i].entries[k].id);
	}
	if (!err)
		warn_of_counters(c, missing, num);
	counter_budget_release(&budget);
	schemata_free(events);
	return err;
}

/* What can be said without changing anything, in the order in which the kernel would be asked. */
static int create_predict(struct creation *c)
{
	const struct failure f = { RESCTRL_ERROR_EXISTS, EEXIST, RESCTRL_CAUSE_PREDICTED, c->ref.dir,
				   NULL, "choose another name" };
	const struct resctrl_group_config *config = c->config;
	int err;

	err = prepare_change(c);
	if (err)
		return err;
	if (io_exists(&c->ctx->io, c->ctx->fs_fd, c->ref.dir)) {
		if (c->flags & RESCTRL_EXIST_OK && strcmp(c->ref.dir, "."))
			return join_group(c->ctx, config, &c->ref, c->flags, c->outcome);
		return error_set(c->ctx, &f, "there already is a group %s", config->name);
	}
	err = predict_mkdir(c->ctx, &c->ref);
	if (!err && config->mode && !strcmp(config->mode, "exclusive"))
		err = predict_exclusive(c->ctx, &c->ref, c->outcome->change);
	if (!err && config->cpus)
		err = predict_cpus(c->ctx, &c->ref, config->cpus);
	if (!err && config->tasks && tasks_copy(config->tasks, &c->outcome->tasks))
		err = error_memory(c->ctx);
	if (!err && config->tasks)
		err = tasks_predict(c->ctx, c->outcome->tasks, &c->ref, true);
	return err ? err : predict_counters(c);
}

static int create(struct creation *c)
{
	int err;

	err = check_config(c);
	if (!err)
		err = fs_start_change(c->ctx, c->flags);
	if (!err)
		err = c->flags & RESCTRL_DRY_RUN ? create_predict(c) : create_locked(c);
	fs_unlock(c->ctx);
	return err;
}

int resctrl_group_create(struct resctrl_ctx *ctx, const struct resctrl_group_config *config,
			 unsigned int flags, struct resctrl_outcome **outcome)
{
	struct creation c = { .ctx = ctx, .config = config, .flags = flags };
	int err;

	assert(ctx);
	error_begin(ctx, "create group %s", config && config->name ? config->name : "");
	if (!config)
		return error_invalid(ctx, NULL, "no configuration given");
	c.outcome = calloc(1, sizeof(*c.outcome));
	if (!c.outcome)
		return error_memory(ctx);
	err = create(&c);
	placement_release(&c.placement);
	if (!err && outcome)
		*outcome = c.outcome;
	else
		resctrl_outcome_free(c.outcome);
	return err;
}
