/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts of /proc: filesystems, mountinfo, locks, cpuinfo, stat. */
#ifndef TEXT_PROC_H
#define TEXT_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* /proc/filesystems lists resctrl. */
bool filesystems_has_resctrl(const char *text);

/* The mount of resctrl in /proc/self/mountinfo. */
struct mountinfo_entry {
	char *path;		/* unescaped */
	char *options;		/* of resctrl itself, without ro, rw and the like: "cdp,debug" */
};
/*
 * The last line of type resctrl whose root is "/" (bind mounts of parts do not count); where WANT
 * is not NULL, only one mounted at WANT. 0, -ENOENT, -ENOMEM.
 */
int mountinfo_find(const char *text, const char *want, struct mountinfo_entry *entry);
void mountinfo_release(struct mountinfo_entry *entry);

/*
 * The first process that holds a flock(2) on the inode, from /proc/locks. 0 and *PID, or -ENOENT
 * (which includes holders in other PID name spaces).
 */
int locks_find_flock(const char *text, unsigned int major, unsigned int minor, uint64_t inode,
		     pid_t *pid);

/*
 * "vendor_id" of the first CPU in /proc/cpuinfo, such as "GenuineIntel". 0, -ENOENT (Arm has none).
 */
int cpuinfo_vendor(const char *text, char *vendor, size_t size);
/* The first line "flags" (x86) has FLAG as a word. 0 or 1; -ENOENT where there is no such line. */
int cpuinfo_has_flag(const char *text, const char *flag);

/*
 * The number behind "NAME:" in /sys/kernel/debug/x86/topo/cpus/N: "llc_id", "l2c_id". 0, -ENOENT: there is none, as of
 * a CPU that was never online.
 */
int cpu_topology_get(const char *text, const char *name, uint64_t *value);

/* Of /proc/PID/stat (proc(5)). */
struct proc_stat {
	pid_t pid;
	pid_t ppid;		/* 0: none */
	char comm[64];		/* the command, without its brackets */
	char state;		/* R, S, Z... */
	uint64_t flags;
	uint64_t start;		/* when it started, in clock ticks since boot */
};
/* 0, -EINVAL or -ERANGE. */
int stat_parse(const char *text, struct proc_stat *stat);

/* Of /proc/TID/status: the process of the thread, and the parent of that, 0 where it has none. 0 or -EINVAL. */
int status_parse(const char *text, pid_t *tgid, pid_t *ppid);

#endif
