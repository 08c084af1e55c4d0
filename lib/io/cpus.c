/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's CPUs, by the kernel's own lists. */
#include "io/cpus.h"

#include <errno.h>
#include <string.h>

#include "text/cpulist.h"

int io_read_cpus(struct io *io, const char *path, struct cpuset *set, struct strbuf *text)
{
	struct strbuf own = { 0 };
	struct strbuf *sb = text ? text : &own;
	int err = io_read_kernfs(io, IO_ROOT, path, sb);

	if (!err && cpulist_parse(sb->text, set, CPUSET_MOST))
		err = -EINVAL;
	if (err)
		memset(set, 0, sizeof(*set));
	strbuf_release(&own);
	return err;
}
