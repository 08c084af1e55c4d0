/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* flock(2) with a time limit: polled, since a library may neither use alarms nor threads. */
#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "text/proc.h"

#define SHORTEST_NAP_NS 100000L
#define LONGEST_NAP_NS 5000000L

/* What is left of the time limit, and how long to sleep between two tries. */
struct patience {
	int64_t left_ns;
	long nap_ns;
};

static void nap(struct patience *p)
{
	const struct timespec t = { .tv_nsec = p->nap_ns };

	nanosleep(&t, NULL);
	p->left_ns -= p->nap_ns;
	p->nap_ns = p->nap_ns < LONGEST_NAP_NS / 2 ? 2 * p->nap_ns : LONGEST_NAP_NS;
}

static int take(struct io *io, int fd, int op, struct patience *p)
{
	for (;;) {
		int err;

		if (!io->ops->flock(io->data, fd, op | LOCK_NB))
			return 0;
		err = errno == EWOULDBLOCK ? -EBUSY : -errno;
		if ((err != -EBUSY && err != -EINTR) || p->left_ns <= 0)
			return err;
		nap(p);
	}
}

/*
 * flock(2) is not fair: a writer would wait forever while readers take turns, each of them before the last one has
 * let go. So readers first pass a gate, a lock on the directory info: a writer that has to wait holds it
 * until the readers that were there before have gone, and later ones wait behind it. Programs that do not know
 * the gate lose nothing.
 */
int lock_take(struct io *io, int dirfd, bool exclusive, int timeout_ms)
{
	struct patience none = { 0 }, p = { (int64_t)timeout_ms * 1000000, SHORTEST_NAP_NS };
	int op = exclusive ? LOCK_EX : LOCK_SH;
	int fd, gate, err = -EBUSY;

	fd = io_open(io, dirfd, ".", O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return fd;
	if (exclusive)
		err = take(io, fd, op, &none);
	if (!err)
		return fd;
	if (err != -EBUSY && err != -EINTR) {
		io_close(io, fd);
		return err;
	}
	err = 0;
	gate = io_open(io, dirfd, "info", O_RDONLY | O_DIRECTORY);
	if (gate >= 0)
		err = take(io, gate, op, &p);
	p.nap_ns = SHORTEST_NAP_NS;
	if (!err)
		err = take(io, fd, op, &p);
	lock_release(io, gate);
	if (!err)
		return fd;
	io_close(io, fd);
	return err;
}

void lock_release(struct io *io, int fd)
{
	if (fd < 0)
		return;
	io->ops->flock(io->data, fd, LOCK_UN);
	io_close(io, fd);
}

int lock_find_holder(struct io *io, int dirfd, pid_t *pid)
{
	struct strbuf text = { 0 };
	struct stat st;
	int err;

	if (io->ops->fstat(io->data, dirfd, &st) < 0)
		return -errno;
	err = io_read_file(io, IO_ROOT, "/proc/locks", &text);
	if (!err)
		err = locks_find_flock(text.text, major(st.st_dev), minor(st.st_dev), st.st_ino, pid);
	strbuf_release(&text);
	return err;
}
