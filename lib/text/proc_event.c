/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of the kernel about its processes. */
#include "text/proc_event.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <string.h>

_Static_assert(NLMSG_HDRLEN + sizeof(struct cn_msg) == PROC_EVENT_OFFSET, "where the event starts");

/* The Nth 32-bit number behind the head of an event. What a kernel does not send is 0. */
static uint32_t field(const struct proc_event *event, size_t index)
{
	uint32_t value;

	memcpy(&value, (const char *)&event->event_data + index * sizeof(value), sizeof(value));
	return value;
}

/* The first thread of a process has its TGID as PID; only that one stands for the process. */
static void take_event(const struct proc_event *event, struct proc_change *change)
{
	switch ((uint32_t)event->what) {
	case PROC_EVENT_NONE:
		change->kind = PROC_CHANGE_ANSWER;
		change->status = field(event, 0);
		return;
	case PROC_EVENT_FORK:
		/* Parent's PID and TGID, child's PID and TGID. */
		if (field(event, 2) != field(event, 3))
			return;
		change->kind = PROC_CHANGE_FORK;
		change->parent = (pid_t)field(event, 1);
		change->pid = (pid_t)field(event, 3);
		return;
	case PROC_EVENT_EXEC:
		/* Whichever thread calls exec(2) becomes the first. */
		change->kind = PROC_CHANGE_EXEC;
		change->pid = (pid_t)field(event, 1);
		return;
	case PROC_EVENT_EXIT:
		if (field(event, 0) != field(event, 1))
			return;
		change->kind = PROC_CHANGE_EXIT;
		change->pid = (pid_t)field(event, 1);
		change->status = field(event, 2);
		return;
	default:
		return;
	}
}

int proc_event_parse(const void *data, size_t size, struct proc_change *change)
{
	struct proc_event event = { 0 };
	struct nlmsghdr header;
	struct cn_msg message;
	size_t len;

	if (size < PROC_EVENT_OFFSET + offsetof(struct proc_event, event_data))
		return -EINVAL;
	memcpy(&header, data, sizeof(header));
	memcpy(&message, (const char *)data + NLMSG_HDRLEN, sizeof(message));
	if (header.nlmsg_len > size || header.nlmsg_len < PROC_EVENT_OFFSET ||
	    message.id.idx != CN_IDX_PROC || message.id.val != CN_VAL_PROC)
		return -EINVAL;
	len = header.nlmsg_len - PROC_EVENT_OFFSET;
	if (message.len > len || message.len < offsetof(struct proc_event, event_data) + 2 * sizeof(uint32_t))
		return -EINVAL;
	/* Events of different kernels differ in length; what all have comes first. */
	len = message.len < sizeof(event) ? message.len : sizeof(event);
	memcpy(&event, (const char *)data + PROC_EVENT_OFFSET, len);
	*change = (struct proc_change){ 0 };
	take_event(&event, change);
	return 0;
}
