/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What /proc says of a process.
 */
#ifndef RCTL_FACTS_H
#define RCTL_FACTS_H

#include <stdbool.h>
#include <sys/types.h>

enum fact_key {
	FACT_COMMAND = 0,	/* /proc/PID/comm: at most 15 bytes */
	FACT_EXECUTABLE,	/* the path of the program */
	FACT_USER,		/* the effective user id, in decimal */
	FACT_CGROUP,		/* the path in the cgroup v2 tree */
	FACT_PARENT_GROUP,	/* the resctrl group of the parent process */
	NUM_FACTS,
};

struct facts {
	pid_t pid;
	char values[NUM_FACTS][4096];	/* "" where there is none, or it may not be known */
	char group[600];		/* the resctrl group that it is in */
};

/* The kernel tells which group a process is in: it is built with CONFIG_PROC_CPU_RESCTRL. */
bool facts_tell_groups(void);
/*
 * Reads those of NEEDS; the command and the group always. -ESRCH: there is no such process any more. -ENOENT: resctrl
 * is not mounted. -EOPNOTSUPP: the kernel does not tell which group a process is in.
 */
int facts_read(pid_t pid, const bool *needs, struct facts *facts);

#endif
