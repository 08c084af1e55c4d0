/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A change set of schemata: SPECs in, entries, one write, what became of it. */
#include "change.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

int change_new(struct resctrl_ctx *ctx, const struct group_ref *ref,
	       struct resctrl_schemata *current, struct resctrl_change **change)
{
	struct resctrl_change *c = calloc(1, sizeof(*c));

	if (!c) {
		schemata_free(current);
		return error_memory(ctx);
	}
	c->ctx = resctrl_ctx_ref(ctx);
	c->ref = *ref;
	c->ref.name.ctrl = c->ref.name.buf;
	c->current = current;
	c->is_new = !current;
	c->of_default = c->is_new;
	c->mode_known = c->is_new;
	*change = c;
	return 0;
}

/*
 * In mode pseudo-locksetup the lines of schemata have no domains, and there is but one line once the region is locked. Other
 * groups are not asked for their mode.
 */
static int find_lock(struct resctrl_change *c)
{
	bool whole = c->current->num > 1;
	char *mode;
	int err;

	for (size_t i = 0; i < c->current->num; i++)
		whole &= c->current->lines[i].num > 0;
	if (whole)
		return 0;
	err = line_read(c->ctx, c->ref.dir, "mode", &mode);
	if (err)
		return err;
	c->lock_setup = mode && !strcmp(mode, "pseudo-locksetup");
	c->locked = mode && !strcmp(mode, "pseudo-locked");
	free(mode);
	if (c->lock_setup || c->locked) {
		c->of_default = true;
		schemata_free(c->current);
		c->current = NULL;
	}
	return 0;
}

int resctrl_change_new(struct resctrl_ctx *ctx, const char *group, struct resctrl_change **change)
{
	struct resctrl_schemata *current;
	struct resctrl_change *c;
	struct group_ref ref;
	int err;

	assert(ctx);
	if (!change)
		return -EINVAL;
	error_begin(ctx, "set schemata of %s", group ? group : "");
	err = group_ref_init(ctx, &ref, group);
	if (err)
		return err;
	if (ref.name.kind == RESCTRL_GROUP_MON)
		return error_refused(ctx, "change the control group above it",
				     "%s is a monitor group: it has the schemata of its control group",
				     group);
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	err = group_ref_check(ctx, &ref);
	if (!err)
		err = group_read_table(ctx, &ref, "schemata", &current);
	if (!err)
		err = change_new(ctx, &ref, current, &c);
	if (err)
		return err;
	err = find_lock(c);
	if (err)
		resctrl_change_free(c);
	else
		*change = c;
	return err;
}

static void entry_release(struct change_entry *e)
{
	free(e->schema);
	free(e->asked);
	free(e->value);
	free(e->expected);
	free(e->before);
	free(e->effective);
}

void resctrl_change_free(struct resctrl_change *change)
{
	if (!change)
		return;
	for (size_t i = 0; i < change->num; i++)
		entry_release(&change->entries[i]);
	for (size_t i = 0; i < change->num_schemas; i++) {
		schema_release(change->schemas[i]);
		free(change->schemas[i]);
	}
	usage_release(&change->usage);
	free(change->entries);
	free(change->schemas);
	schemata_free(change->current);
	resctrl_ctx_unref(change->ctx);
	free(change);
}

int resctrl_change_set_place(struct resctrl_change *change, enum resctrl_place place)
{
	assert(change);
	if (place < RESCTRL_PLACE_LOW || place > RESCTRL_PLACE_LEAST)
		return -EINVAL;
	change->place = place;
	return 0;
}

int change_need_usage(struct resctrl_change *change)
{
	int err;

	if (change->usage_known)
		return 0;
	err = usage_load(change->ctx, change->ref.dir, &change->usage);
	change->usage_known = !err;
	return err;
}

struct resctrl_schema *change_find_schema(const struct resctrl_change *change, const char *name)
{
	for (size_t i = 0; i < change->num_schemas; i++) {
		if (!strcmp(change->schemas[i]->name, name))
			return change->schemas[i];
	}
	return NULL;
}

static int need_current(struct resctrl_change *c)
{
	const struct group_ref root = { .name = { .ctrl = "" }, .dir = "." };

	return c->current ? 0 : group_read_table(c->ctx, &root, "schemata", &c->current);
}

/* Where bit_usage has not told the domains, or the group's own schemata are at hand, they come from there. */
static int find_domains(struct resctrl_change *c, struct resctrl_schema *s, bool *exists)
{
	const struct schemata_line *line;
	int err = 0;

	*exists = true;
	if (c->of_default && s->num_domains)
		return 0;
	err = need_current(c);
	if (err)
		return err;
	line = schemata_find(c->current, s->name);
	*exists = line;
	return line ? schema_set_domains(c->ctx, s, line) : 0;
}

int change_need_schema(struct resctrl_change *c, const char *name,
		       struct resctrl_schema **schema)
{
	struct resctrl_schema **more, *loaded;
	bool exists = false;
	int err;

	*schema = change_find_schema(c, name);
	if (*schema)
		return 0;
	more = reallocarray(c->schemas, c->num_schemas + 1, sizeof(*more));
	if (!more)
		return error_memory(c->ctx);
	c->schemas = more;
	loaded = calloc(1, sizeof(*loaded));
	if (!loaded)
		return error_memory(c->ctx);
	err = schema_open(c->ctx, name, loaded);
	if (!err) {
		err = find_domains(c, loaded, &exists);
		if (err || !exists)
			schema_release(loaded);
	}
	if (err || !exists)
		free(loaded);
	else
		*schema = more[c->num_schemas++] = loaded;
	return err;
}

int change_need_bandwidth(struct resctrl_change *c, struct resctrl_schema *schema)
{
	return schema_need_bandwidth(c->ctx, schema,
				     c->of_default ? schemata_find(c->current, schema->name) : NULL);
}

static int add_entry(struct resctrl_change *c, const struct spec_entry *spec, const char *name,
		     struct resctrl_schema *schema, uint64_t domain)
{
	const struct schemata_line *line = c->of_default ? NULL : schemata_find(c->current, name);
	const struct schemata_entry *now = line ? schemata_find_entry(line, domain) : NULL;
	struct change_entry e = { .domain = domain };
	int err = 0;

	if (c->num == c->size) {
		size_t size = c->size ? 2 * c->size : 16;
		struct change_entry *more = reallocarray(c->entries, size, sizeof(*more));

		if (!more)
			return error_memory(c->ctx);
		c->entries = more;
		c->size = size;
	}
	if (schema) {
		e.kind = schema->kind;
		err = resolve_value(c, spec, schema, domain, &e.value);
		if (!err)
			err = resolve_expected(c->ctx, schema, e.value, &e.expected);
	} else {
		e.value = strdup(spec->text);
		e.expected = strdup(spec->text);
	}
	e.schema = strdup(name);
	e.asked = strdup(spec->text);
	e.before = now ? strdup(now->value) : NULL;
	if (!err && (!e.schema || !e.asked || !e.value || !e.expected || (now && !e.before)))
		err = error_memory(c->ctx);
	if (err)
		entry_release(&e);
	else
		c->entries[c->num++] = e;
	return err;
}

static int no_domain(struct resctrl_change *c, const struct spec_entry *spec, const char *name)
{
	if (!change_find_schema(c, name))
		return error_refused(c->ctx, "\"rctl info\" shows the schemas of this machine",
				     "this machine has no schema %s", name);
	return error_refused(c->ctx, "\"rctl info\" shows the domains",
			     "%s=%s reaches no domain", spec->schema, spec->text);
}

/* Adds an entry for each domain that SPEC reaches: single ids as written, ranges and * as they exist. */
static int add_domains(struct resctrl_change *c, const struct spec_entry *spec, const char *name)
{
	struct resctrl_schema *schema;
	size_t before = c->num;
	int err;

	err = change_need_schema(c, name, &schema);
	for (size_t i = 0; !err && i < spec->ids.num; i++) {
		const struct id_range *r = &spec->ids.ranges[i];

		if (r->first == r->last)
			err = add_entry(c, spec, name, schema, r->first);
		for (size_t k = 0; !err && schema && r->first != r->last && k < schema->num_domains;
		     k++) {
			if (schema->domains[k] >= r->first && schema->domains[k] <= r->last)
				err = add_entry(c, spec, name, schema, schema->domains[k]);
		}
	}
	for (size_t k = 0; !err && spec->ids.all && schema && k < schema->num_domains; k++)
		err = add_entry(c, spec, name, schema, schema->domains[k]);
	if (!err && c->num == before)
		err = no_domain(c, spec, name);
	return err;
}

/* Under CDP the name of the cache stands for both of its halves. */
static int add_spec_entry(struct resctrl_change *c, const struct spec_entry *spec)
{
	static const char *const halves[] = { "CODE", "DATA" };
	struct resctrl_schema *whole;
	char name[2][80];
	int err;

	err = change_need_schema(c, spec->schema, &whole);
	if (err || whole)
		return err ? err : add_domains(c, spec, spec->schema);
	for (int i = 0; i < 2; i++)
		snprintf(name[i], sizeof(name[i]), "%.70s%s", spec->schema, halves[i]);
	if (!schemata_find(c->current, name[0]) || !schemata_find(c->current, name[1]))
		return add_domains(c, spec, spec->schema);
	err = add_domains(c, spec, name[0]);
	return err ? err : add_domains(c, spec, name[1]);
}

int change_set(struct resctrl_change *change, const char *spec)
{
	size_t before = change->num;
	char message[300];
	struct spec parsed;
	int err;

	err = spec_parse(spec, &parsed, message, sizeof(message));
	if (err == -ENOMEM)
		return error_memory(change->ctx);
	if (err)
		return error_invalid(change->ctx,
				     "write L3=0xff for every domain, or L3:0=ff;1=ff0 as the kernel does",
				     "%s", message);
	for (size_t i = 0; !err && i < parsed.num; i++)
		err = add_spec_entry(change, &parsed.entries[i]);
	spec_release(&parsed);
	while (err && change->num > before)
		entry_release(&change->entries[--change->num]);
	return err;
}

int resctrl_change_set(struct resctrl_change *change, const char *spec)
{
	int err;

	assert(change);
	error_begin(change->ctx, "set schemata of %s", *change->ref.name.ctrl ?
		    change->ref.name.ctrl : "/");
	if (!spec)
		return error_invalid(change->ctx, NULL, "no SPEC given");
	/* The context may have been released since the change set was made. */
	err = ctx_open_fs(change->ctx);
	return err < 0 ? err : change_set(change, spec);
}

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

/* Digits as numbers: "00ff" is "ff". Texts that are no numbers are not compared. */
static bool differs(const struct change_entry *e)
{
	int base = e->kind == RESCTRL_SCHEMA_CACHE ? 16 : 10;
	const char *value = e->value;
	uint64_t asked, got;

	if (base == 16 && !strncmp(value, "0x", 2))
		value += 2;
	return e->kind != RESCTRL_SCHEMA_OTHER && e->effective && !num_parse_u64(value, base, &asked) &&
	       !num_parse_u64(e->effective, base, &got) && asked != got;
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
 * Mounted with mba_MBps the kernel takes each bandwidth as it reads it, so that those before the value it refuses are in
 * force (kernel: fs/resctrl/ctrlmondata.c, parse_bw). All else is taken together or not at all.
 */
static void note_partial(struct resctrl_change *c)
{
	struct resctrl_error failed = c->ctx->error;
	struct resctrl_schemata *now = NULL;
	int err;

	if (!has_effect_at_once(c))
		return;
	/* The record is the failure's. */
	c->ctx->error.left_behind = (struct strlist){ 0 };
	err = group_read_table(c->ctx, &c->ref, "schemata", &now);
	if (!err)
		err = change_take_effective(c, now);
	error_clear(c->ctx);
	c->ctx->error = failed;
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
	err = write_all(change);
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

size_t resctrl_change_get_num(const struct resctrl_change *change)
{
	assert(change);
	return change->num;
}

const char *resctrl_change_get_schema(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].schema;
}

uint64_t resctrl_change_get_domain(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].domain;
}

enum resctrl_schema_kind resctrl_change_get_kind(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].kind;
}

const char *resctrl_change_get_asked(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].asked;
}

const char *resctrl_change_get_expected(const struct resctrl_change *change, size_t i)
{
	return change->entries[i].expected;
}

const char *resctrl_change_get_value(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].value;
}

const char *resctrl_change_get_before(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].before;
}

const char *resctrl_change_get_effective(const struct resctrl_change *change, size_t i)
{
	assert(change && i < change->num);
	return change->entries[i].effective;
}
