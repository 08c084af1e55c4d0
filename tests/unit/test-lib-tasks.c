/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving tasks: whom an item reaches, in which lists, and what of those that cannot be moved. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/libc.h"
#include "tasks.h"

#define ROOT "res:/\nmon:\n"

/* A kernel that moves tasks from left to right and stops at the first it cannot move. */
struct kernel {
	struct machine *m;
	int bad[4];		/* ids it cannot move, 0 for the rest */
	int err;
	const char *why;	/* NULL: says nothing but that it stopped */
	bool one_by_one;	/* takes no lists (6.1) */
	bool silent;		/* another process wipes the text each time */
	unsigned int moved;
	void (*then)(struct kernel *k, unsigned int write);
	unsigned int writes;
};

static bool is_bad(const struct kernel *k, int tid)
{
	for (size_t i = 0; i < ARRAY_SIZE(k->bad); i++) {
		if (tid == k->bad[i])
			return true;
	}
	return false;
}

static int take_tasks(void *data, const char *path, const char *text)
{
	struct kernel *k = data;
	char copy[4200], *save = NULL;
	int err = 0;

	/* Not on the heap: the allocations are counted. */
	snprintf(copy, sizeof(copy), "%s", text);

	k->writes++;
	if (k->then)
		k->then(k, k->writes);
	assert_string_equal(path, "web/tasks");
	assert_true(strlen(text) <= 4095);
	if (k->one_by_one && strchr(text, ','))
		return EINVAL;
	for (char *word = strtok_r(copy, ",", &save); word && !err; word = strtok_r(NULL, ",", &save)) {
		if (!is_bad(k, atoi(word))) {
			k->moved++;
			continue;
		}
		err = k->err;
		machine_write(k->m, "info/last_cmd_status", "%s%sError while processing task %s\n",
			      k->why ? k->why : "", k->why ? "\n" : "", word);
	}
	if (k->silent)
		machine_write(k->m, "info/last_cmd_status", "ok\n");
	return err;
}

static struct kernel *new_kernel(struct machine *m)
{
	struct kernel *k = calloc(1, sizeof(*k));
	const struct fault_hooks hooks = { .write = take_tasks, .data = k };

	assert_non_null(k);
	k->m = m;
	fault_io_set_hooks(m->io, &hooks);
	machine_add_group(m, "web");
	return k;
}

static struct resctrl_tasks *new_tasks(pid_t pid, enum resctrl_task_scope scope)
{
	struct resctrl_tasks *t;

	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set(t, pid, scope), 0);
	return t;
}

/* ---- whom an item reaches ---- */

static void a_thread_alone(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(13, RESCTRL_TASK_THREAD);

	machine_add_process(m, 12, "", ROOT, 12, 13, 14, 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 13\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 1);
	assert_int_equal(resctrl_tasks_get_num_missed(t), 0);
	assert_idle(m);
	/* What it says is about the last one, also where that came to nothing. */
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "not-there", 0), -ENOENT);
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 0);
	resctrl_tasks_free(t);
	free(k);
}

static void a_whole_process(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "99 ", ROOT, 12, 14, 13, 0);
	machine_add_process(m, 99, "", ROOT, 99, 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13,14\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 3);
	resctrl_tasks_free(t);
	free(k);
}

static void a_tree_with_its_leaves(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_TREE);

	machine_add_process(m, 12, "20 21 ", ROOT, 12, 13, 0);
	machine_add_process(m, 20, "", ROOT, 20, 0);
	machine_add_process(m, 21, "30 ", ROOT, 21, 22, 0);
	machine_add_process(m, 30, "31 ", ROOT, 30, 0);	/* 31 has ended already */
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13,20,21,22,30\n");
	resctrl_tasks_free(t);
	free(k);
}

/* A kernel without lists of children (CONFIG_PROC_CHILDREN): every process says who its parent is. */
static void a_tree_without_lists_of_children(void **state)
{
	static const struct {
		int pid, parent;
	} processes[] = { { 12, 1 }, { 20, 12 }, { 21, 12 }, { 30, 21 }, { 40, 1 } };
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_TREE);
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(processes); i++) {
		int pid = processes[i].pid;

		machine_add_process(m, pid, "", ROOT, pid, 0);
		snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
		machine_remove(m, path);
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		machine_write(m, path, "%d (a) S %d 5 5 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 0\n", pid,
			      processes[i].parent);
	}
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,20,21,30\n");
	resctrl_tasks_free(t);
	free(k);
}

static void kernel_threads_stay(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(1, RESCTRL_TASK_TREE);

	machine_add_process(m, 1, "2 5 ", ROOT, 1, 0);
	machine_add_process(m, 2, "", ROOT, 2, 0);
	machine_write(m, "/proc/2/stat", "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 0\n");
	machine_add_process(m, 5, "", ROOT, 5, 0);
	machine_write(m, "/proc/5/stat", "5 (a b) c) S 1 5 5 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 0\n");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 1,5\n");
	fault_io_reset(m->io);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", RESCTRL_KERNEL_THREADS), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 1,2,5\n");
	resctrl_tasks_free(t);
	free(k);
}

static void a_cgroup(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t;

	machine_add_process(m, 40, "", ROOT, 40, 41, 0);
	machine_add_process(m, 50, "", ROOT, 50, 0);
	machine_write(m, "/sys/fs/cgroup/box/cgroup.procs", "50\n40\n60\n");
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/box"), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 40,41,50\n");
	resctrl_tasks_free(t);

	fault_io_reset(m->io);
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/none"), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "/sys/fs/cgroup/none is no cgroup");
	fault_io_add(m->io, "read /sys/fs/cgroup/box/* 1 EIO");
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/box"), 0);
	resctrl_tasks_free(t);
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/box"), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	resctrl_tasks_free(t);
	free(k);
}

/* What a task that runs meanwhile does at a write to tasks: it makes a cgroup below that it joins. */
static int make_cgroup(void *data, const char *path, const char *text)
{
	struct machine *m = data;

	(void)path;
	(void)text;
	machine_add_process(m, 70, "", ROOT, 70, 0);
	machine_write(m, "/sys/fs/cgroup/box/new/deep/cgroup.procs", "70\n");
	machine_write(m, "/sys/fs/cgroup/box/new/cgroup.procs", "%s", "");
	return 0;
}

/* A slice has no process of its own. */
static void a_cgroup_with_those_below(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	const struct fault_hooks hooks = { .write = make_cgroup, .data = m };
	struct resctrl_tasks *t;

	machine_add_process(m, 40, "", ROOT, 40, 41, 0);
	machine_add_process(m, 50, "", ROOT, 50, 0);
	machine_add_process(m, 60, "", ROOT, 60, 61, 0);
	machine_add_process(m, 61, "", ROOT, 61, 0);
	machine_write(m, "/sys/fs/cgroup/box/cgroup.procs", "%s", "");
	machine_write(m, "/sys/fs/cgroup/box/a/cgroup.procs", "40\n");
	machine_write(m, "/sys/fs/cgroup/box/a/b/cgroup.procs", "50\n");
	machine_write(m, "/sys/fs/cgroup/box/other/file", "%s", "");
	/* Of a threaded one the threads: the kernel does not list their processes there. */
	machine_write(m, "/sys/fs/cgroup/box/c/cgroup.procs", "%s", "");
	machine_write(m, "/sys/fs/cgroup/box/c/cgroup.threads", "61\n");
	fault_io_set_hooks(m->io, &hooks);
	fault_io_add(m->io, "read /sys/fs/cgroup/box/c/cgroup.procs 1+ EOPNOTSUPP");
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/box"), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	/* Those that are there now, and then the one in a cgroup that was made meanwhile. */
	assert_string_equal(fault_io_log(m->io), "write web/tasks 40,41,50,61\nwrite web/tasks 70\n");
	resctrl_tasks_free(t);
	free(k);
}

/* Those below come and go: none of them has to be there. But what cannot be read is told. */
static void a_cgroup_below_fails(void **state)
{
	static const struct {
		const char *rule;
		int err;
	} cases[] = {
		{ "open /sys/fs/cgroup/box/a/cgroup.procs 1 ENOENT", 0 },
		{ "read /sys/fs/cgroup/box/a/cgroup.procs 1 ENODEV", 0 },
		{ "open /sys/fs/cgroup/box/a 1 ENOENT", 0 },
		{ "read /sys/fs/cgroup/box/a/cgroup.procs 1 EIO", -EIO },
		{ "open /sys/fs/cgroup/box/a 1 EACCES", -EACCES },
		{ "getdents /sys/fs/cgroup/box 1 EIO", -EIO },
	};
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);

	machine_add_process(m, 40, "", ROOT, 40, 0);
	machine_add_process(m, 50, "", ROOT, 50, 0);
	machine_write(m, "/sys/fs/cgroup/box/cgroup.procs", "40\n");
	machine_write(m, "/sys/fs/cgroup/box/a/cgroup.procs", "50\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_tasks *t;

		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", cases[i].rule);
		assert_int_equal(resctrl_tasks_new(&t), 0);
		assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/box"), 0);
		assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), cases[i].err);
		if (cases[i].err)
			assert_string_equal(fault_io_log(m->io), "");
		assert_idle(m);
		resctrl_tasks_free(t);
	}
	free(k);
}

static void arguments_that_are_none(void **state)
{
	struct machine *m = *state;
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	assert_int_equal(resctrl_tasks_new(NULL), -EINVAL);
	assert_int_equal(resctrl_tasks_set(t, 0, RESCTRL_TASK_THREAD), -EINVAL);
	assert_int_equal(resctrl_tasks_set(t, -1, RESCTRL_TASK_THREAD), -EINVAL);
	assert_int_equal(resctrl_tasks_set(t, 1, (enum resctrl_task_scope)(RESCTRL_TASK_TREE + 1)), -EINVAL);
	assert_int_equal(resctrl_tasks_set_cgroup(t, NULL), -EINVAL);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "relative"), -EINVAL);
	assert_int_equal(t->num, 1);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "a/b/c", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no name");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "db", 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group db");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, NULL, 0), -EINVAL);
	resctrl_tasks_free(t);
	resctrl_tasks_free(NULL);
}

/* ---- lists ---- */

static void add_many_threads(struct machine *m, int pid, int num)
{
	char path[64];

	machine_add_process(m, pid, "", ROOT, pid, 0);
	for (int i = 1; i < num; i++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d/x", pid, pid + i);
		machine_write(m, path, "%s", "x");
	}
}

static void ten_thousand_in_sixty_writes(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(1000000, RESCTRL_TASK_PROCESS);

	/* The longest ids there are on most machines. */
	add_many_threads(m, 1000000, 10000);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_int_equal(k->moved, 10000);
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 10000);
	assert_in_range(fault_io_count(m->io, FAULT_WRITE), 1, 60);
	assert_idle(m);
	resctrl_tasks_free(t);
	free(k);
}

static void goes_on_behind_the_one_that_failed(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	machine_add_process(m, 12, "", ROOT, 12, 13, 14, 15, 16, 0);
	k->bad[0] = 14;
	k->err = EPERM;
	k->why = "No permission to move task 14";
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_PARTIAL, EPERM,
		     "1 of 5 tasks could not be moved, task 14 among them: the task belongs to another");
	assert_string_equal(resctrl_error_get_path(e), "/sys/fs/resctrl/web/tasks");
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13,14,15,16 (EPERM)\n"
			    "write web/tasks 15,16\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 4);
	assert_int_equal(resctrl_tasks_get_num_missed(t), 1);
	assert_int_equal(resctrl_tasks_get_missed(t, 0), 14);
	assert_int_equal(resctrl_tasks_get_missed_errno(t, 0), EPERM);
	assert_non_null(strstr(resctrl_tasks_get_missed_reason(t, 0), "another user"));

	/* The next attempt starts from nothing. */
	k->bad[0] = 0;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 5);
	assert_int_equal(resctrl_tasks_get_num_missed(t), 0);
	assert_int_equal(resctrl_error_get_code(e), RESCTRL_ERROR_NONE);
	resctrl_tasks_free(t);
	free(k);
}

static void threads_that_end_meanwhile_are_not_missed(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "", ROOT, 12, 13, 14, 15, 0);
	k->bad[0] = 13;
	k->bad[1] = 15;
	k->err = ESRCH;
	k->why = "No task 13";
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 2);
	assert_int_equal(resctrl_tasks_get_num_missed(t), 0);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_tasks_free(t);
	free(k);
}

/* Who was named is missed, whenever it ended. */
static void a_named_thread_that_ends_meanwhile(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_THREAD);

	machine_add_process(m, 12, "", ROOT, 12, 0);
	k->bad[0] = 12;
	k->err = ESRCH;
	k->why = "No task 12";
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -ESRCH);
	assert_error(m, RESCTRL_ERROR_NO_TASK, ESRCH, "no such process");
	assert_int_equal(resctrl_tasks_get_num_missed(t), 1);
	assert_int_equal(resctrl_tasks_get_missed(t, 0), 12);
	resctrl_tasks_free(t);
	free(k);
}

static void without_the_words_one_by_one(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	/* Where it stopped is not known: another process wiped the text. */
	machine_add_process(m, 12, "", ROOT, 12, 13, 14, 15, 0);
	k->bad[0] = 14;
	k->err = EPERM;
	k->silent = true;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_PARTIAL, EPERM, "1 of 4 tasks");
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13,14,15 (EPERM)\n"
			    "write web/tasks 12\nwrite web/tasks 13\nwrite web/tasks 14 (EPERM)\n"
			    "write web/tasks 15\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 3);
	assert_int_equal(resctrl_tasks_get_missed(t, 0), 14);
	resctrl_tasks_free(t);
	free(k);
}

static void kernels_that_take_no_lists(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "", ROOT, 12, 13, 14, 0);
	k->one_by_one = true;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13,14 (EINVAL)\n"
			    "write web/tasks 12\nwrite web/tasks 13\nwrite web/tasks 14\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 3);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_tasks_free(t);
	free(k);
}

/* ---- until nothing escapes ---- */

static void fork_once(struct kernel *k, unsigned int write)
{
	if (write == 1)
		machine_add_process(k->m, 12, "", ROOT, 12, 13, 17, 0);
}

static void what_is_forked_meanwhile_is_moved_too(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "", ROOT, 12, 13, 0);
	k->then = fork_once;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13\nwrite web/tasks 17\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 3);
	resctrl_tasks_free(t);
	free(k);
}

static void fork_child(struct kernel *k, unsigned int write)
{
	if (write != 1)
		return;
	machine_add_process(k->m, 12, "17 18 19", ROOT, 12, 0);
	machine_add_process(k->m, 17, "", ROOT, 17, 0);
	machine_add_process(k->m, 18, "", "res:web\nmon:\n", 18, 0);
	machine_add_process(k->m, 19, "", ROOT, 19, 0);
}

/* The child was copied before its parent was moved, and is listed late. */
static void what_is_listed_late_is_moved_too(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_TREE);

	machine_add_process(m, 12, "", ROOT, 12, 0);
	k->then = fork_child;
	fault_io_add(m->io, "open /proc/12/task/12/children 2 ENOENT");
	fault_io_add(m->io, "open /proc/12/task/12/children 3 ENOENT");
	fault_io_add(m->io, "open /proc/19/cpu_resctrl_groups 1 vanish=/proc/19");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	/* What was forked inside is left alone, and what has ended. */
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12\nwrite web/tasks 17\n");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 3);
	resctrl_tasks_free(t);
	free(k);
}

static void fork_always(struct kernel *k, unsigned int write)
{
	machine_add_process(k->m, 12, "", ROOT, 12, 100 + (int)write, 0);
}

static void it_gives_up_some_time(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "", ROOT, 12, 0);
	k->then = fork_always;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_in_range(k->writes, 10, 1000);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "still_forking");
	resctrl_tasks_free(t);
	free(k);
}

static bool alive_until_written(void *data, int pid)
{
	const struct kernel *k = data;

	return pid != 12 || !k->writes;
}

static void an_id_that_is_used_again(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_TREE);

	/* 12 ends while it is moved, and a new process gets its id. */
	machine_add_process(m, 12, "", ROOT, 12, 13, 0);
	pidfds_set(alive_until_written, k);
	k->then = fork_once;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13\n");
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "id_reused");
	assert_int_equal(pidfds_num_open(), 0);
	resctrl_tasks_free(t);
	free(k);
}

static void end_and_start_again(struct kernel *k, unsigned int write)
{
	if (write > 1)
		return;
	fault_io_vanish(k->m->io, "/proc/12/task");
	machine_add_process(k->m, 12, "", ROOT, 12, 17, 0);
}

/* A whole process is held by its directory in /proc, as good as a pidfd. */
static void the_id_of_a_process_is_used_again(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "", ROOT, 12, 13, 0);
	k->then = end_and_start_again;
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13\n");
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "id_reused");
	resctrl_tasks_free(t);
	free(k);
}

/* ---- nobody there, nothing possible ---- */

static void no_such_task(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(77, RESCTRL_TASK_PROCESS);

	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -ESRCH);
	assert_error(m, RESCTRL_ERROR_NO_TASK, ESRCH, "there is no such process");
	assert_int_equal(resctrl_tasks_get_num_missed(t), 1);
	assert_int_equal(resctrl_tasks_get_missed_errno(t, 0), ESRCH);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", RESCTRL_DRY_RUN), -ESRCH);
	assert_error(m, RESCTRL_ERROR_NO_TASK, ESRCH, "there is no such process");
	/* One of two is there. */
	machine_add_process(m, 12, "", ROOT, 12, 0);
	assert_int_equal(resctrl_tasks_set(t, 12, RESCTRL_TASK_THREAD), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -ESRCH);
	assert_error(m, RESCTRL_ERROR_PARTIAL, ESRCH, "1 of 2 tasks");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 1);
	resctrl_tasks_free(t);
	/* A thread and a tree that are not there. */
	t = new_tasks(77, RESCTRL_TASK_THREAD);
	assert_int_equal(resctrl_tasks_set(t, 78, RESCTRL_TASK_TREE), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -ESRCH);
	assert_int_equal(resctrl_tasks_get_num_missed(t), 2);
	resctrl_tasks_free(t);
	free(k);
}

static void a_dry_run_moves_nothing(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_PROCESS);

	machine_add_process(m, 12, "", ROOT, 12, 13, 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 2);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 0);
	resctrl_tasks_free(t);
	free(k);
}

static void the_kernel_refuses_all(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_THREAD);
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	machine_add_process(m, 12, "", ROOT, 12, 0);
	k->bad[0] = 12;
	k->err = EINVAL;
	k->why = "Can't move task to different control group";
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "in its control group already");
	assert_string_equal(resctrl_error_get_kernel_text(e),
			    "Can't move task to different control group\n"
			    "Error while processing task 12");
	assert_int_equal(resctrl_tasks_get_num_missed(t), 1);
	resctrl_tasks_free(t);
	free(k);
}

static void the_group_vanishes(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_THREAD);

	machine_add_process(m, 12, "", ROOT, 12, 0);
	fault_io_add(m->io, "write web/tasks 1 vanish=web");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
	resctrl_tasks_free(t);
	free(k);
}

static void files_that_cannot_be_opened(void **state)
{
	struct machine *m = *state;
	struct kernel *k = new_kernel(m);
	struct resctrl_tasks *t = new_tasks(12, RESCTRL_TASK_THREAD);

	machine_add_process(m, 12, "", ROOT, 12, 0);
	fault_io_add(m->io, "open web/tasks 2 EACCES");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "web", 0), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed to write");
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_tasks_free(t);
	free(k);
}

/* ---- out of memory ---- */

static struct kernel *oom_kernel;

static void with_tree(struct machine *m)
{
	free(oom_kernel);
	oom_kernel = new_kernel(m);
	machine_add_process(m, 12, "20 ", ROOT, 12, 13, 0);
	machine_add_process(m, 20, "", ROOT, 20, 21, 0);
	machine_write(m, "/sys/fs/cgroup/box/cgroup.procs", "%s", "");
	machine_write(m, "/sys/fs/cgroup/box/a/cgroup.procs", "20\n");
}

static int assign_all(struct machine *m)
{
	struct resctrl_tasks *t;
	int err = resctrl_tasks_new(&t);

	error_begin(m->ctx, "try");
	if (err)
		return error_memory(m->ctx);
	err = resctrl_tasks_set(t, 12, RESCTRL_TASK_TREE);
	if (!err)
		err = resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/box");
	if (err)
		err = error_memory(m->ctx);
	else
		err = resctrl_tasks_assign(m->ctx, t, "web", 0);
	if (!err) {
		assert_int_equal(resctrl_tasks_get_num_assigned(t), 4);
		assert_string_equal(fault_io_log(m->io), "write web/tasks 12,13,20,21\n");
	}
	resctrl_tasks_free(t);
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_tree, assign_all);
	free(oom_kernel);
	oom_kernel = NULL;
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_thread_alone),
		TEST(a_whole_process),
		TEST(a_tree_with_its_leaves),
		TEST(a_tree_without_lists_of_children),
		TEST(kernel_threads_stay),
		TEST(a_cgroup),
		TEST(a_cgroup_with_those_below),
		TEST(a_cgroup_below_fails),
		TEST(arguments_that_are_none),
		TEST(ten_thousand_in_sixty_writes),
		TEST(goes_on_behind_the_one_that_failed),
		TEST(threads_that_end_meanwhile_are_not_missed),
		TEST(a_named_thread_that_ends_meanwhile),
		TEST(without_the_words_one_by_one),
		TEST(kernels_that_take_no_lists),
		TEST(what_is_forked_meanwhile_is_moved_too),
		TEST(what_is_listed_late_is_moved_too),
		TEST(it_gives_up_some_time),
		TEST(an_id_that_is_used_again),
		TEST(the_id_of_a_process_is_used_again),
		TEST(no_such_task),
		TEST(a_dry_run_moves_nothing),
		TEST(the_kernel_refuses_all),
		TEST(the_group_vanishes),
		TEST(files_that_cannot_be_opened),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
