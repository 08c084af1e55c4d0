/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The body of a monitor, and what its files share. */
#ifndef MONITOR_H
#define MONITOR_H

#include "base/idlist.h"
#include "events/hotplug.h"
#include "group.h"
#include "io/notify.h"
#include "reading.h"

struct domain_filter {
	char *text;			/* as it was asked for */
	char *resource;			/* NULL: every one */
	struct idlist ids;
};

struct resctrl_monitor_config {
	struct strlist groups;		/* names and patterns; none: all */
	struct strlist events;
	struct domain_filter *domains;
	size_t num_domains;
	bool direct_aet;
	/* With rotated counters */
	uint64_t window_ns, slot_ns;	/* 0: not set */
	bool take_assigned;
	bool has_seed;
	uint64_t seed;
};

struct watched_group {
	char *name;
	char *dir;			/* below the root of resctrl */
	size_t rank;			/* of the first pattern that wants it */
	bool named;			/* wanted by its name: kept for ever */
	bool is_there;
	uint64_t gone_since;		/* number of the scan */
	struct resctrl_reading *readings;
	size_t num;
	uint64_t time_ns;		/* of the last reads */
	uint32_t *rmids;		/* its own and those of its monitor groups; for telemetry alone */
	size_t num_rmids;
};

enum watch_what {
	WATCH_ROOT,			/* control groups */
	WATCH_MON_GROUPS,		/* monitor groups of the control group NAME */
	WATCH_ASSIGNMENTS,		/* counters of the group NAME */
	WATCH_SETTINGS,			/* what the counters count */
};

struct watch {
	int id;
	enum watch_what what;
	char *name;
	bool is_wanted;
};

struct resctrl_monitor {
	struct resctrl_ctx *ctx;
	struct resctrl_monitor_config config;
	struct watched_group **groups;
	size_t num_groups;
	struct resctrl_sample sample;	/* readings of all groups, in order */
	struct strlist words;		/* names of resources and events */
	uint64_t num_scans;
	uint64_t wall_offset_ns;	/* what the wall clock is ahead of the monotonic one */
	uint64_t first_generation;	/* of readings that come now: behind those of forgotten groups */
	bool is_dirty;			/* something read was gone: scan */
	bool is_detached;		/* no mount, nothing open */
	int domains_fd;			/* mon_data of the default group */
	unsigned long num_links;	/* of that: changes with the domains */
	struct direct *direct;		/* telemetry regions; NULL: not read */
	struct notify notify;
	struct hotplug hotplug;		/* in the set of notify */
	int hotplug_errno;		/* positive: nothing is told of CPUs */
	const char *hotplug_reason;
	struct watch *watches;
	size_t num_watches;
	bool is_multiplexed;		/* counters change all the time, by us */
	bool has_new_assignments;	/* of counters: somebody wrote to a group's file */
	bool is_fixed_known;
	struct strlist fixed;		/* files of assignments of counters that serve all domains */
};

/* ---- monitor-config.c ---- */

/* A copy. 0 or -ENOMEM; COPY is to be released in either case. SOURCE may be NULL. */
MUST_CHECK int config_copy(struct resctrl_monitor_config *copy,
			   const struct resctrl_monitor_config *source);
void config_release(struct resctrl_monitor_config *config);
/* The rank of what wants the group, or SIZE_MAX. */
size_t config_rank_group(const struct resctrl_monitor_config *config, const char *name);
bool config_has_event(const struct resctrl_monitor_config *config, const char *event);
/* Whether its name or pattern I of events, or its list I of domains, means this one. */
bool config_event_matches(const struct resctrl_monitor_config *config, size_t i, const char *event);
bool config_domain_matches(const struct resctrl_monitor_config *config, size_t i, const char *resource,
			   uint64_t domain);
bool config_has_domain(const struct resctrl_monitor_config *config, const char *resource,
		       uint64_t domain);

/* ---- monitor-direct.c ---- */

/* Finds the telemetry regions and opens them. 0 or -errno, recorded. */
MUST_CHECK int direct_open(struct resctrl_monitor *m);
void direct_release(struct resctrl_monitor *m);
/* CPUs came or went, and packages with them; or regions, with their drivers, of which nothing else tells. */
bool direct_has_news(struct resctrl_monitor *m);
/* Finds the regions again. 0 or -errno, recorded. */
MUST_CHECK int direct_update(struct resctrl_monitor *m);
/* The monitoring ids of GROUP, as its files and those of its monitor groups in LIST say. 0 or -errno, recorded. */
MUST_CHECK int direct_read_ids(struct resctrl_monitor *m, struct watched_group *group,
			       const struct resctrl_group_list *list);
/* Calls FN with each event of each package, until it gives anything but 0, which is then the result. */
MUST_CHECK int direct_for_each(struct resctrl_monitor *m,
			       int (*fn)(void *data, unsigned int package, const struct pmt_group *group,
					 unsigned int event),
			       void *data);
/* To be called before readings are taken: a region whose driver has gone must not be looked at. */
void direct_check(struct resctrl_monitor *m);
void direct_read(struct resctrl_monitor *m, const struct watched_group *group, struct resctrl_reading *r);

/* ---- monitor-files.c ---- */

/* Brings the readings of GROUP up to date with its files. 0 or -errno, recorded. */
MUST_CHECK int files_update(struct resctrl_monitor *m, struct watched_group *group);
/* Lets go of every file of GROUP: what was there is gone. */
void files_let_go(struct resctrl_monitor *m, struct watched_group *group);
/* Some file of GROUP is gone or absent; and some of those is there. */
bool files_are_gone(const struct watched_group *group);
bool files_are_back(struct resctrl_monitor *m, const struct watched_group *group);
/* PATH below the directory DIR of a group, from the root of resctrl. */
void files_path(const char *dir, const char *path, char *full, size_t size);
/* ERR is that no more files may be open, and some were closed. */
bool files_make_room(struct resctrl_monitor *m, int err);
void files_release(struct resctrl_monitor *m, struct watched_group *group);

/* ---- monitor-ambiguous.c ---- */

/* Where counters serve all domains: looks at every group's assignment. Nothing elsewhere. 0 or -errno, recorded. */
MUST_CHECK int ambiguous_update(struct resctrl_monitor *m);

/* ---- monitor-scan.c ---- */

/* Lists the groups and opens what is new; TELL by warnings. 0 or -errno, recorded. */
MUST_CHECK int scan(struct resctrl_monitor *m, bool tell);
void scan_release(struct resctrl_monitor *m);

/* ---- monitor-watch.c ---- */

/* Asks to be told of changes. Without the means it does nothing. */
void watch_open(struct resctrl_monitor *m);
/* Watches what LIST (NULL: nothing) names, and no longer what it does not. Without the means it does nothing. */
void watch_groups(struct resctrl_monitor *m, const struct resctrl_group_list *list);
/* What was told since the last call: restarts readings, and says whether groups came or went. */
bool watch_read(struct resctrl_monitor *m);
void watch_release(struct resctrl_monitor *m);

#endif
