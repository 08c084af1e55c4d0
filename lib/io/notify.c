/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Being told of changes. */
#include "io/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdalign.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int fail(struct notify *n)
{
	int err = -errno;

	notify_close(n);
	return err;
}

static int add(struct notify *n, int fd, unsigned int events)
{
	struct epoll_event event = { .events = events, .data.fd = fd };

	return epoll_ctl(n->poll_fd, EPOLL_CTL_ADD, fd, &event);
}

int notify_open(struct notify *n)
{
	*n = (struct notify)NOTIFY_NONE;
	n->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (n->poll_fd < 0)
		return fail(n);
	n->files_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (n->files_fd < 0 || add(n, n->files_fd, EPOLLIN) < 0)
		return fail(n);
	n->mounts_fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	/* A change is told by EPOLLERR (proc_pid_mountinfo(5)), once. */
	if (n->mounts_fd < 0 || add(n, n->mounts_fd, EPOLLPRI | EPOLLET) < 0)
		return fail(n);
	return 0;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void notify_close(struct notify *n)
{
	close_one(&n->clock_fd);
	close_one(&n->mounts_fd);
	close_one(&n->files_fd);
	close_one(&n->poll_fd);
}

int notify_add_dir(struct notify *n, const char *path)
{
	int watch = inotify_add_watch(n->files_fd, path, IN_CREATE | IN_DELETE | IN_MOVE | IN_ONLYDIR);

	return watch < 0 ? -errno : watch;
}

int notify_add_file(struct notify *n, const char *path)
{
	int watch = inotify_add_watch(n->files_fd, path, IN_MODIFY);

	return watch < 0 ? -errno : watch;
}

void notify_remove(struct notify *n, int watch)
{
	if (n->files_fd >= 0)
		inotify_rm_watch(n->files_fd, watch);
}

int notify_add_fd(struct notify *n, int fd)
{
	return add(n, fd, EPOLLIN) < 0 ? -errno : 0;
}

int notify_add_clock(struct notify *n)
{
	/* As late as there is: it never ends, it is cancelled (timerfd_create(2)). */
	const struct itimerspec never = { .it_value.tv_sec = LONG_MAX };
	int err;

	n->clock_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (n->clock_fd >= 0 &&
	    !timerfd_settime(n->clock_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) &&
	    !add(n, n->clock_fd, EPOLLIN))
		return 0;
	err = -errno;
	close_one(&n->clock_fd);
	return err;
}

static enum notify_kind kind_of(unsigned int mask)
{
	if (mask & IN_Q_OVERFLOW)
		return NOTIFY_LOST;
	if (mask & IN_MODIFY)
		return NOTIFY_WRITTEN;
	if (mask & IN_CREATE)
		return NOTIFY_MADE;
	return mask & IN_MOVE ? NOTIFY_MOVED : NOTIFY_REMOVED;
}

/* The mount descriptor tells once; asking for its event takes that back. The timer tells until it is read. */
static void take_back(struct notify *n)
{
	struct epoll_event events[4];
	uint64_t ended;
	int num;

	while ((num = epoll_wait(n->poll_fd, events, 4, 0)) < 0 && errno == EINTR)
		;
	for (int i = 0; i < num; i++) {
		if (events[i].data.fd != n->clock_fd)
			continue;
		n->has_new_clock = true;
		/* Fails with ECANCELED, and goes on being told. */
		(void)!read(n->clock_fd, &ended, sizeof(ended));
	}
}

void notify_read(struct notify *n, notify_fn fn, void *data)
{
	alignas(struct inotify_event) char buf[4096];
	const struct inotify_event *event;
	ssize_t len;

	if (n->files_fd < 0)
		return;
	take_back(n);
	while ((len = read(n->files_fd, buf, sizeof(buf))) > 0 || (len < 0 && errno == EINTR)) {
		for (ssize_t at = 0; at < len; at += (ssize_t)(sizeof(*event) + event->len)) {
			event = (const void *)(buf + at);
			if (!(event->mask & (IN_IGNORED | IN_UNMOUNT)))
				fn(data, event->wd, kind_of(event->mask),
				   event->len ? event->name : "");
		}
		if (len > 0 && (size_t)len < sizeof(buf) / 2)
			break;
	}
}
