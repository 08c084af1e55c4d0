/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * resctrl mounted and unmounted. poll(2) on mountinfo tells each descriptor once that the table has changed (kernel:
 * fs/proc_namespace.c, mounts_poll), and whoever polls the epoll set takes that from the descriptor in there. So that
 * one only wakes; whether the table has changed is asked of a second one.
 *
 * Unmounted and mounted at once, the table looks the same before and after, ids and device too. inotify tells of that:
 * see watches.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "events/stream.h"
#include "text/proc.h"

#define MOUNTINFO "/proc/self/mountinfo"
/* Who has to know of mounts. */
#define USERS (RESCTRL_SOURCE_MOUNTS | RESCTRL_SOURCE_GROUPS | RESCTRL_SOURCE_SETTINGS)

int mounts_poll(struct resctrl_events *ev)
{
	struct pollfd p = { .fd = ev->mounts_fd, .events = POLLPRI };

	return ev->mounts_fd >= 0 && poll(&p, 1, 0) > 0 && p.revents & POLLPRI;
}

/* Where resctrl is now; NULL where it is not. */
static int find(struct resctrl_events *ev, char **path)
{
	struct mountinfo_entry entry = { 0 };
	struct strbuf text = { 0 };
	int err = io_read_file(&ev->ctx->io, IO_ROOT, MOUNTINFO, &text);

	if (!err)
		err = mountinfo_find(text.text, ev->ctx->mount_point, &entry);
	strbuf_release(&text);
	*path = entry.path;
	free(entry.options);
	return err == -ENOENT ? 0 : err;
}

static int tell(struct resctrl_events *ev, enum resctrl_notice_kind kind, const char *path)
{
	const struct notice_text text = { .name = path };

	return queue_add(ev, kind, RESCTRL_SOURCE_MOUNTS, &text) ? 0 : -ENOMEM;
}

static int scan(struct resctrl_events *ev, bool gone, bool quiet)
{
	char *old = ev->mount_point, *path;
	int err = find(ev, &path);

	if (err)
		return err;
	if (!gone && old && path && !strcmp(old, path)) {
		free(path);
		return 0;
	}
	ev->mount_point = NULL;
	if (old) {
		watches_stop(ev);
		groups_forget(ev);
		if (!quiet)
			err = tell(ev, RESCTRL_NOTICE_UNMOUNTED, old);
	}
	free(old);
	if (!err && path && !quiet)
		err = tell(ev, RESCTRL_NOTICE_MOUNTED, path);
	if (err) {
		/* The next scan finds it. */
		free(path);
		return err;
	}
	ev->mount_point = path;
	if (!path)
		return 0;
	watches_start(ev);
	return groups_scan(ev, quiet);
}

int mounts_scan(struct resctrl_events *ev, bool gone, bool quiet)
{
	int err = scan(ev, gone, quiet);

	/* Groups come with the mount: where it is known already, they are looked for by themselves. */
	if (err && !quiet)
		ev->lost |= ev->sources & USERS;
	return err;
}

void mounts_open(struct resctrl_events *ev)
{
	int err;

	if (!(ev->sources & USERS))
		return;
	ev->mounts_wake_fd = io_open(&ev->ctx->io, IO_ROOT, MOUNTINFO, O_RDONLY);
	ev->mounts_fd = io_open(&ev->ctx->io, IO_ROOT, MOUNTINFO, O_RDONLY);
	err = ev->mounts_fd < 0 ? ev->mounts_fd : ev->mounts_wake_fd < 0 ? ev->mounts_wake_fd : 0;
	if (!err)
		err = stream_add_fd(ev, ev->mounts_wake_fd, EPOLLPRI, RESCTRL_SOURCE_MOUNTS);
	if (err)
		source_fail(ev, RESCTRL_SOURCE_MOUNTS, err, "the mount table cannot be watched");
	err = mounts_scan(ev, false, true);
	if (err) {
		source_fail(ev, RESCTRL_SOURCE_MOUNTS, err, "the mount table cannot be read");
		source_fail(ev, RESCTRL_SOURCE_GROUPS, err, "the mount table cannot be read");
		source_fail(ev, RESCTRL_SOURCE_SETTINGS, err, "the mount table cannot be read");
	}
}

void mounts_close(struct resctrl_events *ev)
{
	io_close(&ev->ctx->io, ev->mounts_wake_fd);
	io_close(&ev->ctx->io, ev->mounts_fd);
	free(ev->mount_point);
	ev->mounts_wake_fd = ev->mounts_fd = -1;
	ev->mount_point = NULL;
}
