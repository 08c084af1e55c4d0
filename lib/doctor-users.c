/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes that have to do with resctrl, from /proc. */
#include "doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "holders.h"

/* Programs that make groups of their own, by the first 15 characters of their names. */
static const struct user {
	const char *comm, *what;
} users[] = {
	{ "pqos", "intel-cmt-cat" },	  { "rdtset", "intel-cmt-cat" },
	{ "appqos", "intel-cmt-cat" },	  { "libvirtd", "libvirt (cachetune, memorytune)" },
	{ "virtqemud", "libvirt (cachetune, memorytune)" },
	{ "containerd", "a container runtime (blockio, rdt classes)" },
	{ "crio", "a container runtime (rdt classes)" },
	{ "runc", "a container runtime (intelRdt)" },
	{ "nri-resource-po", "NRI resource policies" },
};

static bool read_comm(const struct probe_env *env, const char *pid, char *comm, size_t size)
{
	struct strbuf sb = { 0 };
	char path[64];
	bool got;

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	got = !system_read(env, path, &sb);
	snprintf(comm, size, "%.*s", got ? (int)strcspn(sb.text, "\n") : 0, got ? sb.text : "");
	strbuf_release(&sb);
	return got;
}

/* As a fact, too: that is what a recording is made from. */
static void note_process(const struct probe_env *env, const char *pid, const char *name, const char *comm)
{
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "process %s", pid);
	record_text(&r, name, "%s", comm);
}

static void note_user(const struct probe_env *env, const char *pid, const char *comm)
{
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		if (strcmp(users[i].comm, comm))
			continue;
		note_process(env, pid, "other_user", comm);
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "other_user",
			       "it may make and remove groups at any time; the lock on resctrl's directory keeps changes apart",
			       NULL, "%s (pid %s) is running: %s", comm, pid, users[i].what);
	}
}

void doctor_users(const struct probe_env *env)
{
	struct strlist names = { 0 };
	char comm[32];
	int pid;

	system_list(env, "/proc", "", &names);
	for (size_t i = 0; i < names.num; i++) {
		if (!num_parse_pid(names.items[i], &pid) &&
		    read_comm(env, names.items[i], comm, sizeof(comm)))
			note_user(env, names.items[i], comm);
	}
	strlist_release(&names);
}

/* A recording says so of PID. */
static bool is_recorded_holder(const struct probe_env *env, const char *pid)
{
	struct strlist lines = { 0 };
	struct strbuf sb = { 0 };
	bool holds = false;
	char line[64];

	snprintf(line, sizeof(line), "detached_mount %.16s", pid);
	if (!system_read(env, DOCTOR_RECORD, &sb) && strlist_split(&lines, sb.text, '\n'))
		env->probe->failed = true;
	for (size_t i = 0; i < lines.num && !holds; i++)
		holds = !strcmp(lines.items[i], line);
	strlist_release(&lines);
	strbuf_release(&sb);
	return holds;
}

/* Another process of PID's mount name space was told of: one of each will do. */
static bool is_told(const struct probe_env *env, const char *pid, struct strlist *told)
{
	char path[64], link[64];
	int n;

	snprintf(path, sizeof(path), "/proc/%.16s/ns/mnt", pid);
	n = io_readlink(env->io, IO_ROOT, path, link, sizeof(link));
	/* Not to be had without rights, and not in a recording. */
	if (n <= 0)
		return false;
	for (size_t i = 0; i < told->num; i++) {
		if (!strcmp(told->items[i], link))
			return true;
	}
	if (strlist_add(told, link))
		env->probe->failed = true;
	return false;
}

static void tell_elsewhere(const struct probe_env *env, const char *pid, const char *comm)
{
	note_process(env, pid, "mounted_elsewhere", comm);
	record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "mounted_elsewhere",
		       "resctrl can be mounted once only: mounting it here fails with \"Device or resource busy\"",
		       "enter that name space, with this process as PID: nsenter --mount --target PID",
		       "%s (pid %s) has resctrl mounted in a name space of its own", comm, pid);
}

static void tell_detached(const struct probe_env *env, const char *pid, const char *comm)
{
	note_process(env, pid, "detached_mount", comm);
	record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "detached_mount",
		       "it was unmounted lazily while files were open: groups live on, and mounting fails with \"Device or resource busy\"",
		       "end that process, or let it close its files, then mount again",
		       "%s (pid %s) holds a resctrl that is mounted nowhere", comm, pid);
}

bool doctor_holders(const struct probe_env *env)
{
	struct strlist names = { 0 }, told = { 0 };
	bool found = false;
	char comm[32];
	int pid;

	system_list(env, "/proc", "", &names);
	for (size_t i = 0; i < names.num; i++) {
		const char *name = names.items[i];

		if (num_parse_pid(name, &pid) || !read_comm(env, name, comm, sizeof(comm)))
			continue;
		if (holder_has_mount(env->io, name)) {
			found = true;
			if (!is_told(env, name, &told))
				tell_elsewhere(env, name, comm);
		} else if (env->io->sysroot ? is_recorded_holder(env, name) : holder_has_files(env->io, name)) {
			found = true;
			tell_detached(env, name, comm);
		}
	}
	strlist_release(&told);
	strlist_release(&names);
	return found;
}
