/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups: list, load, create, remove. */
#ifndef RESCTRL_GROUP_H
#define RESCTRL_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_change;
struct resctrl_ctx;
struct resctrl_schemata;
struct resctrl_tasks;

/*
 * Names: "web" is a control group, "web/m1" the monitor group m1 below it, "/" the default group,
 * "/m1" a monitor group of the default group.
 */
enum resctrl_group_kind {
	RESCTRL_GROUP_CTRL = 0,		/* owns a CLOSID and an RMID */
	RESCTRL_GROUP_MON,		/* owns an RMID, shares the CLOSID of the group above */
};

/* ---- the list: names of all groups, each control group followed by its monitor groups ---- */

struct resctrl_group_list;

/* Sorted by name, the default group first. -ENOENT, -ENODEV as resctrl_info_load. */
RESCTRL_API int resctrl_group_list_load(struct resctrl_ctx *ctx, struct resctrl_group_list **list);
RESCTRL_API void resctrl_group_list_free(struct resctrl_group_list *list);
RESCTRL_API size_t resctrl_group_list_get_num(const struct resctrl_group_list *list);
RESCTRL_API const char *resctrl_group_list_get_name(const struct resctrl_group_list *list, size_t i);
RESCTRL_API enum resctrl_group_kind
resctrl_group_list_get_kind(const struct resctrl_group_list *list, size_t i);

/* ---- one group, a snapshot ---- */

struct resctrl_group;

/* -ENOENT: no such group (code NOT_FOUND) or not mounted (code NOT_MOUNTED). -EINVAL: NAME is no name of a group. */
RESCTRL_API int resctrl_group_load(struct resctrl_ctx *ctx, const char *name,
				   struct resctrl_group **group);
RESCTRL_API void resctrl_group_free(struct resctrl_group *group);
RESCTRL_API const char *resctrl_group_get_name(const struct resctrl_group *group);
RESCTRL_API enum resctrl_group_kind resctrl_group_get_kind(const struct resctrl_group *group);
/* "shareable", "exclusive", "pseudo-locksetup", "pseudo-locked"; NULL for monitor groups. */
RESCTRL_API const char *resctrl_group_get_mode(const struct resctrl_group *group);
/*
 * Borrowed from GROUP. NULL for monitor groups. Size has the same shape, values in bytes. Lines of a group in mode
 * pseudo-locksetup have no domains; a pseudo-locked group whose cache is offline has no lines.
 */
RESCTRL_API const struct resctrl_schemata *
resctrl_group_get_schemata(const struct resctrl_group *group);
RESCTRL_API const struct resctrl_schemata *resctrl_group_get_size(const struct resctrl_group *group);
/* CPUs as a list "0-3,7", "" for none; NULL where the kernel does not show them. */
RESCTRL_API const char *resctrl_group_get_cpus(const struct resctrl_group *group);
/* Threads (TIDs), kernel threads and members of monitor groups below included, as the kernel lists. */
RESCTRL_API size_t resctrl_group_get_num_tasks(const struct resctrl_group *group);
RESCTRL_API pid_t resctrl_group_get_task(const struct resctrl_group *group, size_t i);
/* CLOSID and RMID (Arm: PARTID and PMG); -ENOENT unless mounted with "debug". */
RESCTRL_API int resctrl_group_get_ctrl_hw_id(const struct resctrl_group *group, uint64_t *value);
RESCTRL_API int resctrl_group_get_mon_hw_id(const struct resctrl_group *group, uint64_t *value);

/*
 * Who made the group, from the mark that resctrl_group_create leaves in the xattr trusted.rctl.owner of its directory.
 * The kernel shows it to processes with CAP_SYS_ADMIN; without that, and for groups that others made, nothing is known:
 * the tool is NULL, the PID 0, the state UNKNOWN. Kernel: fs/kernfs/inode.c.
 */
enum resctrl_owner_state {
	RESCTRL_OWNER_UNKNOWN = 0,	/* no mark, or of another PID name space than ours */
	RESCTRL_OWNER_ALIVE,		/* was there when the group was loaded */
	RESCTRL_OWNER_GONE,		/* has ended; its PID may be another process's now */
};
/* The program that made the group, see resctrl_ctx_set_tool. Borrowed from GROUP. */
RESCTRL_API const char *resctrl_group_get_owner_tool(const struct resctrl_group *group);
/* Its process, as counted in the PID name space it ran in. */
RESCTRL_API pid_t resctrl_group_get_owner_pid(const struct resctrl_group *group);
RESCTRL_API enum resctrl_owner_state
resctrl_group_get_owner_state(const struct resctrl_group *group);
/* Its maker said that it is not to outlive it: resctrl_group_config_set_transient. */
RESCTRL_API bool resctrl_group_is_transient(const struct resctrl_group *group);

/*
 * ---- what a new group shall be: a value to fill ----
 *
 * Setters copy. -EINVAL: NULL, or an empty name, mode or list; -ENOMEM. What is set is looked at by
 * resctrl_group_create.
 */

struct resctrl_group_config;

RESCTRL_API int resctrl_group_config_new(struct resctrl_group_config **config);
RESCTRL_API void resctrl_group_config_free(struct resctrl_group_config *config);
RESCTRL_API int resctrl_group_config_set_name(struct resctrl_group_config *config, const char *name);
/* One SPEC as of resctrl_change_set; may be called repeatedly. Checked at creation. */
RESCTRL_API int resctrl_group_config_set_schemata(struct resctrl_group_config *config,
						  const char *spec);
/* How numbers of ways in SPECs are placed: an enum resctrl_place of resctrl/change.h. */
RESCTRL_API int resctrl_group_config_set_place(struct resctrl_group_config *config, int place);
/* How long creation may wait for an RMID in limbo, in milliseconds; 0, the default: not at all. */
RESCTRL_API int resctrl_group_config_set_wait(struct resctrl_group_config *config,
					      unsigned int milliseconds);
/*
 * The group is not to outlive this process: who finds it and its owner gone may remove it. Only the owner mark tells,
 * see resctrl_group_is_transient; nothing removes the group by itself.
 */
RESCTRL_API int resctrl_group_config_set_transient(struct resctrl_group_config *config,
						   bool transient);
RESCTRL_API int resctrl_group_config_set_mode(struct resctrl_group_config *config, const char *mode);
/* A CPU list "0-3,7". */
RESCTRL_API int resctrl_group_config_set_cpus(struct resctrl_group_config *config, const char *list);
/* Copies the task set TASKS (resctrl/tasks.h). */
RESCTRL_API int resctrl_group_config_set_tasks(struct resctrl_group_config *config,
					       const struct resctrl_tasks *tasks);

/* ---- what an operation on a group did ---- */

struct resctrl_outcome;

RESCTRL_API void resctrl_outcome_free(struct resctrl_outcome *outcome);
/* Create: false when RESCTRL_EXIST_OK joined a group, and in a dry run. */
RESCTRL_API bool resctrl_outcome_is_created(const struct resctrl_outcome *outcome);
/* Create: the schemata asked for and what came of them, NULL where none was asked. Borrowed. */
RESCTRL_API const struct resctrl_change *
resctrl_outcome_get_change(const struct resctrl_outcome *outcome);
/* Create: tasks moved and missed, NULL where none was asked. Borrowed. */
RESCTRL_API const struct resctrl_tasks *
resctrl_outcome_get_tasks(const struct resctrl_outcome *outcome);
/* Remove: threads that were in the group and below, the group they went to, monitor groups removed. */
RESCTRL_API size_t resctrl_outcome_get_num_moved(const struct resctrl_outcome *outcome);
RESCTRL_API const char *resctrl_outcome_get_destination(const struct resctrl_outcome *outcome);
RESCTRL_API size_t resctrl_outcome_get_num_mon_groups(const struct resctrl_outcome *outcome);

/*
 * Creates the group as one act, in the order mkdir, schemata, mode, CPUs, tasks. On failure the
 * group is removed again, tasks and CPUs go back to the groups they were in, and what could not be
 * undone is listed in the error's left_behind. FLAGS: RESCTRL_DRY_RUN, RESCTRL_EXIST_OK,
 * RESCTRL_NO_CHECK. OUTCOME may be NULL; set on success only.
 * -EEXIST, -ENOSPC (codes NO_CLOSID, NO_RMID), -EBUSY (RMID_LIMBO; BUSY: locked), -EINVAL (INVALID, REFUSED),
 * -EPERM, -EACCES, -ESRCH (NO_TASK), -ENOENT (no such control group, not mounted), -EROFS (a recorded tree).
 */
RESCTRL_API int resctrl_group_create(struct resctrl_ctx *ctx,
				     const struct resctrl_group_config *config, unsigned int flags,
				     struct resctrl_outcome **outcome);
/*
 * Removes a group. Refuses (-EBUSY) while tasks are in it or below, unless RESCTRL_FORCE, and while
 * it has monitor groups, unless RESCTRL_RECURSIVE or RESCTRL_FORCE. With RESCTRL_ORPHAN also unless it is transient and
 * the process that made it has ended, which is looked at under the lock. OUTCOME may be NULL; set on success only.
 * FLAGS: RESCTRL_DRY_RUN and these. -ENOENT, -EINVAL (INVALID; REFUSED: the default group), -EBUSY, -EPERM, -EACCES,
 * -EROFS.
 */
RESCTRL_API int resctrl_group_remove(struct resctrl_ctx *ctx, const char *name, unsigned int flags,
				     struct resctrl_outcome **outcome);
/*
 * Renames the monitor group NAME to NEW_NAME, also below another control group: tasks, RMID and counts go
 * with it. The kernel renames no control group: -EPERM (code REFUSED). FLAGS: RESCTRL_DRY_RUN.
 * -EEXIST, -ENOENT, -EPERM. Kernel: fs/resctrl/rdtgroup.c, rdtgroup_rename.
 */
RESCTRL_API int resctrl_group_rename(struct resctrl_ctx *ctx, const char *name, const char *new_name,
				     unsigned int flags);
/*
 * MODE: "shareable" or "exclusive". A group becomes exclusive only while it shares no cache bit; the error names
 * the groups and bits in the way. FLAGS: RESCTRL_DRY_RUN, RESCTRL_NO_CHECK. -EINVAL (INVALID, REFUSED).
 */
RESCTRL_API int resctrl_group_set_mode(struct resctrl_ctx *ctx, const char *name, const char *mode,
				       unsigned int flags);
/*
 * Gives the CPUs in LIST ("0-3,7", "" for none) to the group. Other control groups lose them; CPUs left out go back to
 * the default group, or to the group above. Writing a control group's CPUs empties those of all of its monitor
 * groups: -EBUSY (code BUSY, predicted) where some have CPUs, unless RESCTRL_FORCE; then the warning "cpus_lost" names
 * them. FLAGS: RESCTRL_DRY_RUN, RESCTRL_FORCE. -EINVAL (REFUSED).
 */
RESCTRL_API int resctrl_group_assign_cpus(struct resctrl_ctx *ctx, const char *name, const char *list,
					  unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif
