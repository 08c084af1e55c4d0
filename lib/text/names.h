/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names: groups, mon_data directories, info directories. */
#ifndef TEXT_NAMES_H
#define TEXT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <resctrl/group.h>

/* A group's name taken apart. Strings point into buf. */
struct group_name {
	enum resctrl_group_kind kind;
	char buf[520];
	const char *ctrl;	/* "" for the default group */
	const char *mon;	/* NULL for a control group */
};

/*
 * "/", "web", "web/m1", "/m1". -EINVAL: empty, "." or "..", a name over 255 bytes, a newline, more
 * than one level, a name of the kernel's own ("info", "mon_groups", "mon_data" for a control group;
 * "mon_groups" for a monitor group).
 */
int group_name_parse(struct group_name *name, const char *text);
/*
 * "web", "web/m1" -> its directory relative to the root: "web", "web/mon_groups/m1",
 * "mon_groups/m1", ".". SIZE >= 600.
 */
void group_name_dir(const struct group_name *name, char *dir, size_t size);

/*
 * The content of /proc/PID/cpu_resctrl_groups as a group name of the form above. 0, -ENOENT
 * (resctrl not mounted or no such hardware: both fields are empty), -EINVAL. SIZE >= 520.
 */
int cpu_groups_parse(const char *text, char *name, size_t size);

/*
 * "mon_L3_00" -> "L3", 0 (sub false); "mon_sub_L3_01" -> "L3", 1 (sub true);
 * "mon_PERF_PKG_00" -> "PERF_PKG", 0.
 */
struct mon_dir_name {
	char resource[64];
	uint64_t id;
	bool sub;
};
int mon_dir_name_parse(struct mon_dir_name *name, const char *text);

/* "mbm_L3_assignments" -> "L3". -EINVAL for other file names. */
int assignments_name_parse(const char *text, char *resource, size_t size);

#endif
