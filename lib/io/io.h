/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one place that makes file system calls; replaceable, so that faults can be injected. */
#ifndef IO_IO_H
#define IO_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/vfs.h>

#include "base/strbuf.h"
#include "base/strlist.h"

/* resctrl's, for statfs(2): include/uapi/linux/magic.h. */
#ifndef RDTGROUP_SUPER_MAGIC
#define RDTGROUP_SUPER_MAGIC 0x7655821ul
#endif

/*
 * The system calls used on files. Each answers as the call of its name: -1 and errno on failure.
 * DATA is io.data. Tests put their own table in place of the default one.
 */
struct io_ops {
	int (*openat)(void *data, int dirfd, const char *path, int flags);
	int (*close)(void *data, int fd);
	int (*close_range)(void *data, unsigned int first, unsigned int last);
	ssize_t (*read)(void *data, int fd, void *buf, size_t size);
	ssize_t (*pread)(void *data, int fd, void *buf, size_t size);
	ssize_t (*write)(void *data, int fd, const void *buf, size_t size);
	int (*mkdirat)(void *data, int dirfd, const char *path, mode_t mode);
	int (*rmdirat)(void *data, int dirfd, const char *path);
	int (*renameat)(void *data, int dirfd, const char *from, const char *to);
	int (*fstat)(void *data, int fd, struct stat *st);
	int (*fstatat)(void *data, int dirfd, const char *path, struct stat *st);
	int (*flock)(void *data, int fd, int operation);
	ssize_t (*getdents)(void *data, int fd, void *buf, size_t size);
	ssize_t (*readlinkat)(void *data, int dirfd, const char *path, char *buf, size_t size);
	/* As setxattr(2) and getxattr(2) on PATH at DIRFD. */
	int (*setxattrat)(void *data, int dirfd, const char *path, const char *name, const void *value,
			  size_t size);
	ssize_t (*getxattrat)(void *data, int dirfd, const char *path, const char *name, void *value,
			      size_t size);
	void *(*mmap)(void *data, int fd, size_t size, int prot, off_t offset);
	int (*munmap)(void *data, void *address, size_t size);
	int (*fstatfs)(void *data, int fd, struct statfs *st);
};

/* Few enough to be of no weight beside the 1024 descriptors that a process has at least. */
#define IO_MOST_CLOSING 32

struct io {
	const struct io_ops *ops;
	void *data;
	char *sysroot;		/* NULL: "/" */
	int sysroot_fd;		/* -1 until first needed */
	bool put_off;		/* closing, until the end of the operation */
	int closing[IO_MOST_CLOSING];
	unsigned int num_closing;
};

extern const struct io_ops io_default_ops;

void io_init(struct io *io);
void io_release(struct io *io);

/*
 * Everything below answers 0 (or what is said) or -errno, retries EINTR, and opens O_CLOEXEC. DIRFD is
 * a directory, or IO_ROOT for a PATH that is absolute and then looked up below the sysroot.
 */
#define IO_ROOT (-2)

/* The files are those of the machine that this runs on, not of a recorded tree or a test. */
bool io_is_this_machine(const struct io *io);
/* A descriptor. FLAGS as of open(2). */
int io_open(struct io *io, int dirfd, const char *path, int flags);
void io_close(struct io *io, int fd);
/*
 * From here on io_close only notes what is to be closed, until io_close_put_off does it. For an operation that reads
 * many files: afterwards nothing of it is open, as if each had been closed at once.
 */
void io_put_off_closing(struct io *io);
void io_close_put_off(struct io *io);
/* Closes what was put off so far: the process has no descriptors left. True where that was any. */
bool io_make_room(struct io *io);
/* The whole file into SB (emptied first). Never sized from st_size: kernfs says 0. */
int io_read_file(struct io *io, int dirfd, const char *path, struct strbuf *sb);
/*
 * The same for a file of resctrl, at one read(2) less: kernfs generates the whole content at once, so less than was
 * asked for that ends with a newline is all there is. Not so in /proc, which stops at the end of any line.
 */
int io_read_kernfs(struct io *io, int dirfd, const char *path, struct strbuf *sb);
/* Reads an open file from its start, at most SIZE bytes. The number of bytes or -errno. */
ssize_t io_pread(struct io *io, int fd, void *buf, size_t size);
/* One write(2): on kernfs one write is one command. A short write is -EIO. */
int io_write(struct io *io, int fd, const char *text, size_t len);
int io_mkdir(struct io *io, int dirfd, const char *path);
int io_rmdir(struct io *io, int dirfd, const char *path);
/* Both paths below DIRFD. */
int io_rename(struct io *io, int dirfd, const char *from, const char *to);
/* What the link says, cut to SIZE - 1 bytes and terminated. Its length or -errno. */
int io_readlink(struct io *io, int dirfd, const char *path, char *text, size_t size);
/* Extended attributes of PATH below the directory DIRFD, not IO_ROOT. */
int io_setxattr(struct io *io, int dirfd, const char *path, const char *name, const char *value,
		size_t size);
/* The size of the value, at most SIZE, or -errno. */
ssize_t io_getxattr(struct io *io, int dirfd, const char *path, const char *name, char *value,
		    size_t size);
/* As fstat(2). */
int io_fstat(struct io *io, int fd, struct stat *st);
/* The same for PATH, which need not be opened for it. */
int io_stat(struct io *io, int dirfd, const char *path, struct stat *st);
/* The magic number of the file system that the file is on (statfs(2)), also behind a link of /proc/PID/fd; 0: none. */
unsigned long io_fs_magic(struct io *io, int dirfd, const char *path);
bool io_exists(struct io *io, int dirfd, const char *path);
/*
 * The names in PATH, sorted, without "." and "..": of its directories, and of all else. Either list may
 * be NULL.
 */
int io_list(struct io *io, int dirfd, const char *path, struct strlist *directories,
	    struct strlist *others);
/*
 * Calls FN with each directory in PATH and its inode, in the kernel's order, without "." and ".."; ends early where FN
 * gives anything but 0, which is then the result.
 */
int io_for_each_dir(struct io *io, int dirfd, const char *path,
		    int (*fn)(void *data, const char *name, uint64_t inode), void *data);

/* One read(2) of an open file from where it stands. The number of bytes or -errno. */
ssize_t io_read(struct io *io, int fd, void *buf, size_t size);
/* The whole of a file that may hold NUL bytes, for free(3); at most MOST bytes, else -EOVERFLOW. */
int io_read_bytes(struct io *io, int dirfd, const char *path, size_t most, void **data, size_t *size);

/* A piece of a file or of physical memory, shared with whoever writes to it. */
struct io_map {
	void *address;		/* of the first byte asked for; NULL: nothing is mapped */
	size_t size;
	size_t slack;		/* bytes in front of it: mappings begin at pages */
};

/*
 * Maps SIZE bytes at OFFSET of FD, read-only, or for writing too where WRITABLE. -EFBIG: a file of
 * a recorded tree that ends before them, where an access would be a SIGBUS.
 */
int io_map(struct io *io, int fd, uint64_t offset, size_t size, bool writable, struct io_map *map);
void io_unmap(struct io *io, struct io_map *map);

#endif
