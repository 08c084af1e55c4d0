/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stream of what changes on the machine: CPUs, domains, mounts, groups, settings lost, processes. */
#ifndef RESCTRL_EVENTS_H
#define RESCTRL_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_events;
struct resctrl_notice;
struct resctrl_object;

/*
 * What a stream may tell of. Bits, to be combined. The text form (resctrl_events_get_source_name) is the enumerator's
 * name in lower case without the prefix.
 */
enum resctrl_source {
	/*
	 * CPUs, and the L2, L3 and package domains that come and go with them. Kernel: kobject uevents, which take no
	 * rights; they are told in network name spaces of the first user name space alone (not in most containers).
	 */
	RESCTRL_SOURCE_CPUS = 0x01,
	/* Telemetry devices in /sys/class/intel_pmt. Kernel: kobject uevents. */
	RESCTRL_SOURCE_PMT = 0x02,
	/* resctrl mounted and unmounted. Kernel: poll(2) on /proc/self/mountinfo. */
	RESCTRL_SOURCE_MOUNTS = 0x04,
	/*
	 * Groups. Kernel: inotify on the directories, which tells at once of what any process does there; the names and
	 * inodes in them are then compared with those before, at a cost of one open and one read of the directory for
	 * each control group. A group made and removed in between is not seen.
	 */
	RESCTRL_SOURCE_GROUPS = 0x08,
	/*
	 * Settings that were lost while a CPU or a domain was away. Implies CPUS, MOUNTS and GROUPS. To know the old
	 * values it reads schemata, CPUs and counters of each group at the start and, told by inotify, after each
	 * write.
	 */
	RESCTRL_SOURCE_SETTINGS = 0x10,
	/*
	 * Processes that fork, exec and exit. Kernel: proc connector; up to 6.5 it takes CAP_NET_ADMIN, and always the
	 * first PID name space.
	 */
	RESCTRL_SOURCE_PROCESSES = 0x20,
	/*
	 * PROCESSES, but of exec alone: the kernel drops the rest, so that processes that only fork or exit wake
	 * nobody. Given together with PROCESSES it adds nothing. Notices name PROCESSES as their source.
	 */
	RESCTRL_SOURCE_EXECS = 0x40,
};

enum resctrl_notice_kind {
	/*
	 * The kernel had no room for what happened. What is known was compared with the machine anew, and the
	 * differences follow; what came and went again is not known. get_source says of which source.
	 */
	RESCTRL_NOTICE_LOST = 0,
	RESCTRL_NOTICE_CPU_ONLINE,	/* get_id: the CPU */
	RESCTRL_NOTICE_CPU_OFFLINE,
	RESCTRL_NOTICE_DOMAIN_ONLINE,	/* get_resource, get_id, get_object */
	RESCTRL_NOTICE_DOMAIN_OFFLINE,
	RESCTRL_NOTICE_PMT_ADDED,	/* get_name: "telem1" */
	RESCTRL_NOTICE_PMT_REMOVED,
	RESCTRL_NOTICE_MOUNTED,		/* get_name: the path */
	RESCTRL_NOTICE_UNMOUNTED,
	RESCTRL_NOTICE_GROUP_CREATED,	/* get_name, get_object */
	RESCTRL_NOTICE_GROUP_REMOVED,
	RESCTRL_NOTICE_GROUP_RENAMED,	/* get_old: the name before */
	/* get_name: the group; get_resource: "L3", "cpu", "mbm_total_bytes"; get_id; get_old, get_new: its value */
	RESCTRL_NOTICE_SETTING_LOST,
	RESCTRL_NOTICE_PROCESS_FORK,	/* get_pid, get_parent */
	RESCTRL_NOTICE_PROCESS_EXEC,	/* get_pid */
	RESCTRL_NOTICE_PROCESS_EXIT,	/* get_pid, get_status */
	RESCTRL_NOTICE_PROCESS_FOUND,	/* get_pid: is there, seen by a scan of /proc */
};

/*
 * Opens a stream of SOURCES, a set of bits of enum resctrl_source. It tells of what happens from now on; the state that
 * it starts from is read here. A source that does not work, for want of rights or of kernel support, leaves the others
 * working: resctrl_events_get_source_errno tells.
 *
 * The stream has its own descriptors, none of them on resctrl, so it stands in nobody's way who unmounts. It starts no
 * thread, and has no timer: where nothing happens nothing wakes up. A stream belongs to the thread of CTX.
 *
 * With a stream of samples (resctrl_monitor_read) in one poll(2) loop: open with CPUS, MOUNTS and GROUPS, wait for the
 * descriptor together with the timer, and where next has given anything but CPU_ONLINE or CPU_OFFLINE alone, open the
 * files of that domain or group again. Between notices nothing needs to be looked at.
 *
 * -EINVAL: no source, or one not known. -EOPNOTSUPP (code NOT_SUPPORTED): a library built without events, a recorded
 * tree, or none of the sources works here. -EPERM where that is for want of rights. -EMFILE, -ENOMEM.
 */
RESCTRL_API int resctrl_events_open(struct resctrl_ctx *ctx, unsigned int sources,
				    struct resctrl_events **events);
/* Objects that the caller holds a reference to stay. NULL is allowed. */
RESCTRL_API void resctrl_events_close(struct resctrl_events *events);

/* A descriptor for poll(2): readable (POLLIN) when next may have something. It belongs to EVENTS. */
RESCTRL_API int resctrl_events_get_fd(const struct resctrl_events *events);
/*
 * The next notice: 1 and *NOTICE, which is valid until the next call on EVENTS, or 0 where there is none now. Never
 * waits. -ENOMEM: the same as notices lost, which the next call says.
 */
RESCTRL_API int resctrl_events_next(struct resctrl_events *events, const struct resctrl_notice **notice);

/*
 * Compares what is known with the machine, as after a loss, for SOURCES (of those that work). For PROCESSES each
 * process there is gives a PROCESS_FOUND, in the order of ids.
 */
RESCTRL_API int resctrl_events_rescan(struct resctrl_events *events, unsigned int sources);
/*
 * Narrows PROCESSES to PID and the children it has from now on, and theirs, until they exit. May be called again; until
 * the first call all processes are told of. It takes all of PROCESSES: EXECS alone knows of no children. -EINVAL,
 * -ENOMEM.
 */
RESCTRL_API int resctrl_events_set_pid(struct resctrl_events *events, pid_t pid);

/*
 * SOURCE is one bit. 0: it works. Else a positive errno: ENOTSUP where it was not asked for; EPERM, EACCES for want of
 * rights; ENOSPC: the limit of inotify watches (fs.inotify.max_user_watches) left out a part of the groups.
 */
RESCTRL_API int resctrl_events_get_source_errno(const struct resctrl_events *events,
						enum resctrl_source source);
/* Why, in plain words; NULL where the source works or was not asked for. */
RESCTRL_API const char *resctrl_events_get_source_reason(const struct resctrl_events *events,
							 enum resctrl_source source);
/* "cpus", ...; NULL for what is no source. */
RESCTRL_API const char *resctrl_events_get_source_name(enum resctrl_source source);

/* ---- one notice ---- */

RESCTRL_API enum resctrl_notice_kind resctrl_notice_get_kind(const struct resctrl_notice *notice);
/* The enumerator's name in lower case without the prefix: "cpu_online". NULL for a KIND that is not known. */
RESCTRL_API const char *resctrl_notice_get_kind_name(enum resctrl_notice_kind kind);
/* The source that says so. */
RESCTRL_API enum resctrl_source resctrl_notice_get_source(const struct resctrl_notice *notice);
/* When it was read, in nanoseconds of CLOCK_MONOTONIC and CLOCK_REALTIME. */
RESCTRL_API uint64_t resctrl_notice_get_time_ns(const struct resctrl_notice *notice);
RESCTRL_API uint64_t resctrl_notice_get_wall_time_ns(const struct resctrl_notice *notice);
/* Which of these a kind has is said above; the others are -ENOENT and NULL. Strings belong to NOTICE. */
RESCTRL_API int resctrl_notice_get_id(const struct resctrl_notice *notice, uint64_t *id);
RESCTRL_API const char *resctrl_notice_get_name(const struct resctrl_notice *notice);
RESCTRL_API const char *resctrl_notice_get_resource(const struct resctrl_notice *notice);
RESCTRL_API const char *resctrl_notice_get_old(const struct resctrl_notice *notice);
RESCTRL_API const char *resctrl_notice_get_new(const struct resctrl_notice *notice);
/* Positive, or 0 where the kind has none. */
RESCTRL_API pid_t resctrl_notice_get_pid(const struct resctrl_notice *notice);
RESCTRL_API pid_t resctrl_notice_get_parent(const struct resctrl_notice *notice);
/* As of wait(2). -ENOENT unless the kind is PROCESS_EXIT. */
RESCTRL_API int resctrl_notice_get_status(const struct resctrl_notice *notice, int *status);
/* The domain or group that it is about, borrowed; NULL where there is none. */
RESCTRL_API struct resctrl_object *resctrl_notice_get_object(const struct resctrl_notice *notice);
/* The generation that the object had then; -ENOENT where there is none. */
RESCTRL_API int resctrl_notice_get_generation(const struct resctrl_notice *notice, uint64_t *generation);

/* ---- domains and groups that last ---- */

/*
 * A domain or a group as a thing with a life. It stays valid memory while somebody holds a reference, however often the
 * kernel's object goes and comes back. Its state is what the stream has read from the kernel: ahead of notices that
 * wait to be given, and the last known once the stream is closed. A group is revived by its name. Counting is not
 * atomic: references belong to the thread of the context.
 */
enum resctrl_object_kind {
	RESCTRL_OBJECT_DOMAIN = 0,
	RESCTRL_OBJECT_GROUP,
};

RESCTRL_API struct resctrl_object *resctrl_object_ref(struct resctrl_object *object);
/* NULL is allowed. */
RESCTRL_API void resctrl_object_unref(struct resctrl_object *object);
RESCTRL_API enum resctrl_object_kind resctrl_object_get_kind(const struct resctrl_object *object);
/* A group's name, as it is now; a domain's resource: "L2", "L3", "package". */
RESCTRL_API const char *resctrl_object_get_name(const struct resctrl_object *object);
/* A domain's id, as the kernel numbers it (for caches: cache/indexN/id of its CPUs). -ENOENT for a group. */
RESCTRL_API int resctrl_object_get_id(const struct resctrl_object *object, uint64_t *id);
/* False: gone. */
RESCTRL_API bool resctrl_object_is_present(const struct resctrl_object *object);
/*
 * Another number each time it has come back, and after a loss that may hide that it was away: counts and settings of
 * different generations are of different things.
 */
RESCTRL_API uint64_t resctrl_object_get_generation(const struct resctrl_object *object);
/*
 * The object of the group NAME, or of the domain ID of RESOURCE ("L2", "L3", "package"), as the stream knows it now;
 * borrowed. -ENOENT: there is none.
 */
RESCTRL_API int resctrl_events_get_group(const struct resctrl_events *events, const char *name,
					 struct resctrl_object **object);
RESCTRL_API int resctrl_events_get_domain(const struct resctrl_events *events, const char *resource,
					  uint64_t id, struct resctrl_object **object);

#ifdef __cplusplus
}
#endif

#endif
