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

#define RESCTRL		"/sys/fs/resctrl"

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

/* The whole of PATH, for free(3); NULL where it cannot be read. Files of sysfs and procfs do not tell their size. */
static char *read_whole(struct gather *g, const char *path, size_t *size)
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
	char *data = read_whole(g, path, &size);

	if (data)
		gather_bytes(g, path, data, size);
	free(data);
}

void gather_lines(struct gather *g, const char *path, const char *const *words)
{
	size_t size, len, kept = 0, i;
	char *data = read_whole(g, path, &size), *line;

	if (!data)
		return;
	for (line = data; *line; line += len) {
		char *end = strchrnul(line, '\n'), was = *end;
		bool wanted = false;

		len = (size_t)(end - line) + (was == '\n');
		*end = '\0';
		for (i = 0; words[i]; i++)
			wanted |= strstr(line, words[i]) != NULL;
		*end = was;
		if (wanted) {
			memmove(data + kept, line, len);
			kept += len;
		}
	}
	gather_bytes(g, path, data, kept);
	free(data);
}

void gather_link(struct gather *g, const char *path)
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

/* ---- resctrl ---- */

/* Names that are the kernel's and no group's. */
static bool is_kernels(const char *name)
{
	return !strcmp(name, "info") || !strcmp(name, "mon_groups") || !strcmp(name, "mon_data");
}

/* The name that stands for a group's: "g1" for the first one met, the same wherever it is met again. */
static void other_name(struct gather *g, const char *name, char *buf, size_t size)
{
	size_t i;

	for (i = 0; i < g->num_names && strcmp(g->names[i], name); i++)
		continue;
	if (i == g->num_names) {
		g->names = reallocarray(g->names, i + 1, sizeof(*g->names));
		if (!g->names)
			tree_no_memory();
		g->names[i] = strdup(name);
		if (!g->names[i])
			tree_no_memory();
		g->num_names++;
	}
	snprintf(buf, size, "g%zu", i + 1);
}

/* Thread ids become 1, 2, 3...: how many there are is left. */
static void gather_tasks(struct gather *g, const char *as, const char *data)
{
	char *text = NULL;
	size_t size, num = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		tree_no_memory();
	for (; *data; data++) {
		if (*data == '\n')
			fprintf(out, "%zu\n", ++num);
	}
	if (fclose(out) || !text)
		tree_no_memory();
	gather_bytes(g, as, text, size);
	free(text);
}

static void gather_resctrl_file(struct gather *g, const char *path, const char *as)
{
	const char *name = strrchr(path, '/') + 1;
	size_t size;
	char *data = read_whole(g, path, &size);

	/* The kernel's last words may name groups and tasks. */
	if (data && g->anonymise && !strcmp(name, "last_cmd_status"))
		gather_text(g, as, "ok\n");
	else if (data && g->anonymise && !strcmp(name, "tasks"))
		gather_tasks(g, as, data);
	else if (data)
		gather_bytes(g, as, data, size);
	free(data);
}

static void walk(struct gather *g, const char *path, const char *as, bool groups)
{
	char full[PATH_MAX], child[PATH_MAX], child_as[PATH_MAX], other[32];
	struct dirent **entries;
	struct stat st;
	int i, num;

	snprintf(full, sizeof(full), "%s%s", g->root, path);
	num = scandir(full, &entries, NULL, alphasort);
	if (num < 0 || g->err) {
		g->num_unreadable += num < 0;
		return;
	}
	g->err = tar_add_directory(g->out, as + 1);
	for (i = 0; i < num; i++) {
		const char *name = entries[i]->d_name;

		if (!strcmp(name, ".") || !strcmp(name, "..") ||
		    snprintf(child, sizeof(child), "%s/%s", path, name) >= (int)sizeof(child) ||
		    snprintf(full, sizeof(full), "%s%s", g->root, child) >= (int)sizeof(full) ||
		    lstat(full, &st)) {
			free(entries[i]);
			continue;
		}
		if (S_ISDIR(st.st_mode) && groups && !is_kernels(name) && g->anonymise) {
			other_name(g, name, other, sizeof(other));
			name = other;
		}
		if (snprintf(child_as, sizeof(child_as), "%s/%s", as, name) < (int)sizeof(child_as)) {
			/* Groups are in the root, and in each mon_groups. */
			if (S_ISDIR(st.st_mode))
				walk(g, child, child_as, !strcmp(entries[i]->d_name, "mon_groups"));
			else if (S_ISREG(st.st_mode))
				gather_resctrl_file(g, child, child_as);
		}
		free(entries[i]);
	}
	free(entries);
}

void gather_resctrl(struct gather *g, const char *mount)
{
	walk(g, mount, RESCTRL, true);
}

/* LINE is "res:NAME" or "mon:NAME"; the default group is "/". */
static void put_task_group(struct gather *g, FILE *out, char *line)
{
	char *name = strchr(line, ':'), other[32];

	if (!name || !name[1] || !strcmp(name, ":/")) {
		fprintf(out, "%s\n", line);
		return;
	}
	*name++ = '\0';
	other_name(g, name, other, sizeof(other));
	fprintf(out, "%s:%s\n", line, other);
}

void gather_task_group(struct gather *g, const char *path)
{
	char *text = NULL, *line, *rest, *data;
	size_t size, text_size;
	FILE *out;

	if (!g->anonymise) {
		gather_file(g, path);
		return;
	}
	data = read_whole(g, path, &size);
	if (!data)
		return;
	out = open_memstream(&text, &text_size);
	if (!out)
		tree_no_memory();
	for (rest = data; (line = strsep(&rest, "\n")); ) {
		if (*line)
			put_task_group(g, out, line);
	}
	if (fclose(out) || !text)
		tree_no_memory();
	gather_bytes(g, path, text, text_size);
	free(text);
	free(data);
}

void gather_release(struct gather *g)
{
	size_t i;

	for (i = 0; i < g->num_names; i++)
		free(g->names[i]);
	free(g->names);
}
