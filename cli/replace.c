/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that is replaced as a whole.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "replace.h"
#include "tree.h"

void replace_init(struct replace *replace, const char *path)
{
	replace->path = path;
	/* Collectors take files by the end of their name: this one has another. */
	if (asprintf(&replace->temporary, "%s.%ld.tmp", path, (long)getpid()) < 0)
		tree_no_memory();
}

void replace_free(struct replace *replace)
{
	free(replace->temporary);
}

FILE *replace_open(struct replace *replace)
{
	/* What is there under that name is left from a process of the same number that was killed. */
	if (unlink(replace->temporary) && errno != ENOENT)
		return NULL;
	return fopen(replace->temporary, "wxe");
}

int replace_close(struct replace *replace, FILE *out)
{
	int err = ferror(out) ? EIO : 0;

	if (fclose(out) && !err)
		err = errno;
	if (!err && rename(replace->temporary, replace->path))
		err = errno;
	if (err)
		unlink(replace->temporary);
	return -err;
}
