/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the sources of a stream share: its body, its queue, and the life of objects. */
#ifndef EVENTS_STREAM_H
#define EVENTS_STREAM_H

#include "events/netlink.h"
#include "events/settings.h"
#include "internal.h"

#define NUM_SOURCES	7

struct resctrl_object {
	unsigned int refs;
	enum resctrl_object_kind kind;
	char *name;
	uint64_t id;
	bool present;
	uint64_t generation;
};

struct resctrl_notice {
	enum resctrl_notice_kind kind;
	enum resctrl_source source;
	uint64_t time_ns, wall_time_ns;
	bool has_id;
	uint64_t id;
	char *name, *resource, *old, *new;
	pid_t pid, parent;
	int status;
	struct resctrl_object *object;	/* our reference */
	uint64_t generation;		/* of the object, then */
};

enum domain_level { LEVEL_L2 = 0, LEVEL_L3, LEVEL_PACKAGE, NUM_LEVELS };

struct cpu {
	uint64_t number;
	bool online;
	bool has[NUM_LEVELS];		/* kept while it is offline, when sysfs does not show it */
	uint64_t ids[NUM_LEVELS];
};

struct domain {
	enum domain_level level;
	struct resctrl_object *object;
	unsigned int num_online;
};

struct group_node {
	struct resctrl_object *object;
	char *dir;			/* below the mount point; "" for the default group */
	bool is_mon;
	uint64_t inode;
	int dir_watch, mon_watch;	/* of inotify: its directory, and mon_groups in it; -1: none */
	bool seen;			/* by the scan that is under way */
	struct settings settings;
	bool stale;			/* the settings must be read */
};

struct source_state {
	int err;			/* positive */
	const char *reason;
};

struct resctrl_events {
	struct resctrl_ctx *ctx;
	unsigned int sources;		/* asked for */
	unsigned int lost;		/* to be told of and compared with the machine */
	struct source_state states[NUM_SOURCES];
	int epoll_fd;
	uint64_t generation;		/* of what appeared last */

	struct resctrl_notice *queue;
	size_t head, num, size;
	struct resctrl_notice current;	/* what next has given */

	struct netlink uevents, processes;
	struct cpu *cpus;
	size_t num_cpus;
	struct domain *domains;
	size_t num_domains;
	struct strlist pmt;

	int mounts_wake_fd;		/* /proc/self/mountinfo, in the epoll set */
	int mounts_fd;			/* the same, outside of it: see mounts.c */
	char *mount_point;		/* NULL while resctrl is not mounted */

	int inotify_fd;
	struct group_node *groups;	/* each control group before its monitor groups */
	size_t num_groups;
	struct strlist counter_files;	/* "mbm_L3_assignments" */
	/* Groups that are gone and that somebody holds: they live on when the name comes back. */
	struct resctrl_object **gone;
	size_t num_gone;

	bool execs_only;
	bool all_pids;
	pid_t *pids;			/* sorted */
	size_t num_pids;
};

/* ---- queue.c ---- */

/* What a notice says; strings are copied. */
struct notice_text {
	const char *name, *resource, *old, *new;
};
/* A notice at the end of the queue, to be filled in further, or NULL: no memory. Valid until the next call. */
struct resctrl_notice *queue_add(struct resctrl_events *ev, enum resctrl_notice_kind kind,
				 enum resctrl_source source, const struct notice_text *text);
void queue_set_object(struct resctrl_notice *notice, struct resctrl_object *object);
/* The oldest one becomes ev->current. False: there is none. */
bool queue_take(struct resctrl_events *ev);
void queue_release(struct resctrl_events *ev);

/* ---- object.c ---- */

struct resctrl_object *object_new(enum resctrl_object_kind kind, const char *name, uint64_t id);
/* It is there, and it is not the one that was there before. */
void object_appear(struct resctrl_events *ev, struct resctrl_object *object);

/* ---- sources: each 0 or -ENOMEM, or what is said ---- */

/* stream.c: it does not work, for the reason given (a constant). */
void source_fail(struct resctrl_events *ev, enum resctrl_source source, int err, const char *reason);
bool source_works(const struct resctrl_events *ev, enum resctrl_source source);
/* Puts FD into the epoll set under TAG. -errno. */
int stream_add_fd(struct resctrl_events *ev, int fd, uint32_t what, uint32_t tag);

/* cpus.c: CPUs and domains. QUIET: the state to start from. */
int cpus_scan(struct resctrl_events *ev, bool quiet);
int cpus_change(struct resctrl_events *ev, uint64_t number, bool online);
bool cpus_is_online(const struct resctrl_events *ev, uint64_t number);
/* After a loss: any of them may have been away. */
void cpus_renew(struct resctrl_events *ev);
void cpus_release(struct resctrl_events *ev);

/* uevents.c: CPUs and PMT devices by uevents. */
void uevents_open(struct resctrl_events *ev);
int uevents_read(struct resctrl_events *ev);
int pmt_scan(struct resctrl_events *ev, bool quiet);

/* mounts.c */
void mounts_open(struct resctrl_events *ev);
/* 1: mountinfo has changed since the last call. */
int mounts_poll(struct resctrl_events *ev);
/* Looks where resctrl is. GONE: what was mounted is known to be gone. What fails is noted as lost, unless QUIET. */
int mounts_scan(struct resctrl_events *ev, bool gone, bool quiet);
void mounts_close(struct resctrl_events *ev);

/* watches.c: inotify on the directories of resctrl. It holds no descriptor there, and does not keep it mounted. */
/* resctrl is mounted: starts to watch. */
void watches_start(struct resctrl_events *ev);
/* Forgets every watch. */
void watches_stop(struct resctrl_events *ev);
/* A watch on the directory DIR below the mount point; -1 where there can be none. */
int watches_add(struct resctrl_events *ev, const char *dir, uint32_t mask);
int watches_read(struct resctrl_events *ev);
/* What is asked of a directory with groups in it, and of a group's own. */
#define WATCH_FOR_GROUPS	(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR)
#define WATCH_FOR_SETTINGS	(IN_MODIFY | IN_ONLYDIR)

/* groups.c */
int groups_scan(struct resctrl_events *ev, bool quiet);
/* resctrl has been unmounted: every group has gone. */
void groups_forget(struct resctrl_events *ev);
void groups_close(struct resctrl_events *ev);

/* losses.c: settings of groups. */
int losses_read(struct resctrl_events *ev);
/* All settings must be read again. */
void losses_mark_all(struct resctrl_events *ev);
/* After a loss: anything may have been away. */
void losses_mark_away(struct resctrl_events *ev);
/* FILE of the group that WATCH stands for was written to. */
void losses_mark_file(struct resctrl_events *ev, int watch, const char *file);
void losses_mark_cpu(struct resctrl_events *ev, uint64_t number);
void losses_mark_domain(struct resctrl_events *ev, enum domain_level level, uint64_t id);

/* processes.c */
void processes_open(struct resctrl_events *ev);
int processes_read(struct resctrl_events *ev);
int processes_scan(struct resctrl_events *ev);

#endif
