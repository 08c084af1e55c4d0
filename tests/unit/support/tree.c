/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Temporary directory trees. */
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
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

/* The directories above the last part of PATH. */
static void make_parents(char *path, size_t base)
{
	for (char *c = path + base + 1; (c = strchr(c, '/')); c++) {
		*c = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			broken(path);
		*c = '/';
	}
}

static void join(char *full, size_t size, const char *dir, const char *path)
{
	int len = snprintf(full, size, "%s/%s", dir, path + strspn(path, "/"));

	if (len < 0 || (size_t)len >= size) {
		errno = ENAMETOOLONG;
		broken(path);
	}
	make_parents(full, strlen(dir));
}

void tree_write(const char *dir, const char *path, const char *text)
{
	char full[1024];
	size_t len = strlen(text);
	int fd;

	join(full, sizeof(full), dir, path);
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		broken(full);
	close(fd);
}

void tree_mkdir(const char *dir, const char *path)
{
	char full[1024];

	join(full, sizeof(full), dir, path);
	if (mkdir(full, 0755) < 0 && errno != EEXIST)
		broken(full);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void tree_remove(const char *path)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		broken(path);
}
