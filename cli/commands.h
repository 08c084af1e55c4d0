/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands, each defined at the foot of the file of its name.
 */
#ifndef RCTL_COMMANDS_H
#define RCTL_COMMANDS_H

struct rctl_command;

extern const struct rctl_command cmd_assign_counter;
extern const struct rctl_command cmd_assign_cpus;
extern const struct rctl_command cmd_assign_tasks;
extern const struct rctl_command cmd_create_group;
extern const struct rctl_command cmd_capture;
extern const struct rctl_command cmd_doctor;
extern const struct rctl_command cmd_explain;
extern const struct rctl_command cmd_follow;
extern const struct rctl_command cmd_gc;
extern const struct rctl_command cmd_help;
extern const struct rctl_command cmd_info;
extern const struct rctl_command cmd_list_counters;
extern const struct rctl_command cmd_list_groups;
extern const struct rctl_command cmd_monitor;
extern const struct rctl_command cmd_mount;
extern const struct rctl_command cmd_probe;
extern const struct rctl_command cmd_remove_group;
extern const struct rctl_command cmd_rename_group;
extern const struct rctl_command cmd_set_counter_mode;
extern const struct rctl_command cmd_set_event_filter;
extern const struct rctl_command cmd_set_io_alloc;
extern const struct rctl_command cmd_set_mode;
extern const struct rctl_command cmd_set_schemata;
extern const struct rctl_command cmd_show_group;
extern const struct rctl_command cmd_unassign_counter;
extern const struct rctl_command cmd_unmount;
extern const struct rctl_command cmd_version;
extern const struct rctl_command cmd_watch;

#endif
