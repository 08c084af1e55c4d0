/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes that fork, exec and exit. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/num.h"
#include "events/stream.h"
#include "text/proc_event.h"

#define MESSAGE_SIZE	512
/* As many notices as fit comfortably; the rest waits in the socket. */
#define AT_ONCE		256

/* Where PID is, or would be. */
static size_t position(const struct resctrl_events *ev, pid_t pid)
{
	size_t low = 0, high = ev->num_pids;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (ev->pids[mid] < pid)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool is_wanted(const struct resctrl_events *ev, pid_t pid)
{
	size_t at = position(ev, pid);

	return ev->all_pids || (at < ev->num_pids && ev->pids[at] == pid);
}

static int add_pid(struct resctrl_events *ev, pid_t pid)
{
	size_t at = position(ev, pid);
	pid_t *more;

	if (at < ev->num_pids && ev->pids[at] == pid)
		return 0;
	more = reallocarray(ev->pids, ev->num_pids + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	ev->pids = more;
	memmove(more + at + 1, more + at, (ev->num_pids - at) * sizeof(*more));
	more[at] = pid;
	ev->num_pids++;
	return 0;
}

static void remove_pid(struct resctrl_events *ev, pid_t pid)
{
	size_t at = position(ev, pid);

	ev->num_pids--;
	memmove(ev->pids + at, ev->pids + at + 1, (ev->num_pids - at) * sizeof(*ev->pids));
}

int resctrl_events_set_pid(struct resctrl_events *events, pid_t pid)
{
	int err;

	assert(events);
	if (pid <= 0)
		return -EINVAL;
	err = add_pid(events, pid);
	if (!err)
		events->all_pids = false;
	return err;
}

static int take_change(struct resctrl_events *ev, const struct proc_change *change)
{
	static const enum resctrl_notice_kind kinds[] = {
		[PROC_CHANGE_FORK] = RESCTRL_NOTICE_PROCESS_FORK,
		[PROC_CHANGE_EXEC] = RESCTRL_NOTICE_PROCESS_EXEC,
		[PROC_CHANGE_EXIT] = RESCTRL_NOTICE_PROCESS_EXIT,
	};
	struct resctrl_notice *notice;

	if (change->kind < PROC_CHANGE_FORK)
		return 0;
	if (!is_wanted(ev, change->kind == PROC_CHANGE_FORK ? change->parent : change->pid))
		return 0;
	if (!ev->all_pids && change->kind == PROC_CHANGE_FORK && add_pid(ev, change->pid))
		return -ENOMEM;
	notice = queue_add(ev, kinds[change->kind], RESCTRL_SOURCE_PROCESSES, NULL);
	if (!notice)
		return -ENOMEM;
	notice->pid = change->pid;
	notice->parent = change->parent;
	notice->status = (int)change->status;
	if (!ev->all_pids && change->kind == PROC_CHANGE_EXIT)
		remove_pid(ev, change->pid);
	return 0;
}

int processes_read(struct resctrl_events *ev)
{
	struct proc_change change;
	char buf[MESSAGE_SIZE];
	int err = 0, room = AT_ONCE;
	ssize_t n;

	for (int i = 0; !err && i < room; i++) {
		n = netlink_receive(&ev->processes, buf, sizeof(buf));
		if (n == -EAGAIN)
			return 0;
		if (n == -ENOBUFS || n == -EMSGSIZE) {
			ev->lost |= RESCTRL_SOURCE_PROCESSES;
			room = MESSAGES_MAX;
			continue;
		}
		if (n < 0)
			return (int)n;
		if (!proc_event_parse(buf, (size_t)n, &change))
			err = take_change(ev, &change);
	}
	if (err)
		ev->lost |= RESCTRL_SOURCE_PROCESSES;
	return err;
}

static int compare_pids(const void *a, const void *b)
{
	const pid_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of those that are wanted, the ones that ended meanwhile; children made meanwhile are not known to be ours. */
static void forget_dead(struct resctrl_events *ev, const pid_t *pids, size_t num)
{
	size_t kept = 0;

	for (size_t i = 0; i < ev->num_pids; i++) {
		if (bsearch(&ev->pids[i], pids, num, sizeof(*pids), compare_pids))
			ev->pids[kept++] = ev->pids[i];
	}
	ev->num_pids = kept;
}

int processes_scan(struct resctrl_events *ev)
{
	struct strlist names = { 0 };
	pid_t *pids = NULL;
	size_t num = 0;
	int err = io_list(&ev->ctx->io, IO_ROOT, "/proc", &names, NULL);

	if (!err && names.num) {
		pids = calloc(names.num, sizeof(*pids));
		err = pids ? 0 : -ENOMEM;
	}
	for (size_t i = 0; !err && i < names.num; i++) {
		int pid;

		if (!num_parse_pid(names.items[i], &pid))
			pids[num++] = pid;
	}
	if (num)
		qsort(pids, num, sizeof(*pids), compare_pids);
	if (!err && num && !ev->all_pids)
		forget_dead(ev, pids, num);
	for (size_t i = 0; !err && i < num; i++) {
		struct resctrl_notice *notice;

		if (!is_wanted(ev, pids[i]))
			continue;
		notice = queue_add(ev, RESCTRL_NOTICE_PROCESS_FOUND, RESCTRL_SOURCE_PROCESSES, NULL);
		if (notice)
			notice->pid = pids[i];
		else
			err = -ENOMEM;
	}
	free(pids);
	strlist_release(&names);
	return err;
}

void processes_open(struct resctrl_events *ev)
{
	int err;

	if (!(ev->sources & RESCTRL_SOURCE_PROCESSES))
		return;
	err = netlink_open_processes(&ev->processes, ev->execs_only);
	if (!err)
		err = stream_add_fd(ev, ev->processes.fd, EPOLLIN, RESCTRL_SOURCE_PROCESSES);
	if (err == -EPERM)
		source_fail(ev, RESCTRL_SOURCE_PROCESSES, err, "the proc connector needs CAP_NET_ADMIN");
	else if (err == -EACCES)
		source_fail(ev, RESCTRL_SOURCE_PROCESSES, err,
			    "the proc connector answers in the first PID name space alone");
	else if (err == -ENOBUFS || err == -EMSGSIZE)
		source_fail(ev, RESCTRL_SOURCE_PROCESSES, err, "the answer of the proc connector was lost");
	else if (err == -EOPNOTSUPP)
		source_fail(ev, RESCTRL_SOURCE_PROCESSES, err, "libnl-3 is not installed");
	else if (err)
		source_fail(ev, RESCTRL_SOURCE_PROCESSES, err, "the kernel has no proc connector");
}
