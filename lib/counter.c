/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Giving an event a counter, or taking it away (kernel: fs/resctrl/monitor.c, mbm_L3_assignments_write). */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/idlist.h"
#include "counter-budget.h"
#include "counters.h"
#include "text/pattern.h"

/* One assignment or its opposite on its way. */
struct request {
	struct resctrl_ctx *ctx;
	struct group_ref ref;
	const char *group;
	const char *event;	/* NULL: every one */
	struct idlist domains;
	char state;		/* 'e' or '_' */
	bool dry;
	struct counter_budget *budgets;	/* for a dry run that assigns: one for each file, once it was reached */
	bool reached;		/* some file had the event */
	bool changed;		/* some domain of some event is not as it was, or in a dry run: would not be */
};

/* Domain ids of LINE that the request reaches, each once; single ids must exist. */
static int check_domains(const struct request *r, const struct schemata_line *line)
{
	char fix[300] = "the domains are ";

	for (size_t k = 0; k < line->num; k++) {
		size_t len = strlen(fix);

		if (len + 24 < sizeof(fix))
			snprintf(fix + len, sizeof(fix) - len, "%s%" PRIu64, k ? ", " : "",
				 line->entries[k].id);
	}
	for (size_t i = 0; i < r->domains.num; i++) {
		const struct id_range *range = &r->domains.ranges[i];
		bool found = false;

		for (size_t k = 0; k < line->num; k++)
			found |= line->entries[k].id >= range->first &&
				 line->entries[k].id <= range->last;
		if (!found)
			return error_refused(r->ctx, fix, "%s has no domain %" PRIu64
					     ", or all of its CPUs are offline", line->name, range->first);
	}
	return 0;
}

/* "EVENT:*=e" or "EVENT:0=e;2=e" with a newline. */
static void add_line(const struct request *r, const struct schemata_line *line, struct strbuf *text)
{
	bool first = true;

	strbuf_addf(text, "%s:", line->name);
	if (r->domains.all) {
		strbuf_addf(text, "*=%c\n", r->state);
		return;
	}
	for (size_t k = 0; k < line->num; k++) {
		if (!idlist_has(&r->domains, line->entries[k].id))
			continue;
		strbuf_addf(text, "%s%" PRIu64 "=%c", first ? "" : ";", line->entries[k].id, r->state);
		first = false;
	}
	strbuf_add(text, "\n");
}

/* After a write that succeeded: what was asked for and was not so before. */
static void note_done(struct request *r, const struct schemata_line *before)
{
	for (size_t k = 0; k < before->num; k++) {
		const struct schemata_entry *e = &before->entries[k];

		r->changed |= (r->domains.all || idlist_has(&r->domains, e->id)) &&
			      *e->value != r->state;
	}
}

/*
 * After one that failed: the kernel goes on with the other domains, or stops at the bad one, and leaves what it has
 * done. The record stays the one of the write.
 */
static void note_failed(struct request *r, const char *file, const struct schemata_line *before)
{
	struct resctrl_error failure = error_set_aside(r->ctx);
	const struct schemata_line *now;
	struct resctrl_schemata *table;

	if (!group_read_table(r->ctx, &r->ref, file, &table)) {
		now = schemata_find(table, before->name);
		for (size_t k = 0; now && k < before->num; k++) {
			const struct schemata_entry *e = schemata_find_entry(now, before->entries[k].id);

			r->changed |= e && strcmp(e->value, before->entries[k].value);
		}
		schemata_free(table);
	}
	error_resume(r->ctx, &failure);
}

/* What the kernel would say: it goes on with the other domains for "*", and stops at the first that lacks one else. */
static int predict_line(struct request *r, struct counter_budget *budget, const char *file,
			const struct schemata_line *line)
{
	const struct failure f = { RESCTRL_ERROR_NO_COUNTER, ENOSPC, RESCTRL_CAUSE_PREDICTED, file,
				   NULL, NULL };
	bool lacking = false;
	uint64_t id = 0;

	for (size_t k = 0; k < line->num && !(lacking && !r->domains.all); k++) {
		const struct schemata_entry *e = &line->entries[k];

		if (!r->domains.all && !idlist_has(&r->domains, e->id))
			continue;
		if (*e->value == r->state)
			continue;
		if (r->state == 'e' && !counter_budget_take(budget, e->id)) {
			id = lacking ? id : e->id;
			lacking = true;
		} else {
			r->changed = true;
		}
	}
	return lacking ? error_set(r->ctx, &f, "no counter is free for %s in domain %" PRIu64,
				   line->name, id) : 0;
}

/* One write per event: a write is applied as it is parsed, so the next event must not hang on the last. */
static int assign_line(struct request *r, struct counter_budget *budget, const char *file,
		       const struct schemata_line *line)
{
	struct strbuf text = { 0 };
	char path[640];
	int err;

	r->reached = true;
	err = check_domains(r, line);
	if (err)
		return err;
	if (r->dry)
		return predict_line(r, budget, file, line);
	add_line(r, line, &text);
	group_ref_path(&r->ref, file, path, sizeof(path));
	err = text.failed ? error_memory(r->ctx) : fs_write(r->ctx, STATUS_ASSIGN, path, text.text);
	strbuf_release(&text);
	if (err)
		note_failed(r, file, line);
	else
		note_done(r, line);
	return err;
}

/* Domains cannot be told apart where a counter serves all of them: what is done to one is done to the others. */
static int check_fixed(const struct request *r, const char *file)
{
	const struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_PREDICTED,
				   file, NULL, "leave out the domains" };
	char resource[64];
	bool fixed;
	int err;

	if (r->domains.all)
		return 0;
	err = assignments_name_parse(file, resource, sizeof(resource));
	if (!err)
		err = counters_are_fixed(r->ctx, resource, &fixed);
	if (err || !fixed)
		return err;
	return error_set(r->ctx, &f, "a counter serves all domains of %s at once on this machine", resource);
}

/* Loaded once, so that what one group would take is not there for the next. */
static int load_budget(struct request *r, const char *file, struct counter_budget *budget)
{
	char resource[64];
	int err;

	if (!r->dry || r->state != 'e' || budget->domains)
		return 0;
	err = assignments_name_parse(file, resource, sizeof(resource));
	return err ? err : counter_budget_load(r->ctx, resource, budget);
}

static int assign_file(struct request *r, const char *file, struct counter_budget *budget)
{
	struct resctrl_schemata *table;
	char path[640];
	int err;

	err = check_fixed(r, file);
	if (err)
		return err;
	err = group_read_table(r->ctx, &r->ref, file, &table);
	if (err == -EINVAL) {
		group_ref_path(&r->ref, file, path, sizeof(path));
		return counters_not_in_use(r->ctx, path);
	}
	if (err)
		return err;
	err = load_budget(r, file, budget);
	for (size_t i = 0; !err && i < table->num; i++) {
		if (!r->event || !strcmp(table->lines[i].name, r->event))
			err = assign_line(r, budget, file, &table->lines[i]);
	}
	schemata_free(table);
	return err;
}

/* Who holds the counters that ran out, for the record. */
static void name_holders(struct request *r)
{
	struct resctrl_error failure = error_set_aside(r->ctx);
	struct resctrl_counters *all;
	char names[320];

	if (!counters_load_all(r->ctx, &all)) {
		counters_name_holders(all, names, sizeof(names));
		if (*names)
			snprintf(failure.fix, sizeof(failure.fix), "unassign one that is not needed; held by "
				 "the groups %s", names);
		resctrl_counters_free(all);
	}
	error_resume(r->ctx, &failure);
}

static int assign_group(struct request *r, const char *name, const struct strlist *files)
{
	int err;

	err = group_ref_init(r->ctx, &r->ref, name);
	if (!err)
		err = group_ref_check(r->ctx, &r->ref);
	for (size_t i = 0; !err && i < files->num; i++)
		err = assign_file(r, files->items[i], &r->budgets[i]);
	return err;
}

/* In the order of the list, until one fails. */
static int assign_pattern(struct request *r, const struct strlist *files)
{
	const struct failure none = { RESCTRL_ERROR_NOT_FOUND, ENOENT, RESCTRL_CAUSE_PREDICTED, NULL,
				      NULL, "\"rctl list-groups\" shows the groups that exist" };
	struct resctrl_group_list *list;
	bool found = false;
	int err;

	err = group_list_load(r->ctx, &list);
	if (err)
		return err;
	for (size_t i = 0; !err && i < resctrl_group_list_get_num(list); i++) {
		const char *name = resctrl_group_list_get_name(list, i);

		if (!pattern_matches(r->group, name))
			continue;
		found = true;
		err = assign_group(r, name, files);
	}
	resctrl_group_list_free(list);
	if (!err && !found)
		err = error_set(r->ctx, &none, "no group matches %s", r->group);
	return err;
}

static int assign_files(struct request *r, const struct strlist *files)
{
	int err;

	r->budgets = calloc(files->num + 1, sizeof(*r->budgets));
	if (!r->budgets)
		return error_memory(r->ctx);
	err = pattern_is(r->group) ? assign_pattern(r, files) : assign_group(r, r->group, files);
	for (size_t i = 0; i < files->num; i++)
		counter_budget_release(&r->budgets[i]);
	free(r->budgets);
	return err;
}

static int assign(struct request *r)
{
	struct strlist files = { 0 };
	int err = 0;

	/* Names of groups may have such characters as well. */
	if (!pattern_is(r->group))
		err = group_ref_check(r->ctx, &r->ref);
	if (!err)
		err = counters_list_files(r->ctx, &files);
	if (!err)
		err = assign_files(r, &files);
	strlist_release(&files);
	if (!err && !r->reached)
		err = error_refused(r->ctx, "\"rctl list-counters\" shows the events that can be counted",
				    "no event %s can be assigned a counter", r->event ? r->event : "*");
	if (err == -ENOSPC)
		name_holders(r);
	if (err && r->changed)
		r->ctx->error.code = RESCTRL_ERROR_PARTIAL;
	return err;
}

static int run(struct resctrl_ctx *ctx, struct request *r, const char *domains, unsigned int flags)
{
	int err;

	err = group_ref_init(ctx, &r->ref, r->group);
	if (err)
		return err;
	err = idlist_parse(&r->domains, domains, strlen(domains));
	if (err)
		return err == -ENOMEM ? error_memory(ctx) :
			error_invalid(ctx, "write 0, 0,2-3 or *", "\"%s\" is no list of domains", domains);
	err = fs_start_change(ctx, flags);
	if (!err)
		err = assign(r);
	fs_unlock(ctx);
	idlist_release(&r->domains);
	return err;
}

static int change_counter(struct resctrl_ctx *ctx, const char *group, const char *event,
			  const char *domains, unsigned int flags, char state)
{
	struct request r = { .ctx = ctx, .group = group, .state = state,
			     .dry = flags & RESCTRL_DRY_RUN };

	assert(ctx);
	error_begin(ctx, "%s %s of %s", state == 'e' ? "assign a counter to" : "unassign the counter of",
		    event ? event : "", group ? group : "");
	if (!event || !*event)
		return error_invalid(ctx, "\"rctl list-counters\" shows the events, * stands for all",
				     "no event given");
	r.event = strcmp(event, "*") ? event : NULL;
	return run(ctx, &r, domains ? domains : "*", flags);
}

int resctrl_counter_assign(struct resctrl_ctx *ctx, const char *group, const char *event,
			   const char *domains, unsigned int flags)
{
	return change_counter(ctx, group, event, domains, flags, 'e');
}

int resctrl_counter_unassign(struct resctrl_ctx *ctx, const char *group, const char *event,
			     const char *domains, unsigned int flags)
{
	return change_counter(ctx, group, event, domains, flags, '_');
}
