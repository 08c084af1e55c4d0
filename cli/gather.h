/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering files of this machine, or of a recorded tree, into an archive.
 */
#ifndef RCTL_GATHER_H
#define RCTL_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct rctl_run;
struct resctrl_probe;

/* Where resctrl is in the archive, unless it keeps its place. */
#define GATHER_RESCTRL	"/sys/fs/resctrl"

/* A task that is named somewhere. */
struct gather_task {
	uint64_t tid, number;		/* and what stands for it */
	bool is_member, is_placed;	/* of a group's list; of one other than the default group's */
};

struct gather {
	const char *root;	/* in front of every path that is read: "" or a sysroot */
	FILE *out;
	bool anonymise;
	bool at_usual_place;	/* resctrl is at GATHER_RESCTRL in the archive, wherever it is mounted */
	char **names;		/* of groups, in the order in which they were met */
	size_t num_names;
	void *task_tree;	/* of tsearch(3) */
	struct gather_task **tasks;	/* in the order in which they were met */
	size_t num_tasks, num_omitted;
	size_t num_files, num_unreadable;
	uint64_t bytes;
	int err;		/* of writing; nothing more is written then */
};

/* A text of our own as a file. */
void gather_text(struct gather *g, const char *as, const char *text);
void gather_bytes(struct gather *g, const char *as, const void *data, size_t size);
/* The file PATH; nothing where there is none. */
void gather_file(struct gather *g, const char *path);
/* The lines of PATH that are WANTED. */
void gather_lines(struct gather *g, const char *path, bool (*wanted)(const char *line));
/*
 * What PATTERN finds (glob(7)): files, links as links, and of directories their names.
 */
void gather_glob(struct gather *g, const char *pattern);
bool gather_exists(const struct gather *g, const char *path);
/* The whole of PATH, for free(3); NULL where it cannot be read. */
char *gather_read(struct gather *g, const char *path, size_t *size);

/* ---- gather-names.c ---- */

/*
 * The name that stands for a group's directory: "g1" for the first one met, the same wherever it is met again. As it is
 * where that was not asked for.
 */
void gather_name(struct gather *g, const char *name, char *buf, size_t size);
/* "web/m1", likewise. */
void gather_group(struct gather *g, const char *group, char *buf, size_t size);
/* The number that stands for the id of a task, likewise. */
uint64_t gather_number(struct gather *g, uint64_t tid);
/* A group lists the task TID. */
void gather_member(struct gather *g, uint64_t tid, bool is_default);
/* What /proc/PID/cpu_resctrl_groups says, with those names, for free(3). */
char *gather_groups_of(struct gather *g, const char *text);
void gather_release(struct gather *g);

/* ---- gather-resctrl.c ---- */

/* The whole tree below MOUNT: groups and tasks get other names where that was asked for. */
void gather_resctrl(struct gather *g, const char *mount);

/* ---- gather-proc.c ---- */

/* What /proc says of the machine and of this process. MOUNT: where resctrl is, or NULL. */
void gather_proc(struct gather *g, const char *mount);

/* ---- gather-tasks.c ---- */

/*
 * The group and the allowed CPUs of tasks that groups list: of a thousand at most, first of those in groups other than
 * the default one. The others are counted.
 */
void gather_tasks(struct gather *g);
/* The processes that PROBE found to have to do with resctrl. */
void gather_processes(struct gather *g, const struct resctrl_probe *probe);
/* Who made the groups. 0, or the exit status. */
int gather_owners(struct rctl_run *run, struct gather *g);

/* ---- gather-log.c ---- */

/* Lines of the kernel's log that have to do with resctrl, without time stamps. */
void gather_log(struct gather *g);

/* ---- gather-probe.c: 0, or the exit status ---- */

/* The kernel's configuration: what probes ask for, wherever they found it; and processes. */
int gather_host(struct rctl_run *run, struct gather *g);
/* CPUID leaves and windows of MSCs, made again from the facts about them. */
int gather_probes(struct rctl_run *run, struct gather *g);

#endif
