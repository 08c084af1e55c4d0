/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a kernel was built and booted. */
#include "text/kernel.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"

#define BLANKS	" \t\n"

bool words_have(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
		size_t here = strcspn(text, BLANKS);

		if (here == len && !memcmp(text, word, len))
			return true;
		text += here;
	}
	return false;
}

bool words_value(const char *text, const char *name, char *buf, size_t size)
{
	size_t len = strlen(name);
	bool found = false;

	/* The kernel takes the last of several. */
	for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
		size_t here = strcspn(text, BLANKS);

		if (here > len && !memcmp(text, name, len) && text[len] == '=') {
			snprintf(buf, size, "%.*s", (int)(here - len - 1), text + len + 1);
			found = true;
		}
		text += here;
	}
	return found;
}

/* Hexadecimal, with or without 0x. */
static bool parse_guid(const char *text, size_t len, uint64_t *guid)
{
	size_t skip = len > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' ? 2 : 0;

	return !num_parse_u64_n(text + skip, len - skip, 16, guid);
}

/* One word of rdt=, of LEN bytes. */
static void take_force(const char *word, size_t len, const char *name, uint32_t guid,
		       struct rdt_force *force)
{
	bool off = len && *word == '!';
	size_t named = strlen(name);
	uint64_t value;

	word += off;
	len -= off;
	if (len < named || memcmp(word, name, named))
		return;
	/* GUID 0 is none: every group of the name is meant. */
	if (len > named && (word[named] != ':' || !parse_guid(word + named + 1, len - named - 1, &value) ||
			    (value && value != guid)))
		return;
	if (off)
		force->off = true;
	else
		force->on = true;
}

void rdt_force_parse(const char *text, const char *name, uint32_t guid, struct rdt_force *force)
{
	*force = (struct rdt_force){ false, false };
	/* Every rdt= counts, and not the last one alone. */
	for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
		const char *end = text + strcspn(text, BLANKS);

		if (strncmp(text, "rdt=", strlen("rdt="))) {
			text = end;
			continue;
		}
		for (text += strlen("rdt="); text < end; text += text < end) {
			size_t len = strcspn(text, "," BLANKS);

			take_force(text, len, name, guid, force);
			text += len;
		}
	}
}

/* The line behind AT; NULL at the end. */
static const char *next_line(const char *at)
{
	at = strchr(at, '\n');
	return at && at[1] ? at + 1 : NULL;
}

char kconfig_get(const char *text, const char *name)
{
	size_t len = strlen(name);
	char found = 'n';

	/* Not named at all is as good as "# CONFIG_X is not set": what it depends on is off. */
	for (; text; text = next_line(text)) {
		if (!strncmp(text, name, len) && text[len] == '=')
			found = text[len + 1] == 'y' || text[len + 1] == 'm' ? text[len + 1] : 'n';
	}
	return found;
}

bool kallsyms_has(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
		if (at > text && at[-1] == ' ' && (!at[len] || at[len] == '\n' || at[len] == '\t'))
			return true;
	}
	return false;
}

bool modules_have(const char *text, const char *name)
{
	size_t len = strlen(name), i;

	for (; text; text = next_line(text)) {
		const char *end = text + strcspn(text, ":\n"), *base = end;

		while (base > text && base[-1] != '/')
			base--;
		for (i = 0; i < len && base + i < end; i++) {
			if ((base[i] == '-' ? '_' : base[i]) != name[i])
				break;
		}
		if (i == len && !strncmp(base + i, ".ko", 3))
			return true;
	}
	return false;
}

void lockdown_parse(const char *text, char *buf, size_t size)
{
	const char *open = strchr(text, '[');
	size_t len = open ? strcspn(open + 1, "]\n") : 0;

	snprintf(buf, size, "%.*s", open && open[1 + len] == ']' ? (int)len : 0, open ? open + 1 : "");
}

const char *task_status_find(const char *text, const char *key, size_t *len)
{
	size_t n = strlen(key);

	for (; text; text = next_line(text)) {
		if (strncmp(text, key, n) || text[n] != ':' || text[n + 1] != '\t')
			continue;
		text += n + 2;
		*len = strcspn(text, "\n");
		return text;
	}
	return NULL;
}

const char *kmsg_text(const char *record, size_t size, size_t *len)
{
	const char *semicolon = memchr(record, ';', size), *end;

	if (semicolon) {
		size -= (size_t)(semicolon + 1 - record);
		record = semicolon + 1;
	}
	end = memchr(record, '\n', size);
	*len = end ? (size_t)(end - record) : size;
	return record;
}

/* A number and what must follow it; the place behind that, or NULL. */
static const char *take_number(const char *at, const char *rest, uint64_t *value)
{
	size_t len = strspn(at, "0123456789");

	if (num_parse_u64_n(at, len, 10, value) || strncmp(at + len, rest, strlen(rest)))
		return NULL;
	return at + len + strlen(rest);
}

void mpam_log_parse(const char *text, struct mpam_log *log)
{
	static const char enabled[] = "MPAM enabled with ";
	const char *at = strstr(text, enabled);

	*log = (struct mpam_log){ 0 };
	if (at)
		at = take_number(at + strlen(enabled), " PARTIDs and ", &log->partids);
	if (at)
		at = take_number(at, " PMGs", &log->pmgs);
	log->enabled = at;
	log->disabled = strstr(text, "MPAM disabled due to ");
	if (log->disabled)
		log->disabled_len = strcspn(log->disabled, "\n");
}
