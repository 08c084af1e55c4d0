/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering what is known of tasks and processes, and of who made groups: see resctrl/probe.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/group.h>
#include <resctrl/probe.h>

#include "fail.h"
#include "gather.h"
#include "memstream.h"
#include "run.h"

#define MOST_TASKS	1000u

/* The line of /proc/PID/status that says where a task may run, and nothing else of it. */
static bool put_allowed(struct gather *g, const char *path, const char *as)
{
	size_t size;
	char *text = gather_read(g, path, &size), *line;

	line = text ? strstr(text, "\nCpus_allowed_list:") : NULL;
	/* In an archive of ours it is the only one. */
	if (line)
		line++;
	else if (text && !strncmp(text, "Cpus_allowed_list:", 18))
		line = text;
	if (line)
		gather_bytes(g, as, line, strcspn(line, "\n") + 1);
	free(text);
	return line;
}

static bool put_task(struct gather *g, const struct gather_task *task)
{
	uint64_t number = g->anonymise ? task->number : task->tid;
	char path[64], as[64], *text, *other;
	size_t size;

	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/status", task->tid);
	snprintf(as, sizeof(as), "/proc/%" PRIu64 "/status", number);
	if (!put_allowed(g, path, as))
		return false;
	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/cpu_resctrl_groups", task->tid);
	snprintf(as, sizeof(as), "/proc/%" PRIu64 "/cpu_resctrl_groups", number);
	text = gather_read(g, path, &size);
	if (text) {
		other = gather_groups_of(g, text);
		gather_text(g, as, other);
		free(other);
	}
	free(text);
	return true;
}

void gather_tasks(struct gather *g)
{
	size_t i, num = g->num_tasks, put = 0;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < num; i++) {
			if (!g->tasks[i]->is_member || g->tasks[i]->is_placed != !pass)
				continue;
			if (put == MOST_TASKS)
				g->num_omitted++;
			else
				put += put_task(g, g->tasks[i]);
		}
	}
}

/* What nobody recorded is not known from what is made of that recording, either. */
static bool is_known(const struct gather *g, const char *path)
{
	return !*g->root || gather_exists(g, path);
}

/* ---- processes ---- */

static void put_process(struct gather *g, FILE *out, int pid, const struct resctrl_fact *fact)
{
	const char *name = resctrl_fact_get_name(fact), *comm = resctrl_fact_get_text(fact);
	uint64_t number = gather_number(g, (uint64_t)pid);
	char as[64], text[80];

	/* Whose program it is that uses resctrl is known to all; any may have a mount. */
	if (g->anonymise && strcmp(name, "other_user"))
		comm = "process";
	snprintf(as, sizeof(as), "/proc/%" PRIu64 "/comm", number);
	snprintf(text, sizeof(text), "%s\n", comm ? comm : "");
	gather_text(g, as, text);
	snprintf(as, sizeof(as), "/proc/%" PRIu64 "/mountinfo", number);
	if (!strcmp(name, "mounted_elsewhere"))
		gather_text(g, as, "1 1 0:1 / " GATHER_RESCTRL " rw - resctrl resctrl rw\n");
	if (!strcmp(name, "detached_mount"))
		fprintf(out, "%s %" PRIu64 "\n", name, number);
}

void gather_processes(struct gather *g, const struct resctrl_probe *probe)
{
	char *text = NULL;
	size_t size, i;
	FILE *out;
	int pid;

	out = memstream_open(&text, &size);
	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, i);

		if (sscanf(resctrl_fact_get_subject(fact), "process %d", &pid) == 1)
			put_process(g, out, pid, fact);
	}
	memstream_close(out, &text);
	/* An empty one says that nobody was found. */
	if (is_known(g, "/rctl/processes"))
		gather_text(g, "/rctl/processes", text);
	free(text);
}

/* ---- owners ---- */

static void put_owner(struct gather *g, FILE *out, const struct resctrl_group *group)
{
	static const char *const states[] = { "unknown", "alive", "gone" };
	unsigned int state = resctrl_group_get_owner_state(group);
	const char *tool = resctrl_group_get_owner_tool(group);
	char name[520];
	size_t i;

	if (!tool || state >= sizeof(states) / sizeof(states[0]))
		return;
	gather_group(g, resctrl_group_get_name(group), name, sizeof(name));
	if (g->anonymise && strcmp(tool, "rctl"))
		tool = "tool";
	fprintf(out, "%s %d %" PRIu64 " ", states[state], resctrl_group_is_transient(group),
		gather_number(g, (uint64_t)resctrl_group_get_owner_pid(group)));
	for (i = 0; tool[i]; i++)
		putc(tool[i] == '\t' || tool[i] == '\n' ? ' ' : tool[i], out);
	fprintf(out, "\t%s\n", name);
}

int gather_owners(struct rctl_run *run, struct gather *g)
{
	struct resctrl_group_list *list;
	struct resctrl_group *group;
	char *text = NULL;
	size_t size, i;
	FILE *out;
	int rc;

	rc = resctrl_group_list_load(run->ctx, &list);
	if (rc < 0)
		return fail_library(run, rc);
	out = memstream_open(&text, &size);
	for (i = 0; i < resctrl_group_list_get_num(list); i++) {
		/* One that went meanwhile, or cannot be read, has no owner here. */
		if (resctrl_group_load(run->ctx, resctrl_group_list_get_name(list, i), &group))
			continue;
		put_owner(g, out, group);
		resctrl_group_free(group);
	}
	resctrl_group_list_free(list);
	memstream_close(out, &text);
	if (is_known(g, "/rctl/owners"))
		gather_text(g, "/rctl/owners", text);
	free(text);
	return RCTL_EXIT_DONE;
}
