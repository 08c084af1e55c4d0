/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways to fail. Each puts an error into the document and returns the exit status.
 */
#ifndef RCTL_FAIL_H
#define RCTL_FAIL_H

#include <resctrl/error.h>

struct rctl_run;

/* rctl(1), EXIT STATUS. */
enum rctl_exit {
	RCTL_EXIT_DONE = 0,
	RCTL_EXIT_FAILED = 1,
	RCTL_EXIT_USAGE = 2,
	RCTL_EXIT_NOT_SUPPORTED = 3,
	RCTL_EXIT_PERMISSION = 4,
	RCTL_EXIT_CONFLICT = 5,
	RCTL_EXIT_PARTIAL = 6,
	RCTL_EXIT_FINDINGS = 7,
};

/* A call of the library returned RC; the context's error record has the rest. Drops the data. */
int fail_library(struct rctl_run *run, int rc);
/* The same, and the data tells what was done nevertheless. */
int fail_library_partly(struct rctl_run *run, int rc);
/* Cleaning up after a failure has failed as well: that one stays, with what this has left behind. */
void fail_besides(struct rctl_run *run);
/* The operation succeeded, and not all that comes with it: exit 6. Keeps the data. */
int fail_partly(struct rctl_run *run, const char *operation, const char *cause, const char *fix);
/* A call of ours on PATH (may be NULL) gave RC: "cannot WHAT: ...". */
int fail_file(struct rctl_run *run, int rc, const char *what, const char *path);
/* The program itself found that OPERATION cannot be done. FIX may be NULL. */
struct fail_cause {
	enum rctl_exit status;
	const char *code;		/* the word for it: "not_found" */
	int error_number;		/* positive errno */
	const char *cause, *fix;
};
int fail_here(struct rctl_run *run, const char *operation, const struct fail_cause *cause);
/* The command line cannot be understood. */
int fail_usage(struct rctl_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The library answered RC to TEXT, an argument that shall be WHAT. */
int fail_argument(struct rctl_run *run, int rc, const char *what, const char *text);
/* What to do about the fail_usage just before. */
int fail_hint(struct rctl_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same: where the help is. */
int fail_help(struct rctl_run *run);

#endif
