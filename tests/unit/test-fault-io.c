/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stand-in for file system calls notices what it is there to notice. */
#include "support/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int open_file(struct machine *m, const char *path, int flags)
{
	return m->ctx->io.ops->openat(m->ctx->io.data, AT_FDCWD, path, flags);
}

static int setup(void **state)
{
	*state = machine_new();
	return 0;
}

/* The machine of a test that was meant to break a rule. */
static int teardown_broken(void **state)
{
	return machine_free(*state) ? 0 : -1;
}

static void a_descriptor_left_open(void **state)
{
	struct machine *m = *state;

	assert_true(open_file(m, "/proc/cpuinfo", O_RDONLY | O_CLOEXEC) >= 0);
	assert_int_equal(fault_io_num_open(m->io), 1);
	assert_string_equal(fault_io_violations(m->io), "");
}

static void a_descriptor_that_children_inherit(void **state)
{
	struct machine *m = *state;
	int fd = open_file(m, "/proc/cpuinfo", O_RDONLY);

	m->ctx->io.ops->close(m->ctx->io.data, fd);
	assert_string_equal(fault_io_violations(m->io), "open /proc/cpuinfo without O_CLOEXEC\n");
}

static void closing_twice(void **state)
{
	struct machine *m = *state;
	int fd = open_file(m, "/proc/cpuinfo", O_RDONLY | O_CLOEXEC);

	assert_int_equal(m->ctx->io.ops->close(m->ctx->io.data, fd), 0);
	assert_int_equal(m->ctx->io.ops->close(m->ctx->io.data, fd), -1);
	assert_int_equal(errno, EBADF);
	assert_non_null(strstr(fault_io_violations(m->io), "which is not open"));
}

static void a_change_without_the_lock(void **state)
{
	struct machine *m = *state;
	int dir = open_file(m, "/sys/fs/resctrl", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct io_ops *ops = m->ctx->io.ops;

	/* The shared one is not enough. */
	assert_int_equal(ops->flock(m->io, dir, LOCK_SH), 0);
	assert_int_equal(ops->mkdirat(m->io, dir, "web", 0777), 0);
	assert_string_equal(fault_io_violations(m->io), "mkdir web without the exclusive lock\n");
	assert_int_equal(fault_io_num_locks(m->io), 1);
	assert_int_equal(ops->flock(m->io, dir, LOCK_UN), 0);
	assert_int_equal(fault_io_num_locks(m->io), 0);
	ops->close(m->io, dir);
}

static void rules(void **state)
{
	struct machine *m = *state;
	const struct io_ops *ops = m->ctx->io.ops;
	char text[16];
	int fd;

	fault_io_add(m->io, "open info/L3/* 2 EACCES");
	fault_io_add(m->io, "read mode 2+ EIO");
	fault_io_add(m->io, "read mode 1 short=3");
	fd = open_file(m, "/sys/fs/resctrl/info/L3/cbm_mask", O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ops->close(m->io, fd);
	assert_int_equal(open_file(m, "/sys/fs/resctrl/info/L3/num_closids", O_RDONLY | O_CLOEXEC), -1);
	assert_int_equal(errno, EACCES);
	fd = open_file(m, "/sys/fs/resctrl/mode", O_RDONLY | O_CLOEXEC);
	assert_int_equal(ops->read(m->io, fd, text, sizeof(text)), 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ops->read(m->io, fd, text, sizeof(text)), -1);
		assert_int_equal(errno, EIO);
	}
	fault_io_reset(m->io);
	assert_int_equal(ops->pread(m->io, fd, text, sizeof(text)), strlen("shareable\n"));
	assert_int_equal(fault_io_count(m->io, FAULT_PREAD), 1);
	assert_int_equal(fault_io_count_all(m->io), 1);
	ops->close(m->io, fd);
}

static void what_vanishes_is_gone_for_those_who_have_it_open(void **state)
{
	struct machine *m = *state;
	const struct io_ops *ops = m->ctx->io.ops;
	char text[16];
	int fd;

	machine_add_group(m, "web");
	machine_add_group(m, "webby");
	fd = open_file(m, "/sys/fs/resctrl/web/mode", O_RDONLY | O_CLOEXEC);
	fault_io_vanish(m->io, "web");
	assert_int_equal(ops->read(m->io, fd, text, sizeof(text)), -1);
	assert_int_equal(errno, ENODEV);
	ops->close(m->io, fd);
	assert_int_equal(open_file(m, "/sys/fs/resctrl/web/mode", O_RDONLY | O_CLOEXEC), -1);
	assert_int_equal(errno, ENOENT);
	fd = open_file(m, "/sys/fs/resctrl/webby/mode", O_RDONLY | O_CLOEXEC);
	assert_true(ops->read(m->io, fd, text, sizeof(text)) > 0);
	ops->close(m->io, fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_descriptor_left_open, setup, teardown_broken),
		cmocka_unit_test_setup_teardown(a_descriptor_that_children_inherit, setup, teardown_broken),
		cmocka_unit_test_setup_teardown(closing_twice, setup, teardown_broken),
		cmocka_unit_test_setup_teardown(a_change_without_the_lock, setup, teardown_broken),
		cmocka_unit_test_setup_teardown(rules, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(what_vanishes_is_gone_for_those_who_have_it_open,
						machine_setup, machine_teardown),
	};

	return cmocka_run_group_tests_name("fault-io", tests, NULL, NULL);
}
