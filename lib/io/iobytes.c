/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are not text: bytes, mappings. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/io.h"

ssize_t io_read(struct io *io, int fd, void *buf, size_t size)
{
	ssize_t n;

	do {
		n = io->ops->read(io->data, fd, buf, size);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int io_read_bytes(struct io *io, int dirfd, const char *path, size_t most, void **data, size_t *size)
{
	int fd = io_open(io, dirfd, path, O_RDONLY);
	char *buf = NULL, *grown;
	size_t room = 0;
	ssize_t n = 1;

	*data = NULL;
	*size = 0;
	if (fd < 0)
		return fd;
	while (n > 0) {
		if (*size == room) {
			room = room ? 2 * room : 4096;
			grown = realloc(buf, room);
			if (!grown) {
				n = -ENOMEM;
				break;
			}
			buf = grown;
		}
		n = io_read(io, fd, buf + *size, room - *size);
		*size += n > 0 ? (size_t)n : 0;
		if (*size > most)
			n = -EOVERFLOW;
	}
	io_close(io, fd);
	if (n < 0) {
		free(buf);
		*size = 0;
		return (int)n;
	}
	*data = buf;
	return 0;
}

int io_map(struct io *io, int fd, uint64_t offset, size_t size, bool writable, struct io_map *map)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct stat st;
	char *start;

	*map = (struct io_map){ .size = size, .slack = (size_t)(offset % page) };
	if (offset > INT64_MAX - size)
		return -EINVAL;
	if (io->ops->fstat(io->data, fd, &st) < 0)
		return -errno;
	/* On a live machine these are devices and sysfs, which map what is there whatever size they claim. */
	if (io->sysroot && S_ISREG(st.st_mode) &&
	    ((uint64_t)st.st_size + page - 1) / page * page < offset + size)
		return -EFBIG;
	start = io->ops->mmap(io->data, fd, size + map->slack,
			      writable ? PROT_READ | PROT_WRITE : PROT_READ,
			      (off_t)(offset - map->slack));
	if (start == MAP_FAILED)
		return -errno;
	map->address = start + map->slack;
	return 0;
}

void io_unmap(struct io *io, struct io_map *map)
{
	if (map->address)
		io->ops->munmap(io->data, (char *)map->address - map->slack, map->size + map->slack);
	map->address = NULL;
}

unsigned long io_fs_magic(struct io *io, int dirfd, const char *path)
{
	int fd = io_open(io, dirfd, path, O_PATH);
	struct statfs st;
	unsigned long magic = 0;

	if (fd < 0)
		return 0;
	if (!io->ops->fstatfs(io->data, fd, &st))
		magic = (unsigned long)st.f_type;
	io_close(io, fd);
	return magic;
}
