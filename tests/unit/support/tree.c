/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Temporary directory trees. */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void __attribute__((noreturn)) broken(const char *path)
{
	fprintf(stderr, "Bail out! tree: %s: %s\n", path, strerror(errno));
	exit(99);
}

void tree_new(char *path, size_t size)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(path, size, "%s/resctrl-test-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(path))
		broken(path);
}

/*
 * PATH and what is missing above it, from below: most of the directories are there already. Tests that run out of
 * memory at each allocation write 100000 files, and mkdir() for all that is above each was half of their system calls.
 */
static void make_dir(char *path)
{
	char *slash;

	if (!mkdir(path, 0755) || errno == EEXIST)
		return;
	slash = strrchr(path, '/');
	if (errno != ENOENT || !slash)
		broken(path);
	*slash = '\0';
	make_dir(path);
	*slash = '/';
	if (mkdir(path, 0755) < 0)
		broken(path);
}

/* The directory that FULL is to be in. */
static void make_parent(char *full)
{
	char *slash = strrchr(full, '/');

	*slash = '\0';
	make_dir(full);
	*slash = '/';
}

static void join(char *full, size_t size, const char *dir, const char *path)
{
	int len = snprintf(full, size, "%s/%s", dir, path + strspn(path, "/"));

	if (len < 0 || (size_t)len >= size) {
		errno = ENAMETOOLONG;
		broken(path);
	}
}

static int open_new(const char *full)
{
	return open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
}

void tree_write(const char *dir, const char *path, const char *text)
{
	char full[1024];
	size_t len = strlen(text);
	int fd;

	join(full, sizeof(full), dir, path);
	fd = open_new(full);
	if (fd < 0 && errno == ENOENT) {
		make_parent(full);
		fd = open_new(full);
	}
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		broken(full);
	close(fd);
}

void tree_mkdir(const char *dir, const char *path)
{
	char full[1024];

	join(full, sizeof(full), dir, path);
	make_dir(full);
}

/* Without a look at each file, as nftw() has it: what is no directory can just go. */
static void remove_at(int dir, const char *name, bool is_dir)
{
	struct dirent *entry;
	DIR *d;
	int fd;

	if (!is_dir && (!unlinkat(dir, name, 0) || errno == ENOENT))
		return;
	if (!is_dir && errno != EISDIR)
		broken(name);
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	d = fd < 0 ? NULL : fdopendir(fd);
	if (!d)
		broken(name);
	while ((entry = readdir(d))) {
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			remove_at(fd, entry->d_name, entry->d_type == DT_DIR);
	}
	closedir(d);
	if (unlinkat(dir, name, AT_REMOVEDIR) < 0)
		broken(name);
}

void tree_remove(const char *path)
{
	remove_at(AT_FDCWD, path, false);
}
