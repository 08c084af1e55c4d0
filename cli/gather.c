/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering files into an archive.
 */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gather.h"
#include "tar.h"
#include "tree.h"

void gather_bytes(struct gather *g, const char *as, const void *data, size_t size)
{
	if (g->err)
		return;
	g->err = tar_add_file(g->out, as + (*as == '/'), data, size);
	g->num_files++;
	g->bytes += size;
}

void gather_text(struct gather *g, const char *as, const char *text)
{
	gather_bytes(g, as, text, strlen(text));
}

bool gather_exists(const struct gather *g, const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", g->root, path);
	return !access(full, F_OK);
}

/* Files of sysfs and procfs do not tell their size. */
char *gather_read(struct gather *g, const char *path, size_t *size)
{
	char full[PATH_MAX], *data = NULL;
	size_t room = 0, got = 0, n;
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", g->root, path);
	file = fopen(full, "re");
	if (!file)
		return NULL;
	do {
		if (got == room) {
			room = room ? 2 * room : 8192;
			data = realloc(data, room + 1);
			if (!data)
				tree_no_memory();
		}
		n = fread(data + got, 1, room - got, file);
		got += n;
	} while (n);
	if (ferror(file)) {
		free(data);
		data = NULL;
		g->num_unreadable++;
	}
	fclose(file);
	if (data)
		data[got] = '\0';
	*size = got;
	return data;
}

void gather_file(struct gather *g, const char *path)
{
	size_t size;
	char *data = gather_read(g, path, &size);

	if (data)
		gather_bytes(g, path, data, size);
	free(data);
}

void gather_lines(struct gather *g, const char *path, bool (*wanted)(const char *line))
{
	size_t size, len, kept = 0;
	char *data = gather_read(g, path, &size), *line;

	if (!data)
		return;
	for (line = data; *line; line += len) {
		char *end = strchrnul(line, '\n'), was = *end;
		bool is_wanted;

		len = (size_t)(end - line) + (was == '\n');
		*end = '\0';
		is_wanted = wanted(line);
		*end = was;
		if (is_wanted) {
			memmove(data + kept, line, len);
			kept += len;
		}
	}
	gather_bytes(g, path, data, kept);
	free(data);
}

/* The link PATH, as it is. */
static void gather_link(struct gather *g, const char *path)
{
	char full[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	snprintf(full, sizeof(full), "%s%s", g->root, path);
	n = readlink(full, target, sizeof(target) - 1);
	if (n < 0 || g->err)
		return;
	target[n] = '\0';
	g->err = tar_add_link(g->out, path + 1, target);
	g->num_files++;
}

void gather_glob(struct gather *g, const char *pattern)
{
	size_t i, skip = strlen(g->root);
	char full[PATH_MAX];
	struct stat st;
	glob_t found;

	snprintf(full, sizeof(full), "%s%s", g->root, pattern);
	if (glob(full, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc && !g->err; i++) {
		const char *path = found.gl_pathv[i];

		if (lstat(path, &st))
			continue;
		if (S_ISLNK(st.st_mode))
			gather_link(g, path + skip);
		else if (S_ISDIR(st.st_mode))
			g->err = tar_add_directory(g->out, path + skip + 1);
		else
			gather_file(g, path + skip);
	}
	globfree(&found);
}
