/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is printed into memory. The program ends where memory runs out.
 */
#ifndef RCTL_MEMSTREAM_H
#define RCTL_MEMSTREAM_H

#include <stddef.h>
#include <stdio.h>

/* As open_memstream(3): *TEXT, for free(3), and *SIZE are there once it is closed. */
FILE *memstream_open(char **text, size_t *size);
void memstream_close(FILE *out, char *const *text);

#endif
