/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options and operands. Options are data: tables that end with a NULL name, from which the parser,
 * the help texts and the completions are made.
 */
#ifndef RCTL_ARGS_H
#define RCTL_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
	OPTION_FLAG = 0,	/* no argument */
	OPTION_TEXT,
	OPTION_NUMBER,		/* decimal, 1 or more */
	OPTION_SECONDS,		/* decimal seconds, 0.01 or more; kept in nanoseconds */
	OPTION_PIDS,		/* process ids with commas between */
};

struct option_entry {
	const char *name;	/* without dashes */
	char short_name;	/* '\0': none */
	enum option_type type;
	bool multiple;		/* may be given more than once, every value counts */
	const char *arg;	/* the argument's name in help texts, NULL for flags */
	const char *help;
};

/* Two options that exclude each other, by name; a table ends with NULL names. */
struct option_pair {
	const char *a, *b;
};

struct args_value {
	const struct option_entry *option;
	const char *text;	/* NULL for flags */
	uint64_t number;	/* OPTION_NUMBER; OPTION_SECONDS in nanoseconds */
};

struct args {
	struct args_value *values;
	size_t num_values;
	const char **operands;
	size_t num_operands;
};

struct rctl_run;

/*
 * Parses the command line into RUN: its command, args and global options. 0, or the exit status
 * with the error in RUN's document. Operands are counted only by args_check, because --help
 * needs none of them.
 */
int args_parse(struct rctl_run *run, int argc, char **argv);
int args_check(struct rctl_run *run);
void args_free(struct args *args);
/* There is no command NAME; the nearest one is suggested. Gives the exit status. */
int args_no_command(struct rctl_run *run, const char *name);

/* The first value of OPTION after PREV (NULL: from the start), or NULL. */
const struct args_value *args_next(const struct args *args, const struct option_entry *option,
				   const struct args_value *prev);
bool args_has(const struct args *args, const struct option_entry *option);
/* The text of OPTION's value, NULL where it was not given. */
const char *args_text(const struct args *args, const struct option_entry *option);
/*
 * Whether OPTION, where it was given, names a file: "" and "-", the standard output elsewhere, do not. Gives the exit
 * status; HINT says what else to do.
 */
int args_check_file(struct rctl_run *run, const struct option_entry *option, const char *hint);
/* The number of OPTION's value, FALLBACK where it was not given. */
uint64_t args_number(const struct args *args, const struct option_entry *option, uint64_t fallback);

#endif
