/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of the report on a host. Each notes facts and findings, and fails only by memory. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "probe-env.h"

/*
 * Of a recording: which processes were found to hold a resctrl that is detached, a line "detached_mount PID" each.
 * Where there is no such file, nobody looked at processes.
 */
#define DOCTOR_RECORD	"/rctl/processes"

/* ---- doctor-cpus.c: resctrl is mounted ---- */

/* Domains that are not there as long as all of their CPUs are offline. */
void doctor_cpus(struct resctrl_ctx *ctx, const struct probe_env *env);

/* ---- doctor-groups.c: resctrl is mounted ---- */

/* What is left of CLOSIDs, RMIDs and counters; what the kernel does not tell. */
void doctor_budgets(struct resctrl_ctx *ctx, const struct probe_env *env);
/* Groups whose owner has gone, groups that lost their settings in a domain. */
void doctor_groups(struct resctrl_ctx *ctx, const struct probe_env *env);

/* ---- doctor-users.c: from /proc ---- */

/* Other programs that use resctrl. */
void doctor_users(const struct probe_env *env);
/* Not mounted here: who holds a resctrl that is detached, or has it in another name space. False: nobody is seen. */
bool doctor_holders(const struct probe_env *env);

#endif
