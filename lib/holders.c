/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which processes keep the resctrl mount busy, or keep it from being mounted, from /proc/PID. */
#include "holders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "text/proc.h"

#define MOST_HOLDERS 5

/* What is asked of the file behind the link PATH; DEV is for those who ask for a device. */
typedef bool (*file_test)(struct io *io, const char *path, dev_t dev);

/* On device DEV. */
static bool is_on(struct io *io, const char *path, dev_t dev)
{
	int fd = io_open(io, IO_ROOT, path, O_PATH);
	struct stat st;
	bool yes;

	if (fd < 0)
		return false;
	yes = !io->ops->fstat(io->data, fd, &st) && st.st_dev == dev;
	io_close(io, fd);
	return yes;
}

/* On any mount of resctrl. */
static bool is_resctrl(struct io *io, const char *path, dev_t dev)
{
	(void)dev;
	return io_fs_magic(io, IO_ROOT, path) == RDTGROUP_SUPER_MAGIC;
}

/* The process works in, or has open, a file that TEST is true of. */
static bool holds(struct io *io, const char *pid, file_test test, dev_t dev)
{
	struct strlist fds = { 0 };
	char path[64];
	bool yes;

	snprintf(path, sizeof(path), "/proc/%.16s/cwd", pid);
	yes = test(io, path, dev);
	snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
	/* The entries are links: everything that is no directory. */
	if (!yes && !io_list(io, IO_ROOT, path, NULL, &fds)) {
		for (size_t i = 0; i < fds.num && !yes; i++) {
			snprintf(path, sizeof(path), "/proc/%.16s/fd/%.16s", pid, fds.items[i]);
			yes = test(io, path, dev);
		}
	}
	strlist_release(&fds);
	return yes;
}

static void append_name(struct io *io, const char *pid, char *text, size_t size)
{
	struct strbuf comm = { 0 };
	size_t len = strlen(text);
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	if (!io_read_file(io, IO_ROOT, path, &comm))
		snprintf(text + len, size - len, "%s%.*s (pid %s)", len ? ", " : "",
			 (int)strcspn(comm.text, "\n"), comm.text, pid);
	strbuf_release(&comm);
}

static bool is_pid(const char *name)
{
	return *name >= '0' && *name <= '9';
}

int holders_find(struct io *io, const char *path, char *text, size_t size)
{
	struct strlist pids = { 0 };
	unsigned int found = 0;
	struct stat st;
	int err, fd;

	text[0] = '\0';
	fd = io_open(io, IO_ROOT, path, O_PATH);
	if (fd < 0)
		return fd;
	err = io->ops->fstat(io->data, fd, &st) < 0 ? -errno : 0;
	io_close(io, fd);
	if (!err)
		err = io_list(io, IO_ROOT, "/proc", &pids, NULL);
	for (size_t i = 0; !err && i < pids.num && found < MOST_HOLDERS; i++) {
		if (!is_pid(pids.items[i]) || !holds(io, pids.items[i], is_on, st.st_dev))
			continue;
		append_name(io, pids.items[i], text, size);
		found++;
	}
	strlist_release(&pids);
	return err;
}

/* ---- of any mount ---- */

bool holder_has_files(struct io *io, const char *pid)
{
	return holds(io, pid, is_resctrl, 0);
}

bool holder_has_mount(struct io *io, const char *pid)
{
	struct mountinfo_entry entry;
	struct strbuf text = { 0 };
	char path[64];
	bool has;

	snprintf(path, sizeof(path), "/proc/%.16s/mountinfo", pid);
	has = !io_read_file(io, IO_ROOT, path, &text) && !mountinfo_find(text.text, NULL, &entry);
	if (has)
		mountinfo_release(&entry);
	strbuf_release(&text);
	return has;
}

int holders_find_keeper(struct io *io, bool *elsewhere, char *text, size_t size)
{
	struct strlist pids = { 0 };
	bool found = false;
	int err;

	text[0] = '\0';
	err = io_list(io, IO_ROOT, "/proc", &pids, NULL);
	for (size_t i = 0; !err && i < pids.num && !found; i++) {
		if (!is_pid(pids.items[i]))
			continue;
		*elsewhere = holder_has_mount(io, pids.items[i]);
		found = *elsewhere || holder_has_files(io, pids.items[i]);
		if (found)
			append_name(io, pids.items[i], text, size);
	}
	strlist_release(&pids);
	return err || found ? err : -ENOENT;
}
