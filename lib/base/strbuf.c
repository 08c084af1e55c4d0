/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A string that grows. */
#include "base/strbuf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for LEN more characters and the NUL. */
static bool grow(struct strbuf *sb, size_t len)
{
	size_t need, size;
	char *text;

	if (sb->failed)
		return false;
	if (__builtin_add_overflow(sb->len, len, &need) || need > SIZE_MAX / 2 - 1)
		goto fail;
	need++;
	if (need <= sb->size)
		return true;
	size = sb->size ? sb->size : 64;
	while (size < need)
		size *= 2;
	text = realloc(sb->text, size);
	if (!text)
		goto fail;
	sb->text = text;
	sb->size = size;
	return true;
fail:
	sb->failed = true;
	return false;
}

void strbuf_add_n(struct strbuf *sb, const char *text, size_t len)
{
	if (!grow(sb, len))
		return;
	memcpy(sb->text + sb->len, text, len);
	sb->len += len;
	sb->text[sb->len] = '\0';
}

void strbuf_add(struct strbuf *sb, const char *text)
{
	strbuf_add_n(sb, text, strlen(text));
}

void strbuf_addf(struct strbuf *sb, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		sb->failed = true;
		return;
	}
	if (!grow(sb, (size_t)len))
		return;
	va_start(args, format);
	vsnprintf(sb->text + sb->len, (size_t)len + 1, format, args);
	va_end(args);
	sb->len += (size_t)len;
}

void strbuf_reset(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->text)
		sb->text[0] = '\0';
}

char *strbuf_steal(struct strbuf *sb)
{
	char *text = NULL;

	strbuf_add_n(sb, "", 0);
	if (!sb->failed) {
		text = sb->text;
		sb->text = NULL;
	}
	strbuf_release(sb);
	return text;
}

void strbuf_release(struct strbuf *sb)
{
	free(sb->text);
	*sb = (struct strbuf){ 0 };
}
