/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUs and telemetry devices, as the kernel's uevents tell. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "events/hotplug.h"
#include "events/stream.h"
#include "text/uevent.h"

#define PMT_DIR "/sys/class/intel_pmt"
/* The kernel's messages have at most 2 KiB behind their heading. */
#define MESSAGE_SIZE	8192
/* Messages that are read before those of other sources have a turn. */
#define AT_ONCE		64

static bool is_known(const struct strlist *names, const char *name)
{
	for (size_t i = 0; i < names->num; i++) {
		if (!strcmp(names->items[i], name))
			return true;
	}
	return false;
}

static int tell_pmt(struct resctrl_events *ev, const char *name, bool added)
{
	const struct notice_text text = { .name = name };

	return queue_add(ev, added ? RESCTRL_NOTICE_PMT_ADDED : RESCTRL_NOTICE_PMT_REMOVED,
			 RESCTRL_SOURCE_PMT, &text) ? 0 : -ENOMEM;
}

static void forget_name(struct strlist *names, const char *name)
{
	for (size_t i = 0; i < names->num; i++) {
		if (strcmp(names->items[i], name))
			continue;
		free(names->items[i]);
		names->items[i] = names->items[--names->num];
		return;
	}
}

static int change_pmt(struct resctrl_events *ev, const char *name, bool added)
{
	if (is_known(&ev->pmt, name) == added)
		return 0;
	if (added && strlist_add(&ev->pmt, name))
		return -ENOMEM;
	if (!added)
		forget_name(&ev->pmt, name);
	return tell_pmt(ev, name, added);
}

int pmt_scan(struct resctrl_events *ev, bool quiet)
{
	struct strlist old = ev->pmt, links = { 0 };
	int err;

	ev->pmt = (struct strlist){ 0 };
	/* The class is there when its first device is. */
	err = io_list(&ev->ctx->io, IO_ROOT, PMT_DIR, &ev->pmt, &links);
	if (err == -ENOENT)
		err = 0;
	for (size_t i = 0; !err && i < links.num; i++)
		err = strlist_add(&ev->pmt, links.items[i]);
	for (size_t i = 0; !err && !quiet && i < old.num; i++) {
		if (!is_known(&ev->pmt, old.items[i]))
			err = tell_pmt(ev, old.items[i], false);
	}
	for (size_t i = 0; !err && !quiet && i < ev->pmt.num; i++) {
		if (!is_known(&old, ev->pmt.items[i]))
			err = tell_pmt(ev, ev->pmt.items[i], true);
	}
	strlist_release(&links);
	strlist_release(&old);
	return err;
}

static int take_message(struct resctrl_events *ev, const char *buf, size_t size)
{
	struct uevent event;
	unsigned int cpu;

	if (uevent_parse(buf, size, &event))
		return 0;
	if (source_works(ev, RESCTRL_SOURCE_CPUS) && !uevent_cpu(&event, &cpu)) {
		if (!strcmp(event.action, "online") || !strcmp(event.action, "offline"))
			return cpus_change(ev, cpu, event.action[1] == 'n');
		return 0;
	}
	if (source_works(ev, RESCTRL_SOURCE_PMT) && !strcmp(event.subsystem, "intel_pmt") &&
	    (!strcmp(event.action, "add") || !strcmp(event.action, "remove")))
		return change_pmt(ev, uevent_name(&event), event.action[0] == 'a');
	return 0;
}

int uevents_read(struct resctrl_events *ev)
{
	const unsigned int all = RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PMT;
	char buf[MESSAGE_SIZE];
	int err = 0, room = AT_ONCE;
	ssize_t n;

	for (int i = 0; !err && i < room; i++) {
		n = netlink_receive(&ev->uevents, buf, sizeof(buf));
		if (n == -EAGAIN)
			return 0;
		if (n == -ENOBUFS || n == -EMSGSIZE) {
			ev->lost |= ev->sources & all;
			room = MESSAGES_MAX;
			continue;
		}
		if (n < 0)
			return (int)n;
		err = take_message(ev, buf, (size_t)n);
	}
	if (err)
		ev->lost |= ev->sources & all;
	return err;
}

const char *uevents_reason(int err)
{
	if (err == -EOPNOTSUPP)
		return netlink_is_built() ? "libnl-3 is not installed" : "this libresctrl was built without events";
	if (err == -EACCES)
		return "the kernel tells uevents in network name spaces of the first user name space alone";
	return "no uevents of the kernel can be received";
}

static void fail_both(struct resctrl_events *ev, int err)
{
	source_fail(ev, RESCTRL_SOURCE_CPUS, err, uevents_reason(err));
	source_fail(ev, RESCTRL_SOURCE_PMT, err, uevents_reason(err));
}

void uevents_open(struct resctrl_events *ev)
{
	int err;

	if (!(ev->sources & (RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PMT)))
		return;
	err = netlink_open_uevents(&ev->uevents, !(ev->sources & RESCTRL_SOURCE_PMT));
	if (!err)
		err = stream_add_fd(ev, ev->uevents.fd, EPOLLIN, RESCTRL_SOURCE_CPUS);
	if (err) {
		fail_both(ev, err);
		return;
	}
	/* Listen first: what changes while this reads is told of twice at most, and never missed. */
	err = ev->sources & RESCTRL_SOURCE_CPUS ? cpus_scan(ev, true) : 0;
	if (err)
		source_fail(ev, RESCTRL_SOURCE_CPUS, err, "the CPUs in sysfs cannot be read");
	err = ev->sources & RESCTRL_SOURCE_PMT ? pmt_scan(ev, true) : 0;
	if (err)
		source_fail(ev, RESCTRL_SOURCE_PMT, err, "the devices in sysfs cannot be read");
}
