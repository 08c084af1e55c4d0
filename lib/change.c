/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A change set of schemata: SPECs in, entries out. */
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
 * In mode pseudo-locksetup the lines of schemata have no domains, and there is but one line once the region is locked.
 * Other groups are not asked for their mode.
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

/* Forgets the entries and what is known of the machine. */
static void drop_entries(struct resctrl_change *change)
{
	for (size_t i = 0; i < change->num; i++)
		entry_release(&change->entries[i]);
	for (size_t i = 0; i < change->num_schemas; i++) {
		schema_release(change->schemas[i]);
		free(change->schemas[i]);
	}
	usage_release(&change->usage);
	schemata_free(change->current);
	change->num = change->num_schemas = 0;
	change->usage = (struct usage){ 0 };
	change->usage_known = false;
	change->current = NULL;
}

void resctrl_change_free(struct resctrl_change *change)
{
	if (!change)
		return;
	drop_entries(change);
	free(change->entries);
	free(change->schemas);
	strlist_release(&change->specs);
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
	err = change_open_schema(c, name, loaded);
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

/* The halves of a cache under CDP: false where the mount has none of NAME. */
static int find_halves(struct resctrl_change *c, const char *name, char halves[2][80], bool *found)
{
	int err = need_current(c);

	snprintf(halves[0], 80, "%.70sCODE", name);
	snprintf(halves[1], 80, "%.70sDATA", name);
	*found = !err && schemata_find(c->current, halves[0]) && schemata_find(c->current, halves[1]);
	return err;
}

/* Under CDP the name of the cache stands for both of its halves. */
static int add_spec_entry(struct resctrl_change *c, const struct spec_entry *spec)
{
	struct resctrl_schema *whole = NULL;
	char halves[2][80], peer[80];
	bool found = false;
	int err = 0;

	/* Where the mount says so there is no use in asking for the whole. */
	if (!schema_peer(spec->schema, peer, sizeof(peer)))
		err = ctx_has_mount_option(c->ctx, strcmp(spec->schema, "L2") ? "cdp" : "cdpl2");
	if (err > 0)
		err = find_halves(c, spec->schema, halves, &found);
	if (!err && !found)
		err = change_need_schema(c, spec->schema, &whole);
	if (!err && !found && !whole)
		err = find_halves(c, spec->schema, halves, &found);
	if (err || !found)
		return err ? err : add_domains(c, spec, spec->schema);
	err = add_domains(c, spec, halves[0]);
	return err ? err : add_domains(c, spec, halves[1]);
}

static int add_spec(struct resctrl_change *change, const char *spec)
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

int change_set(struct resctrl_change *change, const char *spec)
{
	int err = add_spec(change, spec);

	if (!err && strlist_add(&change->specs, spec))
		err = error_memory(change->ctx);
	return err;
}

static bool has_domains(const struct resctrl_schema *s, const struct schemata_line *line)
{
	bool same = line && line->num == s->num_domains;

	for (size_t i = 0; same && i < s->num_domains; i++)
		same = schemata_find_entry(line, s->domains[i]);
	return same;
}

int change_renew(struct resctrl_change *c, bool *changed)
{
	static const struct group_ref root = { .name = { .ctrl = "" }, .dir = "." };
	struct resctrl_schemata *now;
	int err;

	*changed = false;
	err = group_read_table(c->ctx, c->of_default ? &root : &c->ref, "schemata", &now);
	if (err)
		return err;
	for (size_t i = 0; i < c->num_schemas; i++)
		*changed |= !has_domains(c->schemas[i], schemata_find(now, c->schemas[i]->name));
	if (!*changed) {
		schemata_free(now);
		return 0;
	}
	drop_entries(c);
	c->current = now;
	for (size_t i = 0; !err && i < c->specs.num; i++)
		err = add_spec(c, c->specs.items[i]);
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
