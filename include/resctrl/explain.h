/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which group a task or a CPU is in, and which of the kernel's rules says so. */
#ifndef RESCTRL_EXPLAIN_H
#define RESCTRL_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_explain;

/*
 * The kernel's rule (arch/x86/include/asm/resctrl.h, resctrl_arch_sched_in; arch/arm64/include/asm/mpam.h), for what
 * limits a task and for what measures it, each by itself: the group of the task where it is not the default group;
 * else the group of the CPU that it runs on; else the default group.
 */
enum resctrl_explain_rule {
	RESCTRL_RULE_TASK = 0,
	RESCTRL_RULE_CPU,
	RESCTRL_RULE_DEFAULT,
};

/*
 * A thread, by its id. A task of the default group may fall under several groups, one on each CPU that it may run
 * on: there is a case for each. -EINVAL: TID is not positive. -ESRCH (NO_TASK), -ENOENT, -ENODEV as resctrl_info_load,
 * -EPERM, -ENOMEM. Free with resctrl_explain_free.
 */
RESCTRL_API int resctrl_explain_load_task(struct resctrl_ctx *ctx, pid_t tid,
					  struct resctrl_explain **explain);
/* What a task of the default group meets on CPU: one case. -EINVAL: no such CPU. */
RESCTRL_API int resctrl_explain_load_cpu(struct resctrl_ctx *ctx, unsigned int cpu,
					 struct resctrl_explain **explain);
RESCTRL_API void resctrl_explain_free(struct resctrl_explain *explain);

/* The task's own group ("/", "web", "web/m1"); NULL for a CPU. */
RESCTRL_API const char *resctrl_explain_get_task_group(const struct resctrl_explain *explain);
/* Where that is from: /proc tells, or every group had to be searched (a kernel without the file). */
RESCTRL_API bool resctrl_explain_is_searched(const struct resctrl_explain *explain);

/* Cases, by CPU. I is below the number. */
RESCTRL_API size_t resctrl_explain_get_num(const struct resctrl_explain *explain);
/* On which CPUs it applies: a list "0-3". */
RESCTRL_API const char *resctrl_explain_get_cpus(const struct resctrl_explain *explain, size_t i);
/* The control group whose schemata limit it, and the group whose counts it is in; with the rule for each. */
RESCTRL_API const char *resctrl_explain_get_control(const struct resctrl_explain *explain, size_t i);
RESCTRL_API enum resctrl_explain_rule
resctrl_explain_get_control_rule(const struct resctrl_explain *explain, size_t i);
RESCTRL_API const char *resctrl_explain_get_monitor(const struct resctrl_explain *explain, size_t i);
RESCTRL_API enum resctrl_explain_rule
resctrl_explain_get_monitor_rule(const struct resctrl_explain *explain, size_t i);

#ifdef __cplusplus
}
#endif

#endif
