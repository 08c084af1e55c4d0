/* SPDX-License-Identifier: GPL-2.0-or-later */
/* resctrl files by their path: failures with the kernel's words, the lock. */
#include "support/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "support/libc.h"

#define HOLES "The mask f01 has non-consecutive 1-bits"

static struct machine *begin(void **state)
{
	struct machine *m = *state;

	error_begin(m->ctx, "try");
	assert_true(ctx_open_fs(m->ctx) >= 0);
	return m;
}

/* ---- reading ---- */

static void reads_whole_files(void **state)
{
	struct machine *m = begin(state);
	struct strbuf sb = { 0 };

	/* More than one buffer, in pieces. */
	machine_write(m, "tasks", "%09000d\n", 7);
	fault_io_add(m->io, "read tasks 1 short=1");
	fault_io_add(m->io, "read tasks 2 EINTR");
	fault_io_add(m->io, "read tasks 3 short=4000");
	assert_int_equal(fs_read(m->ctx, "tasks", &sb), 0);
	assert_int_equal(sb.len, 9001);
	assert_string_equal(sb.text + 8999, "7\n");
	assert_int_equal(fs_read(m->ctx, "cpus_list", &sb), 0);
	assert_string_equal(sb.text, "\n");
	strbuf_release(&sb);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
}

static void reading_fails(void **state)
{
	struct machine *m = begin(state);
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	struct strbuf sb = { 0 };

	fault_io_add(m->io, "read mode 1 EIO");
	assert_int_equal(fs_read(m->ctx, "mode", &sb), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output error");
	assert_string_equal(resctrl_error_get_path(e), "/sys/fs/resctrl/mode");
	assert_string_equal(resctrl_error_get_operation(e), "try");
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_KERNEL);
	assert_null(resctrl_error_get_kernel_text(e));
	assert_non_null(resctrl_error_get_fix(e));

	fault_io_add(m->io, "open size 1 EACCES");
	assert_int_equal(fs_read(m->ctx, "size", &sb), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed");
	assert_string_equal(resctrl_error_get_path(e), "/sys/fs/resctrl/size");

	fault_io_add(m->io, "open cpus 1 EMFILE");
	assert_int_equal(fs_read(m->ctx, "cpus", &sb), -EMFILE);
	assert_error(m, RESCTRL_ERROR_FAILED, EMFILE, "too many files");

	assert_int_equal(fs_read(m->ctx, "nothing", &sb), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no such");
	strbuf_release(&sb);
}

static void a_missing_file_is_no_failure_where_it_is_optional(void **state)
{
	struct machine *m = begin(state);
	struct strbuf sb = { 0 };

	assert_int_equal(fs_read_optional(m->ctx, "nothing", &sb), -ENOENT);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	fault_io_add(m->io, "read mode 1 ENODEV");
	assert_int_equal(fs_read_optional(m->ctx, "mode", &sb), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
	strbuf_release(&sb);
}

static void a_read_that_is_refused_has_a_text(void **state)
{
	struct machine *m = begin(state);
	struct strbuf sb = { 0 };

	fault_io_add(m->io, "read info/L3_MON/available_mbm_cntrs 1 "
		     "EINVAL:mbm_event counter assignment mode is not enabled");
	assert_int_equal(fs_read(m->ctx, "info/L3_MON/available_mbm_cntrs", &sb), -EINVAL);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EINVAL, "");
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error),
			    "mbm_event counter assignment mode is not enabled");
	strbuf_release(&sb);
}

static void lists_directories(void **state)
{
	struct machine *m = begin(state);
	struct strlist dirs = { 0 }, others = { 0 };

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	assert_int_equal(fs_list(m->ctx, ".", &dirs, &others), 0);
	/* There was room for more: it need not be asked whether that was all. */
	assert_int_equal(fault_io_count(m->io, FAULT_GETDENTS), 1);
	assert_int_equal(dirs.num, 5);
	assert_string_equal(dirs.items[0], "db");
	assert_string_equal(dirs.items[4], "web");
	assert_int_equal(others.num, 9);
	assert_string_equal(others.items[0], "cpus");
	strlist_release(&dirs);
	strlist_release(&others);

	/* What does not fit into one answer takes more. */
	for (int i = 0; i < 60; i++) {
		char name[256];

		snprintf(name, sizeof(name), "web/mon_groups/%0200d", i);
		machine_add_group(m, name);
	}
	fault_io_reset(m->io);
	assert_int_equal(fs_list(m->ctx, "web/mon_groups", &dirs, NULL), 0);
	assert_int_equal(dirs.num, 60);
	assert_true(fault_io_count(m->io, FAULT_GETDENTS) > 1);
	strlist_release(&dirs);
	fault_io_add(m->io, "getdents web/mon_groups 2 EIO");
	assert_int_equal(fs_list(m->ctx, "web/mon_groups", &dirs, NULL), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output error");
	strlist_release(&dirs);
	assert_int_equal(fs_list(m->ctx, "mode", &dirs, NULL), -EIO);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOTDIR, "a file of the kernel's own");
	strlist_release(&dirs);
}

/* ---- changing ---- */

static void writes_are_one_call(void **state)
{
	struct machine *m = begin(state);

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_add(m->io, "write schemata 1 EINTR");
	assert_int_equal(fs_write(m->ctx, STATUS_SCHEMATA, "schemata", "L3:0=ff\n"), 0);
	fs_unlock(m->ctx);
	assert_string_equal(fault_io_log(m->io),
			    "write schemata L3:0=ff (EINTR)\nwrite schemata L3:0=ff\n");
	assert_idle(m);
}

static void a_short_write_is_a_failure(void **state)
{
	struct machine *m = begin(state);

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_add(m->io, "write schemata 1 short=3");
	assert_int_equal(fs_write(m->ctx, STATUS_SCHEMATA, "schemata", "L3:0=ff\n"), -EIO);
	fs_unlock(m->ctx);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output error");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
}

static void write_fails_with(struct machine *m, enum status_op op, const char *path,
			     const char *action, int err)
{
	fault_io_reset(m->io);
	fault_io_add(m->io, "write %s 1 %s", path, action);
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	assert_int_equal(fs_write(m->ctx, op, path, "x\n"), err);
	fs_unlock(m->ctx);
}

static void own_text_is_kept(void **state)
{
	struct machine *m = begin(state);

	write_fails_with(m, STATUS_SCHEMATA, "schemata", "EINVAL:" HOLES, -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error), HOLES);
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/sys/fs/resctrl/schemata");
	assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error), RESCTRL_CAUSE_KERNEL);
	assert_non_null(resctrl_error_get_fix(&m->ctx->error));
}

static void foreign_text_is_not(void **state)
{
	struct machine *m = begin(state);

	/* Another process was refused a mask meanwhile; or had success. */
	write_fails_with(m, STATUS_TASKS, "tasks", "ESRCH:" HOLES, -ESRCH);
	assert_error(m, RESCTRL_ERROR_NO_TASK, ESRCH, "no such process");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_SCHEMATA, "schemata", "EINVAL:ok", -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no such domain");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_SCHEMATA, "schemata", "EINVAL:" HOLES "; and more", -EINVAL);
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
}

/* Given before resctrl is asked: the buffer holds an earlier text, which this operation could produce, too. */
static void nor_is_an_older_one(void **state)
{
	struct machine *m = begin(state);
	char page[5000] = "";

	write_fails_with(m, STATUS_SCHEMATA, "schemata", "ENODEV:" HOLES, -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_SCHEMATA, "schemata", "ENOENT:" HOLES, -ENOENT);
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_SCHEMATA, "schemata", "ENOMEM:" HOLES, -ENOMEM);
	assert_error(m, RESCTRL_ERROR_MEMORY, ENOMEM, "out of memory");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
	memset(page, 'x', sizeof(page) - 1);
	fault_io_reset(m->io);
	fault_io_add(m->io, "write schemata 1 E2BIG:" HOLES);
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	assert_int_equal(fs_write(m->ctx, STATUS_SCHEMATA, "schemata", page), -E2BIG);
	fs_unlock(m->ctx);
	assert_error(m, RESCTRL_ERROR_REFUSED, E2BIG, "longer than the kernel takes");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
	/* These have texts of their own. */
	write_fails_with(m, STATUS_SCHEMATA, "schemata", "E2BIG:Requested region exceeds maximum size", -E2BIG);
	assert_error(m, RESCTRL_ERROR_REFUSED, E2BIG, "region to lock");
	assert_non_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_SCHEMATA, "schemata",
			 "ENOENT:Resource group web deleted. No commands possible.", -ENOENT);
	assert_error(m, RESCTRL_ERROR_GONE, ENOENT, "another process removed the group");
	assert_non_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_IO_ALLOC, "info/L3/cbm_mask", "ENODEV:io_alloc is not supported on L3",
			 -ENODEV);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, "");
	assert_non_null(resctrl_error_get_kernel_text(&m->ctx->error));
	write_fails_with(m, STATUS_CPUS, "cpus", "ENOMEM:cpus: Kernel allocation failure", -ENOMEM);
	assert_error(m, RESCTRL_ERROR_MEMORY, ENOMEM, "no memory for a set of CPUs");
	assert_non_null(resctrl_error_get_kernel_text(&m->ctx->error));
}

static void the_text_cannot_be_read(void **state)
{
	struct machine *m = begin(state);

	machine_write(m, "info/last_cmd_status", HOLES "\n");
	fault_io_reset(m->io);
	fault_io_add(m->io, "write schemata 1 EINVAL");
	fault_io_add(m->io, "read info/last_cmd_status 1 EIO");
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	assert_int_equal(fs_write(m->ctx, STATUS_SCHEMATA, "schemata", "x\n"), -EINVAL);
	fs_unlock(m->ctx);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no such domain");
	assert_null(resctrl_error_get_kernel_text(&m->ctx->error));
}

/* The text must be read before any other call can wipe it. */
static void the_text_is_read_at_once(void **state)
{
	struct machine *m = begin(state);
	unsigned int before;

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_reset(m->io);
	fault_io_add(m->io, "write schemata 1 EINVAL:" HOLES);
	before = fault_io_count_all(m->io);
	assert_int_equal(fs_write(m->ctx, STATUS_SCHEMATA, "schemata", "x\n"), -EINVAL);
	fs_unlock(m->ctx);
	/* open, write; open and read of the text; unlock, and all of them are closed. */
	assert_int_equal(fault_io_count_all(m->io) - before, 6);
	assert_int_equal(fault_io_count(m->io, FAULT_OPEN), 2);
}

static void mkdir_says_why(void **state)
{
	struct machine *m = begin(state);

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	/* Kernels up to 6.12 append to the text of a former failure. */
	fault_io_add(m->io, "mkdir web 1 ENOSPC:" HOLES "\nOut of CLOSIDs");
	assert_int_equal(fs_mkdir(m->ctx, STATUS_MKDIR_CTRL, "web"), -ENOSPC);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NO_CLOSID);
	assert_string_equal(m->ctx->error.kernel_text, "Out of CLOSIDs");

	fault_io_add(m->io, "mkdir a 1 ENOSPC:Out of RMIDs");
	assert_int_equal(fs_mkdir(m->ctx, STATUS_MKDIR_CTRL, "a"), -ENOSPC);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NO_RMID);

	/* The same words with another errno: the ids are free and not clean yet. */
	fault_io_add(m->io, "mkdir b 1 EBUSY:Out of RMIDs");
	assert_int_equal(fs_mkdir(m->ctx, STATUS_MKDIR_MON, "b"), -EBUSY);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_RMID_LIMBO);
	assert_string_equal(m->ctx->error.kernel_text, "Out of RMIDs");
	assert_non_null(strstr(m->ctx->error.fix, "wait"));

	/* The VFS answers for itself; what is in the buffer is another's. */
	machine_write(m, "info/last_cmd_status", "Out of CLOSIDs\n");
	fault_io_add(m->io, "mkdir c 1 EACCES");
	assert_int_equal(fs_mkdir(m->ctx, STATUS_MKDIR_CTRL, "c"), -EACCES);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_PERMISSION);
	assert_string_equal(m->ctx->error.kernel_text, "");
	fs_unlock(m->ctx);
	assert_idle(m);
}

static void rmdir_says_why(void **state)
{
	struct machine *m = begin(state);

	machine_add_group(m, "web");
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_add(m->io, "rmdir web 1 EPERM");
	assert_int_equal(fs_rmdir(m->ctx, "web"), -EPERM);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_REFUSED);
	assert_int_equal(fs_rmdir(m->ctx, "web"), 0);
	assert_int_equal(fs_rmdir(m->ctx, "web"), -ENOENT);
	fs_unlock(m->ctx);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no such group");
}

static void a_file_that_cannot_be_opened_for_writing(void **state)
{
	struct machine *m = begin(state);

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_add(m->io, "open tasks 1 EACCES");
	assert_int_equal(fs_write(m->ctx, STATUS_TASKS, "tasks", "1\n"), -EACCES);
	fs_unlock(m->ctx);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed to write");
	assert_string_equal(fault_io_log(m->io), "");
}

static void a_recorded_tree_is_never_written(void **state)
{
	struct machine *m = *state;

	error_begin(m->ctx, "try");
	assert_int_equal(fs_check_writable(m->ctx), 0);
	assert_int_equal(resctrl_ctx_set_sysroot(m->ctx, m->root), 0);
	assert_int_equal(fs_check_writable(m->ctx), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "recorded tree");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), m->root);
	assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error), RESCTRL_CAUSE_PREDICTED);
}

/* ---- the lock ---- */

/* Another process's lock, as this one sees it: by an open file of its own. */
static int hold(struct machine *m, int operation)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/sys/fs/resctrl", m->root);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, operation | LOCK_NB), 0);
	return fd;
}

static void show_in_locks(struct machine *m, int fd, int pid)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	machine_write(m, "/proc/locks", "1: FLOCK  ADVISORY  WRITE 77 00:01:2 0 EOF\n"
		      "2: FLOCK  ADVISORY  WRITE %d %02x:%02x:%ju 0 EOF\n", pid, major(st.st_dev),
		      minor(st.st_dev), (uintmax_t)st.st_ino);
}

static void a_writer_names_who_holds_the_lock(void **state)
{
	struct machine *m = begin(state);
	int fd = hold(m, LOCK_SH);

	show_in_locks(m, fd, 4711);
	machine_write(m, "/proc/4711/comm", "pqos\n");
	assert_int_equal(fs_lock_exclusive(m->ctx), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "process 4711 (pqos) holds the lock on resctrl");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/sys/fs/resctrl");
	assert_true(naps_total_ms() >= 4900 && naps_total_ms() <= 5100);
	close(fd);
}

static void the_holder_may_be_unknown(void **state)
{
	struct machine *m = begin(state);
	int fd = hold(m, LOCK_EX);

	/* No name: it has ended since. */
	show_in_locks(m, fd, 4712);
	assert_int_equal(fs_lock_exclusive(m->ctx), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "process 4712 holds the lock");
	/* In another PID name space. */
	show_in_locks(m, fd, 0);
	assert_int_equal(fs_lock_exclusive(m->ctx), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "another process holds the lock");
	machine_remove(m, "/proc/locks");
	assert_int_equal(fs_lock_exclusive(m->ctx), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "another process holds the lock");
	fault_io_add(m->io, "fstat . 1 EIO");
	assert_int_equal(fs_lock_exclusive(m->ctx), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "another process holds the lock");
	close(fd);
}

static void let_go(void *data)
{
	int *fd = data;

	if (naps_count() == 3) {
		close(*fd);
		*fd = -1;
	}
}

static void a_lock_that_is_given_back_is_taken(void **state)
{
	struct machine *m = begin(state);
	int fd = hold(m, LOCK_EX);

	naps_reset(let_go, &fd);
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	assert_int_equal(naps_count(), 3);
	assert_int_equal(fault_io_num_locks(m->io), 1);
	/* Within one operation it is taken once. */
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fs_lock_shared(m->ctx);
	assert_int_equal(fault_io_num_locks(m->io), 1);
	fs_unlock(m->ctx);
	assert_idle(m);
	/* Nor is giving back what is not held an error. */
	fs_unlock(m->ctx);
	assert_idle(m);
}

static void readers_go_on_without_the_lock(void **state)
{
	struct machine *m = begin(state);
	struct resctrl_group_list *list;
	int fd = hold(m, LOCK_EX);

	assert_int_equal(resctrl_group_list_load(m->ctx, &list), 0);
	resctrl_group_list_free(list);
	assert_true(naps_total_ms() >= 900 && naps_total_ms() <= 1100);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "unlocked");
	assert_non_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "without the lock"));
	assert_idle(m);
	close(fd);
	/* Readers do not keep each other out. */
	resctrl_ctx_release_warnings(m->ctx);
	fd = hold(m, LOCK_SH);
	naps_reset(NULL, NULL);
	assert_int_equal(resctrl_group_list_load(m->ctx, &list), 0);
	resctrl_group_list_free(list);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	assert_int_equal(naps_count(), 0);
	close(fd);
}

static void locking_itself_fails(void **state)
{
	struct machine *m = begin(state);

	fault_io_add(m->io, "open . 1 EMFILE");
	assert_int_equal(fs_lock_exclusive(m->ctx), -EMFILE);
	assert_error(m, RESCTRL_ERROR_FAILED, EMFILE, "too many files");
	fault_io_add(m->io, "flock . 1 ENOLCK");
	assert_int_equal(fs_lock_exclusive(m->ctx), -EIO);
	assert_int_equal(m->ctx->error.err, ENOLCK);
	assert_idle(m);
	/* A signal is no reason to give up. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "flock . 1 EINTR");
	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fs_unlock(m->ctx);
	/* A reader says what happened, and not that another process holds the lock. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "open . 1 EMFILE");
	fs_lock_shared(m->ctx);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "unlocked");
	assert_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "another process"));
	fs_unlock(m->ctx);
}

/* ---- closing ---- */

static void files_are_closed_at_once(void **state)
{
	struct machine *m = begin(state);
	struct strbuf text = { 0 };

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_reset(m->io);
	for (int i = 0; i < 5; i++)
		assert_int_equal(fs_read(m->ctx, "schemata", &text), 0);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 0);
	fs_unlock(m->ctx);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 1);
	assert_idle(m);
	/* Outside of an operation nothing waits. */
	assert_int_equal(fs_read(m->ctx, "schemata", &text), 0);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 2);
	strbuf_release(&text);
}

/* Descriptors of others in between stay open, and at most 32 of ours wait. */
static void only_our_files_are_closed(void **state)
{
	struct machine *m = begin(state);
	struct strbuf text = { 0 };
	int other = -1;

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_reset(m->io);
	for (int i = 0; i < 33; i++) {
		assert_int_equal(fs_read(m->ctx, "schemata", &text), 0);
		if (i == 10)
			other = dup(0);
	}
	assert_true(other > 0);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 2);
	fs_unlock(m->ctx);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 4);
	assert_idle(m);
	assert_int_equal(fcntl(other, F_GETFD), 0);
	close(other);
	strbuf_release(&text);
}

static void where_closing_many_is_forbidden(void **state)
{
	struct machine *m = begin(state);
	struct strbuf text = { 0 };

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	fault_io_reset(m->io);
	fault_io_add(m->io, "close . 1 EPERM");
	assert_int_equal(fs_read(m->ctx, "schemata", &text), 0);
	fs_unlock(m->ctx);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 3);
	assert_idle(m);
	strbuf_release(&text);
}

static void waiting_files_give_way(void **state)
{
	struct machine *m = begin(state);
	struct strbuf text = { 0 };

	assert_int_equal(fs_lock_exclusive(m->ctx), 0);
	assert_int_equal(fs_read(m->ctx, "schemata", &text), 0);
	fault_io_reset(m->io);
	fault_io_add(m->io, "open size 1 EMFILE");
	assert_int_equal(fs_read(m->ctx, "size", &text), 0);
	assert_int_equal(fault_io_count(m->io, FAULT_CLOSE), 1);
	fs_unlock(m->ctx);
	strbuf_release(&text);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(reads_whole_files),
		TEST(reading_fails),
		TEST(a_missing_file_is_no_failure_where_it_is_optional),
		TEST(a_read_that_is_refused_has_a_text),
		TEST(lists_directories),
		TEST(writes_are_one_call),
		TEST(a_short_write_is_a_failure),
		TEST(own_text_is_kept),
		TEST(foreign_text_is_not),
		TEST(nor_is_an_older_one),
		TEST(the_text_cannot_be_read),
		TEST(the_text_is_read_at_once),
		TEST(mkdir_says_why),
		TEST(rmdir_says_why),
		TEST(a_file_that_cannot_be_opened_for_writing),
		TEST(a_recorded_tree_is_never_written),
		TEST(a_writer_names_who_holds_the_lock),
		TEST(the_holder_may_be_unknown),
		TEST(a_lock_that_is_given_back_is_taken),
		TEST(readers_go_on_without_the_lock),
		TEST(locking_itself_fails),
		TEST(files_are_closed_at_once),
		TEST(only_our_files_are_closed),
		TEST(where_closing_many_is_forbidden),
		TEST(waiting_files_give_way),
	};

	/* Of those who started this: descriptors between ours would cost calls. */
	closefrom(3);
	return cmocka_run_group_tests_name("fs", tests, NULL, NULL);
}
