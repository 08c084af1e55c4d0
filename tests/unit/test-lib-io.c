/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file system calls themselves, on a directory of plain files. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "io/cpus.h"
#include "io/io.h"
#include "io/lock.h"
#include "support/tree.h"

struct place {
	char root[256];
	struct io io;
	int dir;
};

static int setup(void **state)
{
	static struct place p;

	tree_new(p.root, sizeof(p.root));
	tree_write(p.root, "a/one", "first\n");
	tree_write(p.root, "a/two", "second\n");
	tree_write(p.root, "a/b/three", "third\n");
	io_init(&p.io);
	p.dir = io_open(&p.io, IO_ROOT, p.root, O_RDONLY | O_DIRECTORY);
	*state = &p;
	return p.dir < 0 ? -1 : 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	io_close(&p->io, p->dir);
	io_release(&p->io);
	tree_remove(p->root);
	return 0;
}

static void assert_text(struct place *p, int dir, const char *path, const char *want)
{
	struct strbuf sb = { 0 };

	assert_int_equal(io_read_file(&p->io, dir, path, &sb), 0);
	assert_string_equal(sb.text, want);
	strbuf_release(&sb);
}

static void reads_and_writes(void **state)
{
	struct place *p = *state;
	char text[16];
	int fd;

	assert_text(p, p->dir, "a/one", "first\n");
	fd = io_open(&p->io, p->dir, "a/one", O_RDWR);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(io_write(&p->io, fd, "FIRST", 5), 0);
	/* Always from the start. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(io_pread(&p->io, fd, text, sizeof(text)), 6);
		assert_memory_equal(text, "FIRST\n", 6);
	}
	io_close(&p->io, fd);
	io_close(&p->io, -1);
	fd = io_open(&p->io, p->dir, "a/one", O_RDONLY);
	assert_int_equal(io_write(&p->io, fd, "x", 1), -EBADF);
	io_close(&p->io, fd);
	assert_int_equal(io_pread(&p->io, p->dir, text, sizeof(text)), -EISDIR);
	assert_int_equal(io_open(&p->io, p->dir, "none", O_RDONLY), -ENOENT);
}

static void directories(void **state)
{
	struct place *p = *state;
	struct strlist dirs = { 0 }, others = { 0 };

	assert_int_equal(io_mkdir(&p->io, p->dir, "a/c"), 0);
	assert_int_equal(io_mkdir(&p->io, p->dir, "a/c"), -EEXIST);
	assert_int_equal(io_rename(&p->io, p->dir, "a/c", "a/d"), 0);
	assert_int_equal(io_rename(&p->io, p->dir, "a/c", "a/d"), -ENOENT);
	assert_true(io_exists(&p->io, p->dir, "a/d"));
	assert_false(io_exists(&p->io, p->dir, "a/c"));
	assert_int_equal(io_list(&p->io, p->dir, "a", &dirs, &others), 0);
	assert_int_equal(dirs.num, 2);
	assert_string_equal(dirs.items[0], "b");
	assert_string_equal(dirs.items[1], "d");
	assert_int_equal(others.num, 2);
	assert_string_equal(others.items[0], "one");
	strlist_release(&dirs);
	strlist_release(&others);
	assert_int_equal(io_list(&p->io, p->dir, "a", NULL, NULL), 0);
	assert_int_equal(io_list(&p->io, p->dir, "a/one", &dirs, NULL), -ENOTDIR);
	assert_int_equal(io_rmdir(&p->io, p->dir, "a/d"), 0);
	assert_int_equal(io_rmdir(&p->io, p->dir, "a/d"), -ENOENT);
	assert_int_equal(io_rmdir(&p->io, p->dir, "a/one"), -ENOTDIR);
}

static void below_a_sysroot(void **state)
{
	struct place *p = *state;
	struct strlist dirs = { 0 };

	p->io.sysroot = strdup(p->root);
	assert_text(p, IO_ROOT, "/a/one", "first\n");
	assert_text(p, IO_ROOT, "///a/b/three", "third\n");
	assert_false(io_exists(&p->io, IO_ROOT, "/etc/passwd"));
	assert_int_equal(io_list(&p->io, IO_ROOT, "/", &dirs, NULL), 0);
	assert_int_equal(dirs.num, 1);
	strlist_release(&dirs);
	assert_int_equal(io_mkdir(&p->io, IO_ROOT, "/a/c"), 0);
	assert_int_equal(io_rmdir(&p->io, IO_ROOT, "/a/c"), 0);
}

static void a_sysroot_that_has_gone(void **state)
{
	struct place *p = *state;
	struct strbuf sb = { 0 };

	p->io.sysroot = strdup("/nowhere/at/all");
	assert_int_equal(io_read_file(&p->io, IO_ROOT, "/a/one", &sb), -ENOENT);
	assert_int_equal(io_mkdir(&p->io, IO_ROOT, "/a/c"), -ENOENT);
	assert_int_equal(io_rmdir(&p->io, IO_ROOT, "/a/c"), -ENOENT);
	assert_false(io_exists(&p->io, IO_ROOT, "/a"));
	strbuf_release(&sb);
}

static void locks(void **state)
{
	struct place *p = *state;
	int one, two, other;
	pid_t pid;

	one = lock_take(&p->io, p->dir, false, 0);
	two = lock_take(&p->io, p->dir, false, 0);
	assert_true(one >= 0 && two >= 0);
	assert_int_equal(lock_take(&p->io, p->dir, true, 20), -EBUSY);
	lock_release(&p->io, one);
	lock_release(&p->io, two);
	one = lock_take(&p->io, p->dir, true, 0);
	assert_true(one >= 0);
	assert_int_equal(lock_take(&p->io, p->dir, false, 0), -EBUSY);
	/* The kernel's own table; in some containers it does not tell. */
	if (!lock_find_holder(&p->io, p->dir, &pid))
		assert_int_equal(pid, getpid());
	/* Unlocked, not only closed: a child that was forked meanwhile has the descriptor as well. */
	other = dup(one);
	lock_release(&p->io, one);
	two = lock_take(&p->io, p->dir, true, 0);
	assert_true(two >= 0);
	lock_release(&p->io, two);
	close(other);
	lock_release(&p->io, -1);
}

/* A set that is empty is all that a caller who does not look at the result sees of a failure. */
static void lists_of_cpus(void **state)
{
	struct place *p = *state;
	struct strbuf text = { 0 };
	struct cpuset set;
	char path[300];

	snprintf(path, sizeof(path), "%s/online", p->root);
	tree_write(p->root, "online", "0-3,8191\n");
	assert_int_equal(io_read_cpus(&p->io, path, &set, NULL), 0);
	assert_int_equal(cpuset_count(&set), 5);
	assert_true(cpuset_has(&set, 8191));
	assert_false(cpuset_has(&set, UINT64_C(1) << 32));
	tree_write(p->root, "online", "0-3,x\n");
	assert_int_equal(io_read_cpus(&p->io, path, &set, &text), -EINVAL);
	assert_true(cpuset_is_empty(&set));
	assert_string_equal(text.text, "0-3,x\n");
	tree_write(p->root, "online", "0-8192\n");
	assert_int_equal(io_read_cpus(&p->io, path, &set, NULL), -EINVAL);
	assert_true(cpuset_is_empty(&set));
	cpuset_add(&set, 1);
	snprintf(path, sizeof(path), "%s/none", p->root);
	assert_int_equal(io_read_cpus(&p->io, path, &set, &text), -ENOENT);
	assert_true(cpuset_is_empty(&set));
	strbuf_release(&text);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(reads_and_writes),
		TEST(directories),
		TEST(below_a_sysroot),
		TEST(a_sysroot_that_has_gone),
		TEST(locks),
		TEST(lists_of_cpus),
	};

	return cmocka_run_group_tests_name("io", tests, NULL, NULL);
}
