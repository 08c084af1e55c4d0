/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* That CPUs go online or offline. */
#include "events/hotplug.h"

#include <errno.h>
#include <string.h>

#include "text/uevent.h"

#define MESSAGE_SIZE	8192

int hotplug_open(struct hotplug *h)
{
	return netlink_open_uevents(&h->uevents, true);
}

void hotplug_close(struct hotplug *h)
{
	netlink_close(&h->uevents);
}

static bool is_about_cpus(const char *buf, size_t size)
{
	struct uevent event;
	unsigned int cpu;

	return !uevent_parse(buf, size, &event) && !uevent_cpu(&event, &cpu) &&
	       (!strcmp(event.action, "online") || !strcmp(event.action, "offline"));
}

int hotplug_read(struct hotplug *h)
{
	char buf[MESSAGE_SIZE];
	bool has_news = false;
	ssize_t n;

	if (h->uevents.fd < 0)
		return 0;
	while ((n = netlink_receive(&h->uevents, buf, sizeof(buf))) != -EAGAIN) {
		if (n == -ENOBUFS || n == -EMSGSIZE)
			has_news = true;
		else if (n < 0)
			return (int)n;
		else if (is_about_cpus(buf, (size_t)n))
			has_news = true;
	}
	return has_news;
}
