/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Renderers: the only place that prints.
 */
#ifndef RCTL_OUT_H
#define RCTL_OUT_H

#include <stdbool.h>

struct json_object;
struct rctl_run;
struct view_block;

/* Before anything else. */
void out_start(void);
/* Prints RUN's document in the form that was asked for, at once. */
void out_print(struct rctl_run *run);
/* Prints RUN's document as one of a stream, with the warnings of the context so far, which are then forgotten. */
void out_event(struct rctl_run *run);
/* For commands that print by themselves: the document's warnings in text, and out with all of it. */
void out_finish(struct rctl_run *run);
/* Ends the output; EXIT STATUS, or failure where something could not be written. */
int out_close(struct rctl_run *run, int status);

/* One line of JSON, or several where a person reads it. */
void out_json(struct rctl_run *run);
/* Lines and tables; warnings and the error go to the standard error. */
void out_text(struct rctl_run *run);
/*
 * One table of a view, SEPARATE: behind an empty line; a legend follows pictures of ways. False when
 * it has no row.
 */
bool out_table(const struct view_block *block, struct json_object *data, bool separate);
/* A resctrl_log_fn. */
void out_log(void *data, int level, const char *message);

/*
 * Text is in the user's character set from here on: where some is not ASCII. It takes 17 system calls, so not before.
 */
void out_need_locale(void);
/* Standard output is one; asked once. */
bool out_is_terminal(void);
/* Colours are for terminals, and not for those who set NO_COLOR. */
bool out_has_colour(int fd);
/* Characters beyond ASCII that draw are for terminals with UTF-8. */
bool out_has_blocks(int fd);

#endif
