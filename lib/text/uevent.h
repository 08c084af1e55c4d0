/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of the kernel about its devices (kobject uevents). */
#ifndef TEXT_UEVENT_H
#define TEXT_UEVENT_H

#include <stdbool.h>
#include <stddef.h>

/* Strings point into the message. */
struct uevent {
	const char *action;	/* "online", "offline", "add", "remove", ... */
	const char *devpath;	/* "/devices/system/cpu/cpu3" */
	const char *subsystem;	/* "cpu" */
};

/*
 * "ACTION@DEVPATH", then "KEY=VALUE" strings, each ended by NUL (kernel: lib/kobject_uevent.c). 0, or -EINVAL where
 * one of the three is missing or the last string has no end. What udev sends on starts with "libudev": -EINVAL.
 */
int uevent_parse(const char *data, size_t size, struct uevent *event);
/* The number in "/devices/system/cpu/cpuN". -ENOENT where EVENT is about something else. */
int uevent_cpu(const struct uevent *event, unsigned int *cpu);
/* The last part of DEVPATH: "telem1". */
const char *uevent_name(const struct uevent *event);

#endif
