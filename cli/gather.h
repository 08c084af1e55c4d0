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

struct gather {
	const char *root;	/* in front of every path that is read: "" or a sysroot */
	FILE *out;
	bool anonymise;
	char **names;		/* of groups, in the order in which they were met */
	size_t num_names;
	size_t num_files, num_unreadable;
	uint64_t bytes;
	int err;		/* of writing; nothing more is written then */
};

/* A text of our own as a file. */
void gather_text(struct gather *g, const char *as, const char *text);
void gather_bytes(struct gather *g, const char *as, const void *data, size_t size);
/* The file PATH; nothing where there is none. */
void gather_file(struct gather *g, const char *path);
/* The lines of PATH that have one of WORDS (ends with NULL) in them. */
void gather_lines(struct gather *g, const char *path, const char *const *words);
/* The link PATH, as it is. */
void gather_link(struct gather *g, const char *path);
/*
 * What PATTERN finds (glob(7)): files, links as links, and of directories their names.
 */
void gather_glob(struct gather *g, const char *pattern);
/* The whole tree below MOUNT as /sys/fs/resctrl: groups get other names where that was asked for. */
void gather_resctrl(struct gather *g, const char *mount);
/* PATH, which tells the groups of a task as /proc/PID/cpu_resctrl_groups does, with the names that groups got. */
void gather_task_group(struct gather *g, const char *path);
void gather_release(struct gather *g);

#endif
