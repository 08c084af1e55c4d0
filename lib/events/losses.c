/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Settings that hotplug took away. On x86 a domain whose last CPU went offline forgets its masks and counters, and any
 * CPU leaves its group. What a group was set to is kept while the CPU or the domain is away, and compared when it is
 * back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "events/stream.h"
#include "io/lock.h"
#include "text/names.h"

#define LOCK_TIMEOUT_MS 1000

void losses_mark_all(struct resctrl_events *ev)
{
	for (size_t i = 0; i < ev->num_groups; i++)
		ev->groups[i].stale = true;
}

void losses_mark_away(struct resctrl_events *ev)
{
	losses_mark_all(ev);
	for (size_t i = 0; i < ev->num_groups; i++) {
		for (size_t k = 0; k < ev->groups[i].settings.num; k++)
			ev->groups[i].settings.items[k].away = true;
	}
}

void losses_mark_cpu(struct resctrl_events *ev, uint64_t number)
{
	for (size_t i = 0; i < ev->num_groups; i++) {
		struct settings *settings = &ev->groups[i].settings;

		for (size_t k = 0; k < settings->num; k++) {
			if (settings->items[k].kind == SETTING_CPU && settings->items[k].id == number)
				settings->items[k].away = true;
		}
	}
}

/* No file tells what the domains of a schema are; those named after the L2 are its, all others have been L3's. */
static bool is_of_level(const struct setting *s, enum domain_level level)
{
	bool is_l2 = s->kind == SETTING_SCHEMATA && !strncmp(s->name, "L2", 2);

	return s->kind != SETTING_CPU && level == (is_l2 ? LEVEL_L2 : LEVEL_L3);
}

void losses_mark_domain(struct resctrl_events *ev, enum domain_level level, uint64_t id)
{
	for (size_t i = 0; i < ev->num_groups; i++) {
		struct settings *settings = &ev->groups[i].settings;

		for (size_t k = 0; k < settings->num; k++) {
			if (settings->items[k].id == id && is_of_level(&settings->items[k], level))
				settings->items[k].away = true;
		}
	}
}

void losses_mark_file(struct resctrl_events *ev, int watch, const char *file)
{
	bool is_cpus = !strcmp(file, "cpus") || !strcmp(file, "cpus_list");
	char resource[64];

	if (is_cpus)
		losses_mark_all(ev);
	else if (strcmp(file, "schemata") && assignments_name_parse(file, resource, sizeof(resource)))
		return;
	for (size_t i = 0; i < ev->num_groups; i++) {
		if (ev->groups[i].dir_watch == watch)
			ev->groups[i].stale = true;
	}
}

static int tell(struct resctrl_events *ev, const struct group_node *node, const struct setting *old,
		const char *new)
{
	const struct notice_text text = { .name = node->object->name, .resource = old->name,
					  .old = old->value, .new = new };
	struct resctrl_notice *notice;

	notice = queue_add(ev, RESCTRL_NOTICE_SETTING_LOST, RESCTRL_SOURCE_SETTINGS, &text);
	if (!notice)
		return -ENOMEM;
	notice->has_id = true;
	notice->id = old->id;
	queue_set_object(notice, node->object);
	return 0;
}

static bool has_kind(const struct settings *settings, enum setting_kind kind)
{
	for (size_t i = 0; i < settings->num; i++) {
		if (settings->items[i].kind == kind)
			return true;
	}
	return false;
}

/*
 * OLD is not among the settings NOW. A domain that is away has none; a CPU is away, or is back in the default group, or
 * was given to another group.
 */
static int take_missing(struct resctrl_events *ev, const struct group_node *node, struct settings *now,
			const struct setting *old)
{
	struct setting kept = *old;

	kept.away = true;
	if (old->kind != SETTING_CPU)
		return has_kind(now, old->kind) ? settings_add(now, &kept) : 0;
	if (!cpus_is_online(ev, old->id))
		return settings_add(now, &kept);
	return old->away ? tell(ev, node, old, "") : 0;
}

static int compare(struct resctrl_events *ev, struct group_node *node, struct settings *now)
{
	struct settings *old = &node->settings;
	int err = 0;

	for (size_t i = 0; !err && i < old->num; i++) {
		const struct setting *was = &old->items[i];
		const struct setting *is = settings_find(now, was);

		if (!is)
			err = take_missing(ev, node, now, was);
		else if (was->away && strcmp(was->value, is->value))
			err = tell(ev, node, was, is->value);
	}
	return err;
}

static int read_group(struct resctrl_events *ev, struct group_node *node)
{
	struct settings now;
	char path[1200];
	int err;

	snprintf(path, sizeof(path), "%.500s%s%.600s", ev->mount_point, *node->dir ? "/" : "", node->dir);
	err = settings_read(&ev->ctx->io, IO_ROOT, path, &ev->counter_files, &now);
	/* Its removal is told of elsewhere. */
	if (err == -ENOENT || err == -ENODEV) {
		node->stale = false;
		return 0;
	}
	if (!err)
		err = compare(ev, node, &now);
	if (err) {
		settings_release(&now);
		return err;
	}
	settings_release(&node->settings);
	node->settings = now;
	node->stale = false;
	return 0;
}

static bool any_stale(const struct resctrl_events *ev)
{
	for (size_t i = 0; i < ev->num_groups; i++) {
		if (ev->groups[i].stale)
			return true;
	}
	return false;
}

int losses_read(struct resctrl_events *ev)
{
	struct io *io = &ev->ctx->io;
	int root, lock = -1, err = 0;

	if (!(ev->sources & RESCTRL_SOURCE_SETTINGS) || !ev->mount_point || !any_stale(ev))
		return 0;
	/*
	 * Reading a group clears the kernel's words on somebody's failure (7.3); who holds the lock may still want to
	 * read them.
	 */
	root = io_open(io, IO_ROOT, ev->mount_point, O_RDONLY | O_DIRECTORY);
	if (root >= 0)
		lock = lock_take(io, root, false, LOCK_TIMEOUT_MS);
	for (size_t i = 0; !err && i < ev->num_groups; i++) {
		if (ev->groups[i].stale)
			err = read_group(ev, &ev->groups[i]);
	}
	if (lock >= 0)
		lock_release(io, lock);
	io_close(io, root);
	if (err)
		ev->lost |= RESCTRL_SOURCE_SETTINGS;
	return err;
}
