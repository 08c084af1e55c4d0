/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands for names of groups and ids of tasks in an archive that has none: the same for the same, everywhere in
 * it.
 */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "memstream.h"
#include "tree.h"

static int compare(const void *a, const void *b)
{
	const struct gather_task *x = a, *y = b;

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

void gather_group(struct gather *g, const char *group, char *buf, size_t size)
{
	const char *slash = strchr(group, '/');
	char first[256], second[256];

	snprintf(first, sizeof(first), "%.*s", slash ? (int)(slash - group) : (int)strlen(group), group);
	if (*first)
		gather_name(g, strdupa(first), first, sizeof(first));
	if (slash && slash[1])
		gather_name(g, slash + 1, second, sizeof(second));
	else
		*second = '\0';
	snprintf(buf, size, "%s%s%s", first, slash ? "/" : "", second);
}

/* The one with TID, new if need be. */
static struct gather_task *find_task(struct gather *g, uint64_t tid)
{
	struct gather_task *task = malloc(sizeof(*task)), **found;

	if (!task)
		tree_no_memory();
	*task = (struct gather_task){ .tid = tid, .number = g->num_tasks + 1 };
	found = tsearch(task, &g->task_tree, compare);
	if (!found)
		tree_no_memory();
	if (*found != task) {
		free(task);
		return *found;
	}
	g->tasks = reallocarray(g->tasks, g->num_tasks + 1, sizeof(*g->tasks));
	if (!g->tasks)
		tree_no_memory();
	g->tasks[g->num_tasks++] = task;
	return task;
}

uint64_t gather_number(struct gather *g, uint64_t tid)
{
	/* 0 is a task of another PID name space, and names none. */
	return g->anonymise && tid ? find_task(g, tid)->number : tid;
}

void gather_member(struct gather *g, uint64_t tid, bool is_default)
{
	struct gather_task *task;

	if (!tid)
		return;
	task = find_task(g, tid);
	task->is_member = true;
	task->is_placed |= !is_default;
}

/* The name behind KEY, which begins a line of TEXT ("res:web"), "" for none. */
static void put_field(struct gather *g, FILE *out, const char *text, const char *key)
{
	const char *at = text;
	char name[256], other[256] = "";

	while (*at && strncmp(at, key, strlen(key))) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	at += *at ? strlen(key) : 0;
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
	FILE *out = memstream_open(&other, &size);

	put_field(g, out, text, "res:");
	put_field(g, out, text, "mon:");
	memstream_close(out, &other);
	return other;
}

void gather_release(struct gather *g)
{
	size_t i;

	for (i = 0; i < g->num_names; i++)
		free(g->names[i]);
	free(g->names);
	tdestroy(g->task_tree, free);
	free(g->tasks);
}
