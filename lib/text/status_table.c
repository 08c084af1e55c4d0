/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every text that resctrl of Linux 6.1 to 7.3 can leave in info/last_cmd_status (kernel: the calls
 * of rdt_last_cmd_puts and rdt_last_cmd_printf below fs/resctrl and arch/x86/kernel/cpu/resctrl).
 * The first entry that fits a line counts, so a text goes before one that it could be taken for.
 */
#include "text/status_table.h"

/* Operations that give a group its controls or its ids. */
#define MKDIR		(STATUS_MKDIR_CTRL | STATUS_MKDIR_MON)
/* Whatever goes through a file or directory of a group. */
#define IN_GROUP	(MKDIR | STATUS_RMDIR | STATUS_RENAME | STATUS_SCHEMATA | STATUS_MODE |	\
			 STATUS_TASKS | STATUS_CPUS | STATUS_ASSIGN | STATUS_MBPS_EVENT |	\
			 STATUS_READ)
/* Cache masks are parsed by the same code in both. */
#define MASKS		(STATUS_SCHEMATA | STATUS_IO_ALLOC)

#define ROW(format_, ops_, code_, cause_, fix_, summary_)				\
	{										\
		.text = {								\
			.format = format_, .ops = ops_, .code = RESCTRL_ERROR_##code_,	\
			.cause = cause_, .fix = fix_,					\
		},									\
		.summary = summary_,							\
	}
#define ENTRY(format, ops, code, cause, fix)	ROW(format, ops, code, cause, fix, false)
#define SUMMARY(format, ops, code, cause, fix)	ROW(format, ops, code, cause, fix, true)
/* A write without its newline or with another word than 0 and 1, from 7.3 on. */
#define NOT_UNDERSTOOD(file, ops, what)							\
	ROW(file ": Invalid input", ops, REFUSED, "the kernel could not read " what,	\
	    "write one line of the form that reading the file shows", false)

const struct status_entry status_table[] = {
	/* ---- schemata: the form of a line ---- */
	ENTRY("Missing ':'", STATUS_SCHEMATA, REFUSED,
	      "a line of the schemata has no ':' after the resource name, or is empty",
	      "write lines such as L3:0=ff;1=ff, without empty ones"),
	ENTRY("Missing '%s' value", STATUS_SCHEMATA, REFUSED,
	      "nothing follows the resource name and its ':'",
	      "give at least one ID=VALUE, such as L3:0=ff"),
	ENTRY("Missing '=' or non-numeric domain", MASKS, REFUSED,
	      "an entry is not of the form ID=VALUE with a decimal domain id",
	      "write ID=VALUE without blanks around the id; rctl info lists the domain ids"),
	ENTRY("Unknown or unsupported resource name '%s'", STATUS_SCHEMATA, REFUSED,
	      "this machine has no such resource to control; with CDP a cache is called "
	      "L3CODE and L3DATA (L2CODE and L2DATA), without it L3 (L2)",
	      "use a name that rctl info lists"),
	ENTRY("Duplicate domain %d", MASKS, REFUSED,
	      "the same domain of the same resource was set twice in one write",
	      "name every domain once"),
	NOT_UNDERSTOOD("schemata", STATUS_SCHEMATA, "the schemata: the last line has no newline"),

	/* ---- schemata: cache masks ---- */
	ENTRY("Non-hex character in the mask %s", MASKS, REFUSED,
	      "the mask is not a hexadecimal number of at most 64 bits",
	      "write the mask in hexadecimal, such as ff or 0xff"),
	ENTRY("Mask out of range", MASKS, REFUSED,
	      "the mask has bits the cache does not have, or is empty where at least one bit "
	      "is needed",
	      "stay within the mask that rctl info shows as cbm_mask"),
	ENTRY("The mask %lx has non-consecutive 1-bits", MASKS, REFUSED,
	      "the mask has holes, and this hardware takes contiguous masks only",
	      "choose one run of ones, such as f0; rctl info shows sparse_masks 1 where holes "
	      "are possible"),
	ENTRY("Need at least %d bits in the mask", MASKS, REFUSED,
	      "the mask has fewer consecutive ones than the hardware needs",
	      "set at least as many bits in a row as rctl info shows as min_cbm_bits"),
	ENTRY("CBM overlaps with pseudo-locked region", MASKS, REFUSED,
	      "some bits of the mask belong to a pseudo-locked region of that cache",
	      "leave out the bits that bit_usage of rctl info marks P, or remove the "
	      "pseudo-locked group with rctl remove-group"),
	ENTRY("Overlaps with exclusive group", MASKS, REFUSED,
	      "some bits of the mask belong to a group whose mode is exclusive",
	      "leave out the bits that bit_usage of rctl info marks E, or make that group "
	      "shareable with rctl set-mode"),
	ENTRY("Overlaps with other group", STATUS_SCHEMATA, REFUSED,
	      "the group's mode is exclusive or pseudo-locksetup, and the mask shares bits "
	      "with another group or with the hardware (shareable_bits)",
	      "take the bits away from the other groups first with rctl set-schemata (rctl "
	      "show-group shows who has them), or make this group shareable with rctl "
	      "set-mode"),

	/* ---- schemata: bandwidth ---- */
	ENTRY("Invalid MB value %s", STATUS_SCHEMATA, REFUSED,
	      "the bandwidth is not a decimal number of at most 32 bits",
	      "write a plain decimal number, without unit"),
	ENTRY("MB value %u out of range [%d,%d]", STATUS_SCHEMATA, REFUSED,
	      "the bandwidth is below the minimum or above the maximum of this machine",
	      "choose a value within the two bounds; rctl info shows min_bandwidth"),
	ENTRY("No support for non-linear MB domains", STATUS_SCHEMATA, NOT_SUPPORTED,
	      "the bandwidth control of this processor is not linear, which the kernel does "
	      "not drive",
	      "limit the cache instead; rctl info shows what can be controlled"),

	/* ---- schemata: pseudo-locking ---- */
	ENTRY("Resource group is pseudo-locked", STATUS_SCHEMATA, REFUSED,
	      "the group is pseudo-locked: its schemata cannot change any more",
	      "remove the group with rctl remove-group and create it again"),
	ENTRY("Cannot pseudo-lock MBA resource", STATUS_SCHEMATA, REFUSED,
	      "the group is in mode pseudo-locksetup, which takes a cache and no bandwidth",
	      "set a cache mask only, or make the group shareable first with rctl set-mode"),
	ENTRY("Pseudo-locked region in hierarchy", STATUS_SCHEMATA, REFUSED,
	      "another cache on the same path to memory already has a pseudo-locked region",
	      "remove the other pseudo-locked group with rctl remove-group, or use another "
	      "domain"),
	ENTRY("Requested region exceeds maximum size", STATUS_SCHEMATA, REFUSED,
	      "the region to lock is larger than the kernel can allocate in one piece",
	      "set fewer bits in the mask"),
	ENTRY("Unable to allocate memory", STATUS_SCHEMATA, MEMORY,
	      "the kernel has no free block of memory for the region to lock",
	      "set fewer bits in the mask, or try again with more free memory"),
	ENTRY("Unable to determine cache line size", STATUS_SCHEMATA, FAILED,
	      "the kernel does not know the line size of the cache to lock",
	      "use another domain; the processor's cache description is incomplete"),
	ENTRY("CPU %u associated with cache not online", STATUS_SCHEMATA, GONE,
	      "the CPU that would fill the cache went offline",
	      "bring the CPUs of that cache online and try again"),
	ENTRY("Failure to allocate memory for PM QoS", STATUS_SCHEMATA, MEMORY,
	      "the kernel has no memory to keep the CPUs out of deep idle states",
	      "free memory and try again"),
	ENTRY("Failed to add latency req CPU%d", STATUS_SCHEMATA, FAILED,
	      "the kernel could not keep that CPU out of deep idle states, as a locked region "
	      "needs",
	      "bring every CPU of that cache online and try again"),
	ENTRY("Locking thread returned error %d", STATUS_SCHEMATA, FAILED,
	      "the kernel thread that loads the region into the cache failed",
	      "try again; the kernel log may say more"),
	ENTRY("Locking thread interrupted", STATUS_SCHEMATA, FAILED,
	      "a signal interrupted the wait for the region to be loaded into the cache",
	      "try again"),
	ENTRY("Unable to obtain a new minor number", STATUS_SCHEMATA, FAILED,
	      "every device number for pseudo-locked regions is in use",
	      "remove a pseudo-locked group with rctl remove-group"),
	ENTRY("Failed to create character device: %d", STATUS_SCHEMATA, FAILED,
	      "the kernel could not create the device of the pseudo-locked region",
	      "try again; the kernel log may say more"),
	ENTRY("Cache domain offline", STATUS_READ, GONE,
	      "every CPU of the cache that this pseudo-locked group holds is offline",
	      "bring a CPU of that cache online"),

	/* ---- mode ---- */
	ENTRY("Unknown or unsupported mode", STATUS_MODE, NOT_SUPPORTED,
	      "the kernel or the machine has no such mode for a group",
	      "use shareable or exclusive"),
	ENTRY("Cannot change pseudo-locked group", STATUS_MODE, REFUSED,
	      "a pseudo-locked group keeps its mode",
	      "remove the group with rctl remove-group and create it again"),
	ENTRY("Schemata overlaps", STATUS_MODE, REFUSED,
	      "the group cannot be exclusive: it shares cache bits with another group or with "
	      "the hardware (shareable_bits)",
	      "give it bits of its own: reduce the default group and the others with rctl "
	      "set-schemata; rctl show-group shows who has which bits"),
	ENTRY("Cannot be exclusive without CAT/CDP", STATUS_MODE, NOT_SUPPORTED,
	      "exclusive use is about caches, and this machine cannot divide its caches",
	      "leave the mode at shareable"),
	ENTRY("Cannot pseudo-lock default group", STATUS_MODE, REFUSED,
	      "the default group cannot be pseudo-locked",
	      "create a group for it with rctl create-group"),
	ENTRY("CDP enabled", STATUS_MODE, REFUSED,
	      "pseudo-locking is not possible while code and data have masks of their own "
	      "(CDP)",
	      "rctl unmount, then rctl mount without cdp and cdpl2"),
	ENTRY("Pseudo-locking not supported", STATUS_MODE, NOT_SUPPORTED,
	      "the kernel supports pseudo-locking on a few processor models only, and this is "
	      "none",
	      "use mode exclusive to keep part of the cache for the group"),
	ENTRY("Monitoring in progress", STATUS_MODE, REFUSED,
	      "the group has monitor groups, which a group to be pseudo-locked may not have",
	      "remove them with rctl remove-group"),
	ENTRY("Tasks assigned to resource group", STATUS_MODE, REFUSED,
	      "the group has tasks, which a group to be pseudo-locked may not have",
	      "move them to the default group with rctl assign-tasks"),
	ENTRY("CPUs assigned to resource group", STATUS_MODE, REFUSED,
	      "the group has CPUs, which a group to be pseudo-locked may not have",
	      "take the CPUs out of the group with rctl assign-cpus and an empty list"),
	ENTRY("Unable to modify resctrl permissions", STATUS_MODE, FAILED,
	      "the kernel could not change the permissions of the group's files",
	      "try again; the kernel log may say more"),
	ENTRY("Unable to init pseudo-lock region", STATUS_MODE, MEMORY,
	      "the kernel has no memory for the description of the region to lock",
	      "free memory and try again"),
	NOT_UNDERSTOOD("mode", STATUS_MODE, "the mode: it has no newline"),
	ENTRY("Pseudo-locking in progress", STATUS_CPUS | STATUS_TASKS | STATUS_MKDIR_MON, REFUSED,
	      "the group is being pseudo-locked or is pseudo-locked: it takes no tasks, CPUs "
	      "or monitor groups",
	      "use another group, or make this one shareable while it is not locked yet"),

	/* ---- tasks ---- */
	ENTRY("Task list parsing error pid %s", STATUS_TASKS, REFUSED,
	      "an id in the list of tasks is not a number",
	      "write decimal ids with commas between them"),
	ENTRY("Invalid pid %d", STATUS_TASKS, REFUSED,
	      "a task id cannot be negative",
	      "give the ids of existing processes or threads"),
	ENTRY("No task %d", STATUS_TASKS, NO_TASK,
	      "there is no such process or thread: it has ended, or it lives in another PID "
	      "name space",
	      "check the id with ps -eLf; ids are those of the caller's PID name space"),
	ENTRY("No permission to move task %d", STATUS_TASKS, PERMISSION,
	      "the task belongs to another user; only root may move it (capabilities do not "
	      "count here)",
	      "run as root or as the owner of the task"),
	ENTRY("Can't move task to different control group", STATUS_TASKS, REFUSED,
	      "a monitor group takes only tasks that are in its control group already",
	      "move the task into the control group above first with rctl assign-tasks"),
	SUMMARY("Error while processing task %d", STATUS_TASKS, FAILED,
		"the task could not be moved; the tasks before it in the list have been",
		"check that the task still exists and that its control group is the right one"),

	/* ---- CPUs ---- */
	ENTRY("Bad CPU list/mask", STATUS_CPUS, REFUSED,
	      "the CPUs cannot be read, or one is beyond what this machine can have",
	      "write a list such as 0-3,7 with CPUs that lscpu shows"),
	ENTRY("Can only assign online CPUs", STATUS_CPUS, REFUSED,
	      "a CPU in the list is offline",
	      "leave it out, or bring it online first; lscpu shows which are online"),
	ENTRY("Can't drop CPUs from default group", STATUS_CPUS, REFUSED,
	      "the default group only gains CPUs; it loses one when another group takes it",
	      "assign the CPUs to the other group instead"),
	ENTRY("Can only add CPUs to mongroup that belong to parent", STATUS_CPUS, REFUSED,
	      "a monitor group takes only CPUs that its control group has",
	      "assign the CPUs to the control group above first; rctl show-group shows its "
	      "CPUs"),
	NOT_UNDERSTOOD("cpus", STATUS_CPUS, "the CPUs"),
	NOT_UNDERSTOOD("cpus_list", STATUS_CPUS, "the CPUs"),
	ENTRY("cpus: Kernel allocation failure", STATUS_CPUS, MEMORY,
	      "the kernel has no memory for a set of CPUs", "free memory and try again"),
	ENTRY("cpus_list: Kernel allocation failure", STATUS_CPUS, MEMORY,
	      "the kernel has no memory for a set of CPUs", "free memory and try again"),

	/* ---- making groups ---- */
	ENTRY("Out of CLOSIDs", STATUS_MKDIR_CTRL, NO_CLOSID,
	      "every class of service (CLOSID) of this machine is taken: there can be no "
	      "further control group",
	      "remove a group with rctl remove-group (rctl list-groups shows them), use a "
	      "monitor group where the same limits do, or mount without cdp, which halves the "
	      "number"),
	ENTRY("Out of RMIDs", MKDIR | STATUS_MODE, NO_RMID,
	      "every monitoring id (RMID) of this machine is taken: there can be no further "
	      "group",
	      "remove a group or monitor group with rctl remove-group; a freed id may stay in "
	      "use for some seconds until its cache lines are gone"),
	ENTRY("No space on %s:%d", STATUS_MKDIR_CTRL | STATUS_IO_ALLOC, REFUSED,
	      "a cache has no bits left: exclusive groups, pseudo-locked regions and I/O hold "
	      "them all",
	      "free some bits: make an exclusive group shareable with rctl set-mode, or reduce "
	      "it with rctl set-schemata; rctl info shows bit_usage"),
	SUMMARY("Failed to initialize allocations", STATUS_MKDIR_CTRL, FAILED,
		"the kernel could not program the new group's limits into the hardware",
		"try again; the kernel log may say more"),
	ENTRY("Kernel out of memory", MKDIR, MEMORY,
	      "the kernel has no memory for a new group (it reports no space)",
	      "free memory and try again"),
	ENTRY("kernfs create error", MKDIR, FAILED,
	      "the kernel could not create the directory of the group: it exists, or memory "
	      "is short",
	      "look at rctl list-groups for a group of that name; else free memory and try "
	      "again"),
	ENTRY("kernfs fill error", MKDIR, MEMORY,
	      "the kernel has no memory for the files of the group", "free memory and try again"),
	ENTRY("kernfs perm error", MKDIR, MEMORY,
	      "the kernel has no memory for the permissions of the group",
	      "free memory and try again"),
	ENTRY("kernfs subdir error", MKDIR, MEMORY,
	      "the kernel has no memory for the directories of the group",
	      "free memory and try again"),
	ENTRY("Resource group %s deleted. No commands possible.", IN_GROUP, GONE,
	      "another process removed the group in the meantime",
	      "look at rctl list-groups; create the group again if it is still needed"),

	/* ---- renaming ---- */
	ENTRY("Source and destination must be directories", STATUS_RENAME, REFUSED,
	      "only the directory of a monitor group can be renamed",
	      "give the names of monitor groups, such as web/m1"),
	ENTRY("Source must be a MON group", STATUS_RENAME, REFUSED,
	      "control groups cannot be renamed, only monitor groups",
	      "create a group of the new name with rctl create-group, move the tasks with "
	      "rctl assign-tasks, and remove the old one"),
	ENTRY("Destination must be a mon_groups subdirectory", STATUS_RENAME, REFUSED,
	      "a monitor group stays a monitor group: its new name has to be below a control "
	      "group",
	      "give a new name such as web/m2, or /m2 below the default group"),
	ENTRY("Cannot move a MON group that monitors CPUs", STATUS_RENAME, REFUSED,
	      "a monitor group with CPUs cannot go to another control group",
	      "take the CPUs out of it first: write an empty line to its cpus_list"),

	/* ---- assignable counters ---- */
	ENTRY("Failed to allocate counter for %s in domain %d", STATUS_ASSIGN | MKDIR, NO_COUNTER,
	      "every hardware counter of that domain is taken",
	      "free one with rctl unassign-counter; rctl list-counters shows who has them"),
	SUMMARY("Assign operation '%s:%ld=%s' failed", STATUS_ASSIGN, REFUSED,
		"the kernel refused this assignment: the state has to be e (a counter) or _ "
		"(none)",
		"use rctl assign-counter or rctl unassign-counter"),
	SUMMARY("Assign operation '%s:*=%s' failed", STATUS_ASSIGN, REFUSED,
		"the kernel refused this assignment in some domain: the state has to be e (a "
		"counter) or _ (none)",
		"use rctl assign-counter or rctl unassign-counter; rctl list-counters shows "
		"the domains that have been assigned"),
	ENTRY("Missing domain id", STATUS_ASSIGN, REFUSED,
	      "the domain is neither a decimal number nor *",
	      "use a domain id that rctl list-counters shows, or *"),
	ENTRY("Invalid domain id %ld", STATUS_ASSIGN, REFUSED,
	      "there is no such domain, or all its CPUs are offline",
	      "use a domain id that rctl list-counters shows"),
	ENTRY("mbm_event mode is not enabled", STATUS_ASSIGN, NOT_SUPPORTED,
	      "counters are not assigned one by one now: the assignment mode is default",
	      "write mbm_event to info/L3_MON/mbm_assign_mode (all bandwidth counts start "
	      "again)"),
	ENTRY("mbm_event counter assignment mode is not enabled",
	      STATUS_READ | STATUS_EVENT_FILTER | STATUS_ASSIGN_MODE, NOT_SUPPORTED,
	      "counters are not assigned one by one now: the assignment mode is default",
	      "write mbm_event to info/L3_MON/mbm_assign_mode (all bandwidth counts start "
	      "again)"),
	NOT_UNDERSTOOD("mbm_L3_assignments", STATUS_ASSIGN,
		       "the assignments: the last line has no newline"),
	ENTRY("mbm_event mode is not supported", STATUS_ASSIGN_MODE, NOT_SUPPORTED,
	      "this machine has no assignable counters; every group counts all the time",
	      "leave the mode at default"),
	ENTRY("Unsupported assign mode", STATUS_ASSIGN_MODE, REFUSED,
	      "there is no such assignment mode",
	      "use default or mbm_event; rctl info shows the modes of this machine"),
	ENTRY("Counter assignment mode is not configurable", STATUS_ASSIGN_MODE, NOT_SUPPORTED,
	      "the hardware knows one way to assign counters only",
	      "leave the mode as rctl info shows it"),
	NOT_UNDERSTOOD("mbm_assign_mode", STATUS_ASSIGN_MODE, "the mode: it has no newline"),
	NOT_UNDERSTOOD("mbm_assign_on_mkdir", STATUS_ASSIGN_MODE, "the switch: it takes 0 or 1"),

	/* ---- what events count ---- */
	ENTRY("Invalid memory transaction type %s", STATUS_EVENT_FILTER, REFUSED,
	      "there is no such type of memory transaction to count",
	      "use names that the event_filter file of mbm_total_bytes shows"),
	ENTRY("event_filter is not configurable", STATUS_EVENT_FILTER, NOT_SUPPORTED,
	      "the hardware counts fixed kinds of memory transactions",
	      "leave the filter as it is"),
	NOT_UNDERSTOOD("event_filter", STATUS_EVENT_FILTER, "the filter: it has no newline"),
	ENTRY("Missing '=' or non-numeric domain id", STATUS_EVENT_FILTER, REFUSED,
	      "an entry is not of the form ID=VALUE with a decimal domain id",
	      "write ID=VALUE, such as 0=0x7f"),
	ENTRY("Non-numeric event configuration value", STATUS_EVENT_FILTER, REFUSED,
	      "the value is not a hexadecimal number",
	      "write the bits of the transaction types in hexadecimal, such as 0=0x7f"),
	ENTRY("Invalid event configuration: max valid mask is 0x%02x", STATUS_EVENT_FILTER, REFUSED,
	      "the value has bits for transaction types that the hardware cannot count",
	      "stay within the mask that the kernel names"),
	NOT_UNDERSTOOD("mbm_total_bytes_config", STATUS_EVENT_FILTER,
		       "the configuration: it has no newline"),
	NOT_UNDERSTOOD("mbm_local_bytes_config", STATUS_EVENT_FILTER,
		       "the configuration: it has no newline"),
	/* of assignments; here because it fits "Invalid event configuration" above too */
	ENTRY("Invalid event %s", STATUS_ASSIGN, REFUSED,
	      "there is no such event to count on this machine",
	      "use an event that rctl list-counters shows"),

	/* ---- I/O allocation ---- */
	ENTRY("io_alloc is not supported on %s", STATUS_IO_ALLOC | STATUS_READ, NOT_SUPPORTED,
	      "this cache cannot be given to devices",
	      "use the L3 cache of a machine where rctl info shows io_alloc enabled or "
	      "disabled"),
	ENTRY("io_alloc is not enabled on %s", STATUS_IO_ALLOC | STATUS_READ, REFUSED,
	      "the part of the cache for devices can be set only while io_alloc is enabled",
	      "enable it first with rctl set-io-alloc; rctl info shows whether it is enabled"),
	ENTRY("io_alloc CLOSID (ctrl_hw_id) %u is not available", STATUS_IO_ALLOC, NOT_SUPPORTED,
	      "devices need the highest CLOSID of the cache, and another resource has fewer",
	      "nothing can be done on this machine; rctl info shows num_closids of each "
	      "resource"),
	ENTRY("CLOSID (ctrl_hw_id) %u for io_alloc is used by %s group", STATUS_IO_ALLOC, NO_CLOSID,
	      "devices need the highest CLOSID of the cache, and a group has it",
	      "remove that group with rctl remove-group, enable io_alloc with rctl "
	      "set-io-alloc, and create the group again"),
	SUMMARY("Failed to initialize io_alloc allocations", STATUS_IO_ALLOC, FAILED,
		"the kernel could not set up the part of the cache for devices",
		"free cache bits that exclusive groups hold, with rctl set-mode or rctl "
		"set-schemata; rctl info shows bit_usage"),
	ENTRY("Failed to enable io_alloc feature", STATUS_IO_ALLOC, FAILED,
	      "the hardware could not be switched",
	      "try again; the kernel log may say more"),
	ENTRY("Configurations after global '*'", STATUS_IO_ALLOC, REFUSED,
	      "nothing may follow the entry for all domains (*)",
	      "put the entry with * last"),
	ENTRY("Invalid domain %lu", STATUS_IO_ALLOC, REFUSED,
	      "there is no such domain, or all its CPUs are offline",
	      "use a domain id that rctl info shows"),
	NOT_UNDERSTOOD("io_alloc", STATUS_IO_ALLOC, "the switch: it takes 0 or 1"),
	NOT_UNDERSTOOD("io_alloc_cbm", STATUS_IO_ALLOC, "the masks: they have no newline"),

	/* ---- other settings ---- */
	NOT_UNDERSTOOD("max_threshold_occupancy", STATUS_THRESHOLD,
		       "the threshold: it is a number of bytes of at most 32 bits"),
	ENTRY("max_threshold_occupancy: Exceeds limit (before adjustment) of %u bytes",
	      STATUS_THRESHOLD, REFUSED,
	      "the threshold is larger than the L3 cache",
	      "choose a number of bytes up to the limit that the kernel names"),
	ENTRY("Unsupported event id '%s'", STATUS_MBPS_EVENT, REFUSED,
	      "there is no such event, or this machine cannot count it",
	      "use mbm_local_bytes or mbm_total_bytes, whichever rctl info lists"),
	NOT_UNDERSTOOD("mba_MBps_event", STATUS_MBPS_EVENT, "the event: it has no newline"),
};

const size_t status_table_num = sizeof(status_table) / sizeof(status_table[0]);
