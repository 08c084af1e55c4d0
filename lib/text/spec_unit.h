/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VALUE with a unit behind its number: ways, bytes, bytes per second. */
#ifndef TEXT_SPEC_UNIT_H
#define TEXT_SPEC_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/spec.h"

/*
 * The first LEN characters of TEXT are "unlimited", or a decimal number with at most 9 decimals and
 * a known unit. False for anything else, numbers over 64 bits included. There is no unit "B": "1B"
 * is a mask in the kernel's syntax.
 */
bool spec_unit_parse(const char *text, size_t len, enum spec_value_kind *kind, uint64_t *number);

#endif
