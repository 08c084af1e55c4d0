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

#include "counters.h"
#include "group-config.h"
#include "outcome.h"
#include "owner.h"

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

/* The schemata asked for. The default group has the same schemas and domains as the one to come. */
static int prepare_change(struct creation *c)
{
	const struct group_ref root = { .name = { .ctrl = "" }, .dir = "." };
	struct resctrl_schemata *current;
	int err;

	if (!c->config->specs.num)
		return 0;
	err = group_read_table(c->ctx, &root, "schemata", &current);
	if (!err)
		err = change_new(c->ctx, &c->ref, current, &c->outcome->change);
	if (!err)
		c->outcome->change->place = c->config->place;
	for (size_t i = 0; !err && i < c->config->specs.num; i++)
		err = change_set(c->outcome->change, c->config->specs.items[i]);
	if (!err)
		change_forget_before(c->outcome->change);
	return err;
}

/*
 * RMIDs come back from limbo on their own: the kernel looks once a second. Others may use resctrl meanwhile, so the lock
 * is let go between two tries.
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

/* The kernel assigns counters to a new group as far as they last, and still says it succeeded. */
static int warn_of_missing_counters(struct creation *c)
{
	struct resctrl_counters *counters;
	struct resctrl_ctx *ctx = c->ctx;
	struct strbuf text = { 0 };
	size_t missing = 0;
	int err;

	err = counters_load_group(ctx, &c->ref, c->config->name, &counters);
	if (err == -EOPNOTSUPP) {
		error_clear(ctx);
		return 0;
	}
	if (err)
		return err;
	for (size_t i = 0; i < resctrl_counters_get_num(counters); i++)
		missing += !resctrl_counters_is_assigned(counters, i);
	/* Where nobody promised any, none is missing. */
	if (missing) {
		err = fs_read_optional(ctx, "info/L3_MON/mbm_assign_on_mkdir", &text);
		if (!err && text.text[0] == '1')
			error_warn(ctx, "counters_missing",
				   "%zu of %zu counters of %s could not be assigned: none is free; "
				   "\"rctl list-counters\" shows who holds them", missing,
				   resctrl_counters_get_num(counters), c->config->name);
		strbuf_release(&text);
	}
	resctrl_counters_free(counters);
	return err == -ENOENT ? 0 : err;
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

static int fill(struct creation *c)
{
	const struct resctrl_group_config *config = c->config;
	int err = 0;

	if (c->outcome->change)
		err = change_check_and_write(c->outcome->change, c->flags);
	if (!err && config->mode)
		err = write_text(c, STATUS_MODE, "mode", config->mode);
	if (!err && config->cpus) {
		err = placement_add_cpus(c->ctx, &c->placement);
		if (!err)
			err = write_text(c, STATUS_CPUS, "cpus_list", config->cpus);
	}
	if (!err && config->tasks) {
		if (tasks_copy(config->tasks, &c->outcome->tasks))
			return error_memory(c->ctx);
		err = tasks_move(c->ctx, c->outcome->tasks, &c->ref, &c->placement);
	}
	return err;
}

/* Everything back where it was; the record of the failure stays the one that led here. */
static void undo(struct creation *c)
{
	int err;

	placement_restore(c->ctx, &c->placement);
	err = io_rmdir(&c->ctx->io, c->ctx->fs_fd, c->ref.dir);
	if (err)
		error_add_left_behind(c->ctx, "the group %s could not be removed again (%s)",
				      c->config->name, strerror(-err));
}

static int create_locked(struct creation *c)
{
	int err;

	err = prepare_change(c);
	if (!err && c->outcome->change && !(c->flags & RESCTRL_NO_CHECK))
		err = check_change(c->outcome->change);
	if (err)
		return err;
	err = make_directory(c);
	if (err == -EEXIST && c->flags & RESCTRL_EXIST_OK)
		return join_group(c->ctx, c->config, &c->ref, c->outcome);
	if (err)
		return err;
	err = fill(c);
	if (!err)
		err = warn_of_missing_counters(c);
	if (err)
		undo(c);
	else
		c->outcome->created = true;
	return err;
}

/* What can be said without changing anything. */
static int create_predict(struct creation *c)
{
	const struct failure f = { RESCTRL_ERROR_EXISTS, EEXIST, RESCTRL_CAUSE_PREDICTED, c->ref.dir,
				   NULL, "choose another name" };
	int err;

	err = prepare_change(c);
	if (!err && c->outcome->change && !(c->flags & RESCTRL_NO_CHECK))
		err = check_change(c->outcome->change);
	if (!err && !(c->flags & RESCTRL_EXIST_OK) &&
	    io_exists(&c->ctx->io, c->ctx->fs_fd, c->ref.dir))
		err = error_set(c->ctx, &f, "there already is a group %s", c->config->name);
	if (err || !c->config->tasks)
		return err;
	if (tasks_copy(c->config->tasks, &c->outcome->tasks))
		return error_memory(c->ctx);
	return tasks_predict(c->ctx, c->outcome->tasks, c->ref.dir, true);
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
