/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands for names of groups and ids of tasks in an archive that has none: the same for the same, everywhere in it.
 */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "tree.h"

struct task {
	uint64_t tid, number;
};

static int compare(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	return x->tid < y->tid ? -1 : x->tid > y->tid;
}

void gather_name(struct gather *g, const char *name, char *buf, size_t size)
{
	size_t i;

	if (!g->anonymise) {
		snprintf(buf, size, "%s", name);
		return;
	}
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

uint64_t gather_task(struct gather *g, uint64_t tid)
{
	struct task *task, **found;

	/* 0 is a task of another PID name space, and names none. */
	if (!g->anonymise || !tid)
		return tid;
	task = malloc(sizeof(*task));
	if (!task)
		tree_no_memory();
	*task = (struct task){ .tid = tid, .number = g->num_tasks + 1 };
	found = tsearch(task, &g->tasks, compare);
	if (!found)
		tree_no_memory();
	if (*found == task)
		g->num_tasks++;
	else
		free(task);
	return (*found)->number;
}

/* The name behind KEY in TEXT ("res:web"), "" for none. */
static void put_field(struct gather *g, FILE *out, const char *text, const char *key)
{
	const char *at = strstr(text, key);
	char name[256], other[256] = "";

	at = at ? at + strlen(key) : "";
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, "\n"), at);
	/* The default group has no name. */
	if (!strcmp(name, "/"))
		snprintf(other, sizeof(other), "/");
	else if (*name)
		gather_name(g, name, other, sizeof(other));
	fprintf(out, "%s%s\n", key, other);
}

char *gather_groups_of(struct gather *g, const char *text)
{
	char *other = NULL;
	size_t size;
	FILE *out = open_memstream(&other, &size);

	if (!out)
		tree_no_memory();
	put_field(g, out, text, "res:");
	put_field(g, out, text, "mon:");
	if (fclose(out) || !other)
		tree_no_memory();
	return other;
}

void gather_release(struct gather *g)
{
	size_t i;

	for (i = 0; i < g->num_names; i++)
		free(g->names[i]);
	free(g->names);
	tdestroy(g->tasks, free);
}
