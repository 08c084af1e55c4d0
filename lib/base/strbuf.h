/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A string that grows. Failure of memory sticks and is asked for once, at the end. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf {
	char *text;	/* NUL-terminated once anything was added; else NULL */
	size_t len;
	size_t size;
	bool failed;
};

void strbuf_add(struct strbuf *sb, const char *text);
void strbuf_add_n(struct strbuf *sb, const char *text, size_t len);
void strbuf_addf(struct strbuf *sb, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Empties SB and keeps its memory, and its failure if there was one. */
void strbuf_reset(struct strbuf *sb);
/*
 * The text ("" where nothing was added), for the caller to free(3); SB is empty afterwards. NULL:
 * out of memory at some point.
 */
char *strbuf_steal(struct strbuf *sb);
void strbuf_release(struct strbuf *sb);

#endif
