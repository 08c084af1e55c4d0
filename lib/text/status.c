/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the meaning of what info/last_cmd_status says. */
#include "text/status.h"

#include <string.h>

#include "text/status_table.h"

/* The kernel's buffer, the NUL included; longer texts are cut there. */
#define STATUS_BUFFER	512
/* What 7.3 ends a text with that did not fit, possibly in the middle of a line. */
#define STATUS_CUT	"[truncated]"

/* A line or the rest of one, and whether its end is missing. */
struct line {
	const char *text;
	const char *end;
	bool cut;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool match(const char *format, struct line line);

/* "%s": any text, so try every length, the shortest first. */
static bool match_string(const char *format, struct line line)
{
	if (line.cut)
		return true;
	for (; line.text <= line.end; line.text++) {
		if (match(format, line))
			return true;
	}
	return false;
}

/* One number in decimal or hexadecimal; never more digits than a long has. */
static bool match_number(const char *format, char conversion, struct line line)
{
	bool (*is_wanted)(char) = conversion == 'x' ? is_hex : is_digit;
	const char *first;

	if (conversion == 'd' && line.text < line.end && *line.text == '-')
		line.text++;
	first = line.text;
	while (line.text < line.end && line.text - first < 20 && is_wanted(*line.text))
		line.text++;
	if (line.text == line.end && line.cut)
		return true;
	return line.text > first && match(format, line);
}

/* The whole of LINE could have been printed with FORMAT. */
static bool match(const char *format, struct line line)
{
	for (; *format; format++, line.text++) {
		if (line.text == line.end && line.cut)
			return true;
		if (*format == '%') {
			/* "%02x", "%lu": flags, width and size do not matter here. */
			format++;
			format += strspn(format, "0123456789l");
			if (*format == 's')
				return match_string(format + 1, line);
			if (*format != '%')
				return match_number(format + 1, *format, line);
		}
		if (line.text == line.end || *line.text != *format)
			return false;
	}
	return line.text == line.end;
}

static const struct status_entry *find_line(enum status_op op, struct line line)
{
	for (size_t i = 0; i < status_table_num; i++) {
		const struct status_entry *entry = &status_table[i];

		bool ours = entry->text.ops & op;

		/* Half a line can be the start of several: take one that fits. */
		if ((ours || !line.cut) && match(entry->text.format, line))
			return ours ? entry : NULL;
	}
	return NULL;
}

/* The end of TEXT without the mark of a cut; *CUT tells whether its last line may be incomplete. */
static const char *text_end(const char *text, bool *cut)
{
	size_t len = strlen(text), mark = sizeof(STATUS_CUT) - 1;

	/* Older kernels cut without a mark when the buffer is full. */
	*cut = len >= STATUS_BUFFER - 1 && text[len - 1] != '\n';
	if (len > 0 && text[len - 1] == '\n')
		len--;
	if (len >= mark && memcmp(text + len - mark, STATUS_CUT, mark) == 0) {
		len -= mark;
		*cut = len > 0 && text[len - 1] != '\n';
		if (len > 0 && !*cut)
			len--;
	}
	return text + len;
}

const struct status_text *status_find(enum status_op op, const char *text)
{
	const struct status_entry *best = NULL;
	bool cut;
	const char *end = text_end(text, &cut);

	/* More than the kernel can have said; also bounds the work on hostile input. */
	if (end == text || end - text > STATUS_BUFFER)
		return NULL;
	while (text <= end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		struct line line = { text, stop ? stop : end, cut && !stop };
		const struct status_entry *entry = find_line(op, line);

		if (!entry)
			return NULL;
		/*
		 * The last one counts: some kernels add to the text of an earlier failure. A
		 * summary gives way to a line that says why, and so does a line that was cut.
		 */
		if (!best || best->summary || (!entry->summary && !line.cut))
			best = entry;
		text = line.end + 1;
	}
	return &best->text;
}
