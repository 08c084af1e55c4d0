/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* File system calls, and the few whole-file helpers everything else is written with. */
#include "io/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/xattr.h>
#include <unistd.h>

static int sys_openat(void *data, int dirfd, const char *path, int flags)
{
	(void)data;
	return openat(dirfd, path, flags);
}

static int sys_close(void *data, int fd)
{
	(void)data;
	return close(fd);
}

static int sys_close_range(void *data, unsigned int first, unsigned int last)
{
	(void)data;
	return close_range(first, last, 0);
}

static ssize_t sys_read(void *data, int fd, void *buf, size_t size)
{
	(void)data;
	return read(fd, buf, size);
}

static ssize_t sys_pread(void *data, int fd, void *buf, size_t size)
{
	(void)data;
	return pread(fd, buf, size, 0);
}

static ssize_t sys_write(void *data, int fd, const void *buf, size_t size)
{
	(void)data;
	return write(fd, buf, size);
}

static int sys_mkdirat(void *data, int dirfd, const char *path, mode_t mode)
{
	(void)data;
	return mkdirat(dirfd, path, mode);
}

static int sys_rmdirat(void *data, int dirfd, const char *path)
{
	(void)data;
	return unlinkat(dirfd, path, AT_REMOVEDIR);
}

static int sys_renameat(void *data, int dirfd, const char *from, const char *to)
{
	(void)data;
	return renameat(dirfd, from, dirfd, to);
}

static int sys_fstat(void *data, int fd, struct stat *st)
{
	(void)data;
	return fstat(fd, st);
}

static int sys_fstatat(void *data, int dirfd, const char *path, struct stat *st)
{
	(void)data;
	return fstatat(dirfd, path, st, 0);
}

static int sys_flock(void *data, int fd, int operation)
{
	(void)data;
	return flock(fd, operation);
}

static ssize_t sys_getdents(void *data, int fd, void *buf, size_t size)
{
	(void)data;
	return getdents64(fd, buf, size);
}

static ssize_t sys_readlinkat(void *data, int dirfd, const char *path, char *buf, size_t size)
{
	(void)data;
	return readlinkat(dirfd, path, buf, size);
}

/* setxattrat(2) came with Linux 6.13: until then /proc knows the way from a descriptor. */
static void xattr_path(int dirfd, const char *path, char *full, size_t size)
{
	snprintf(full, size, "/proc/self/fd/%d/%s", dirfd, path);
}

static int sys_setxattrat(void *data, int dirfd, const char *path, const char *name, const void *value,
			  size_t size)
{
	char full[PATH_MAX];

	(void)data;
	xattr_path(dirfd, path, full, sizeof(full));
	return setxattr(full, name, value, size, 0);
}

static ssize_t sys_getxattrat(void *data, int dirfd, const char *path, const char *name, void *value,
			      size_t size)
{
	char full[PATH_MAX];

	(void)data;
	xattr_path(dirfd, path, full, sizeof(full));
	return getxattr(full, name, value, size);
}

static void *sys_mmap(void *data, int fd, size_t size, int prot, off_t offset)
{
	(void)data;
	return mmap(NULL, size, prot, MAP_SHARED, fd, offset);
}

static int sys_munmap(void *data, void *address, size_t size)
{
	(void)data;
	return munmap(address, size);
}

static int sys_fstatfs(void *data, int fd, struct statfs *st)
{
	(void)data;
	return fstatfs(fd, st);
}

const struct io_ops io_default_ops = {
	.openat = sys_openat,
	.close = sys_close,
	.close_range = sys_close_range,
	.read = sys_read,
	.pread = sys_pread,
	.write = sys_write,
	.mkdirat = sys_mkdirat,
	.rmdirat = sys_rmdirat,
	.renameat = sys_renameat,
	.fstat = sys_fstat,
	.fstatat = sys_fstatat,
	.flock = sys_flock,
	.getdents = sys_getdents,
	.readlinkat = sys_readlinkat,
	.setxattrat = sys_setxattrat,
	.getxattrat = sys_getxattrat,
	.mmap = sys_mmap,
	.munmap = sys_munmap,
	.fstatfs = sys_fstatfs,
};

void io_init(struct io *io)
{
	*io = (struct io){ .ops = &io_default_ops, .sysroot_fd = -1 };
}

void io_release(struct io *io)
{
	io_close(io, io->sysroot_fd);
	io->sysroot_fd = -1;
	free(io->sysroot);
	io->sysroot = NULL;
}

bool io_is_this_machine(const struct io *io)
{
	return io->ops == &io_default_ops && !io->sysroot;
}

/* Turns IO_ROOT and an absolute path into a directory and a path below it. 0 or -errno. */
static int resolve(struct io *io, int *dirfd, const char **path)
{
	if (*dirfd != IO_ROOT)
		return 0;
	if (!io->sysroot) {
		*dirfd = AT_FDCWD;
		return 0;
	}
	if (io->sysroot_fd < 0) {
		int fd = io->ops->openat(io->data, AT_FDCWD, io->sysroot,
					 O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0)
			return -errno;
		io->sysroot_fd = fd;
	}
	*dirfd = io->sysroot_fd;
	while (**path == '/')
		(*path)++;
	if (!**path)
		*path = ".";
	return 0;
}

int io_open(struct io *io, int dirfd, const char *path, int flags)
{
	int err = resolve(io, &dirfd, &path);
	int fd;

	if (err)
		return err;
	do {
		fd = io->ops->openat(io->data, dirfd, path, flags | O_CLOEXEC);
		err = fd < 0 ? -errno : 0;
	} while (err == -EINTR || ((err == -EMFILE || err == -ENFILE) && io_make_room(io)));
	return err ? err : fd;
}

static int read_all(struct io *io, int fd, bool at_once, struct strbuf *sb)
{
	char buf[4096];
	ssize_t n;

	strbuf_reset(sb);
	strbuf_add_n(sb, "", 0);
	for (;;) {
		n = io->ops->read(io->data, fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return sb->failed ? -ENOMEM : 0;
		strbuf_add_n(sb, buf, (size_t)n);
		if (at_once && (size_t)n < sizeof(buf) && buf[n - 1] == '\n')
			return sb->failed ? -ENOMEM : 0;
	}
}

static int read_path(struct io *io, int dirfd, const char *path, bool at_once, struct strbuf *sb)
{
	int fd = io_open(io, dirfd, path, O_RDONLY);
	int err;

	if (fd < 0)
		return fd;
	err = read_all(io, fd, at_once, sb);
	io_close(io, fd);
	return err;
}

int io_read_file(struct io *io, int dirfd, const char *path, struct strbuf *sb)
{
	return read_path(io, dirfd, path, false, sb);
}

int io_read_kernfs(struct io *io, int dirfd, const char *path, struct strbuf *sb)
{
	return read_path(io, dirfd, path, true, sb);
}

ssize_t io_pread(struct io *io, int fd, void *buf, size_t size)
{
	ssize_t n;

	do {
		n = io->ops->pread(io->data, fd, buf, size);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int io_write(struct io *io, int fd, const char *text, size_t len)
{
	ssize_t n;

	do {
		n = io->ops->write(io->data, fd, text, len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

int io_mkdir(struct io *io, int dirfd, const char *path)
{
	int err = resolve(io, &dirfd, &path);

	if (err)
		return err;
	return io->ops->mkdirat(io->data, dirfd, path, 0777) < 0 ? -errno : 0;
}

int io_rmdir(struct io *io, int dirfd, const char *path)
{
	int err = resolve(io, &dirfd, &path);

	if (err)
		return err;
	return io->ops->rmdirat(io->data, dirfd, path) < 0 ? -errno : 0;
}

int io_rename(struct io *io, int dirfd, const char *from, const char *to)
{
	return io->ops->renameat(io->data, dirfd, from, to) < 0 ? -errno : 0;
}

int io_readlink(struct io *io, int dirfd, const char *path, char *text, size_t size)
{
	int err = resolve(io, &dirfd, &path);
	ssize_t n;

	if (err)
		return err;
	n = io->ops->readlinkat(io->data, dirfd, path, text, size - 1);
	if (n < 0)
		return -errno;
	text[n] = '\0';
	return (int)n;
}

int io_setxattr(struct io *io, int dirfd, const char *path, const char *name, const char *value,
		size_t size)
{
	return io->ops->setxattrat(io->data, dirfd, path, name, value, size) < 0 ? -errno : 0;
}

ssize_t io_getxattr(struct io *io, int dirfd, const char *path, const char *name, char *value,
		    size_t size)
{
	ssize_t n = io->ops->getxattrat(io->data, dirfd, path, name, value, size);

	return n < 0 ? -errno : n;
}

int io_fstat(struct io *io, int fd, struct stat *st)
{
	return io->ops->fstat(io->data, fd, st) < 0 ? -errno : 0;
}

int io_stat(struct io *io, int dirfd, const char *path, struct stat *st)
{
	int err = resolve(io, &dirfd, &path);

	if (err)
		return err;
	return io->ops->fstatat(io->data, dirfd, path, st) < 0 ? -errno : 0;
}

bool io_exists(struct io *io, int dirfd, const char *path)
{
	int fd = io_open(io, dirfd, path, O_PATH);

	if (fd < 0)
		return false;
	io_close(io, fd);
	return true;
}

static int add_entries(const char *buf, size_t size, struct strlist *directories,
		       struct strlist *others)
{
	const struct dirent64 *entry;
	struct strlist *names;
	int err;

	for (size_t at = 0; at < size; at += entry->d_reclen) {
		entry = (const void *)(buf + at);
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		names = entry->d_type == DT_DIR ? directories : others;
		err = names ? strlist_add(names, entry->d_name) : 0;
		if (err)
			return err;
	}
	return 0;
}

/*
 * resctrl lists until there is no room for another name: where some is left that was all, and it need not be asked once
 * more. Other file systems may give their names in pieces.
 */
static bool is_end(const struct io *io, int dirfd, ssize_t n, size_t size)
{
	return n > 0 && dirfd != IO_ROOT && !io->sysroot && (size_t)n + sizeof(struct dirent64) <= size;
}

int io_list(struct io *io, int dirfd, const char *path, struct strlist *directories,
	    struct strlist *others)
{
	alignas(struct dirent64) char buf[8192];
	int fd = io_open(io, dirfd, path, O_RDONLY | O_DIRECTORY);
	bool end = false;
	int err = 0;
	ssize_t n;

	if (fd < 0)
		return fd;
	while (!err && !end && (n = io->ops->getdents(io->data, fd, buf, sizeof(buf))) != 0) {
		end = is_end(io, dirfd, n, sizeof(buf));
		err = n < 0 ? -errno : add_entries(buf, (size_t)n, directories, others);
	}
	io_close(io, fd);
	/* The kernel lists by the hash of the name: sort, so that every answer is stable. */
	if (!err && directories)
		strlist_sort(directories);
	if (!err && others)
		strlist_sort(others);
	return err;
}

int io_for_each_dir(struct io *io, int dirfd, const char *path,
		    int (*fn)(void *data, const char *name, uint64_t inode), void *data)
{
	alignas(struct dirent64) char buf[8192];
	int fd = io_open(io, dirfd, path, O_RDONLY | O_DIRECTORY);
	const struct dirent64 *entry;
	int err = 0;
	ssize_t n;

	if (fd < 0)
		return fd;
	while (!err && (n = io->ops->getdents(io->data, fd, buf, sizeof(buf))) != 0) {
		err = n < 0 ? -errno : 0;
		for (ssize_t at = 0; !err && at < n; at += entry->d_reclen) {
			entry = (const void *)(buf + at);
			if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") &&
			    strcmp(entry->d_name, ".."))
				err = fn(data, entry->d_name, entry->d_ino);
		}
	}
	io_close(io, fd);
	return err;
}
