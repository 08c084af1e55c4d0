/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * File system calls that fail when told to. Forwards to the real calls below a directory tree that stands for
 * "/", where resctrl is the plain directory /sys/fs/resctrl, and keeps book: calls by kind, open descriptors,
 * locks, and what was written. Extended attributes are files below "/xattr": trusted ones would need rights.
 */
#ifndef FAULT_IO_H
#define FAULT_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "io/io.h"

enum fault_call {
	FAULT_OPEN = 0,
	FAULT_CLOSE,
	FAULT_READ,
	FAULT_PREAD,
	FAULT_WRITE,
	FAULT_MKDIR,
	FAULT_RMDIR,
	FAULT_RENAME,
	FAULT_FSTAT,
	FAULT_STAT,
	FAULT_FLOCK,
	FAULT_GETDENTS,
	FAULT_READLINK,
	FAULT_SETXATTR,
	FAULT_GETXATTR,
	FAULT_MMAP,
	FAULT_NUM_CALLS,
};

struct fault_io;

/* What the kernel would do on a change that was not told to fail: 0 or a positive errno. PATH as in rules. */
struct fault_hooks {
	int (*write)(void *data, const char *path, const char *text);
	int (*mkdir)(void *data, const char *path);
	void *data;
};

/* ROOT is the directory that stands for "/". */
struct fault_io *fault_io_new(const char *root);
void fault_io_free(struct fault_io *f);
void fault_io_attach(struct fault_io *f, struct io *io);
void fault_io_set_hooks(struct fault_io *f, const struct fault_hooks *hooks);

/*
 * Adds a rule "CALL PATH WHEN ACTION".
 *   CALL    open close read pread write mkdir rmdir rename fstat stat flock getdents readlink
 *           setxattr getxattr mmap
 *   PATH    fnmatch(3) pattern for the path below resctrl ("web/tasks", "." for its root), or an absolute one
 *   WHEN    the Nth such call from now on: 2; all from the Nth on: 2+
 *   ACTION  EIO           fails with that errno; "EINVAL:TEXT" and leaves TEXT in info/last_cmd_status
 *           short=N       at most N bytes are read or written; of stat, that many links
 *           vanish=PATH   that directory is removed first, as by another process; the call goes on
 */
void fault_io_add(struct fault_io *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Forgets the rules and the counts. */
void fault_io_reset(struct fault_io *f);
/* Removes a directory as another process would. */
void fault_io_vanish(struct fault_io *f, const char *path);

unsigned int fault_io_count(const struct fault_io *f, enum fault_call call);
unsigned int fault_io_count_all(const struct fault_io *f);
size_t fault_io_num_open(const struct fault_io *f);
size_t fault_io_num_locks(const struct fault_io *f);
/*
 * One line for each change that was tried: "mkdir web", "write web/tasks 12,13", "rmdir web (EBUSY)". Newlines inside
 * of what was written are shown as "|".
 */
const char *fault_io_log(const struct fault_io *f);
/*
 * What no rule excuses, "" if nothing: an open without O_CLOEXEC, a change of resctrl without the exclusive lock, a
 * call on a descriptor that is not open.
 */
const char *fault_io_violations(const struct fault_io *f);

#endif
