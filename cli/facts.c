/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What /proc says of a process. It may end at any moment: then a file is missing, or reading gives ESRCH.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"

/* The start of a file, as much as fits. 0 or -errno. */
static int read_file(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t n;
	int fd, err;

	*text = '\0';
	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, text, size - 1);
	err = n < 0 ? -errno : 0;
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return err;
}

static bool has_gone(int err)
{
	return err == -ENOENT || err == -ESRCH;
}

/* The line that starts with KEY, without it. NULL where there is none. */
static const char *find_line(const char *text, const char *key)
{
	size_t len = strlen(key);

	while (text && strncmp(text, key, len)) {
		text = strchr(text, '\n');
		text += text ? 1 : 0;
	}
	return text ? text + len : NULL;
}

/* "res:web\nmon:m1\n" is "web/m1", "res:/\nmon:\n" is "/". Both are empty where resctrl is not mounted. */
static int read_group(pid_t pid, char *group, size_t size)
{
	char text[1200];
	const char *res, *mon;
	int err = read_file(pid, "cpu_resctrl_groups", text, sizeof(text));

	*group = '\0';
	if (err)
		return err;
	res = find_line(text, "res:");
	mon = find_line(text, "mon:");
	if (!res || !mon || (*res == '\n' && *mon == '\n'))
		return -ENODATA;
	snprintf(group, size, "%.*s%s%.*s", (int)strcspn(res, "\n"), res,
		 *mon != '\n' && *res != '/' ? "/" : "", (int)strcspn(mon, "\n"), mon);
	return 0;
}

/* The numbers of a line of status: "Uid:\t0\t0\t0\t0"; WHICH counts from 0. */
static long status_number(const char *text, const char *key, int which)
{
	const char *at = find_line(text, key);
	char *end = NULL;
	long value = -1;

	for (; at && which >= 0; which--, at = end)
		value = strtol(at, &end, 10);
	return value;
}

static int read_status(struct facts *facts, bool user, bool parent_group)
{
	char text[4096];
	int err = read_file(facts->pid, "status", text, sizeof(text));

	if (err)
		return err;
	if (user)
		snprintf(facts->values[FACT_USER], sizeof(facts->values[0]), "%ld",
			 status_number(text, "Uid:", 1));
	if (!parent_group)
		return 0;
	/* A parent that has ended leaves its children to another one. */
	read_group((pid_t)status_number(text, "PPid:", 0), facts->values[FACT_PARENT_GROUP],
		   sizeof(facts->values[0]));
	return 0;
}

static int read_cgroup(struct facts *facts)
{
	char text[8192];
	const char *path;
	int err = read_file(facts->pid, "cgroup", text, sizeof(text));

	if (err)
		return err;
	path = find_line(text, "0::");
	if (path)
		snprintf(facts->values[FACT_CGROUP], sizeof(facts->values[0]), "%.*s",
			 (int)strcspn(path, "\n"), path);
	return 0;
}

/* Kernel threads have none, and of others only the privileged are told. */
static int read_executable(struct facts *facts)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", facts->pid);
	n = readlink(path, facts->values[FACT_EXECUTABLE], sizeof(facts->values[0]) - 1);
	facts->values[FACT_EXECUTABLE][n > 0 ? n : 0] = '\0';
	return 0;
}

bool facts_tell_groups(void)
{
	return !access("/proc/self/cpu_resctrl_groups", F_OK);
}

int facts_read(pid_t pid, const bool *needs, struct facts *facts)
{
	int err;

	facts->pid = pid;
	for (int i = 0; i < NUM_FACTS; i++)
		facts->values[i][0] = '\0';
	err = read_file(pid, "comm", facts->values[FACT_COMMAND], sizeof(facts->values[0]));
	facts->values[FACT_COMMAND][strcspn(facts->values[FACT_COMMAND], "\n")] = '\0';
	if (!err) {
		err = read_group(pid, facts->group, sizeof(facts->group));
		if (err == -ENOENT && !facts_tell_groups())
			return -EOPNOTSUPP;
	}
	if (!err && (needs[FACT_USER] || needs[FACT_PARENT_GROUP]))
		err = read_status(facts, needs[FACT_USER], needs[FACT_PARENT_GROUP]);
	if (!err && needs[FACT_CGROUP])
		err = read_cgroup(facts);
	if (!err && needs[FACT_EXECUTABLE])
		err = read_executable(facts);
	if (err == -ENODATA)
		return -ENOENT;
	return has_gone(err) ? -ESRCH : err;
}
