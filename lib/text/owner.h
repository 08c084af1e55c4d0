/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The owner mark of a group: "boot=... pidns=... pid=812 start=12345 transient=1 tool=rctl". */
#ifndef TEXT_OWNER_H
#define TEXT_OWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <resctrl/group.h>

#define OWNER_MARK_SIZE 256

struct owner_mark {
	char boot[40];		/* /proc/sys/kernel/random/boot_id */
	uint64_t pidns;		/* inode of the PID name space that PID counts in; 0: the kernel has none */
	pid_t pid;
	uint64_t start;		/* of PID, in clock ticks since boot: field 22 of /proc/PID/stat */
	bool transient;		/* the group is not to outlive PID */
	char tool[64];
	enum resctrl_owner_state recorded;	/* of a recording alone: what was found of PID then */
};

/* TEXT has OWNER_MARK_SIZE bytes, which always suffice. Newlines in the tool's name become blanks. */
void owner_mark_format(const struct owner_mark *mark, char *text);
/*
 * Words NAME=VALUE in any order, and tool= last, up to the end. Names not known are skipped, so that later versions can
 * add some. -EINVAL where boot, pid, start or tool is missing or one cannot be read.
 */
int owner_mark_parse(const char *text, struct owner_mark *mark);
/*
 * The line of GROUP ("web/m1") in the file of a recording, "STATE TRANSIENT PID TOOL<tab>GROUP": "gone 1 812 rctl" and
 * so on. Lines that cannot be read are no lines. -ENOENT: there is none. MARK has no boot, no name space and no start.
 */
int owner_record_find(const char *text, const char *group, struct owner_mark *mark);

#endif
