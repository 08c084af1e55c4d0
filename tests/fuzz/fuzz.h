/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzz targets share: the entry that libFuzzer calls, and input as a string.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Called by libFuzzer, so it has no caller here. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold for every input; unlike assert(3), with every build. */
#define FUZZ_HOLDS(condition)								\
	do {										\
		if (!(condition)) {							\
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);	\
			abort();							\
		}									\
	} while (0)

/* DATA as a string in memory of its exact size, so that reading past the end is noticed. */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	FUZZ_HOLDS(text);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* DATA in memory of its exact size without a NUL, for parsers that must not need one. */
static inline char *fuzz_bytes(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size ? size : 1);

	FUZZ_HOLDS(text);
	if (size)
		memcpy(text, data, size);
	return text;
}

#endif
