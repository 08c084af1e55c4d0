/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader of tar archives for fuzz targets. What is no archive does not get past it.
 */
#ifndef FUZZ_UNTAR_H
#define FUZZ_UNTAR_H

#include "fuzz.h"

#define UNTAR_BLOCK	512u

/* An archive from AT to END, entry by entry. */
struct untar {
	const char *at, *end;
	char path[4200], target[4200];
	char type;
	const char *data;
	size_t size;
};

static inline size_t untar_octal(const char *text, size_t width)
{
	size_t value = 0;

	for (size_t i = 0; i < width && text[i] >= '0' && text[i] <= '7'; i++)
		value = value * 8 + (size_t)(text[i] - '0');
	return value;
}

/* One header and what it is of. False: the end. */
static inline bool untar_block(struct untar *r)
{
	static const char zeros[UNTAR_BLOCK];
	const char *header = r->at;
	size_t sum = 0;

	FUZZ_HOLDS((size_t)(r->end - r->at) >= UNTAR_BLOCK);
	if (!memcmp(header, zeros, UNTAR_BLOCK)) {
		FUZZ_HOLDS(r->end - r->at == 2 * UNTAR_BLOCK && !memcmp(header + UNTAR_BLOCK, zeros, UNTAR_BLOCK));
		return false;
	}
	for (size_t i = 0; i < UNTAR_BLOCK; i++)
		sum += i < 148 || i >= 156 ? (unsigned char)header[i] : (size_t)' ';
	FUZZ_HOLDS(sum == untar_octal(header + 148, 6) && !memcmp(header + 257, "ustar", 6));
	r->type = header[156];
	r->size = untar_octal(header + 124, 11);
	r->data = header + UNTAR_BLOCK;
	FUZZ_HOLDS((size_t)(r->end - r->data) >= (r->size + UNTAR_BLOCK - 1) / UNTAR_BLOCK * UNTAR_BLOCK);
	r->at = r->data + (r->size + UNTAR_BLOCK - 1) / UNTAR_BLOCK * UNTAR_BLOCK;
	return true;
}

/* The next entry. False: the end. */
static inline bool untar_next(struct untar *r)
{
	char *longer;

	r->path[0] = r->target[0] = '\0';
	for (;;) {
		const char *header = r->at;

		if (!untar_block(r))
			return false;
		if (r->type != 'L' && r->type != 'K') {
			if (!r->path[0])
				snprintf(r->path, sizeof(r->path), "%.100s", header);
			if (!r->target[0])
				snprintf(r->target, sizeof(r->target), "%.100s", header + 157);
			return true;
		}
		longer = r->type == 'L' ? r->path : r->target;
		FUZZ_HOLDS(r->size && r->size < sizeof(r->path) && !r->data[r->size - 1]);
		memcpy(longer, r->data, r->size);
	}
}

#endif
