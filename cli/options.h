/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that every command takes.
 */
#ifndef RCTL_OPTIONS_H
#define RCTL_OPTIONS_H

#include <stdbool.h>

#include "args.h"

struct rctl_run;

/* Options that every command takes, before and after its name. */
extern const struct option_entry rctl_global_options[];
/* The option that every mutating command takes. */
extern const struct option_entry rctl_dry_run_option;

/* Keeps VALUE in RUN where it is of one of the options above; else false. */
bool options_apply(struct rctl_run *run, const struct args_value *value);

#endif
