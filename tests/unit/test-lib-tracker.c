/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Monitoring tasks: which groups are made for them, whom they take in, and the way back. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tasks.h"

#define MOST_TASKS 16

/* A kernel that knows where its tasks are. */
static struct kernel {
	struct machine *m;
	struct {
		int tid, pid, ppid;
		char ctrl[32], mon[32];
		char state;
	} tasks[MOST_TASKS];
	size_t num;
	int bad, err;		/* a task that cannot be moved */
	unsigned int writes;
	void (*then)(unsigned int write);
} k;

static void show_task(size_t i)
{
	char path[96];

	snprintf(path, sizeof(path), "/proc/%d/cpu_resctrl_groups", k.tasks[i].tid);
	machine_write(k.m, path, "res:%s\nmon:%s\n", *k.tasks[i].ctrl ? k.tasks[i].ctrl : "/", k.tasks[i].mon);
	snprintf(path, sizeof(path), "/proc/%d/stat", k.tasks[i].tid);
	machine_write(k.m, path, "%d (job) %c %d 7 7 0 -1 0 2 0 0 0 0 0 0 0 20 0 1 0 100 0\n",
		      k.tasks[i].tid, k.tasks[i].state, k.tasks[i].ppid);
	snprintf(path, sizeof(path), "/proc/%d/status", k.tasks[i].tid);
	machine_write(k.m, path, "Name:\tjob\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n", k.tasks[i].pid,
		      k.tasks[i].tid, k.tasks[i].ppid);
}

/* What is in the group, as its file tasks. */
static void show_group(const char *ctrl, const char *mon)
{
	char path[200], text[400] = "", *at = text;

	for (size_t i = 0; i < k.num; i++) {
		if (!strcmp(k.tasks[i].ctrl, ctrl) && (!*mon || !strcmp(k.tasks[i].mon, mon)))
			at += sprintf(at, "%d\n", k.tasks[i].tid);
	}
	snprintf(path, sizeof(path), "%s%s%s%s%stasks", ctrl, *ctrl ? "/" : "", *mon ? "mon_groups/" : "", mon,
		 *mon ? "/" : "");
	machine_write(k.m, path, "%s", text);
}

static void show_groups(void)
{
	for (size_t i = 0; i < k.num; i++) {
		show_task(i);
		show_group(k.tasks[i].ctrl, "");
		if (*k.tasks[i].mon)
			show_group(k.tasks[i].ctrl, k.tasks[i].mon);
	}
}

static void add_task(int tid, int pid, int ppid, const char *ctrl, const char *mon)
{
	char path[96], text[200] = "", *at = text;

	k.tasks[k.num].tid = tid;
	k.tasks[k.num].pid = pid;
	k.tasks[k.num].ppid = ppid;
	k.tasks[k.num].state = 'S';
	snprintf(k.tasks[k.num].ctrl, sizeof(k.tasks[0].ctrl), "%s", ctrl);
	snprintf(k.tasks[k.num++].mon, sizeof(k.tasks[0].mon), "%s", mon);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, tid);
	machine_write(k.m, path, "%s", "");
	for (size_t i = 0; i < k.num; i++) {
		if (k.tasks[i].ppid == ppid && k.tasks[i].tid == k.tasks[i].pid)
			at += sprintf(at, "%d ", k.tasks[i].tid);
	}
	if (ppid > 1) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d/children", ppid, ppid);
		machine_write(k.m, path, "%s", text);
	}
	show_groups();
}

/* PATH is "web/mon_groups/m1/tasks" or "web/tasks", or the same of the default group. */
static void split(const char *path, char *ctrl, char *mon)
{
	const char *groups = strstr(path, "mon_groups/"), *slash;

	*ctrl = *mon = '\0';
	slash = strchr(path, '/');
	if (groups != path && slash)
		sprintf(ctrl, "%.*s", (int)(slash - path), path);
	if (!groups)
		return;
	groups += strlen("mon_groups/");
	sprintf(mon, "%.*s", (int)strcspn(groups, "/"), groups);
}

static int take(void *data, const char *path, const char *text)
{
	char copy[400], *save = NULL, ctrl[64], mon[64], old_ctrl[64], old_mon[64];

	(void)data;
	k.writes++;
	if (!strstr(path, "tasks"))
		return 0;
	snprintf(copy, sizeof(copy), "%s", text);
	split(path, ctrl, mon);
	for (char *word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		for (size_t i = 0; i < k.num; i++) {
			if (k.tasks[i].tid != atoi(word))
				continue;
			if (k.tasks[i].tid == k.bad) {
				machine_write(k.m, "info/last_cmd_status",
					      "No permission to move task %d\nError while processing task %d\n",
					      k.bad, k.bad);
				return k.err;
			}
			strcpy(old_ctrl, k.tasks[i].ctrl);
			strcpy(old_mon, k.tasks[i].mon);
			snprintf(k.tasks[i].ctrl, sizeof(k.tasks[i].ctrl), "%.31s", ctrl);
			snprintf(k.tasks[i].mon, sizeof(k.tasks[i].mon), "%.31s", mon);
			if (*old_mon)
				show_group(old_ctrl, old_mon);
		}
	}
	show_groups();
	if (k.then)
		k.then(k.writes);
	return 0;
}

static int make(void *data, const char *path)
{
	(void)data;
	machine_add_group(k.m, path);
	return 0;
}

static char own[64];

static void start(struct machine *m)
{
	const struct fault_hooks hooks = { .write = take, .mkdir = make };

	k = (struct kernel){ .m = m };
	fault_io_set_hooks(m->io, &hooks);
	machine_write(m, "/proc/self/cpu_resctrl_groups", "res:/\nmon:\n");
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	snprintf(own, sizeof(own), "resctrl-%d", (int)getpid());
	/* No process of this machine has these ids. */
	add_task(5000001, 5000001, 1, "web", "");
	add_task(5000002, 5000001, 1, "web", "");
}

static int open_tracker(struct machine *m, const int *pids, unsigned int flags, struct resctrl_tracker **t)
{
	struct resctrl_tasks *tasks;
	int err;

	assert_int_equal(resctrl_tasks_new(&tasks), 0);
	for (; *pids; pids++)
		assert_int_equal(resctrl_tasks_set(tasks, *pids, RESCTRL_TASK_PROCESS), 0);
	err = resctrl_tracker_open(m->ctx, tasks, flags, t);
	resctrl_tasks_free(tasks);
	return err;
}

#define OPEN(m, flags, t, ...) open_tracker(m, (int[]){ __VA_ARGS__, 0 }, flags, t)

/* FORMAT has %s where the own group's name is. */
static void assert_log(struct machine *m, const char *format)
{
	char want[1000], *at = want;

	for (; *format; format++) {
		if (*format == '@')
			at += sprintf(at, "%s", own);
		else
			*at++ = *format;
	}
	*at = '\0';
	assert_string_equal(fault_io_log(m->io), want);
}

static const char *where(int tid)
{
	static char text[100];

	for (size_t i = 0; i < k.num; i++) {
		if (k.tasks[i].tid == tid)
			snprintf(text, sizeof(text), "%s/%s", k.tasks[i].ctrl,
				 strcmp(k.tasks[i].mon, own) ? k.tasks[i].mon : "@");
	}
	return text;
}

static void a_process_in_a_control_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;
	char name[80];

	start(m);
	assert_int_equal(OPEN(m, 0, &t, 5000001), 0);
	assert_log(m, "mkdir web/mon_groups/@\nwrite web/mon_groups/@/tasks 5000001,5000002\n");
	assert_idle(m);
	assert_int_equal(resctrl_tracker_get_num_groups(t), 1);
	snprintf(name, sizeof(name), "web/%s", own);
	assert_string_equal(resctrl_tracker_get_group(t, 0), name);
	assert_true(resctrl_tracker_is_own(t, 0));
	assert_true(resctrl_tracker_is_alive(t));
	/* Nothing has happened: nothing is written. */
	fault_io_reset(m->io);
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_log(m, "");
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_log(m, "rmdir web/mon_groups/@\n");
	assert_idle(m);
	/* This machine knows no marks. */
	assert_true(machine_has_warning(m, "unmarked"));
}

static void two_control_groups_and_a_name_taken(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;
	char name[128];

	start(m);
	snprintf(name, sizeof(name), "mon_groups/%s", own);
	machine_add_group(m, name);
	add_task(5000010, 5000010, 1, "", "");
	assert_int_equal(OPEN(m, 0, &t, 5000010, 5000001), 0);
	assert_int_equal(resctrl_tracker_get_num_groups(t), 2);
	snprintf(name, sizeof(name), "/%s-2", own);
	assert_string_equal(resctrl_tracker_get_group(t, 1), name);
	assert_int_equal(resctrl_tracker_close(t), 0);
}

static void a_dry_run_says_what_would_be(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;
	char name[128];

	start(m);
	machine_add_group(m, "mon_groups/other");
	add_task(5000010, 5000010, 1, "web", "m1");
	add_task(5000020, 5000020, 1, "", "other");
	snprintf(name, sizeof(name), "web/mon_groups/%s", own);
	machine_add_group(m, name);
	fault_io_reset(m->io);
	assert_int_equal(OPEN(m, RESCTRL_DRY_RUN | RESCTRL_STEAL, &t, 5000001, 5000010, 5000020), 0);
	assert_log(m, "");
	assert_idle(m);
	assert_int_equal(resctrl_tracker_get_num_groups(t), 2);
	/* The name that is taken is told apart, too. */
	snprintf(name, sizeof(name), "web/%s-2", own);
	assert_string_equal(resctrl_tracker_get_group(t, 0), name);
	assert_true(resctrl_tracker_is_own(t, 0));
	assert_int_equal(resctrl_tracker_get_num_tasks(t, 0), 3);
	assert_int_equal(resctrl_tracker_get_task(t, 0, 0), 5000001);
	assert_int_equal(resctrl_tracker_get_task(t, 0, 1), 5000002);
	assert_string_equal(resctrl_tracker_get_origin(t, 0, 1), "web");
	assert_int_equal(resctrl_tracker_get_task(t, 0, 2), 5000010);
	assert_string_equal(resctrl_tracker_get_origin(t, 0, 2), "web/m1");
	assert_int_equal(resctrl_tracker_get_num_tasks(t, 1), 1);
	assert_string_equal(resctrl_tracker_get_origin(t, 1, 0), "/other");
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_log(m, "");
	/* Without stealing: read where they are. */
	assert_int_equal(OPEN(m, RESCTRL_DRY_RUN, &t, 5000010), 0);
	assert_string_equal(resctrl_tracker_get_group(t, 0), "web/m1");
	assert_false(resctrl_tracker_is_own(t, 0));
	assert_int_equal(resctrl_tracker_get_num_tasks(t, 0), 0);
	assert_int_equal(resctrl_tracker_close(t), 0);
}

static void a_dry_run_says_what_is_missing(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	add_task(5000010, 5000010, 1, "", "");
	/* Two groups and a monitor group have three. */
	machine_write(m, "info/L3_MON/num_rmids", "4\n");
	assert_int_equal(OPEN(m, RESCTRL_DRY_RUN, &t, 5000001), 0);
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_int_equal(OPEN(m, RESCTRL_DRY_RUN, &t, 5000001, 5000010), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "it takes 2 monitoring ids (RMIDs), and 1 are free");
	machine_write(m, "info/L3_MON/num_rmids", "3\n");
	assert_int_equal(OPEN(m, RESCTRL_DRY_RUN, &t, 5000001), -ENOSPC);
	assert_int_equal(OPEN(m, RESCTRL_DRY_RUN, &t, 5999999), -ESRCH);
	assert_log(m, "");
}

static void fork_while_moving(unsigned int write)
{
	if (write == 1)
		add_task(5000003, 5000003, 5000001, "web", "");
	if (write == 2)
		add_task(5000004, 5000004, 5000003, "web", "");
}

static void what_escapes_is_caught(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	add_task(5000008, 5000008, 5000001, "web", "");
	k.then = fork_while_moving;
	assert_int_equal(OPEN(m, 0, &t, 5000001), 0);
	/* The child that it had is not followed; those that it got meanwhile are, and theirs. */
	assert_string_equal(where(5000008), "web/");
	assert_string_equal(where(5000003), "web/@");
	assert_string_equal(where(5000004), "web/@");
	assert_int_equal(resctrl_tracker_close(t), 0);
}

static void monitor_groups_of_others(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	add_task(5000020, 5000020, 1, "web", "m1");
	assert_int_equal(OPEN(m, 0, &t, 5000020), 0);
	assert_log(m, "");
	assert_string_equal(resctrl_tracker_get_group(t, 0), "web/m1");
	assert_false(resctrl_tracker_is_own(t, 0));
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_log(m, "");
	/* Stolen, together with a task that was in the control group; each goes back with its children. */
	assert_int_equal(OPEN(m, RESCTRL_STEAL, &t, 5000020, 5000001), 0);
	assert_string_equal(where(5000020), "web/@");
	add_task(5000021, 5000021, 5000020, "web", own);
	add_task(5000022, 5000020, 1, "web", own);
	add_task(5000030, 5000030, 5000001, "web", own);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_log(m, "write web/mon_groups/m1/tasks 5000020,5000021,5000022\nrmdir web/mon_groups/@\n");
	assert_idle(m);
}

static void the_group_of_a_stolen_task_is_gone(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	add_task(5000020, 5000020, 1, "web", "m1");
	assert_int_equal(OPEN(m, RESCTRL_STEAL, &t, 5000020), 0);
	fault_io_vanish(m->io, "web/mon_groups/m1");
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_true(machine_has_warning(m, "origin_gone"));
}

static void what_others_do_meanwhile(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;
	char dir[100];

	start(m);
	machine_add_group(m, "db");
	assert_int_equal(OPEN(m, 0, &t, 5000001), 0);
	/* Somebody moves one thread, and removes the group. */
	strcpy(k.tasks[0].ctrl, "db");
	*k.tasks[0].mon = '\0';
	show_groups();
	assert_int_equal(resctrl_tracker_update(t), 1);
	assert_string_equal(where(5000001), "db/@");
	snprintf(dir, sizeof(dir), "db/mon_groups/%s", own);
	fault_io_vanish(m->io, dir);
	*k.tasks[0].mon = '\0';
	show_task(0);
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_string_equal(where(5000001), "db/@");
	/* They end; zombies are not alive. */
	k.tasks[0].state = k.tasks[1].state = 'Z';
	show_groups();
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_false(resctrl_tracker_is_alive(t));
	fault_io_vanish(m->io, dir);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_log(m, "rmdir web/mon_groups/@\n");
}

static int open_with_cgroup(struct machine *m, int pid, struct resctrl_tracker **t)
{
	struct resctrl_tasks *tasks;
	int err;

	assert_int_equal(resctrl_tasks_new(&tasks), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(tasks, "/sys/fs/cgroup/job"), 0);
	if (pid)
		assert_int_equal(resctrl_tasks_set(tasks, pid, RESCTRL_TASK_PROCESS), 0);
	err = resctrl_tracker_open(m->ctx, tasks, 0, t);
	resctrl_tasks_free(tasks);
	return err;
}

static void a_cgroup_that_is_removed(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	machine_write(m, "/sys/fs/cgroup/job/cgroup.procs", "5000001\n");
	assert_int_equal(open_with_cgroup(m, 0, &t), 0);
	assert_string_equal(where(5000001), "web/@");
	/* Once between opening and reading, as the kernel says it, and then altogether. */
	fault_io_add(m->io, "read /sys/fs/cgroup/job/cgroup.procs 1 ENODEV");
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_true(resctrl_tracker_is_alive(t));
	machine_remove(m, "/sys/fs/cgroup/job");
	k.tasks[0].state = k.tasks[1].state = 'Z';
	show_groups();
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_false(resctrl_tracker_is_alive(t));
	assert_int_equal(resctrl_tracker_close(t), 0);
	/* From the start it is a mistake. */
	assert_int_equal(open_with_cgroup(m, 0, &t), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "is no cgroup");
}

static void what_is_given_beside_a_removed_cgroup(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	add_task(5000010, 5000010, 1, "", "");
	machine_write(m, "/sys/fs/cgroup/job/cgroup.procs", "5000001\n");
	assert_int_equal(open_with_cgroup(m, 5000010, &t), 0);
	machine_remove(m, "/sys/fs/cgroup/job");
	/* Somebody moves it: it is followed. */
	strcpy(k.tasks[2].ctrl, "web");
	*k.tasks[2].mon = '\0';
	show_groups();
	show_group("", own);
	assert_int_equal(resctrl_tracker_update(t), 0);
	assert_string_equal(where(5000010), "web/@");
	assert_true(resctrl_tracker_is_alive(t));
	/* Any other failure to read it is told. */
	machine_write(m, "/sys/fs/cgroup/job/cgroup.procs", "%s", "");
	fault_io_add(m->io, "read /sys/fs/cgroup/job/cgroup.procs 1 EIO");
	assert_int_equal(resctrl_tracker_update(t), -EIO);
	assert_int_equal(resctrl_tracker_close(t), 0);
}

static void failures_put_everything_back(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t = NULL;
	char rule[200];

	start(m);
	add_task(5000010, 5000010, 1, "", "");
	snprintf(rule, sizeof(rule), "mkdir web/mon_groups/%s 1 ENOSPC:Out of RMIDs", own);
	fault_io_add(m->io, "%s", rule);
	assert_int_equal(OPEN(m, 0, &t, 5000010, 5000001), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "monitoring ids");
	assert_string_equal(where(5000010), "/");
	assert_int_equal(OPEN(m, 0, &t, 5999999), -ESRCH);
	assert_error(m, RESCTRL_ERROR_NO_TASK, ESRCH, "no such process");
	k.bad = 5000001;
	k.err = EPERM;
	fault_io_reset(m->io);
	assert_int_equal(OPEN(m, 0, &t, 5000001), 0);
	assert_true(machine_has_warning(m, "not_moved"));
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_null(resctrl_tracker_close(NULL) ? t : NULL);
}

static void the_end_fails(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	assert_int_equal(OPEN(m, 0, &t, 5000001), 0);
	fault_io_add(m->io, "rmdir web/mon_groups/* 1 EACCES");
	assert_int_equal(resctrl_tracker_close(t), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "");
	assert_int_equal(resctrl_error_get_num_left_behind(resctrl_ctx_get_error(m->ctx)), 1);
	assert_non_null(strstr(resctrl_error_get_left_behind(resctrl_ctx_get_error(m->ctx), 0), own));
}

static void kernels_that_do_not_tell(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;

	start(m);
	machine_remove(m, "/proc/self/cpu_resctrl_groups");
	machine_remove(m, "/proc/5000001/cpu_resctrl_groups");
	assert_int_equal(OPEN(m, 0, &t, 5000001), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "which group");
	assert_int_equal(OPEN(m, 0, NULL, 5000001), -EINVAL);
}

static struct resctrl_tasks *both;

static void with_a_stolen_task(struct machine *m)
{
	start(m);
	add_task(5000020, 5000020, 1, "web", "m1");
	assert_int_equal(resctrl_tasks_new(&both), 0);
	assert_int_equal(resctrl_tasks_set(both, 5000001, RESCTRL_TASK_PROCESS), 0);
	assert_int_equal(resctrl_tasks_set(both, 5000020, RESCTRL_TASK_PROCESS), 0);
}

static int track(struct machine *m)
{
	struct resctrl_tracker *t;
	int err;

	err = resctrl_tracker_open(m->ctx, both, RESCTRL_STEAL, &t);
	resctrl_tasks_free(both);
	if (err) {
		assert_string_equal(where(5000020), "web/m1");
		return err;
	}
	/* The tracker goes on with what it has, and the end has a record of its own. */
	if (resctrl_tracker_update(t) < 0)
		assert_error(m, RESCTRL_ERROR_MEMORY, ENOMEM, "out of memory");
	return resctrl_tracker_close(t);
}

static void the_group_is_not_its_own_any_more(void **state)
{
	struct machine *m = *state;
	struct resctrl_tracker *t;
	char dir[100], from[400], to[400];

	start(m);
	assert_int_equal(OPEN(m, 0, &t, 5000001), 0);
	/* Kept under another name, so that the new one cannot have its inode. */
	snprintf(dir, sizeof(dir), "web/mon_groups/%s", own);
	snprintf(from, sizeof(from), "%s/sys/fs/resctrl/%s", m->root, dir);
	snprintf(to, sizeof(to), "%s/sys/fs/resctrl/web/mon_groups/old", m->root);
	assert_int_equal(rename(from, to), 0);
	machine_add_group(m, dir);
	fault_io_reset(m->io);
	assert_int_equal(resctrl_tracker_close(t), 0);
	assert_log(m, "");
}

static void with_two_groups_that_stay(struct machine *m)
{
	start(m);
	add_task(5000010, 5000010, 1, "", "");
	fault_io_add(m->io, "rmdir web/mon_groups/* 1+ EACCES");
	fault_io_add(m->io, "rmdir mon_groups/* 1+ EACCES");
	assert_int_equal(resctrl_tasks_new(&both), 0);
	assert_int_equal(resctrl_tasks_set(both, 5000001, RESCTRL_TASK_PROCESS), 0);
	assert_int_equal(resctrl_tasks_set(both, 5000010, RESCTRL_TASK_PROCESS), 0);
}

static unsigned int most_left;

/* Each group that could not be removed is told of, whichever step it was that failed to. */
static int open_and_leave(struct machine *m)
{
	const struct resctrl_error *error = resctrl_ctx_get_error(m->ctx);
	struct resctrl_tracker *t;
	unsigned int stayed = 0;
	int err;

	err = resctrl_tracker_open(m->ctx, both, 0, &t);
	resctrl_tasks_free(both);
	if (!err) {
		assert_int_equal(resctrl_tracker_close(t), -EACCES);
		return 0;
	}
	for (const char *at = fault_io_log(m->io); (at = strstr(at, "rmdir ")); at++)
		stayed++;
	assert_int_equal(resctrl_error_get_num_left_behind(error), stayed);
	most_left = stayed > most_left ? stayed : most_left;
	return err;
}

static void what_stays_is_told_of(void **state)
{
	(void)state;
	most_left = 0;
	machine_run_out_of_memory(with_two_groups_that_stay, open_and_leave);
	assert_int_equal(most_left, 2);
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_a_stolen_task, track);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_process_in_a_control_group),
		TEST(two_control_groups_and_a_name_taken),
		TEST(a_dry_run_says_what_would_be),
		TEST(a_dry_run_says_what_is_missing),
		TEST(what_escapes_is_caught),
		TEST(monitor_groups_of_others),
		TEST(the_group_of_a_stolen_task_is_gone),
		TEST(what_others_do_meanwhile),
		TEST(a_cgroup_that_is_removed),
		TEST(what_is_given_beside_a_removed_cgroup),
		TEST(failures_put_everything_back),
		TEST(the_end_fails),
		TEST(kernels_that_do_not_tell),
		TEST(the_group_is_not_its_own_any_more),
		TEST(what_stays_is_told_of),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("tracker", tests, NULL, NULL);
}
