/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * inotify on the directories of resctrl. Groups are made, removed and renamed by system calls on them, which the VFS
 * tells of whoever makes them (seen on 6.1 to 7.3); of values that the kernel changes by itself it tells nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "events/stream.h"

/* Of mounts the table tells, too. */
static void fail(struct resctrl_events *ev, int err)
{
	const char *reason = err == -ENOSPC ? "fs.inotify.max_user_watches allows no more watches" :
		"the directories of resctrl cannot be watched";

	source_fail(ev, RESCTRL_SOURCE_GROUPS, err, reason);
	source_fail(ev, RESCTRL_SOURCE_SETTINGS, err, reason);
}

void watches_start(struct resctrl_events *ev)
{
	int err;

	if (ev->inotify_fd >= 0)
		return;
	ev->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	err = ev->inotify_fd < 0 ? -errno : stream_add_fd(ev, ev->inotify_fd, EPOLLIN, RESCTRL_SOURCE_GROUPS);
	if (err) {
		watches_stop(ev);
		fail(ev, err);
		return;
	}
	/*
	 * Groups are watched by those who look for them. Any watch is told of unmounting, and one must ask for
	 * something.
	 */
	if (!(ev->sources & (RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_SETTINGS)))
		watches_add(ev, "", IN_DELETE_SELF | IN_ONLYDIR);
}

void watches_stop(struct resctrl_events *ev)
{
	if (ev->inotify_fd >= 0)
		close(ev->inotify_fd);
	ev->inotify_fd = -1;
}

int watches_add(struct resctrl_events *ev, const char *dir, uint32_t mask)
{
	char path[1200], link[32];
	int fd, watch;

	if (ev->inotify_fd < 0)
		return -1;
	/* By way of a descriptor, so that the seam of file system calls decides what is opened. */
	snprintf(path, sizeof(path), "%.500s/%.600s", ev->mount_point, dir);
	fd = io_open(&ev->ctx->io, IO_ROOT, path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return -1;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	watch = inotify_add_watch(ev->inotify_fd, link, mask);
	if (watch < 0 && errno != ENOENT)
		fail(ev, -errno);
	io_close(&ev->ctx->io, fd);
	return watch;
}

struct outcome {
	bool groups, gone, lost;
};

static void take_event(struct resctrl_events *ev, const struct inotify_event *event, struct outcome *o)
{
	if (event->mask & IN_Q_OVERFLOW)
		o->lost = true;
	else if (event->mask & (IN_UNMOUNT | IN_DELETE_SELF))
		o->gone = true;
	else if (event->mask & IN_MODIFY && event->len)
		losses_mark_file(ev, event->wd, event->name);
	else if (event->mask & (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO))
		o->groups = true;
}

int watches_read(struct resctrl_events *ev)
{
	alignas(struct inotify_event) char buf[4096];
	const struct inotify_event *event;
	struct outcome o = { 0 };
	ssize_t n;
	int err = 0;

	while (ev->inotify_fd >= 0 && (n = read(ev->inotify_fd, buf, sizeof(buf))) > 0) {
		for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof(*event) + event->len)) {
			event = (const void *)(buf + at);
			take_event(ev, event, &o);
		}
	}
	/* The scan comes with telling the loss, and behind it. */
	if (o.lost)
		ev->lost |= ev->sources & (RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_SETTINGS);
	if (o.gone)
		err = mounts_scan(ev, true, false);
	else if (o.groups && !o.lost)
		err = groups_scan(ev, false);
	if (err)
		ev->lost |= ev->sources & (RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_MOUNTS);
	return err;
}
