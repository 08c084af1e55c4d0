/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Telemetry regions as memory: /sys/class/intel_pmt/telemN/telem (drivers/platform/x86/intel/pmt/class.c). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "probe/pmt.h"

#define MOST_REGION	(1u << 24)

bool pmt_region_counts(const struct pmt_region *region)
{
	return region->group && region->size == pmt_region_size(region->group);
}

int pmt_window_open(struct io *io, const struct pmt_region *region, struct pmt_window *window)
{
	/* A recorded file begins with the data; a device's mapping begins with its page. */
	uint64_t offset = io->sysroot ? 0 : region->offset;
	struct stat st;
	char path[96];
	int err = 0;

	*window = (struct pmt_window){ .fd = -1 };
	if (region->size > MOST_REGION || offset % sizeof(uint64_t))
		return -EINVAL;
	snprintf(path, sizeof(path), "/sys/class/intel_pmt/%s/telem", region->name);
	window->fd = io_open(io, IO_ROOT, path, O_RDONLY);
	if (window->fd < 0)
		return window->fd;
	if (io->sysroot)
		err = io_fstat(io, window->fd, &st);
	if (!err && io->sysroot && (uint64_t)st.st_size < region->size)
		err = -EFBIG;
	if (!err)
		err = io_map(io, window->fd, offset, (size_t)region->size, false, &window->map);
	if (err)
		pmt_window_close(io, window);
	return err;
}

void pmt_window_close(struct io *io, struct pmt_window *window)
{
	if (window->fd < 0)
		return;
	io_unmap(io, &window->map);
	io_close(io, window->fd);
	window->fd = -1;
}

int pmt_window_check(struct io *io, const struct pmt_window *window)
{
	uint64_t word;
	ssize_t n = io_pread(io, window->fd, &word, sizeof(word));

	if (n < 0)
		return (int)n;
	return n ? 0 : -ENODEV;
}

bool pmt_window_add(const struct pmt_window *window, const struct pmt_group *group, unsigned int event,
		    const uint32_t *rmids, size_t num, uint64_t *sum)
{
	bool valid = false;
	uint64_t value;

	for (size_t i = 0; i < num; i++) {
		if (pmt_region_get(group, window->map.address, window->map.size, rmids[i], event, &value) > 0) {
			*sum += value;
			valid = true;
		}
	}
	return valid;
}
