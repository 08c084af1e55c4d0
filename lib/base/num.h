/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict numbers: the whole string or nothing. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

/*
 * TEXT is digits of BASE (10 or 16) and nothing else: no sign, blank, prefix or trailing newline.
 * 0, -EINVAL, or -ERANGE where it exceeds 64 bits (num_parse_pid: is not a positive int).
 */
int num_parse_u64(const char *text, int base, uint64_t *value);
/* Same for the first LEN characters of TEXT. */
int num_parse_u64_n(const char *text, size_t len, int base, uint64_t *value);
int num_parse_pid(const char *text, int *pid);

#endif
