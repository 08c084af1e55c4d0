/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configurations of new groups, and the machine they are made on. */
#ifndef NEW_GROUP_H
#define NEW_GROUP_H

#include "machine.h"

#define ROOT	"res:/\nmon:\n"
#define DB	"res:db\nmon:\n"
#define DB_M1	"res:db\nmon:m1\n"

struct resctrl_group_config *new_group_config(const char *name);
/* SECOND may be 0. */
void new_group_add_tasks(struct resctrl_group_config *c, pid_t first, pid_t second);
/* Everything at once, on a machine where others have tasks and CPUs; and what the kernel is asked for then. */
struct resctrl_group_config *new_group_full(void);
void new_group_others(struct machine *m);
#define ASKED	"mkdir web\n"						\
		"write web/schemata L3:0=f0;1=f0|MB:0=50\n"		\
		"write web/mode exclusive\n"				\
		"write web/cpus_list 2-3\n"				\
		"write web/tasks 12,20\n"

#endif
