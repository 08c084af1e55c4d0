/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Giving and taking the counters of rotated events (kernel: fs/resctrl/monitor.c, mbm_L3_assignments_write). */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "multiplex.h"

/* How the kernel sees ITEM in the domains of its bank. */
struct holding {
	size_t num_assigned;
	bool is_gone;		/* the group, the event or a domain is not there, or was not meanwhile */
	bool is_unknown;	/* the file cannot be read */
};

static int read_holding(struct resctrl_multiplex *x, const struct mux_bank *b,
			const struct mux_item *item, struct holding *h)
{
	const struct schemata_entry *e;
	const struct schemata_line *line;
	struct resctrl_schemata *table;
	struct group_ref ref;
	int err;

	*h = (struct holding){ 0 };
	err = group_ref_init(x->ctx, &ref, item->group);
	if (!err)
		err = group_read_table(x->ctx, &ref, b->file, &table);
	if (err == -ENOMEM)
		return err;
	if (err) {
		error_clear(x->ctx);
		h->is_gone = h->is_unknown = true;
		return 0;
	}
	line = schemata_find(table, item->event);
	for (size_t k = 0; k < b->num_domains; k++) {
		e = line ? schemata_find_entry(line, b->domains[k]) : NULL;
		h->is_gone |= !e || item->cells[k].now.is_gone;
		h->num_assigned += e && strcmp(e->value, "_");
	}
	schemata_free(table);
	return 0;
}

/* "EVENT:0=e;1=e" for NUM domains from FIRST on, or "EVENT:*=e" where the domains are one. */
static int write_domains(struct resctrl_multiplex *x, const struct mux_bank *b, const struct mux_item *item,
			 size_t first, size_t num, char state)
{
	struct strbuf text = { 0 };
	struct group_ref ref;
	char path[640];
	int err;

	err = group_ref_init(x->ctx, &ref, item->group);
	if (err)
		return err;
	strbuf_addf(&text, "%s:", item->event);
	if (b->is_fixed)
		strbuf_addf(&text, "*=%c", state);
	for (size_t k = 0; !b->is_fixed && k < num; k++)
		strbuf_addf(&text, "%s%" PRIu64 "=%c", k ? ";" : "", b->domains[first + k], state);
	strbuf_add(&text, "\n");
	group_ref_path(&ref, b->file, path, sizeof(path));
	err = text.failed ? error_memory(x->ctx) : fs_write(x->ctx, STATUS_ASSIGN, path, text.text);
	strbuf_release(&text);
	return err;
}

/* What has gone took its counters with it: the next plan is without it. */
static bool is_gone(int err)
{
	return err == -ENOENT || err == -ENODEV;
}

static void let_go(struct resctrl_multiplex *x, const struct mux_bank *b, struct mux_item *item)
{
	item->is_held = false;
	for (size_t k = 0; k < b->num_domains; k++) {
		io_close(&x->ctx->io, item->cells[k].fd);
		item->cells[k].fd = -1;
		item->cells[k].now = (struct mux_look){ 0 };
	}
}

/* One after the other: a domain that is not there any more is refused, and took its counter with it. */
static int give_back_each(struct resctrl_multiplex *x, const struct mux_bank *b, const struct mux_item *item)
{
	struct resctrl_error record = { 0 };
	int err, first = 0;

	for (size_t k = 0; k < b->num_domains; k++) {
		error_clear(x->ctx);
		err = write_domains(x, b, item, k, 1, '_');
		if (!err || err == -EINVAL || is_gone(err) || first)
			continue;
		first = err;
		record = error_set_aside(x->ctx);
	}
	error_clear(x->ctx);
	if (first)
		error_resume(x->ctx, &record);
	return first;
}

/* Ours until the kernel has it: what could not be given back is tried again, at the end at the latest. */
static int give_back(struct resctrl_multiplex *x, const struct mux_bank *b, struct mux_item *item)
{
	int err;

	err = write_domains(x, b, item, 0, b->num_domains, '_');
	/* The kernel goes from left to right, and no further than the first domain that is not there. */
	if (err == -EINVAL) {
		x->is_stale = true;
		err = give_back_each(x, b, item);
	}
	if (is_gone(err)) {
		error_clear(x->ctx);
		x->is_stale = true;
		err = 0;
	}
	if (!err)
		let_go(x, b, item);
	return err;
}

static void tell_taken(struct resctrl_multiplex *x, struct mux_item *item)
{
	if (!item->is_told)
		error_warn(x->ctx, "counter_taken", "somebody else has taken the counter of %s of %s: what it had "
			   "counted is lost", item->event, item->group);
	item->is_told = true;
}

int mux_verify(struct resctrl_multiplex *x)
{
	struct holding h;
	int err = 0;

	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		for (size_t n = 0; !err && n < b->num_items; n++) {
			struct mux_item *item = &b->items[n];

			if (!item->is_held)
				continue;
			err = read_holding(x, b, item, &h);
			if (err || (!h.is_gone && h.num_assigned == b->num_domains))
				continue;
			item->is_lost = true;
			x->is_stale = true;
			if (!h.is_gone)
				tell_taken(x, item);
			/* In the domains that are left it is still ours. */
			if (!h.num_assigned)
				let_go(x, b, item);
		}
	}
	return err;
}

/* Free a moment ago, under the lock, and now not: somebody who does not ask for the lock. */
static void tell_short(struct resctrl_multiplex *x, struct mux_item *item)
{
	if (!item->is_told)
		error_warn(x->ctx, "counters_short", "no counter is free for %s of %s: others have taken some",
			   item->event, item->group);
	item->is_told = true;
}

/* After a write that failed, which stays on record: whether it has assigned any. Unless it is known, it may have. */
static bool has_any(struct resctrl_multiplex *x, const struct mux_bank *b, const struct mux_item *item)
{
	struct resctrl_error record = error_set_aside(x->ctx);
	struct holding h;
	int err = read_holding(x, b, item, &h);

	error_resume(x->ctx, &record);
	return err || h.is_unknown || h.num_assigned;
}

static int take(struct resctrl_multiplex *x, struct mux_bank *b, struct mux_item *item)
{
	struct holding h;
	int err;

	err = read_holding(x, b, item, &h);
	if (err)
		return err;
	/* Not ours: it is left as it is. */
	if (h.is_gone || h.num_assigned) {
		x->is_stale = true;
		return 0;
	}
	err = write_domains(x, b, item, 0, b->num_domains, 'e');
	if (!err) {
		item->is_held = true;
		return 0;
	}
	if (is_gone(err)) {
		error_clear(x->ctx);
		x->is_stale = true;
		return 0;
	}
	/* Where some domains were assigned these are ours, as they were free. */
	item->is_held = has_any(x, b, item);
	if (err != -ENOSPC && err != -EINVAL)
		return err;
	if (err == -ENOSPC)
		tell_short(x, item);
	error_clear(x->ctx);
	x->is_stale = true;
	return item->is_held ? give_back(x, b, item) : 0;
}

static void choose(struct mux_bank *b)
{
	const size_t *slot;
	size_t num;

	for (size_t n = 0; n < b->num_items; n++)
		b->items[n].is_due = false;
	slot = mux_schedule_next(&b->schedule, &num);
	for (size_t i = 0; i < num; i++)
		b->items[b->rotated[slot[i]]].is_due = true;
}

int mux_switch(struct resctrl_multiplex *x)
{
	int err = 0;

	for (size_t i = 0; !err && i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		choose(b);
		for (size_t n = 0; !err && n < b->num_items; n++) {
			if (b->items[n].is_held && !b->items[n].is_due)
				err = give_back(x, b, &b->items[n]);
		}
		for (size_t n = 0; !err && n < b->num_items; n++) {
			if (!b->items[n].is_held && b->items[n].is_due)
				err = take(x, b, &b->items[n]);
		}
	}
	return err;
}

int mux_give_back(struct resctrl_multiplex *x)
{
	struct resctrl_error record = { 0 };
	struct strbuf left = { 0 };
	int err, first = 0;

	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		for (size_t n = 0; n < b->num_items; n++) {
			err = b->items[n].is_held ? give_back(x, b, &b->items[n]) : 0;
			if (!err)
				continue;
			strbuf_addf(&left, "%s%s of %s", left.len ? ", " : "", b->items[n].event,
				    b->items[n].group);
			if (first)
				continue;
			first = err;
			record = error_set_aside(x->ctx);
		}
	}
	if (first) {
		error_resume(x->ctx, &record);
		error_add_left_behind(x->ctx, "counters that are still assigned: %s", left.failed ? "" : left.text);
	}
	strbuf_release(&left);
	return first;
}

void mux_forget_held(struct resctrl_multiplex *x)
{
	for (size_t i = 0; i < x->plan.num; i++) {
		struct mux_bank *b = &x->plan.banks[i];

		for (size_t n = 0; n < b->num_items; n++)
			let_go(x, b, &b->items[n]);
	}
}
