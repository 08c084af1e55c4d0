/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The groups there are. A scan reads the directories and compares inodes: the same inode under another name was
 * renamed, the same name with another inode was removed and made anew. kernfs uses an inode number once (on 64 bits).
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "events/stream.h"

/* What a scan finds. */
struct found {
	char name[520];
	char dir[600];
	bool is_mon;
	uint64_t inode;
	int dir_watch, mon_watch;
	struct group_node *node;	/* that is already known */
};

struct scan {
	struct resctrl_events *ev;
	struct found *items;
	size_t num;
	const char *ctrl;		/* whose monitor groups are being listed, or NULL */
};

static struct group_node *find_inode(const struct resctrl_events *ev, uint64_t inode)
{
	for (size_t i = 0; i < ev->num_groups; i++) {
		if (ev->groups[i].inode == inode)
			return &ev->groups[i];
	}
	return NULL;
}

static int add_found(struct scan *scan, const char *ctrl, const char *mon, uint64_t inode)
{
	struct found *more = reallocarray(scan->items, scan->num + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	scan->items = more;
	more += scan->num++;
	*more = (struct found){ .is_mon = mon, .inode = inode, .dir_watch = -1, .mon_watch = -1 };
	if (mon) {
		snprintf(more->name, sizeof(more->name), "%.255s/%.255s", ctrl, mon);
		snprintf(more->dir, sizeof(more->dir), "%.255s%smon_groups/%.255s", ctrl, *ctrl ? "/" : "", mon);
	} else {
		snprintf(more->name, sizeof(more->name), "%.255s", *ctrl ? ctrl : "/");
		snprintf(more->dir, sizeof(more->dir), "%.255s", ctrl);
	}
	more->node = find_inode(scan->ev, inode);
	if (more->node) {
		more->dir_watch = more->node->dir_watch;
		more->mon_watch = more->node->mon_watch;
	}
	return 0;
}

static int on_control(void *data, const char *name, uint64_t inode)
{
	struct scan *scan = data;

	if (!strcmp(name, "info") || !strcmp(name, "mon_groups") || !strcmp(name, "mon_data"))
		return 0;
	return add_found(scan, name, NULL, inode);
}

static int on_monitor(void *data, const char *name, uint64_t inode)
{
	struct scan *scan = data;

	return add_found(scan, scan->ctrl, name, inode);
}

/* Each directory is watched first and listed then, so that nothing is made unseen in between. */
static int list(struct scan *scan, const char *dir,
		int (*fn)(void *data, const char *name, uint64_t inode))
{
	char path[1200];
	int err;

	snprintf(path, sizeof(path), "%.500s/%.600s", scan->ev->mount_point, dir);
	err = io_for_each_dir(&scan->ev->ctx->io, IO_ROOT, path, fn, scan);
	/* It has gone, or is one of a pseudo-locked group. */
	return err == -ENOENT || err == -ENODEV || err == -EACCES ? 0 : err;
}

static void watch_group(struct resctrl_events *ev, struct found *f)
{
	char dir[640];

	if (f->dir_watch < 0 && !*f->dir)
		f->dir_watch = watches_add(ev, "", WATCH_FOR_GROUPS |
					   (ev->sources & RESCTRL_SOURCE_SETTINGS ? IN_MODIFY : 0));
	else if (f->dir_watch < 0 && ev->sources & RESCTRL_SOURCE_SETTINGS)
		f->dir_watch = watches_add(ev, f->dir, WATCH_FOR_SETTINGS);
	if (f->is_mon || f->mon_watch >= 0)
		return;
	snprintf(dir, sizeof(dir), "%s%smon_groups", f->dir, *f->dir ? "/" : "");
	f->mon_watch = watches_add(ev, dir, WATCH_FOR_GROUPS);
}

static int compare_found(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int c;

	/* "/" and its monitor groups first; '/' sorts before what names have, but for a few signs. */
	c = (*x->name != '/') - (*y->name != '/');
	return c ? c : strcmp(x->name, y->name);
}

static int collect(struct scan *scan)
{
	size_t controls, i;
	int err;

	/* No directory has the inode 0: it stands for the root, which is not listed. */
	err = add_found(scan, "", NULL, 0);
	if (err)
		return err;
	watch_group(scan->ev, &scan->items[0]);
	err = list(scan, "", on_control);
	controls = scan->num;
	for (i = 0; !err && i < controls; i++) {
		char ctrl[256], dir[640];

		snprintf(ctrl, sizeof(ctrl), "%.255s", scan->items[i].dir);
		watch_group(scan->ev, &scan->items[i]);
		scan->ctrl = ctrl;
		snprintf(dir, sizeof(dir), "%s%smon_groups", ctrl, *ctrl ? "/" : "");
		err = list(scan, dir, on_monitor);
	}
	for (i = controls; !err && i < scan->num; i++)
		watch_group(scan->ev, &scan->items[i]);
	qsort(scan->items, scan->num, sizeof(*scan->items), compare_found);
	return err;
}

/* ---- objects ---- */

/* What nobody holds any more is forgotten. */
static void prune_gone(struct resctrl_events *ev)
{
	size_t kept = 0;

	for (size_t i = 0; i < ev->num_gone; i++) {
		if (ev->gone[i]->refs > 1)
			ev->gone[kept++] = ev->gone[i];
		else
			resctrl_object_unref(ev->gone[i]);
	}
	ev->num_gone = kept;
}

static void node_release(struct resctrl_events *ev, struct group_node *node)
{
	struct resctrl_object **more;

	node->object->present = false;
	more = node->object->refs > 1 ?
		reallocarray(ev->gone, ev->num_gone + 1, sizeof(*more)) : NULL;
	if (more) {
		ev->gone = more;
		more[ev->num_gone++] = node->object;
	} else {
		resctrl_object_unref(node->object);
	}
	free(node->dir);
	settings_release(&node->settings);
}

static struct resctrl_object *revive(struct resctrl_events *ev, const char *name)
{
	for (size_t i = 0; i < ev->num_gone; i++) {
		struct resctrl_object *object = ev->gone[i];

		if (strcmp(object->name, name))
			continue;
		ev->gone[i] = ev->gone[--ev->num_gone];
		return object;
	}
	return object_new(RESCTRL_OBJECT_GROUP, name, 0);
}

/* ---- differences ---- */

static int tell(struct resctrl_events *ev, enum resctrl_notice_kind kind, struct resctrl_object *object,
		const char *old)
{
	const struct notice_text text = { .name = object->name, .old = old };
	struct resctrl_notice *notice;

	if (!(ev->sources & RESCTRL_SOURCE_GROUPS))
		return 0;
	notice = queue_add(ev, kind, RESCTRL_SOURCE_GROUPS, &text);
	if (!notice)
		return -ENOMEM;
	queue_set_object(notice, object);
	return 0;
}

/* Monitor groups go before the group they are in. */
static int drop_missing(struct resctrl_events *ev, const struct scan *scan, bool quiet)
{
	size_t kept = 0;
	int err = 0;

	for (size_t i = 0; i < scan->num; i++) {
		if (scan->items[i].node)
			scan->items[i].node->seen = true;
	}
	for (size_t i = ev->num_groups; i-- > 0; ) {
		struct group_node *node = &ev->groups[i];

		if (node->seen)
			continue;
		node->object->present = false;
		if (!quiet && !err)
			err = tell(ev, RESCTRL_NOTICE_GROUP_REMOVED, node->object, NULL);
		/* What could not be told stays until it can. */
		node->seen = err;
	}
	for (size_t i = 0; i < ev->num_groups; i++) {
		if (ev->groups[i].seen)
			ev->groups[kept++] = ev->groups[i];
		else
			node_release(ev, &ev->groups[i]);
	}
	ev->num_groups = kept;
	return err;
}

static int rename_node(struct resctrl_events *ev, struct group_node *node, const struct found *f)
{
	char *old = node->object->name, *name = strdup(f->name), *dir = strdup(f->dir);
	int err = name && dir ? 0 : -ENOMEM;

	if (!err) {
		node->object->name = name;
		err = tell(ev, RESCTRL_NOTICE_GROUP_RENAMED, node->object, old);
	}
	if (err) {
		node->object->name = old;
		free(name);
		free(dir);
		return err;
	}
	free(old);
	free(node->dir);
	node->dir = dir;
	return 0;
}

static int add_node(struct resctrl_events *ev, const struct found *f, bool quiet)
{
	struct group_node node = { .inode = f->inode, .is_mon = f->is_mon, .stale = true };
	struct group_node *more = reallocarray(ev->groups, ev->num_groups + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	ev->groups = more;
	node.dir = strdup(f->dir);
	node.object = node.dir ? revive(ev, f->name) : NULL;
	if (!node.object) {
		free(node.dir);
		return -ENOMEM;
	}
	object_appear(ev, node.object);
	/* The default group comes with the mount. */
	if (!quiet && *f->dir && tell(ev, RESCTRL_NOTICE_GROUP_CREATED, node.object, NULL)) {
		node_release(ev, &node);
		return -ENOMEM;
	}
	more[ev->num_groups++] = node;
	return 0;
}

static int compare_nodes(const void *a, const void *b)
{
	const struct group_node *x = a, *y = b;
	int c = (*x->object->name != '/') - (*y->object->name != '/');

	return c ? c : strcmp(x->object->name, y->object->name);
}

static int apply(struct resctrl_events *ev, const struct scan *scan, bool quiet)
{
	int err;

	for (size_t i = 0; i < ev->num_groups; i++)
		ev->groups[i].seen = false;
	err = drop_missing(ev, scan, quiet);
	for (size_t i = 0; !err && i < scan->num; i++) {
		const struct found *f = &scan->items[i];
		struct group_node *node = find_inode(ev, f->inode);

		if (!node)
			err = add_node(ev, f, quiet);
		else if (strcmp(node->object->name, f->name))
			err = rename_node(ev, node, f);
		node = find_inode(ev, f->inode);
		if (node) {
			node->dir_watch = f->dir_watch;
			node->mon_watch = f->mon_watch;
		}
	}
	if (ev->num_groups)
		qsort(ev->groups, ev->num_groups, sizeof(*ev->groups), compare_nodes);
	return err;
}

int groups_scan(struct resctrl_events *ev, bool quiet)
{
	struct scan scan = { .ev = ev };
	int err;

	if (!(ev->sources & (RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_SETTINGS)))
		return 0;
	if (!ev->mount_point || ev->inotify_fd < 0)
		return 0;
	prune_gone(ev);
	if (!ev->counter_files.num)
		err = settings_list_counter_files(&ev->ctx->io, IO_ROOT, ev->mount_point,
						  &ev->counter_files);
	else
		err = 0;
	/* Unmounted meanwhile: the mount table tells next. */
	if (err == -ENOENT)
		err = 0;
	if (!err)
		err = collect(&scan);
	if (!err)
		err = apply(ev, &scan, quiet);
	free(scan.items);
	return err;
}

void groups_forget(struct resctrl_events *ev)
{
	for (size_t i = 0; i < ev->num_groups; i++)
		node_release(ev, &ev->groups[i]);
	ev->num_groups = 0;
	strlist_release(&ev->counter_files);
}

void groups_close(struct resctrl_events *ev)
{
	groups_forget(ev);
	for (size_t i = 0; i < ev->num_gone; i++)
		resctrl_object_unref(ev->gone[i]);
	free(ev->groups);
	free(ev->gone);
	ev->groups = NULL;
	ev->gone = NULL;
	ev->num_gone = 0;
}

int resctrl_events_get_group(const struct resctrl_events *events, const char *name,
			     struct resctrl_object **object)
{
	assert(events);
	if (!name || !object)
		return -EINVAL;
	for (size_t i = 0; i < events->num_groups; i++) {
		if (!strcmp(events->groups[i].object->name, name)) {
			*object = events->groups[i].object;
			return 0;
		}
	}
	return -ENOENT;
}
