/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of the kernel about its devices. */
#include "text/uevent.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "base/num.h"

static const char *value_of(const char *text, const char *key)
{
	size_t len = strlen(key);

	return strncmp(text, key, len) ? NULL : text + len;
}

int uevent_parse(const char *data, size_t size, struct uevent *event)
{
	struct uevent found = { 0 };
	const char *end = data + size, *value;

	if (!size || data[size - 1] || !strchr(data, '@'))
		return -EINVAL;
	/* The heading says what ACTION and DEVPATH say again. */
	for (const char *at = data + strlen(data) + 1; at < end; at += strlen(at) + 1) {
		if ((value = value_of(at, "ACTION=")))
			found.action = value;
		else if ((value = value_of(at, "DEVPATH=")))
			found.devpath = value;
		else if ((value = value_of(at, "SUBSYSTEM=")))
			found.subsystem = value;
	}
	if (!found.action || !found.devpath || !found.subsystem)
		return -EINVAL;
	*event = found;
	return 0;
}

int uevent_cpu(const struct uevent *event, unsigned int *cpu)
{
	const char *digits = value_of(event->devpath, "/devices/system/cpu/cpu");
	uint64_t number;

	if (strcmp(event->subsystem, "cpu") || !digits || num_parse_u64(digits, 10, &number) ||
	    number > UINT_MAX)
		return -ENOENT;
	*cpu = (unsigned int)number;
	return 0;
}

const char *uevent_name(const struct uevent *event)
{
	const char *slash = strrchr(event->devpath, '/');

	return slash ? slash + 1 : event->devpath;
}
