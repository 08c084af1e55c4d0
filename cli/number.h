/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strict numbers of the command line: digits and nothing else, no sign, no blanks, no locale.
 */
#ifndef RCTL_NUMBER_H
#define RCTL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The first LEN bytes of TEXT as a decimal number. */
bool number_parse(const char *text, size_t len, uint64_t *value);
/* Hexadecimal digits without 0x, at most 64 bits. */
bool number_parse_hex(const char *text, uint64_t *value);
/* A process or thread id, the first LEN bytes of TEXT. */
bool number_parse_pid(const char *text, size_t len, pid_t *pid);
/* "2", "0.25", ".5" seconds as nanoseconds; digits after the ninth are refused. */
bool number_parse_seconds(const char *text, uint64_t *ns);

#endif
