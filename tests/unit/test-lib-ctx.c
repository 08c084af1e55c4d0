/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The context: its life, its settings, and finding resctrl. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oom.h"

static void it_makes_no_call_before_it_is_used(void **state)
{
	struct machine *m = *state;

	assert_int_equal(fault_io_count_all(m->io), 0);
	assert_int_equal(resctrl_ctx_open(NULL), -EINVAL);
	resctrl_ctx_unref(NULL);
}

static void opens_once_and_lets_go(void **state)
{
	struct machine *m = *state;
	int fd;

	error_begin(m->ctx, "try");
	fd = ctx_open_fs(m->ctx);
	assert_true(fd >= 0);
	assert_int_equal(ctx_open_fs(m->ctx), fd);
	assert_int_equal(fault_io_count(m->io, FAULT_OPEN), 2);
	assert_string_equal(m->ctx->fs_path, "/sys/fs/resctrl");
	assert_int_equal(fault_io_num_open(m->io), 1);
	resctrl_ctx_release(m->ctx);
	assert_int_equal(fault_io_num_open(m->io), 0);
	resctrl_ctx_release(m->ctx);
	assert_true(ctx_open_fs(m->ctx) >= 0);
}

static void references_keep_it(void **state)
{
	struct machine *m = *state;

	assert_ptr_equal(resctrl_ctx_ref(m->ctx), m->ctx);
	error_begin(m->ctx, "try");
	assert_true(ctx_open_fs(m->ctx) >= 0);
	resctrl_ctx_unref(m->ctx);
	assert_int_equal(fault_io_num_open(m->io), 1);
}

static void another_place_is_found(void **state)
{
	struct machine *m = *state;

	/* The kernel writes a blank as \040; bind mounts of parts do not count. */
	machine_write(m, "/proc/self/mountinfo",
		      "40 25 0:35 / /mnt/my\\040tree rw - resctrl resctrl rw\n"
		      "41 25 0:35 /web /sys/fs/resctrl rw - resctrl resctrl rw\n");
	machine_write(m, "/mnt/my tree/info/last_cmd_status", "ok\n");
	error_begin(m->ctx, "try");
	assert_true(ctx_open_fs(m->ctx) >= 0);
	assert_string_equal(m->ctx->fs_path, "/mnt/my tree");
}

static void not_mounted(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_write(m, "/proc/self/mountinfo", "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_MOUNTED, ENOENT, "it is not mounted");
	assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "rctl mount"));
}

static void not_supported(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	machine_write(m, "/proc/self/mountinfo", "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	machine_write(m, "/proc/filesystems", "nodev\tsysfs\n\text4\n");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -ENODEV);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, "no resctrl");
	assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "firmware"));
	/* Nor where /proc says nothing at all. */
	machine_remove(m, "/proc/filesystems");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -ENODEV);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, "no resctrl");
}

static void looking_for_it_fails(void **state)
{
	struct machine *m = *state;
	struct resctrl_info *info;

	fault_io_add(m->io, "read /proc/self/mountinfo 1 EIO");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/self/mountinfo");
	fault_io_add(m->io, "open . 1 EACCES");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/sys/fs/resctrl");
	fault_io_reset(m->io);
	fault_io_add(m->io, "open . 1 ENFILE");
	assert_int_equal(resctrl_info_load(m->ctx, &info), -ENFILE);
	assert_error(m, RESCTRL_ERROR_FAILED, ENFILE, "too many files");
}

/* ---- settings ---- */

static void the_mount_point_is_settable(void **state)
{
	struct machine *m = *state;

	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, NULL), -EINVAL);
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, ""), -EINVAL);
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, "relative"), -EINVAL);
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, "/first"), 0);
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, "/mnt/r"), 0);
	error_begin(m->ctx, "try");
	assert_int_equal(ctx_open_fs(m->ctx), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_MOUNTED, ENOENT, "resctrl is mounted at /sys/fs/resctrl, not at /mnt/r");
	assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "leave the mount point out"));
	machine_write(m, "/mnt/r/other", "x\n");
	/* An empty directory is none. */
	assert_int_equal(ctx_open_fs(m->ctx), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_MOUNTED, ENOENT, "resctrl is mounted at /sys/fs/resctrl, not at /mnt/r");
	/* Nor is it elsewhere. */
	machine_write(m, "/proc/self/mountinfo", "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	assert_int_equal(ctx_open_fs(m->ctx), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_MOUNTED, ENOENT, "the kernel has resctrl, and it is not mounted");
	machine_write(m, "/proc/filesystems", "nodev\tsysfs\n");
	assert_int_equal(ctx_open_fs(m->ctx), -ENODEV);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, "no resctrl");
	/* What is not to be looked at is another thing. */
	fault_io_add(m->io, "open /mnt/r 1 EACCES");
	assert_int_equal(ctx_open_fs(m->ctx), -EACCES);
	fault_io_reset(m->io);
	machine_write(m, "/mnt/r/info/last_cmd_status", "ok\n");
	assert_true(ctx_open_fs(m->ctx) >= 0);
	assert_string_equal(m->ctx->fs_path, "/mnt/r");
}

static void a_sysroot_is_settable(void **state)
{
	struct machine *m = *state;
	struct resctrl_ctx *ctx;
	struct resctrl_group_list *list;
	char path[300];

	/* With the real calls: the sysroot alone keeps everything below the tree. */
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, NULL), -EINVAL);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, ""), -EINVAL);
	snprintf(path, sizeof(path), "%s/nothing", m->root);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, path), -ENOENT);
	snprintf(path, sizeof(path), "%s/proc/filesystems", m->root);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, path), -EINVAL);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, m->root), 0);
	machine_add_group(m, "web");
	assert_int_equal(resctrl_group_list_load(ctx, &list), 0);
	assert_int_equal(resctrl_group_list_get_num(list), 2);
	resctrl_group_list_free(list);
	resctrl_ctx_unref(ctx);

	/* A tree need not hold the mount table. */
	machine_remove(m, "/proc/self/mountinfo");
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, m->root), 0);
	assert_int_equal(resctrl_group_list_load(ctx, &list), 0);
	resctrl_group_list_free(list);
	resctrl_ctx_unref(ctx);

	machine_remove(m, "info");
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, m->root), 0);
	assert_int_equal(resctrl_group_list_load(ctx, &list), -ENOENT);
	assert_int_equal(resctrl_error_get_code(resctrl_ctx_get_error(ctx)), RESCTRL_ERROR_NOT_MOUNTED);
	resctrl_ctx_unref(ctx);

	/* Nor is every directory a recorded tree. */
	machine_remove(m, "/proc/filesystems");
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	assert_int_equal(resctrl_ctx_set_sysroot(ctx, m->root), 0);
	assert_int_equal(resctrl_group_list_load(ctx, &list), -ENODEV);
	assert_non_null(strstr(resctrl_error_get_cause(resctrl_ctx_get_error(ctx)), "it is no recorded tree"));
	assert_non_null(strstr(resctrl_error_get_fix(resctrl_ctx_get_error(ctx)), "rctl capture"));
	resctrl_ctx_unref(ctx);
}

/* What tries to change the recorded tree is told so, and nothing is called for it. */
static void writers_refuse_a_sysroot(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *config;
	struct resctrl_change *change;
	struct resctrl_tasks *tasks;

	machine_add_group(m, "web");
	machine_add_process(m, 12, "", "res:/\nmon:\n", 12, 0);
	assert_int_equal(resctrl_ctx_set_sysroot(m->ctx, m->root), 0);
	m->ctx->io.ops = &io_default_ops;
	assert_int_equal(resctrl_group_config_new(&config), 0);
	assert_int_equal(resctrl_group_config_set_name(config, "db"), 0);
	assert_int_equal(resctrl_tasks_new(&tasks), 0);
	assert_int_equal(resctrl_tasks_set(tasks, 12, RESCTRL_TASK_PROCESS), 0);

	assert_int_equal(resctrl_group_create(m->ctx, config, 0, NULL), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_FORCE, NULL), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");
	assert_int_equal(resctrl_tasks_assign(m->ctx, tasks, "web", 0), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "mbm_total_bytes", NULL, 0), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");
	assert_int_equal(resctrl_counter_unassign(m->ctx, "web", "*", "*", 0), -EROFS);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_FORCE), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");
	assert_int_equal(resctrl_change_new(m->ctx, "web", &change), 0);
	assert_int_equal(resctrl_change_set(change, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(change, 0), -EROFS);
	assert_error(m, RESCTRL_ERROR_REFUSED, EROFS, "only for reading");

	/* A dry run can tell all the same. */
	assert_int_equal(resctrl_change_apply(change, RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_group_create(m->ctx, config, RESCTRL_DRY_RUN, NULL), 0);
	assert_int_equal(resctrl_group_remove(m->ctx, "web", RESCTRL_DRY_RUN, NULL), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, tasks, "web", RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "*", NULL, RESCTRL_DRY_RUN), 0);

	resctrl_change_free(change);
	resctrl_tasks_free(tasks);
	resctrl_group_config_free(config);
	resctrl_ctx_release(m->ctx);
	io_release(&m->ctx->io);
	assert_int_equal(fault_io_count_all(m->io), 0);
}

/* ---- log ---- */

struct record {
	unsigned int num;
	char last[1100];
};

static void take(void *data, int level, const char *message)
{
	struct record *r = data;

	assert_in_range(level, 0, 7);
	r->num++;
	snprintf(r->last, sizeof(r->last), "%s", message);
}

static void debug_messages(void **state)
{
	struct resctrl_ctx *ctx;
	struct record r = { 0 };

	(void)state;
	setenv("LIBRESCTRL_LOG", "7", 1);
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	ctx_log(ctx, 3, "silent without a function");
	resctrl_ctx_set_log(ctx, take, &r);
	ctx_log(ctx, 7, "%d apples", 5);
	assert_int_equal(r.num, 1);
	assert_string_equal(r.last, "5 apples");
	resctrl_ctx_unref(ctx);

	/* What is no level is the default: warnings. */
	for (int i = 0; i < 3; i++) {
		static const char *const odd[] = { "8", "77", "" };

		setenv("LIBRESCTRL_LOG", odd[i], 1);
		assert_int_equal(resctrl_ctx_open(&ctx), 0);
		resctrl_ctx_set_log(ctx, take, &r);
		ctx_log(ctx, 5, "notice");
		assert_int_equal(r.num, 1 + i);
		ctx_log(ctx, 4, "warning");
		assert_int_equal(r.num, 2 + i);
		resctrl_ctx_unref(ctx);
	}
	unsetenv("LIBRESCTRL_LOG");
}

/* ---- out of memory ---- */

static int set_and_open(struct machine *m)
{
	int err = resctrl_ctx_set_mount_point(m->ctx, "/sys/fs/resctrl");

	/* Setters have no record: nothing has begun. */
	error_begin(m->ctx, "try");
	if (err == -ENOMEM)
		return error_memory(m->ctx);
	err = ctx_open_fs(m->ctx);
	return err < 0 ? err : 0;
}

static int open_elsewhere(struct machine *m)
{
	int err = resctrl_ctx_set_mount_point(m->ctx, "/mnt/elsewhere");

	error_begin(m->ctx, "try");
	if (err == -ENOMEM)
		return error_memory(m->ctx);
	err = ctx_open_fs(m->ctx);
	return err == -ENOENT ? 0 : err;
}

static int find_and_open(struct machine *m)
{
	int err;

	error_begin(m->ctx, "try");
	err = ctx_open_fs(m->ctx);
	if (err >= 0)
		assert_string_equal(m->ctx->fs_path, "/sys/fs/resctrl");
	return err < 0 ? err : 0;
}

static void runs_out_of_memory(void **state)
{
	struct resctrl_ctx *ctx;

	(void)state;
	oom_at(1);
	assert_int_equal(resctrl_ctx_open(&ctx), -ENOMEM);
	assert_true(oom_hit());
	assert_int_equal(resctrl_ctx_open(&ctx), 0);
	for (unsigned int n = 1; n <= 3; n++) {
		oom_at(n);
		assert_int_equal(resctrl_ctx_set_sysroot(ctx, "/"), -ENOMEM);
		assert_true(oom_hit());
	}
	resctrl_ctx_unref(ctx);
	machine_run_out_of_memory(NULL, set_and_open);
	machine_run_out_of_memory(NULL, find_and_open);
	machine_run_out_of_memory(NULL, open_elsewhere);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(it_makes_no_call_before_it_is_used),
		TEST(opens_once_and_lets_go),
		TEST(references_keep_it),
		TEST(another_place_is_found),
		TEST(not_mounted),
		TEST(not_supported),
		TEST(looking_for_it_fails),
		TEST(the_mount_point_is_settable),
		TEST(a_sysroot_is_settable),
		TEST(writers_refuse_a_sysroot),
		TEST(debug_messages),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("ctx", tests, NULL, NULL);
}
