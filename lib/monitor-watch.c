/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What others do to resctrl while we look: groups made and removed, counters assigned, filters changed. All of that
 * is done through the VFS, so inotify(7) tells; CPUs and their domains are told by uevents; a value that grows past its
 * old one in the same interval does not.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "monitor.h"

/* By descriptor: the mount may be hidden or bound elsewhere. */
static void path_of(const struct resctrl_monitor *m, const char *below, char *path, size_t size)
{
	snprintf(path, size, "/proc/self/fd/%d/%s", m->ctx->fs_fd, below);
}

static void stop_hotplug(struct resctrl_monitor *m, int err, const char *reason)
{
	hotplug_close(&m->hotplug);
	m->hotplug_errno = -err;
	m->hotplug_reason = reason;
	if (reason)
		error_warn(m->ctx, "hotplug_untold", "domains that come are found only by looking now and then: %s",
			   reason);
}

void watch_open(struct resctrl_monitor *m)
{
	int err = notify_open(&m->notify);

	m->wall_offset_ns = clock_wall_offset_ns();
	if (err) {
		ctx_log(m->ctx, 4, "cannot be told of changes: they are found later");
		stop_hotplug(m, err, "there is nothing to wait for changes with");
		return;
	}
	/* Without it, every update looks. */
	if (notify_add_clock(&m->notify))
		ctx_log(m->ctx, 7, "the kernel does not tell when the clock is set");
	/* A recorded tree does not change. */
	if (m->ctx->io.sysroot) {
		stop_hotplug(m, -ENOTSUP, NULL);
		return;
	}
	err = hotplug_open(&m->hotplug);
	if (!err)
		err = notify_add_fd(&m->notify, m->hotplug.uevents.fd);
	if (err)
		stop_hotplug(m, err, uevents_reason(err));
}

/* Half of the news would be worse than none: without it, every update looks by itself. */
static void give_up(struct resctrl_monitor *m)
{
	stop_hotplug(m, -ENOSPC, "fs.inotify.max_user_watches allows no more watches");
	for (size_t i = 0; i < m->num_watches; i++)
		free(m->watches[i].name);
	free(m->watches);
	m->watches = NULL;
	m->num_watches = 0;
	notify_close(&m->notify);
	ctx_log(m->ctx, 4, "cannot watch resctrl: changes are found later");
}

static void add_watch(struct resctrl_monitor *m, enum watch_what what, const char *name,
		      const char *below)
{
	bool is_dir = what == WATCH_ROOT || what == WATCH_MON_GROUPS;
	struct watch *more;
	char path[720];
	int id;

	if (m->notify.poll_fd < 0)
		return;
	path_of(m, below, path, sizeof(path));
	id = is_dir ? notify_add_dir(&m->notify, path) : notify_add_file(&m->notify, path);
	/* Not there, or hidden by a pseudo-locked group. */
	if (id == -ENOENT || id == -EACCES)
		return;
	more = id < 0 ? NULL : reallocarray(m->watches, m->num_watches + 1, sizeof(*more));
	if (more) {
		m->watches = more;
		more[m->num_watches] = (struct watch){ id, what, strdup(name), true };
		if (more[m->num_watches].name) {
			m->num_watches++;
			return;
		}
	}
	give_up(m);
}

static struct watch *find(struct resctrl_monitor *m, enum watch_what what, const char *name)
{
	for (size_t i = 0; i < m->num_watches; i++) {
		if (m->watches[i].what == what && !strcmp(m->watches[i].name, name))
			return &m->watches[i];
	}
	return NULL;
}

static void drop(struct resctrl_monitor *m, size_t i)
{
	notify_remove(&m->notify, m->watches[i].id);
	free(m->watches[i].name);
	m->watches[i] = m->watches[--m->num_watches];
}

/* What the counters count, and whether there are any: info/<RESOURCE>_MON. */
static void watch_settings(struct resctrl_monitor *m)
{
	static const char *const files[] = { "mbm_assign_mode", "mbm_total_bytes_config",
					     "mbm_local_bytes_config" };
	struct strlist dirs = { 0 }, events = { 0 };
	char path[640];

	(void)!io_list(&m->ctx->io, m->ctx->fs_fd, "info", &dirs, NULL);
	for (size_t i = 0; i < dirs.num; i++) {
		size_t len = strlen(dirs.items[i]);

		if (len < 5 || strcmp(dirs.items[i] + len - 4, "_MON"))
			continue;
		for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++) {
			snprintf(path, sizeof(path), "info/%.255s/%s", dirs.items[i], files[k]);
			add_watch(m, WATCH_SETTINGS, "", path);
		}
		snprintf(path, sizeof(path), "info/%.255s/event_configs", dirs.items[i]);
		(void)!io_list(&m->ctx->io, m->ctx->fs_fd, path, &events, NULL);
		for (size_t k = 0; k < events.num; k++) {
			snprintf(path, sizeof(path), "info/%.255s/event_configs/%.255s/event_filter",
				 dirs.items[i], events.items[k]);
			add_watch(m, WATCH_SETTINGS, "", path);
		}
		strlist_release(&events);
	}
	strlist_release(&dirs);
}

static void watch_group(struct resctrl_monitor *m, const char *name, enum resctrl_group_kind kind,
			const struct strlist *assignments)
{
	struct watch *w = find(m, WATCH_ASSIGNMENTS, name);
	struct group_ref ref;
	char path[640];

	if (group_ref_init(m->ctx, &ref, name))
		return;
	if (w)
		w->is_wanted = true;
	for (size_t i = 0; !w && i < assignments->num; i++) {
		group_ref_path(&ref, assignments->items[i], path, sizeof(path));
		add_watch(m, WATCH_ASSIGNMENTS, name, path);
	}
	if (kind != RESCTRL_GROUP_CTRL)
		return;
	w = find(m, WATCH_MON_GROUPS, name);
	if (w) {
		w->is_wanted = true;
		return;
	}
	group_ref_path(&ref, "mon_groups", path, sizeof(path));
	add_watch(m, WATCH_MON_GROUPS, name, path);
}

/* The files mbm_<RESOURCE>_assignments that groups have. */
static void list_assignments(struct resctrl_monitor *m, struct strlist *files)
{
	struct strlist names = { 0 };
	char resource[64];

	(void)!io_list(&m->ctx->io, m->ctx->fs_fd, ".", NULL, &names);
	for (size_t i = 0; i < names.num; i++) {
		if (!assignments_name_parse(names.items[i], resource, sizeof(resource)) &&
		    strlist_add(files, names.items[i]))
			give_up(m);
	}
	strlist_release(&names);
}

void watch_groups(struct resctrl_monitor *m, const struct resctrl_group_list *list)
{
	struct strlist assignments = { 0 };

	if (m->notify.poll_fd < 0)
		return;
	if (!list) {
		while (m->num_watches)
			drop(m, m->num_watches - 1);
		return;
	}
	if (!m->num_watches) {
		add_watch(m, WATCH_ROOT, "", ".");
		watch_settings(m);
	}
	for (size_t i = 0; i < m->num_watches; i++)
		m->watches[i].is_wanted = !*m->watches[i].name;
	list_assignments(m, &assignments);
	for (size_t i = 0; i < resctrl_group_list_get_num(list); i++)
		watch_group(m, resctrl_group_list_get_name(list, i),
			    resctrl_group_list_get_kind(list, i), &assignments);
	strlist_release(&assignments);
	for (size_t i = m->num_watches; i-- > 0;) {
		if (!m->watches[i].is_wanted)
			drop(m, i);
	}
}

/* ---- being told ---- */

struct news {
	struct resctrl_monitor *m;
	bool has_groups;	/* came or went */
};

/* NAME is GROUP or above it: what is counted there is in GROUP's sums, or the other way round. */
static bool is_sum_of(const char *group, const char *name)
{
	size_t len = strcspn(name, "/");

	if (!strcmp(group, name))
		return true;
	/* The control group of a monitor group NAME. */
	return name[len] && name[len + 1] && !strchr(strcmp(group, "/") ? group : "", '/') &&
	       (len ? strlen(group) == len && !strncmp(group, name, len) : !strcmp(group, "/"));
}

/* NAME "": every group. Where ADDED, only what does not count from 0 in a new group. */
static void restart(struct resctrl_monitor *m, const char *name, bool added)
{
	for (size_t i = 0; i < m->num_groups; i++) {
		struct watched_group *g = m->groups[i];

		if (*name && !is_sum_of(g->name, name))
			continue;
		for (size_t k = 0; k < g->num; k++) {
			struct resctrl_reading *r = &g->readings[k];
			bool from_zero = !strncmp(r->event, "mbm_", 4);

			if (r->info.cumulative && r->base_known && (added ? !from_zero : true))
				reading_restart(r);
		}
	}
}

/* A group was removed: its name may come back at once, with other files behind it. */
static void forget_watches(struct resctrl_monitor *m, const char *ctrl, const char *name)
{
	char full[560];
	size_t len;

	snprintf(full, sizeof(full), "%s%s%s", strcmp(ctrl, "/") ? ctrl : "", ctrl[0] ? "/" : "", name);
	len = strlen(full);
	for (size_t i = m->num_watches; i-- > 0;) {
		const char *watched = m->watches[i].name;

		if (!strncmp(watched, full, len) && (!watched[len] || watched[len] == '/'))
			drop(m, i);
	}
}

static void take(void *data, int id, enum notify_kind kind, const char *name)
{
	struct news *news = data;
	struct resctrl_monitor *m = news->m;
	struct watch *w = NULL;

	for (size_t i = 0; i < m->num_watches && !w; i++)
		w = m->watches[i].id == id ? &m->watches[i] : NULL;
	if (kind == NOTIFY_LOST) {
		news->has_groups = true;
		restart(m, "", false);
		return;
	}
	if (!w)
		return;
	switch (w->what) {
	case WATCH_ROOT:
		news->has_groups = true;
		if (kind != NOTIFY_MADE)
			forget_watches(m, "", name);
		break;
	case WATCH_MON_GROUPS:
		news->has_groups = true;
		restart(m, w->name, kind == NOTIFY_MADE);
		if (kind != NOTIFY_MADE)
			forget_watches(m, w->name, name);
		break;
	case WATCH_ASSIGNMENTS:
		/* Our own doing, mostly; what others do to counters that are ours is found out. */
		if (m->is_multiplexed)
			break;
		m->has_new_assignments = true;
		restart(m, w->name, false);
		break;
	case WATCH_SETTINGS:
		restart(m, w->name, false);
		break;
	}
}

bool watch_read(struct resctrl_monitor *m)
{
	struct news news = { .m = m };
	int err = hotplug_read(&m->hotplug);

	/* What became of the domains every update looks at. */
	if (err < 0)
		stop_hotplug(m, err, "the socket failed");
	notify_read(&m->notify, take, &news);
	if (m->notify.clock_fd < 0 || m->notify.has_new_clock)
		m->wall_offset_ns = clock_wall_offset_ns();
	m->notify.has_new_clock = false;
	return news.has_groups;
}

void watch_release(struct resctrl_monitor *m)
{
	watch_groups(m, NULL);
	free(m->watches);
	m->watches = NULL;
	hotplug_close(&m->hotplug);
	notify_close(&m->notify);
}
