/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command is: a constant at the foot of its file, listed in commands.c.
 */
#ifndef RCTL_COMMAND_H
#define RCTL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "args.h"
#include "view.h"

struct rctl_run;

#define COMMAND_ANY_OPERANDS ((size_t)-1)

struct rctl_command {
	const char *name;
	const char *summary;			/* one line, no full stop */
	const char *details;			/* more lines for the help text, or NULL */
	const char *args;			/* operands as in help texts: "GROUP SPEC..." */
	size_t min_operands, max_operands;
	bool mutating;				/* takes --dry-run */
	bool standalone;			/* opens nothing: needs no context */
	const struct option_entry *options;	/* NULL: none of its own */
	const struct option_pair *exclusive;	/* or NULL */
	const struct view_block *view;		/* the text form of the result */
	/* Returns the exit status. On success the result is in RUN's document. */
	int (*run)(struct rctl_run *run);
};

/* Every command, in the order of the help text. Ends with NULL. */
extern const struct rctl_command *const rctl_commands[];

/* NULL where there is none of that name. */
const struct rctl_command *command_find(const char *name);

#endif
