/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What bandwidth events count. With counters that are assigned: one filter an event, for all domains
 * (info/<RESOURCE>_MON/event_configs/<EVENT>/event_filter). Without: one for each domain, where the hardware has
 * bandwidth event configuration (info/<RESOURCE>_MON/<EVENT>_config). Kernel: fs/resctrl/monitor.c, rdtgroup.c.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/idlist.h"
#include "base/num.h"
#include "schema.h"
#include "text/filter.h"

struct filter {
	char *resource;
	char *event;
	bool has_domain;
	uint64_t domain;
	uint64_t bits;
};

struct resctrl_filters {
	struct filter *entries;
	size_t num;
};

static int add(struct resctrl_ctx *ctx, struct resctrl_filters *f, const struct filter *entry)
{
	struct filter *more = reallocarray(f->entries, f->num + 1, sizeof(*more));

	if (!more)
		return error_memory(ctx);
	f->entries = more;
	more += f->num;
	*more = *entry;
	more->resource = strdup(entry->resource);
	more->event = strdup(entry->event);
	if (more->resource && more->event) {
		f->num++;
		return 0;
	}
	free(more->resource);
	free(more->event);
	return error_memory(ctx);
}

/* event_configs/EVENT/event_filter; not in use (-EINVAL) in the mode "default". */
static int load_event_filter(struct resctrl_ctx *ctx, struct resctrl_filters *f,
			     const char *resource, const char *event)
{
	struct filter entry = { .resource = (char *)resource, .event = (char *)event };
	struct strbuf text = { 0 };
	char path[700];
	int err;

	snprintf(path, sizeof(path), "info/%.255s_MON/event_configs/%.255s/event_filter", resource,
		 event);
	err = fs_read_optional(ctx, path, &text);
	if (err == -ENOENT || err == -EINVAL) {
		error_clear(ctx);
		err = 0;
	} else if (!err && filter_parse(text.text, &entry.bits)) {
		err = text_error(ctx, path, text.text);
	} else if (!err) {
		err = add(ctx, f, &entry);
	}
	strbuf_release(&text);
	return err;
}

/* EVENT_config, "0=0x7f;1=0x7f"; hidden while counters are assigned. */
static int load_config(struct resctrl_ctx *ctx, struct resctrl_filters *f, const char *resource,
		       const char *event)
{
	struct filter entry = { .resource = (char *)resource, .event = (char *)event,
				.has_domain = true };
	struct domval *list;
	char dir[300], file[300], path[640];
	size_t num;
	int err;

	snprintf(dir, sizeof(dir), "info/%.255s_MON", resource);
	snprintf(file, sizeof(file), "%.255s_config", event);
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	err = domvals_read(ctx, dir, file, &list, &num);
	for (size_t i = 0; !err && i < num; i++) {
		entry.domain = list[i].id;
		err = filter_parse(list[i].value, &entry.bits) ? text_error(ctx, path, list[i].value) :
								 add(ctx, f, &entry);
	}
	domval_free(list, num);
	return err;
}

static int load_resource(struct resctrl_ctx *ctx, struct resctrl_filters *f, const char *resource)
{
	struct strlist events = { 0 }, files = { 0 };
	char path[600];
	int err;

	snprintf(path, sizeof(path), "info/%.255s_MON/event_configs", resource);
	err = io_list(&ctx->io, ctx->fs_fd, path, &events, NULL);
	if (err && err != -ENOENT)
		err = error_system(ctx, STATUS_READ, -err, path);
	else
		err = 0;
	for (size_t i = 0; !err && i < events.num; i++)
		err = load_event_filter(ctx, f, resource, events.items[i]);
	snprintf(path, sizeof(path), "info/%.255s_MON", resource);
	if (!err)
		err = fs_list(ctx, path, NULL, &files);
	for (size_t i = 0; !err && i < files.num; i++) {
		size_t len = strlen(files.items[i]);

		if (len <= 7 || strcmp(files.items[i] + len - 7, "_config"))
			continue;
		files.items[i][len - 7] = '\0';
		err = load_config(ctx, f, resource, files.items[i]);
	}
	strlist_release(&events);
	strlist_release(&files);
	return err;
}

static int load(struct resctrl_ctx *ctx, struct resctrl_filters *f)
{
	struct strlist dirs = { 0 };
	int err;

	err = fs_list(ctx, "info", &dirs, NULL);
	for (size_t i = 0; !err && i < dirs.num; i++) {
		size_t len = strlen(dirs.items[i]);

		if (len <= 4 || strcmp(dirs.items[i] + len - 4, "_MON"))
			continue;
		dirs.items[i][len - 4] = '\0';
		err = load_resource(ctx, f, dirs.items[i]);
	}
	strlist_release(&dirs);
	return err;
}

static int load_new(struct resctrl_ctx *ctx, struct resctrl_filters **filters)
{
	struct resctrl_filters *f = calloc(1, sizeof(*f));
	int err;

	if (!f)
		return error_memory(ctx);
	err = load(ctx, f);
	if (err)
		resctrl_filters_free(f);
	else
		*filters = f;
	return err;
}

int resctrl_filters_load(struct resctrl_ctx *ctx, struct resctrl_filters **filters)
{
	int err;

	assert(ctx);
	if (!filters)
		return -EINVAL;
	error_begin(ctx, "read what the events count");
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	fs_lock_shared(ctx);
	err = load_new(ctx, filters);
	fs_unlock(ctx);
	return err;
}

void resctrl_filters_free(struct resctrl_filters *filters)
{
	if (!filters)
		return;
	for (size_t i = 0; i < filters->num; i++) {
		free(filters->entries[i].resource);
		free(filters->entries[i].event);
	}
	free(filters->entries);
	free(filters);
}

/* ---- setting ---- */

struct request {
	struct resctrl_ctx *ctx;
	const char *event;
	const char *types;
	bool known;		/* the types are BITS */
	uint64_t bits;
	struct idlist domains;
	struct resctrl_filters *now;
	bool changed;
};

static int no_such_event(struct request *r)
{
	const struct failure none = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP,
				      RESCTRL_CAUSE_KERNEL, r->ctx->fs_path, NULL,
				      "it takes AMD with BMEC, or assignable counters in their mode "
				      "mbm_event" };
	char fix[300] = "these can be: ";
	const char *last = "";

	if (!r->now->num)
		return error_set(r->ctx, &none, "what events count cannot be chosen on this machine");
	for (size_t i = 0; i < r->now->num; i++) {
		size_t len = strlen(fix);

		if (!strcmp(r->now->entries[i].event, last))
			continue;
		last = r->now->entries[i].event;
		snprintf(fix + len, sizeof(fix) - len, "%s%.64s", i ? ", " : "", last);
	}
	return error_refused(r->ctx, fix, "what %s counts cannot be chosen", r->event);
}

static void name_types(char *fix, size_t size)
{
	char all[240];

	filter_format(0x7f, all, sizeof(all));
	snprintf(fix, size, "use 0x and the bits, or: %s", all);
}

static int types_unknown(struct request *r)
{
	char fix[320];

	name_types(fix, sizeof(fix));
	return error_invalid(r->ctx, fix, "\"%.200s\" is no list of kinds of memory traffic", r->types);
}

/* One filter for all domains. Names that we do not know are for the kernel to judge; none so far has others. */
static int set_event_filter(struct request *r, const struct filter *entry, bool dry)
{
	char path[700], text[400], fix[320];
	int err;

	if (!r->domains.all)
		return error_refused(r->ctx, "leave out the domains",
				     "one filter of %s holds for all domains while counters are assigned",
				     r->event);
	if (r->known && filter_format(r->bits, text, sizeof(text)))
		return error_refused(r->ctx, "the bits 0x7f have one",
				     "some bit of 0x%" PRIx64 " has no name in this mode", r->bits);
	if (!r->known && dry) {
		name_types(fix, sizeof(fix));
		return error_refused(r->ctx, fix, "\"%.200s\" is no list of kinds of memory traffic that "
				     "the kernel knows", r->types);
	}
	if (!r->known)
		snprintf(text, sizeof(text), "%.380s", r->types);
	/* Every assigned counter of the event would start again. */
	if (dry || (r->known && r->bits == entry->bits))
		return 0;
	strcat(text, "\n");
	snprintf(path, sizeof(path), "info/%.255s_MON/event_configs/%.255s/event_filter",
		 entry->resource, entry->event);
	err = fs_write(r->ctx, STATUS_EVENT_FILTER, path, text);
	r->changed |= !err;
	return err;
}

/* One domain a write: a list is applied entry by entry, and none must hang on the one before. */
static int set_config(struct request *r, const struct filter *entry, bool dry)
{
	char path[600], text[64];
	int err;

	if (!r->known)
		return types_unknown(r);
	if (dry || r->bits == entry->bits)
		return 0;
	snprintf(path, sizeof(path), "info/%.255s_MON/%.255s_config", entry->resource, entry->event);
	snprintf(text, sizeof(text), "%" PRIu64 "=0x%" PRIx64 "\n", entry->domain, r->bits);
	err = fs_write(r->ctx, STATUS_EVENT_FILTER, path, text);
	r->changed |= !err;
	return err;
}

/* Single ids must exist. */
static int check_domains(struct request *r)
{
	for (size_t i = 0; i < r->domains.num; i++) {
		const struct id_range *range = &r->domains.ranges[i];
		bool found = false;

		for (size_t k = 0; k < r->now->num; k++) {
			const struct filter *f = &r->now->entries[k];

			found |= !f->has_domain || (!strcmp(f->event, r->event) &&
				 f->domain >= range->first && f->domain <= range->last);
		}
		if (!found)
			return error_refused(r->ctx, "\"rctl info\" shows the domains",
					     "%s has no domain %" PRIu64 ", or all of its CPUs are offline",
					     r->event, range->first);
	}
	return 0;
}

static bool has_event(const struct request *r)
{
	for (size_t i = 0; i < r->now->num; i++) {
		if (!strcmp(r->now->entries[i].event, r->event))
			return true;
	}
	return false;
}

static int set(struct request *r, bool dry)
{
	int err;

	err = load_new(r->ctx, &r->now);
	if (!err)
		err = has_event(r) ? check_domains(r) : no_such_event(r);
	for (size_t i = 0; !err && i < r->now->num; i++) {
		const struct filter *f = &r->now->entries[i];

		if (strcmp(f->event, r->event))
			continue;
		if (!f->has_domain)
			err = set_event_filter(r, f, dry);
		else if (r->domains.all || idlist_has(&r->domains, f->domain))
			err = set_config(r, f, dry);
	}
	if (err && r->changed)
		r->ctx->error.code = RESCTRL_ERROR_PARTIAL;
	resctrl_filters_free(r->now);
	return err;
}

int resctrl_filter_set(struct resctrl_ctx *ctx, const char *event, const char *types,
		       const char *domains, unsigned int flags)
{
	struct request r = { .ctx = ctx, .event = event, .types = types };
	int err;

	assert(ctx);
	error_begin(ctx, "choose what %s counts", event ? event : "");
	if (!event || !*event || !types)
		return error_invalid(ctx, "\"rctl info\" shows the events",
				     "no event or no kinds of memory traffic given");
	err = filter_parse(types, &r.bits);
	/* An empty text, of a variable that is not set, is no wish to count nothing. */
	if (!*types || err == -EINVAL || strlen(types) > 380 || strchr(types, '\n'))
		return types_unknown(&r);
	r.known = !err;
	domains = domains ? domains : "*";
	err = idlist_parse(&r.domains, domains, strlen(domains));
	if (err)
		return err == -ENOMEM ? error_memory(ctx) :
			error_invalid(ctx, "write 0, 0,2-3 or *", "\"%s\" is no list of domains", domains);
	err = fs_start_change(ctx, flags);
	if (!err)
		err = set(&r, flags & RESCTRL_DRY_RUN);
	fs_unlock(ctx);
	idlist_release(&r.domains);
	return err;
}

/* ---- accessors ---- */

size_t resctrl_filters_get_num(const struct resctrl_filters *filters)
{
	assert(filters);
	return filters->num;
}

const char *resctrl_filters_get_resource(const struct resctrl_filters *filters, size_t i)
{
	assert(filters && i < filters->num);
	return filters->entries[i].resource;
}

const char *resctrl_filters_get_event(const struct resctrl_filters *filters, size_t i)
{
	assert(filters && i < filters->num);
	return filters->entries[i].event;
}

int resctrl_filters_get_domain(const struct resctrl_filters *filters, size_t i, uint64_t *value)
{
	assert(filters && i < filters->num);
	if (!value)
		return -EINVAL;
	if (!filters->entries[i].has_domain)
		return -ENOENT;
	*value = filters->entries[i].domain;
	return 0;
}

uint64_t resctrl_filters_get_bits(const struct resctrl_filters *filters, size_t i)
{
	assert(filters && i < filters->num);
	return filters->entries[i].bits;
}

const char *resctrl_filter_get_type_name(unsigned int bit)
{
	return filter_name(bit);
}
