/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of the kernel about its processes (proc connector). */
#ifndef TEXT_PROC_EVENT_H
#define TEXT_PROC_EVENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum proc_change_kind {
	PROC_CHANGE_OTHER = 0,	/* threads, and what processes do besides */
	PROC_CHANGE_ANSWER,	/* to a request of ours */
	PROC_CHANGE_FORK,
	PROC_CHANGE_EXEC,
	PROC_CHANGE_EXIT,
};

struct proc_change {
	enum proc_change_kind kind;
	pid_t pid;		/* FORK: the child */
	pid_t parent;		/* FORK: of the child */
	uint32_t status;	/* EXIT: as wait(2) gives it; ANSWER: an errno, or 0 */
};

/* Where in a message the kind of event stands, a 32-bit number of the host's byte order. */
#define PROC_EVENT_OFFSET	36u

/*
 * A whole netlink message (kernel: include/uapi/linux/cn_proc.h; drivers/connector/cn_proc.c). 0, or -EINVAL: shorter
 * than what it says it is, or not of the proc connector.
 */
int proc_event_parse(const void *data, size_t size, struct proc_change *change);

#endif
