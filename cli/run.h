/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of the program: what was asked, and the document that is the answer.
 */
#ifndef RCTL_RUN_H
#define RCTL_RUN_H

#include <stdbool.h>

#include <json-c/json_object.h>
#include <resctrl/ctx.h>

#include "args.h"
#include "command.h"

struct rctl_run {
	const struct rctl_command *command;	/* NULL until one is known */
	struct args args;
	bool json, quiet, verbose, dry_run, help, version;
	const char *sysroot, *mount_point;
	struct resctrl_ctx *ctx;		/* NULL in standalone commands */
	/* {"schema", "data", "warnings", "error"}, as design and manual promise. */
	struct json_object *document;
	bool bare;				/* print the data alone, as JSON */
	bool printed;				/* the command has printed by itself */
	int write_errno;			/* why output was lost, or 0 */
};

void run_init(struct rctl_run *run);
void run_free(struct rctl_run *run);
/* Names the document after the command. */
void run_set_command(struct rctl_run *run, const struct rctl_command *command);
/* Opens the context with the global options. Returns 0 or the exit status. */
int run_open(struct rctl_run *run);
/* RESCTRL_DRY_RUN where it was asked for, else 0. */
unsigned int run_flags(const struct rctl_run *run);

/* A new object as the data of the document, borrowed. */
struct json_object *run_new_data(struct rctl_run *run);
struct json_object *run_get_data(const struct rctl_run *run);
struct json_object *run_get_error(const struct rctl_run *run);
struct json_object *run_get_warnings(const struct rctl_run *run);
/* Moves the context's warnings into the document. */
void run_take_warnings(struct rctl_run *run);
/* A warning of the program's own. */
void run_add_warning(struct rctl_run *run, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Forgets the warnings of the document, after they were printed. */
void run_drop_warnings(struct rctl_run *run);
bool run_has_warning(const struct rctl_run *run, const char *code);

#endif
