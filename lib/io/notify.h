/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Being told of changes in directories (inotify(7)) and of mounts, through one descriptor for poll(2). On kernfs what
 * programs do is told: groups made, removed and renamed, files written. What the kernel does is not.
 */
#ifndef IO_NOTIFY_H
#define IO_NOTIFY_H

#include <stdbool.h>

struct notify {
	int poll_fd;		/* readable when one of the others has something, or -1 */
	int files_fd;		/* inotify */
	int mounts_fd;		/* /proc/self/mountinfo */
	int clock_fd;		/* a timer that ends when the wall clock is set, or -1 */
	bool has_new_clock;	/* it was, since that was last made false */
};

enum notify_kind {
	NOTIFY_MADE,		/* something was made in the directory */
	NOTIFY_REMOVED,
	NOTIFY_MOVED,		/* in or out of it */
	NOTIFY_WRITTEN,		/* the file */
	NOTIFY_LOST,		/* events were lost: anything may have changed */
};

#define NOTIFY_NONE { -1, -1, -1, -1, false }

/* 0 or -errno; nothing is open then. */
int notify_open(struct notify *n);
void notify_close(struct notify *n);
/* Watches a directory for what comes and goes, or a file for being written. A number, or -errno. */
int notify_add_dir(struct notify *n, const char *path);
int notify_add_file(struct notify *n, const char *path);
/* A watch of something that has gone is gone by itself; removing it is no failure. */
void notify_remove(struct notify *n, int watch);
/* Lets poll_fd be readable also when FD, which stays the caller's, is. 0 or -errno. */
int notify_add_fd(struct notify *n, int fd);
/* Asks to be told when the wall clock is set, also by waking up from sleep. 0 or -errno. */
int notify_add_clock(struct notify *n);
/* NAME is what came or went in the directory, "" for a file. */
typedef void (*notify_fn)(void *data, int watch, enum notify_kind kind, const char *name);
/* Calls FN for each event that there is, without waiting. */
void notify_read(struct notify *n, notify_fn fn, void *data);

#endif
