/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory tree with the files of a machine, behind file system calls that can be made to fail, and a context on
 * it. Good for failures that a kernel does not produce on demand; how a kernel behaves is tested on real ones.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "../unit.h"

#include "fault-io.h"
#include "internal.h"

struct machine {
	char root[256];
	struct fault_io *io;
	struct resctrl_ctx *ctx;
};

/*
 * As cmocka fixtures. Two L3 domains of 12 ways with CAT, MB in percent, L3 monitoring with assignable counters;
 * mounted; the default group alone. The teardown fails where descriptors or locks are left or a rule of
 * fault_io_violations was broken.
 */
int machine_setup(void **state);
int machine_teardown(void **state);

/* For tests that build the same machine again and again. */
struct machine *machine_new(void);
int machine_free(struct machine *m);

/* A file below resctrl, or an absolute PATH. */
void machine_write(struct machine *m, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same of bytes that are no text. */
void machine_write_bytes(struct machine *m, const char *path, const void *data, size_t size);
void machine_remove(struct machine *m, const char *path);
/* The files of a group in the directory DIR: "web", "web/mon_groups/m1". */
void machine_add_group(struct machine *m, const char *dir);
/* A process: its threads TID... ended by 0, its children as text, its group ("res:/\nmon:\n"). */
void machine_add_process(struct machine *m, int pid, const char *children, const char *group, ...);

/* ---- what the last call must have left ---- */

#define assert_idle(m)			machine_assert_idle(m, __FILE__, __LINE__)
#define assert_error(m, code, err, cause) \
	machine_assert_error(m, code, err, cause, __FILE__, __LINE__)

/* No lock is held and no rule was broken. */
void machine_assert_idle(const struct machine *m, const char *file, int line);
/* The record has this code, errno and (part of the) cause, an operation, and nothing is held. */
void machine_assert_error(const struct machine *m, enum resctrl_error_code code, int err,
			  const char *cause, const char *file, int line);
/* A warning of this code is on record. */
bool machine_has_warning(const struct machine *m, const char *code);
/* And TEXT is in its message. */
bool machine_is_told(const struct machine *m, const char *code, const char *text);

/*
 * Calls FN again and again, each time on a new machine that PREPARE (may be NULL) has changed, with the first, second,
 * ... allocation failing, until it needs none that fails. FN gives what it got from the library and checks the
 * result if that was 0; anything but 0 and -ENOMEM fails the test.
 */
void machine_run_out_of_memory(void (*prepare)(struct machine *m), int (*fn)(struct machine *m));

#endif
