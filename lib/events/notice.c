/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a notice says. */
#include <assert.h>
#include <errno.h>

#include "events/stream.h"

enum resctrl_notice_kind resctrl_notice_get_kind(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->kind;
}

const char *resctrl_notice_get_kind_name(enum resctrl_notice_kind kind)
{
	static const char *const names[] = {
		[RESCTRL_NOTICE_LOST] = "lost",
		[RESCTRL_NOTICE_CPU_ONLINE] = "cpu_online",
		[RESCTRL_NOTICE_CPU_OFFLINE] = "cpu_offline",
		[RESCTRL_NOTICE_DOMAIN_ONLINE] = "domain_online",
		[RESCTRL_NOTICE_DOMAIN_OFFLINE] = "domain_offline",
		[RESCTRL_NOTICE_PMT_ADDED] = "pmt_added",
		[RESCTRL_NOTICE_PMT_REMOVED] = "pmt_removed",
		[RESCTRL_NOTICE_MOUNTED] = "mounted",
		[RESCTRL_NOTICE_UNMOUNTED] = "unmounted",
		[RESCTRL_NOTICE_GROUP_CREATED] = "group_created",
		[RESCTRL_NOTICE_GROUP_REMOVED] = "group_removed",
		[RESCTRL_NOTICE_GROUP_RENAMED] = "group_renamed",
		[RESCTRL_NOTICE_SETTING_LOST] = "setting_lost",
		[RESCTRL_NOTICE_PROCESS_FORK] = "process_fork",
		[RESCTRL_NOTICE_PROCESS_EXEC] = "process_exec",
		[RESCTRL_NOTICE_PROCESS_EXIT] = "process_exit",
		[RESCTRL_NOTICE_PROCESS_FOUND] = "process_found",
	};

	return (unsigned int)kind < sizeof(names) / sizeof(*names) ? names[kind] : NULL;
}

enum resctrl_source resctrl_notice_get_source(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->source;
}

uint64_t resctrl_notice_get_time_ns(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->time_ns;
}

uint64_t resctrl_notice_get_wall_time_ns(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->wall_time_ns;
}

int resctrl_notice_get_id(const struct resctrl_notice *notice, uint64_t *id)
{
	assert(notice);
	if (!id)
		return -EINVAL;
	if (!notice->has_id)
		return -ENOENT;
	*id = notice->id;
	return 0;
}

const char *resctrl_notice_get_name(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->name;
}

const char *resctrl_notice_get_resource(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->resource;
}

const char *resctrl_notice_get_old(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->old;
}

const char *resctrl_notice_get_new(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->new;
}

pid_t resctrl_notice_get_pid(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->pid;
}

pid_t resctrl_notice_get_parent(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->parent;
}

int resctrl_notice_get_status(const struct resctrl_notice *notice, int *status)
{
	assert(notice);
	if (!status)
		return -EINVAL;
	if (notice->kind != RESCTRL_NOTICE_PROCESS_EXIT)
		return -ENOENT;
	*status = notice->status;
	return 0;
}

int resctrl_notice_get_generation(const struct resctrl_notice *notice, uint64_t *generation)
{
	assert(notice);
	if (!generation)
		return -EINVAL;
	if (!notice->object)
		return -ENOENT;
	*generation = notice->generation;
	return 0;
}

struct resctrl_object *resctrl_notice_get_object(const struct resctrl_notice *notice)
{
	assert(notice);
	return notice->object;
}
