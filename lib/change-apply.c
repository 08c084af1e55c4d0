/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A change set on its way to the kernel: one write, and what became of it. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "change.h"

/* Entries of one schema make one line, in the order in which the schemas came first. */
static char *format_write(const struct resctrl_change *c)
{
	struct strbuf sb = { 0 };

	for (size_t i = 0; i < c->num; i++) {
		const char *name = c->entries[i].schema;
		size_t first = 0;

		while (strcmp(c->entries[first].schema, name))
			first++;
		if (first != i)
			continue;
		strbuf_addf(&sb, "%s:", name);
		for (size_t k = i; k < c->num; k++) {
			if (!strcmp(c->entries[k].schema, name))
				strbuf_addf(&sb, "%s%" PRIu64 "=%s", k == i ? "" : ";",
					    c->entries[k].domain, c->entries[k].value);
		}
		strbuf_add(&sb, "\n");
	}
	return strbuf_steal(&sb);
}

int change_take_effective(struct resctrl_change *c, const struct resctrl_schemata *now)
{
	for (size_t i = 0; i < c->num; i++) {
		struct change_entry *e = &c->entries[i];
		const struct schemata_line *line = schemata_find(now, e->schema);
		const struct schemata_entry *got = line ? schemata_find_entry(line, e->domain) : NULL;

		free(e->effective);
		e->effective = got ? strdup(got->value) : NULL;
		if (got && !e->effective)
			return error_memory(c->ctx);
	}
	return 0;
}

/*
 * Digits as numbers: "00ff" is "ff". Texts that are no numbers are not compared. A rounding that could be foreseen was
 * told when it was.
 */
static bool differs(const struct change_entry *e)
{
	int base = e->kind == RESCTRL_SCHEMA_CACHE ? 16 : 10;
	const char *value = e->expected;
	uint64_t expected, got;

	if (base == 16 && !strncmp(value, "0x", 2))
		value += 2;
	return e->kind != RESCTRL_SCHEMA_OTHER && e->effective && !num_parse_u64(value, base, &expected) &&
	       !num_parse_u64(e->effective, base, &got) && expected != got;
}

static void warn_of_differences(struct resctrl_change *c)
{
	for (size_t i = 0; i < c->num; i++) {
		const struct change_entry *e = &c->entries[i];

		if (differs(e))
			error_warn(c->ctx, "effective_differs", "%s domain %" PRIu64
				   ": %s was written, and the kernel made it %s", e->schema, e->domain, e->value,
				   e->effective);
	}
}

static bool has_effect_at_once(const struct resctrl_change *c)
{
	for (size_t i = 0; i < c->num_schemas; i++) {
		if (c->schemas[i]->unit == RESCTRL_UNIT_MIBPS)
			return true;
	}
	return false;
}

/*
 * Mounted with mba_MBps the kernel takes each bandwidth as it reads it, so that those before the value it refuses are
 * in force (kernel: fs/resctrl/ctrlmondata.c, parse_bw). All else is taken together or not at all.
 */
static void note_partial(struct resctrl_change *c)
{
	struct resctrl_schemata *now = NULL;
	struct resctrl_error failure;
	int err;

	if (!has_effect_at_once(c))
		return;
	failure = error_set_aside(c->ctx);
	err = group_read_table(c->ctx, &c->ref, "schemata", &now);
	if (!err)
		err = change_take_effective(c, now);
	error_resume(c->ctx, &failure);
	for (size_t i = 0; !err && i < c->num; i++) {
		const struct change_entry *e = &c->entries[i];

		if (e->before && e->effective && strcmp(e->before, e->effective))
			error_add_left_behind(c->ctx, "%s domain %" PRIu64 " is %s already, and was %s", e->schema,
					      e->domain, e->effective, e->before);
	}
	schemata_free(now);
}

static int write_all(struct resctrl_change *change)
{
	struct resctrl_schemata *now = NULL;
	struct strbuf back = { 0 };
	char path[640];
	char *text;
	int err;

	if (!change->num)
		return 0;
	text = format_write(change);
	if (!text)
		return error_memory(change->ctx);
	group_ref_path(&change->ref, "schemata", path, sizeof(path));
	err = fs_write_and_read(change->ctx, STATUS_SCHEMATA, path, text, &back);
	free(text);
	if (err)
		note_partial(change);
	if (!err)
		err = group_parse_table(change->ctx, path, back.text, &now);
	if (!err)
		err = change_take_effective(change, now);
	if (!err)
		warn_of_differences(change);
	schemata_free(now);
	strbuf_release(&back);
	return err;
}

/* "set MB, L3 of web" */
static void name_operation(const struct resctrl_change *c)
{
	const char *group = *c->ref.name.ctrl ? c->ref.name.ctrl : "/";
	struct strbuf names = { 0 };

	for (size_t i = 0; i < c->num; i++) {
		if (!i || strcmp(c->entries[i].schema, c->entries[i - 1].schema))
			strbuf_addf(&names, "%s%s", i ? ", " : "", c->entries[i].schema);
	}
	error_begin(c->ctx, "set %s of %s", names.text ? names.text : "schemata", group);
	strbuf_release(&names);
}

/* A CPU that goes or comes takes no longer than that, unless they do so without end. */
#define MOST_TRIES 5

/*
 * The kernel refuses a domain that has gone since the entries were made, without a word; it is no domain that the user
 * named where he wrote * or none. Then they are made again. What was left out because it was not there is set, too.
 */
static int write_present(struct resctrl_change *change)
{
	const struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, RESCTRL_CAUSE_KERNEL, NULL, NULL,
				   "try again when no CPUs go or come" };
	struct resctrl_ctx *ctx = change->ctx;

	for (int i = 0; i < MOST_TRIES; i++) {
		struct resctrl_error refusal;
		bool changed;
		int err = write_all(change);

		if (err != -EINVAL || *ctx->error.kernel_text)
			return err;
		/* What was in force already is in the record. */
		if (ctx->error.left_behind.num)
			return err;
		refusal = ctx->error;
		err = change_renew(change, &changed);
		if (err == -ENOMEM)
			return err;
		if (!err && !changed) {
			ctx->error = refusal;
			return -EINVAL;
		}
		if (!err) {
			error_clear(ctx);
			err = check_change(change);
		}
		if (err)
			return err;
	}
	return error_set(ctx, &f, "domains come and go too fast: CPUs are going offline and coming back");
}

int change_check_and_write(struct resctrl_change *change, unsigned int flags)
{
	struct resctrl_error predicted;
	struct resctrl_ctx *ctx = change->ctx;
	int err, refused;

	refused = check_change(change);
	if (refused && !(flags & RESCTRL_NO_CHECK))
		return refused;
	if (flags & RESCTRL_DRY_RUN)
		return 0;
	/* The kernel shall decide: until it has, there is no failure. */
	predicted = ctx->error;
	error_clear(ctx);
	err = refused ? write_all(change) : write_present(change);
	if (err && refused)
		error_explain(ctx, &predicted);
	return err;
}

int resctrl_change_apply(struct resctrl_change *change, unsigned int flags)
{
	struct resctrl_ctx *ctx;
	int err;

	assert(change);
	ctx = change->ctx;
	name_operation(change);
	err = fs_start_change(ctx, flags);
	if (!err)
		err = change_check_and_write(change, flags);
	fs_unlock(ctx);
	return err;
}
