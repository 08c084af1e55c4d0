/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group is set to, one value at a time: what hotplug can take away. */
#ifndef EVENTS_SETTINGS_H
#define EVENTS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strlist.h"
#include "io/io.h"

enum setting_kind {
	SETTING_SCHEMATA = 0,	/* name: the schema; id: the domain; value: as the kernel shows it */
	SETTING_CPU,		/* name: "cpu"; id: the CPU; value: the same in decimal */
	SETTING_COUNTER,	/* name: the event; id: the domain; value: "e", "_" */
};

struct setting {
	enum setting_kind kind;
	char *name;
	uint64_t id;
	char *value;
	bool away;		/* its CPU or domain is, or has been, offline since this was its value */
};

struct settings {
	struct setting *items;
	size_t num;
};

/* The names of files with counters among those in the root of resctrl, sorted. */
int settings_list_counter_files(struct io *io, int dirfd, const char *root, struct strlist *files);
/*
 * Reads the group in the directory DIR (below DIRFD, or absolute with IO_ROOT). Files that it does not have, or does
 * not show, give no setting. SETTINGS is set anew, empty on failure. -ENOENT: the group has gone. -ENOMEM, another
 * -errno.
 */
int settings_read(struct io *io, int dirfd, const char *dir, const struct strlist *counter_files,
		  struct settings *settings);
/* NULL where there is none. */
struct setting *settings_find(const struct settings *settings, const struct setting *like);
/* Appends a copy. -ENOMEM. */
int settings_add(struct settings *settings, const struct setting *setting);
/* The CPUs as a list for the kernel, "0,2,3", for free(3). */
char *settings_format_cpus(const struct settings *settings);
void settings_release(struct settings *settings);

#endif
