/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an errno means where the kernel gave no text. */
#include <errno.h>
#include <stddef.h>

#include "text/status.h"

#define MKDIR		(STATUS_MKDIR_CTRL | STATUS_MKDIR_MON)
#define ANY		(~0u)
/* Writes to a file below the directory of a group. */
#define GROUP_WRITE	(STATUS_SCHEMATA | STATUS_MODE | STATUS_TASKS | STATUS_CPUS |	\
			 STATUS_ASSIGN | STATUS_MBPS_EVENT)
/* Writes to a file below info. */
#define INFO_WRITE	(STATUS_ASSIGN_MODE | STATUS_EVENT_FILTER | STATUS_IO_ALLOC |	\
			 STATUS_THRESHOLD)
#define WRITE		(GROUP_WRITE | INFO_WRITE)

struct errno_entry {
	int err;
	struct status_text text;
};

#define ENTRY(err_, ops_, code_, cause_, fix_)					\
	{									\
		.err = err_,							\
		.text = {							\
			.ops = ops_, .code = RESCTRL_ERROR_##code_,		\
			.cause = cause_, .fix = fix_,				\
		},								\
	}

/* The first entry that fits counts: what one operation means comes before what all mean. */
static const struct errno_entry table[] = {
	/* ---- making a group ---- */
	ENTRY(EEXIST, MKDIR, EXISTS,
	      "there is a group of that name, or the name is one of the kernel's own files",
	      "choose another name; rctl list-groups shows the groups"),
	ENTRY(EPERM, STATUS_MKDIR_CTRL, NOT_SUPPORTED,
	      "there can be no control group: this machine can measure and cannot divide "
	      "anything, or the place is not the top of resctrl",
	      "create a monitor group instead, such as /m1; rctl info shows what can be "
	      "controlled"),
	ENTRY(EPERM, STATUS_MKDIR_MON, NOT_SUPPORTED,
	      "there can be no monitor group: this machine cannot measure anything, or the "
	      "name is mon_groups",
	      "rctl info shows what can be measured; choose another name"),
	ENTRY(ENOSPC, STATUS_MKDIR_CTRL, NO_CLOSID,
	      "there is no room for a further group: the classes of service (CLOSIDs), the "
	      "monitoring ids (RMIDs) or the bits of a cache are all taken",
	      "rctl info shows what is left; remove a group with rctl remove-group"),
	ENTRY(ENOSPC, STATUS_MKDIR_MON | STATUS_MODE, NO_RMID,
	      "every monitoring id (RMID) is taken",
	      "remove a group or monitor group with rctl remove-group"),
	ENTRY(EBUSY, MKDIR | STATUS_MODE, RMID_LIMBO,
	      "every free monitoring id (RMID) still tags cache lines of the group that had "
	      "it before (they are in limbo)",
	      "wait for them, with --wait SECONDS: the kernel looks once a second, and an id is "
	      "free when less than max_threshold_occupancy bytes of cache still have it"),
	ENTRY(ENOENT, STATUS_MKDIR_CTRL, GONE,
	      "resctrl is no longer mounted there", "mount it again with rctl mount"),
	ENTRY(EINVAL, MKDIR, REFUSED,
	      "the kernel does not take this name, or the group above takes no monitor groups",
	      "choose a name without a newline; a pseudo-locked group has no monitor groups"),
	ENTRY(ENOENT, STATUS_MKDIR_MON, NOT_FOUND,
	      "there is no such control group, or this machine cannot measure",
	      "create the control group first with rctl create-group; rctl list-groups shows "
	      "them"),

	/* ---- removing and renaming ---- */
	ENTRY(EPERM, STATUS_RMDIR, REFUSED,
	      "the directory is not one of a group, or another process is removing the group",
	      "look at rctl list-groups; directories of the kernel's own cannot be removed"),
	ENTRY(EBUSY, STATUS_RMDIR, REFUSED,
	      "the default group cannot be removed: it is the top of the mount",
	      "unmount resctrl with rctl unmount to drop every group"),
	ENTRY(ENOTEMPTY, STATUS_RMDIR, REFUSED,
	      "the directory is not one of a group of resctrl", "look at rctl list-groups"),
	ENTRY(ENOENT, STATUS_RMDIR, NOT_FOUND,
	      "there is no such group", "rctl list-groups shows the groups"),
	ENTRY(EEXIST, STATUS_RENAME, EXISTS,
	      "there is a monitor group of that name", "choose another name"),
	ENTRY(EPERM, STATUS_RENAME, NOT_SUPPORTED,
	      "kernels before 6.5 cannot rename groups, and later ones rename monitor groups "
	      "only",
	      "create a group of the new name with rctl create-group and move the tasks with "
	      "rctl assign-tasks"),
	ENTRY(EINVAL, STATUS_RENAME, REFUSED,
	      "the kernel does not take this new name",
	      "give the name of a monitor group, such as web/m2"),
	ENTRY(ENOENT, STATUS_RENAME, NOT_FOUND,
	      "there is no such monitor group or no such control group to move it to",
	      "rctl list-groups shows the groups"),

	/* ---- schemata and mode ---- */
	ENTRY(EINVAL, STATUS_SCHEMATA, REFUSED,
	      "there is no such domain on this machine, or all its CPUs are offline (the "
	      "kernel says nothing in this case)",
	      "use domain ids that rctl info shows for this resource"),
	ENTRY(ENOSPC, STATUS_SCHEMATA, REFUSED,
	      "there is no room left for a pseudo-locked region",
	      "remove a pseudo-locked group with rctl remove-group"),
	ENTRY(EINVAL, STATUS_MODE, REFUSED,
	      "the group cannot have this mode",
	      "use shareable or exclusive; exclusive needs cache bits that no other group has"),

	/* ---- tasks and CPUs ---- */
	ENTRY(ESRCH, STATUS_TASKS, NO_TASK,
	      "there is no such process or thread: it has ended, or it lives in another PID "
	      "name space",
	      "check the id with ps -eLf; ids are those of the caller's PID name space"),
	ENTRY(EPERM, STATUS_TASKS, PERMISSION,
	      "the task belongs to another user; only root may move it (capabilities do not "
	      "count here)",
	      "run as root or as the owner of the task"),
	ENTRY(EACCES, STATUS_TASKS | STATUS_CPUS, PERMISSION,
	      "not allowed to write to this file; that of a group being pseudo-locked is "
	      "closed even to root",
	      "run as root; rctl show-group shows the group's mode"),
	ENTRY(EINVAL, STATUS_TASKS, REFUSED,
	      "the list of tasks cannot be read (kernels before 6.7 take one id a write), or "
	      "a monitor group was given a task of another control group",
	      "move the task into the control group above first with rctl assign-tasks"),
	ENTRY(EINVAL, STATUS_CPUS, REFUSED,
	      "the CPUs cannot be read, or the group cannot take them",
	      "write a list such as 0-3,7 with CPUs that are online"),
	ENTRY(ERANGE, STATUS_CPUS, REFUSED,
	      "a CPU is beyond what this machine can have", "use CPUs that lscpu shows"),
	ENTRY(EOVERFLOW, STATUS_CPUS, REFUSED,
	      "a CPU is beyond what this machine can have", "use CPUs that lscpu shows"),

	/* ---- counters and other settings ---- */
	ENTRY(ENOSPC, STATUS_ASSIGN, NO_COUNTER,
	      "every hardware counter of a domain is taken",
	      "free one with rctl unassign-counter; rctl list-counters shows who has them"),
	ENTRY(ENOENT, STATUS_ASSIGN, NOT_SUPPORTED,
	      "this machine has no assignable counters, or there is no such event or group",
	      "rctl info shows the assignment mode; rctl list-counters shows the events"),
	ENTRY(EINVAL, STATUS_ASSIGN, REFUSED,
	      "the kernel refused this assignment: counters are not assigned one by one now, "
	      "or there is no such domain",
	      "rctl info shows the assignment mode; rctl list-counters shows the domains"),
	ENTRY(EINVAL, STATUS_ASSIGN_MODE, REFUSED,
	      "the machine has no such assignment mode, or not in the mode it is in now",
	      "rctl info shows the assignment modes, the active one first"),
	ENTRY(EINVAL, STATUS_EVENT_FILTER, REFUSED,
	      "there is no such domain or transaction type, or the filter cannot be set in "
	      "the present assignment mode",
	      "rctl info shows the domains and the assignment mode"),
	ENTRY(EPERM, STATUS_EVENT_FILTER, NOT_SUPPORTED,
	      "the hardware counts fixed kinds of memory transactions",
	      "leave the filter as it is"),
	ENTRY(ENODEV, STATUS_IO_ALLOC, NOT_SUPPORTED,
	      "this cache cannot be given to devices",
	      "use the L3 cache of a machine where rctl info shows io_alloc enabled or "
	      "disabled"),
	ENTRY(ENOSPC, STATUS_IO_ALLOC, NO_CLOSID,
	      "a group has the CLOSID that devices need, or no cache bits are left for them",
	      "remove the group created last with rctl remove-group; rctl info shows bit_usage"),
	ENTRY(EINVAL, STATUS_IO_ALLOC, REFUSED,
	      "the value is not one that io_alloc takes, or io_alloc is not enabled",
	      "rctl info shows io_alloc; masks need it to be enabled"),
	ENTRY(EINVAL, STATUS_THRESHOLD, REFUSED,
	      "the threshold is not a number of bytes, or larger than the L3 cache",
	      "choose a number of bytes up to the size of the L3 cache"),
	ENTRY(ERANGE, STATUS_THRESHOLD, REFUSED,
	      "the threshold is more than 32 bits",
	      "choose a number of bytes up to the size of the L3 cache"),
	ENTRY(EINVAL, STATUS_MBPS_EVENT, REFUSED,
	      "there is no such event, or this machine cannot count it",
	      "use mbm_local_bytes or mbm_total_bytes, whichever rctl info lists"),
	ENTRY(ENOENT, STATUS_MBPS_EVENT, NOT_SUPPORTED,
	      "resctrl is not mounted with mba_MBps, or there is no such group",
	      "rctl unmount, then rctl mount with the option mba_MBps"),
	ENTRY(ENOENT, INFO_WRITE, NOT_SUPPORTED,
	      "this kernel or machine has no such setting", "rctl info shows what there is"),
	ENTRY(EINVAL, STATUS_READ, NOT_SUPPORTED,
	      "the file has nothing to show in the mode the machine is in now",
	      "rctl info shows the assignment mode and io_alloc"),

	/* ---- what holds for all ---- */
	ENTRY(E2BIG, WRITE, REFUSED,
	      "the text is longer than the kernel takes in one write (one page)",
	      "split it into several writes"),
	ENTRY(EPERM, ANY, PERMISSION, "not allowed: this needs root", "run as root"),
	ENTRY(EACCES, ANY, PERMISSION,
	      "not allowed: the file or directory belongs to another user, or takes no such "
	      "access",
	      "run as root, or let root give you the group's directory with chown"),
	ENTRY(ENOENT, ANY, NOT_FOUND,
	      "there is no such group, or it has no such file on this machine",
	      "rctl list-groups shows the groups, rctl info what the machine has"),
	ENTRY(ENOTDIR, ANY, NOT_FOUND,
	      "the name is that of a file of the kernel's own, not of a group",
	      "rctl list-groups shows the groups"),
	ENTRY(ENODEV, ANY, GONE,
	      "the group, the domain or the mount vanished in the meantime",
	      "look at rctl list-groups and rctl info, then try again"),
	ENTRY(EBUSY, ANY, BUSY, "something else is using it", "try again"),
	ENTRY(EROFS, ANY, REFUSED,
	      "this tree is read-only: a recorded tree, or a read-only mount",
	      "use the live resctrl; remount it with mount -o remount,rw where it is read-only"),
	ENTRY(ENOSPC, ANY, FAILED, "there is no room for it",
	      "rctl info shows what is left"),
	ENTRY(EINVAL, ANY, REFUSED, "the kernel refused the value",
	      "rctl info shows what this machine takes"),
	ENTRY(EIO, ANY, FAILED, "the kernel reported an input/output error",
	      "try again; the kernel log (dmesg) may say more"),
	ENTRY(ENOMEM, ANY, MEMORY, "out of memory", "free memory and try again"),
	ENTRY(EMFILE, ANY, FAILED, "this process has too many files open",
	      "raise the limit with ulimit -n, or ask for fewer groups at once"),
	ENTRY(ENFILE, ANY, FAILED, "the system has too many files open",
	      "close some, or raise fs.file-max with sysctl"),
	ENTRY(EINTR, ANY, FAILED, "a signal interrupted the operation", "try again"),
	ENTRY(ETIMEDOUT, ANY, BUSY, "it took too long", "try again"),
	ENTRY(EOPNOTSUPP, ANY, NOT_SUPPORTED, "this kernel or machine does not support it",
	      "rctl info shows what there is"),
};

static const struct status_text unknown = {
	.ops = ANY,
	.code = RESCTRL_ERROR_FAILED,
	.cause = "the kernel refused without saying why",
	.fix = "the kernel log (dmesg) may say more",
};

const struct status_text *status_for_errno(enum status_op op, int err)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].err == err && (table[i].text.ops & op))
			return &table[i].text;
	}
	return &unknown;
}
