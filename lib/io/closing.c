/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Descriptors that are closed later, many at once. An operation reads a dozen small files, and a third of its system
 * calls were closes: close_range(2) (Linux 5.9) takes any number of neighbours.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/io.h"

static int compare(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* FIRST to LAST are all ours: nobody else's descriptors are between them. */
static void close_run(struct io *io, int first, int last)
{
	int err = -1;

	if (first != last)
		err = io->ops->close_range(io->data, (unsigned int)first, (unsigned int)last);
	/* A sandbox may not let it through. */
	for (int fd = first; err && fd <= last; fd++)
		io->ops->close(io->data, fd);
}

static void close_all(struct io *io)
{
	unsigned int num = io->num_closing;

	io->num_closing = 0;
	qsort(io->closing, num, sizeof(*io->closing), compare);
	for (unsigned int first = 0, i = 0; i < num; i++) {
		if (i + 1 < num && io->closing[i + 1] == io->closing[i] + 1)
			continue;
		close_run(io, io->closing[first], io->closing[i]);
		first = i + 1;
	}
}

void io_close(struct io *io, int fd)
{
	if (fd < 0)
		return;
	if (!io->put_off) {
		io->ops->close(io->data, fd);
		return;
	}
	if (io->num_closing == IO_MOST_CLOSING)
		close_all(io);
	io->closing[io->num_closing++] = fd;
}

void io_put_off_closing(struct io *io)
{
	io->put_off = true;
}

void io_close_put_off(struct io *io)
{
	io->put_off = false;
	close_all(io);
}

bool io_make_room(struct io *io)
{
	bool some = io->num_closing;

	close_all(io);
	return some;
}
