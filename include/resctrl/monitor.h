/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stream of samples; typed readings. */
#ifndef RESCTRL_MONITOR_H
#define RESCTRL_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_monitor;
struct resctrl_reading;
struct resctrl_sample;

/* An unknown is never 0. Callers treat states they do not know as RESCTRL_STATE_ERROR. */
enum resctrl_state {
	RESCTRL_STATE_VALUE = 0,
	RESCTRL_STATE_UNAVAILABLE,	/* the kernel's word: no data for this RMID now */
	RESCTRL_STATE_UNASSIGNED,	/* the kernel's word: no counter assigned */
	RESCTRL_STATE_ERROR,		/* the kernel's word, another errno, or a text not understood */
	/*
	 * The group and the domain exist and have no such file: another domain of the resource has one, or this one
	 * had. Not read, and no failure. A value that comes later is a new generation.
	 */
	RESCTRL_STATE_ABSENT,
	/* Seen before; its group, domain or mount has vanished, or nobody has looked since which of these it is. */
	RESCTRL_STATE_GONE,
};

enum resctrl_unit {
	RESCTRL_EVENT_UNIT_UNKNOWN = 0,
	RESCTRL_EVENT_UNIT_BYTES,
	RESCTRL_EVENT_UNIT_JOULES,
	RESCTRL_EVENT_UNIT_FARADS,
	RESCTRL_EVENT_UNIT_COUNT,
};

#define RESCTRL_READING_RESTARTED	0x01u	/* a new baseline: not comparable with what was before */
/*
 * State ERROR: one counter serves all domains here (Arm), and the group's assignment differs between them. The kernel
 * then goes on to show a counter where there is none, or one that counts for another group.
 */
#define RESCTRL_READING_AMBIGUOUS	0x02u
#define RESCTRL_READING_ESTIMATED	0x04u	/* from a rotated counter: see resctrl/multiplex.h */

/* What to monitor. Without any setting: everything. */
struct resctrl_monitor_config;

RESCTRL_API int resctrl_monitor_config_new(struct resctrl_monitor_config **config);
RESCTRL_API void resctrl_monitor_config_free(struct resctrl_monitor_config *config);
/*
 * Adds groups: a name, or a pattern of glob(7) in which "/" is matched by itself alone ("web*": control groups, not
 * the monitor groups below them; "web/[a-m]*", "*" followed by "/" and "*": monitor groups). A name must exist when
 * the monitor is opened; a pattern stands for the groups to come as well. -EINVAL: no name of a group.
 */
RESCTRL_API int resctrl_monitor_config_set_group(struct resctrl_monitor_config *config,
						 const char *name);
/*
 * Adds events: a name or a pattern, such as "mbm_*". Where nothing is of any, opening fails (-ENOENT, NOT_FOUND); the
 * warning no_event tells of one beside others, and no_domain likewise.
 */
RESCTRL_API int resctrl_monitor_config_set_event(struct resctrl_monitor_config *config,
						 const char *name);
/* Adds domains: "0,2-3" of every resource, "L3:0" of one. -EINVAL: no list of ids. */
RESCTRL_API int resctrl_monitor_config_set_domains(struct resctrl_monitor_config *config,
						   const char *domains);

/*
 * DIRECT: events of Intel's application energy telemetry are read from the telemetry regions of the PMT drivers in
 * /sys/class/intel_pmt, in place of mon_PERF_PKG_<package> files, which resctrl may not have. They are readings of the
 * resource PERF_PKG all the same, with the digits that resctrl would give: for each package the sum over its regions
 * and, of a control group, over its monitor groups. The package of a region is that of its device's NUMA node.
 * Opening the monitor then takes groups that show their monitoring ids (mount option debug) and a region to read:
 * else -EOPNOTSUPP or -ENOENT (code NOT_SUPPORTED), -EACCES. A region that must be left out is told by a warning:
 * telemetry_package (no CPU of its package is online), telemetry_size; telemetry_tpmi where the kernel would count it
 * for another package. Costs no system call a value and one for each region and sample. Regions that come later, with
 * their driver or a package, are found by resctrl_monitor_update() alone: no descriptor tells of them.
 * HAZARD: values are loads from mappings of the device, which the kernel takes away when the driver lets go of it (its
 * module is removed, the device is unbound or unplugged). resctrl_monitor_read() asks each region whether it is still
 * there before it loads, and has its readings GONE if not; but a driver that lets go within that call, between the
 * question and the last load, makes that load a SIGBUS, whose default is to end the process. The files of resctrl have
 * no such window. Nor would read(2) of a region, which was not taken: its loads are of 32 bits, and a count that
 * carries in between would be wrong by 2^32, with nothing to tell. A process that must live through it stops reading
 * before drivers are changed, or reads in a child. Always 0.
 * Documentation/ABI/testing/sysfs-class-intel_pmt; arch/x86/kernel/cpu/resctrl/intel_aet.c.
 */
RESCTRL_API int resctrl_monitor_config_set_direct_aet(struct resctrl_monitor_config *config, bool direct);

/*
 * Opens every event file that CONFIG (NULL: everything) asks for. Keeps a reference to CTX and one descriptor per file,
 * so that a sample costs one pread(2) a value. Values beyond the limit of open files cost an open and a close
 * more. CONFIG is copied.
 * -ENOENT (code NOT_FOUND: a group, or nothing matches), -EOPNOTSUPP (code NOT_SUPPORTED: nothing is monitored on
 * this machine), -EMFILE.
 */
RESCTRL_API int resctrl_monitor_open_config(struct resctrl_ctx *ctx,
					    const struct resctrl_monitor_config *config,
					    struct resctrl_monitor **monitor);
/* The same for the NUM names or patterns in NAMES, or all groups where NUM is 0. */
RESCTRL_API int resctrl_monitor_open(struct resctrl_ctx *ctx, const char *const *names, size_t num,
				     struct resctrl_monitor **monitor);
/*
 * Adds groups to an open monitor, as resctrl_monitor_config_set_group does: they join with the next
 * resctrl_monitor_update. -EINVAL, -ENOMEM.
 */
RESCTRL_API int resctrl_monitor_set_group(struct resctrl_monitor *monitor, const char *name);
RESCTRL_API void resctrl_monitor_close(struct resctrl_monitor *monitor);

/*
 * Reads every value once. The sample belongs to MONITOR and is valid until the next call on it. No
 * memory is allocated. Failures of single values are states of their readings, never an error here.
 */
RESCTRL_API int resctrl_monitor_read(struct resctrl_monitor *monitor,
				     const struct resctrl_sample **sample);

/*
 * A descriptor that becomes readable when groups, counters, mounts, CPUs or the wall clock have changed, for poll(2);
 * the monitor's own. Between two times that it is readable nothing needs to be looked at. -EOPNOTSUPP where the kernel
 * gives none, or no longer gives one: ask anew after each update.
 */
RESCTRL_API int resctrl_monitor_get_fd(const struct resctrl_monitor *monitor);
/*
 * 0: the descriptor tells of CPUs, and so of their domains (kernel: kobject uevents). Else a positive errno, and
 * domains that come are found only by calling update now and then; those that go are found by reading, always.
 * EOPNOTSUPP: a library built without events; EACCES: a network name space that the kernel tells nothing, as in most
 * containers; ENOTSUP: a recorded tree, which does not change. Asks for no rights. May change with an update. The
 * warning hotplug_untold of CTX tells, too.
 */
RESCTRL_API int resctrl_monitor_get_hotplug_errno(const struct resctrl_monitor *monitor);
/* Why, in plain words: a constant. NULL where it works, or nothing is missed. */
RESCTRL_API const char *resctrl_monitor_get_hotplug_reason(const struct resctrl_monitor *monitor);
/*
 * Takes changes in: new groups and domains join, what has vanished lets its files go, what came back is opened as a
 * new generation, and where a counter, a filter or the set of monitor groups changed a new baseline starts. A file that
 * vanished alone, while its domain stayed, is absent from then on. A mount that was detached loses every descriptor of
 * CTX at once. Each is told by a warning of CTX: group_gone, group_new, domain_gone, domain_new, domain_unassigned,
 * event_gone, event_new, ambiguous, mount_gone, mount_new. A few system calls where nothing changed, and one more for
 * each file that is absent: call it when the descriptor is readable or a reading has become GONE, and now and then
 * where there is no descriptor or it tells nothing of CPUs.
 * Samples and readings of before are no longer valid. -ENOMEM, -EIO.
 */
RESCTRL_API int resctrl_monitor_update(struct resctrl_monitor *monitor);

/*
 * Nanoseconds of CLOCK_MONOTONIC and CLOCK_REALTIME at the start of the sample. That the wall clock was set is taken in
 * by resctrl_monitor_update; the descriptor tells.
 */
RESCTRL_API uint64_t resctrl_sample_get_time_ns(const struct resctrl_sample *sample);
RESCTRL_API uint64_t resctrl_sample_get_wall_time_ns(const struct resctrl_sample *sample);
/* Readings are in a fixed order: group, resource, domain, sub-domain, event. */
RESCTRL_API size_t resctrl_sample_get_num(const struct resctrl_sample *sample);
RESCTRL_API const struct resctrl_reading *resctrl_sample_get_reading(const struct resctrl_sample *sample,
								     size_t i);

RESCTRL_API const char *resctrl_reading_get_group(const struct resctrl_reading *reading);
RESCTRL_API const char *resctrl_reading_get_resource(const struct resctrl_reading *reading);
RESCTRL_API uint64_t resctrl_reading_get_domain(const struct resctrl_reading *reading);
/* Sub-NUMA node below an L3 domain (mon_sub_L3_<id>). -ENOENT where there is none. */
RESCTRL_API int resctrl_reading_get_subdomain(const struct resctrl_reading *reading, uint64_t *value);
RESCTRL_API const char *resctrl_reading_get_event(const struct resctrl_reading *reading);
RESCTRL_API enum resctrl_state resctrl_reading_get_state(const struct resctrl_reading *reading);
/* "value", "unavailable", ... */
RESCTRL_API const char *resctrl_reading_get_state_name(const struct resctrl_reading *reading);
/*
 * The value as the kernel's digits: MANTISSA / 10^DECIMALS; DECIMALS is 0 for integers. -ENODATA unless
 * the state is VALUE.
 */
RESCTRL_API int resctrl_reading_get_value(const struct resctrl_reading *reading, uint64_t *mantissa,
					  unsigned int *decimals);
/* Per second, from the second sample on. -ENODATA while unknown and for events that are no count. */
RESCTRL_API int resctrl_reading_get_rate(const struct resctrl_reading *reading, double *rate);
/*
 * What was added while the monitor looked, as MANTISSA / 10^DECIMALS, and since when (CLOCK_REALTIME): a sum that
 * never falls, whatever the value does. -ENODATA before the first value and for events that are no count.
 */
RESCTRL_API int resctrl_reading_get_total(const struct resctrl_reading *reading, uint64_t *mantissa,
					  unsigned int *decimals, uint64_t *since_ns);
/* The event is a count, so that a rate makes sense. */
RESCTRL_API bool resctrl_reading_is_cumulative(const struct resctrl_reading *reading);
RESCTRL_API enum resctrl_unit resctrl_reading_get_unit(const struct resctrl_reading *reading);
/* "bytes", "joules", "farads", "count", or NULL. */
RESCTRL_API const char *resctrl_reading_get_unit_name(const struct resctrl_reading *reading);
/* Changes whenever values before and after cannot be compared. */
RESCTRL_API uint64_t resctrl_reading_get_generation(const struct resctrl_reading *reading);
/* RESCTRL_READING_* */
RESCTRL_API unsigned int resctrl_reading_get_flags(const struct resctrl_reading *reading);
/* What was read where the state is ERROR and there was a text; else NULL. */
RESCTRL_API const char *resctrl_reading_get_raw(const struct resctrl_reading *reading);
/* Positive errno of the failed read where the state is ERROR; else 0. */
RESCTRL_API int resctrl_reading_get_errno(const struct resctrl_reading *reading);

#ifdef __cplusplus
}
#endif

#endif
