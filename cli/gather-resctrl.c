/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering the resctrl tree.
 */
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gather.h"
#include "memstream.h"
#include "tar.h"

/* Names that are the kernel's and no group's, in the root: a monitor group may be called "info". */
static bool is_kernels(const char *name)
{
	return !strcmp(name, "info") || !strcmp(name, "mon_groups") || !strcmp(name, "mon_data");
}

/* One id a line. */
static void put_tasks(struct gather *g, const char *as, const char *data, bool is_default)
{
	char *text = NULL, *end;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (; *data; data = *end ? end + 1 : end) {
		unsigned long long tid = strtoull(data, &end, 10);

		if (end != data) {
			gather_member(g, tid, is_default);
			fprintf(out, "%" PRIu64 "\n", gather_number(g, tid));
		}
		end = strchrnul(end, '\n');
	}
	memstream_close(out, &text);
	gather_bytes(g, as, text, size);
	free(text);
}

static void put_file(struct gather *g, const char *path, const char *as, bool is_root)
{
	const char *name = strrchr(path, '/') + 1;
	size_t size;
	char *data = gather_read(g, path, &size);

	/* The kernel's last words may name groups and tasks. */
	if (data && g->anonymise && !strcmp(name, "last_cmd_status"))
		gather_text(g, as, "ok\n");
	else if (data && !strcmp(name, "tasks"))
		put_tasks(g, as, data, is_root);
	else if (data)
		gather_bytes(g, as, data, size);
	free(data);
}

/* DEPTH directories below the root; GROUPS: where groups are. */
static void walk(struct gather *g, const char *path, const char *as, unsigned int depth, bool groups)
{
	char full[PATH_MAX], child[PATH_MAX], child_as[PATH_MAX], other[NAME_MAX + 1];
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
		if (S_ISDIR(st.st_mode) && groups && (depth || !is_kernels(name))) {
			gather_name(g, name, other, sizeof(other));
			name = other;
		}
		if (snprintf(child_as, sizeof(child_as), "%s/%s", as, name) < (int)sizeof(child_as)) {
			/* Groups are in the root, and in each mon_groups. */
			if (S_ISDIR(st.st_mode))
				walk(g, child, child_as, depth + 1, !strcmp(entries[i]->d_name, "mon_groups"));
			else if (S_ISREG(st.st_mode))
				put_file(g, child, child_as, depth == 0);
		}
		free(entries[i]);
	}
	free(entries);
}

void gather_resctrl(struct gather *g, const char *mount)
{
	walk(g, mount, g->at_usual_place ? GATHER_RESCTRL : mount, 0, true);
}
