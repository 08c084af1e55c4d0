/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events of Intel's telemetry without resctrl's files for them: read straight from the regions, by the monitoring ids
 * of groups. A control group's value is the sum over its own id and those of its monitor groups, as the kernel's is
 * (mon_event_count() in fs/resctrl/monitor.c, intel_aet_read_event() in arch/x86/kernel/cpu/resctrl/intel_aet.c).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "monitor.h"
#include "probe-env.h"
#include "probe/pmt.h"

struct direct_region {
	const struct pmt_group *group;
	int package;
	int err;			/* why it cannot be read, -errno */
	struct pmt_window window;
};

struct direct {
	struct direct_region *regions;	/* of events by RMID, whose package is known */
	size_t num;
	struct strbuf seen;		/* what there was when the regions were looked for: look_around() */
};

/* ---- regions ---- */

static void forget_regions(struct resctrl_monitor *m)
{
	struct direct *d = m->direct;

	for (size_t i = 0; i < d->num; i++)
		pmt_window_close(&m->ctx->io, &d->regions[i].window);
	free(d->regions);
	d->regions = NULL;
	d->num = 0;
}

static int add_region(struct resctrl_monitor *m, const struct pmt_region *region)
{
	struct direct *d = m->direct;
	struct direct_region *more = reallocarray(d->regions, d->num + 1, sizeof(*more));

	if (!more)
		return error_memory(m->ctx);
	d->regions = more;
	more += d->num++;
	*more = (struct direct_region){ .group = region->group, .package = region->package };
	more->err = pmt_window_open(&m->ctx->io, region, &more->window);
	return 0;
}

/* What a caller should know of a region whose counts are left out, or told otherwise than by the kernel. */
static void warn_of_region(struct resctrl_monitor *m, const struct pmt_region *region)
{
	if (region->package < 0)
		error_warn(m->ctx, "telemetry_package",
			   "%s is left out: which package it counts is not known while no CPU there is online",
			   region->name);
	else if (!pmt_region_counts(region))
		error_warn(m->ctx, "telemetry_size",
			   "%s is left out: it has %" PRIu64 " bytes, and regions of %s have %zu",
			   region->name, region->size, region->group->name,
			   pmt_region_size(region->group));
	else if (!region->has_tpmi)
		error_warn(m->ctx, "telemetry_tpmi",
			   "%s is counted for package %d, where its device is; without TPMI the kernel "
			   "itself would count it for package 0", region->name, region->package);
}

/* Why no region counts by RMID. */
static int no_region(struct resctrl_monitor *m, const struct pmt *pmt)
{
	struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, RESCTRL_CAUSE_PREDICTED,
			     "/sys/class/intel_pmt", NULL, "\"rctl probe aet\" says more" };
	size_t known = 0;

	for (size_t i = 0; i < pmt->num_regions; i++)
		known += pmt->regions[i].group != NULL;
	if (!pmt->num_regions)
		return error_set(m->ctx, &f, "there is no telemetry region: no such device, or its driver "
				 "(pmt_telemetry) is not loaded");
	if (!known)
		return error_set(m->ctx, &f, "none of the %zu telemetry regions has a GUID that is known to "
				 "count by monitoring id", pmt->num_regions);
	return error_set(m->ctx, &f, "no telemetry region that counts by monitoring id can be used: their "
			 "sizes are not as they should be, or no CPU of their packages is online");
}

/* Where none at all can be read, the reason is the same for all. */
static int check_regions(struct resctrl_monitor *m, const struct pmt *pmt)
{
	struct failure f = { RESCTRL_ERROR_FAILED, 0, RESCTRL_CAUSE_KERNEL, "/sys/class/intel_pmt", NULL, NULL };
	const struct direct *d = m->direct;

	if (!d->num)
		return no_region(m, pmt);
	for (size_t i = 0; i < d->num; i++) {
		if (!d->regions[i].err)
			return 0;
	}
	f.err = -d->regions[0].err;
	if (f.err == EACCES || f.err == EPERM) {
		f.code = RESCTRL_ERROR_PERMISSION;
		f.fix = "run it as root";
	}
	return error_set(m->ctx, &f, "no telemetry region can be read: %s", strerror(f.err));
}

/* The CPUs, by which packages are known, and the regions: what they were, to be compared. 0 or -ENOMEM. */
static int look_around(const struct probe_env *env, struct strbuf *seen)
{
	struct strlist names = { 0 };
	char path[96];
	int err;

	strbuf_reset(seen);
	err = system_read(env, "/sys/devices/system/cpu/online", seen);
	if (err != -ENOMEM)
		err = system_list(env, "/sys/class/intel_pmt", "telem", &names);
	for (size_t i = 0; err != -ENOMEM && i < names.num; i++) {
		snprintf(path, sizeof(path), "/sys/class/intel_pmt/%.32s/telem", names.items[i]);
		/* The last of its files that a driver makes. */
		if (system_exists(env, path))
			strbuf_addf(seen, "%s\n", names.items[i]);
	}
	strlist_release(&names);
	return err == -ENOMEM || seen->failed ? -ENOMEM : 0;
}

static int load_regions(struct resctrl_monitor *m, bool first)
{
	struct resctrl_probe notes = { 0 };
	struct probe_env env = { .io = &m->ctx->io, .probe = &notes };
	struct pmt pmt;
	int err = 0;

	forget_regions(m);
	/* First: what changes meanwhile is looked at again. */
	err = look_around(&env, &m->direct->seen);
	if (err) {
		probe_clear(&notes);
		return error_memory(m->ctx);
	}
	pmt_load(&env, &pmt);
	for (size_t i = 0; !err && i < pmt.num_regions; i++) {
		const struct pmt_region *region = &pmt.regions[i];

		if (!region->group)
			continue;
		if (first)
			warn_of_region(m, region);
		if (region->package >= 0 && pmt_region_counts(region))
			err = add_region(m, region);
	}
	if (!err && notes.failed)
		err = error_memory(m->ctx);
	if (!err && first)
		err = check_regions(m, &pmt);
	pmt_release(&pmt);
	probe_clear(&notes);
	return err;
}

int direct_open(struct resctrl_monitor *m)
{
	const struct failure f = { RESCTRL_ERROR_NOT_SUPPORTED, ENOENT, RESCTRL_CAUSE_PREDICTED, "mon_hw_id",
				   NULL, "unmount resctrl and mount it with -o debug, as \"rctl mount\" does" };
	int err;

	m->direct = calloc(1, sizeof(*m->direct));
	err = m->direct ? load_regions(m, true) : error_memory(m->ctx);
	if (!err && !io_exists(&m->ctx->io, m->ctx->fs_fd, "mon_hw_id"))
		err = error_set(m->ctx, &f, "telemetry counts by monitoring ids, and those of groups (mon_hw_id) "
				"are shown only where resctrl is mounted with the option debug");
	return err;
}

void direct_release(struct resctrl_monitor *m)
{
	if (!m->direct)
		return;
	forget_regions(m);
	strbuf_release(&m->direct->seen);
	free(m->direct);
	m->direct = NULL;
}

bool direct_has_news(struct resctrl_monitor *m)
{
	struct resctrl_probe notes = { 0 };
	const struct probe_env env = { .io = &m->ctx->io, .probe = &notes };
	struct strbuf now = { 0 };
	bool has;

	if (!m->direct)
		return false;
	has = look_around(&env, &now) || strcmp(now.text, m->direct->seen.text);
	strbuf_release(&now);
	probe_clear(&notes);
	return has;
}

int direct_update(struct resctrl_monitor *m)
{
	/* The first scan finds what direct_open has just read. */
	if (!m->direct || m->num_scans == 1)
		return 0;
	return load_regions(m, false);
}

/* ---- monitoring ids ---- */

/* -errno: the group has just gone, or does not show it. */
static int read_id(struct resctrl_monitor *m, const char *dir, uint32_t *id)
{
	struct strbuf text = { 0 };
	char path[900];
	uint64_t value;
	int err;

	snprintf(path, sizeof(path), "%s/mon_hw_id", dir);
	err = io_read_kernfs(&m->ctx->io, m->ctx->fs_fd, path, &text);
	if (!err) {
		text.text[strcspn(text.text, "\n")] = '\0';
		err = num_parse_u64(text.text, 10, &value);
	}
	strbuf_release(&text);
	if (!err && value > UINT32_MAX)
		err = -ERANGE;
	if (!err)
		*id = (uint32_t)value;
	return err;
}

/* Its own id first: without that there are none. */
static int take_id(struct resctrl_monitor *m, struct watched_group *g, const char *dir)
{
	uint32_t *more = reallocarray(g->rmids, g->num_rmids + 1, sizeof(*more));
	int err;

	if (!more)
		return -ENOMEM;
	g->rmids = more;
	err = read_id(m, dir, &more[g->num_rmids]);
	g->num_rmids += !err;
	return err;
}

static bool is_below(const char *name, const struct group_name *group)
{
	struct group_name other;

	return group->kind == RESCTRL_GROUP_CTRL && !group_name_parse(&other, name) &&
	       other.kind == RESCTRL_GROUP_MON && !strcmp(other.ctrl, group->ctrl);
}

int direct_read_ids(struct resctrl_monitor *m, struct watched_group *g,
		    const struct resctrl_group_list *list)
{
	struct group_ref ref;
	int err;

	if (!m->direct)
		return 0;
	g->num_rmids = 0;
	err = group_ref_init(m->ctx, &ref, g->name);
	if (err)
		return err;
	err = take_id(m, g, g->dir);
	for (size_t i = 0; !err && i < resctrl_group_list_get_num(list); i++) {
		const char *name = resctrl_group_list_get_name(list, i);
		struct group_ref below;

		if (!is_below(name, &ref.name))
			continue;
		err = group_ref_init(m->ctx, &below, name);
		if (err)
			return err;
		/* One that has gone since the list was made counts no more. */
		if (take_id(m, g, below.dir) == -ENOMEM)
			err = -ENOMEM;
	}
	return err == -ENOMEM ? error_memory(m->ctx) : 0;
}

/* ---- readings ---- */

static bool has_region(const struct direct *d, int package, const struct pmt_group *group)
{
	for (size_t i = 0; i < d->num; i++) {
		if ((package < 0 || d->regions[i].package == package) &&
		    (!group || d->regions[i].group == group))
			return true;
	}
	return false;
}

int direct_for_each(struct resctrl_monitor *m,
		    int (*fn)(void *data, unsigned int package, const struct pmt_group *group, unsigned int event),
		    void *data)
{
	const struct direct *d = m->direct;
	int last = -1, err = 0;

	for (size_t i = 0; i < d->num; i++)
		last = d->regions[i].package > last ? d->regions[i].package : last;
	for (int package = 0; package <= last; package++) {
		if (!has_region(d, package, NULL))
			continue;
		/* A package without a region of the group has the events, and no values, as in resctrl. */
		for (size_t g = 0; g < pmt_num_groups; g++) {
			for (unsigned int e = 0; !err && has_region(d, -1, &pmt_groups[g]) &&
			     e < pmt_groups[g].num_events; e++)
				err = fn(data, (unsigned int)package, &pmt_groups[g], e);
		}
	}
	return err;
}

void direct_check(struct resctrl_monitor *m)
{
	struct direct *d = m->direct;

	for (size_t i = 0; d && i < d->num; i++) {
		struct direct_region *region = &d->regions[i];

		if (region->err)
			continue;
		region->err = pmt_window_check(&m->ctx->io, &region->window);
		if (region->err)
			m->is_dirty = true;
	}
}

void direct_read(struct resctrl_monitor *m, const struct watched_group *g, struct resctrl_reading *r)
{
	struct reading_value value = { 0 };
	uint64_t sum = 0;
	bool valid = false;
	int err = 0;

	for (size_t i = 0; i < m->direct->num; i++) {
		const struct direct_region *region = &m->direct->regions[i];

		if (region->group != r->direct || (uint64_t)region->package != r->domain)
			continue;
		if (region->err)
			err = region->err;
		else if (pmt_window_add(&region->window, region->group, r->direct_event, g->rmids, g->num_rmids,
					&sum))
			valid = true;
	}
	/* A sum without one of its parts would be too small. */
	if (!err && valid)
		err = pmt_scale(sum, r->direct->bits, &value.mantissa, &value.decimals);
	reading_take_value(r, err, valid, &value);
}
