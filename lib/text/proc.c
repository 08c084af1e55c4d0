/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts of /proc: filesystems, mountinfo, locks, cpuinfo. */
#include "text/proc.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/strbuf.h"

/* A word of a line, not terminated. */
struct word {
	const char *text;
	size_t len;
};

/* The line at *TEXT, which goes on to the next one. False at the end. */
static bool next_line(const char **text, struct word *line)
{
	const char *end;

	if (**text == '\0')
		return false;
	end = strchrnul(*text, '\n');
	*line = (struct word){ *text, (size_t)(end - *text) };
	*text = *end ? end + 1 : end;
	return true;
}

/* Takes the first word off LINE. False where there is none. */
static bool next_word(struct word *line, struct word *word)
{
	while (line->len > 0 && (line->text[0] == ' ' || line->text[0] == '\t')) {
		line->text++;
		line->len--;
	}
	*word = (struct word){ line->text, 0 };
	while (word->len < line->len && word->text[word->len] != ' ' &&
	       word->text[word->len] != '\t')
		word->len++;
	line->text += word->len;
	line->len -= word->len;
	return word->len > 0;
}

static bool word_is(struct word word, const char *text)
{
	return strlen(text) == word.len && memcmp(word.text, text, word.len) == 0;
}

bool filesystems_has_resctrl(const char *text)
{
	struct word line, word, next;

	while (next_line(&text, &line)) {
		/* "nodev" comes first and is not always there. */
		if (!next_word(&line, &word))
			continue;
		while (next_word(&line, &next))
			word = next;
		if (word_is(word, "resctrl"))
			return true;
	}
	return false;
}

/* The kernel writes blank, tab, newline, backslash and "#" as "\" and three octal digits. */
static char *unescape(struct word word)
{
	char *text = malloc(word.len + 1);
	size_t n = 0;

	if (!text)
		return NULL;
	for (size_t i = 0; i < word.len; i++) {
		const char *c = word.text + i;

		if (c[0] == '\\' && word.len - i >= 4 && c[1] >= '0' && c[1] <= '3' &&
		    c[2] >= '0' && c[2] <= '7' && c[3] >= '0' && c[3] <= '7') {
			text[n++] = (char)((c[1] - '0') << 6 | (c[2] - '0') << 3 | (c[3] - '0'));
			i += 3;
		} else {
			text[n++] = c[0];
		}
	}
	text[n] = '\0';
	return text;
}

/* Options that the VFS or a security module adds to those of any file system. */
static bool is_generic_option(struct word option)
{
	static const char *const names[] = { "ro", "rw", "sync", "dirsync", "mand", "lazytime",
					     "seclabel" };
	static const char *const prefixes[] = { "context=", "fscontext=", "defcontext=",
						"rootcontext=", "smackfs" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (word_is(option, names[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (option.len >= strlen(prefixes[i]) &&
		    memcmp(option.text, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}

static char *own_options(struct word options)
{
	struct strbuf sb = { 0 };

	while (options.len > 0) {
		const char *comma = memchr(options.text, ',', options.len);
		struct word one = { options.text,
				    comma ? (size_t)(comma - options.text) : options.len };
		size_t step = one.len + (comma ? 1 : 0);

		if (one.len > 0 && !is_generic_option(one)) {
			if (sb.len > 0)
				strbuf_add(&sb, ",");
			strbuf_add_n(&sb, one.text, one.len);
		}
		options.text += step;
		options.len -= step;
	}
	return strbuf_steal(&sb);
}

/* What is of interest in "ID PARENT MAJ:MIN ROOT PATH OPTIONS [TAG...] - TYPE SOURCE OPTIONS". */
struct mount_line {
	struct word root, path, type, options;
};

static bool mount_line_split(struct word line, struct mount_line *m)
{
	struct word word;

	for (int i = 0; i < 3; i++) {
		if (!next_word(&line, &word))
			return false;
	}
	if (!next_word(&line, &m->root) || !next_word(&line, &m->path))
		return false;
	do {
		if (!next_word(&line, &word))
			return false;
	} while (!word_is(word, "-"));
	return next_word(&line, &m->type) && next_word(&line, &word) &&
	       next_word(&line, &m->options);
}

/* PATH without slashes at its end is WANT without those. */
static bool same_path(const char *path, const char *want)
{
	size_t len = strlen(want);

	while (len > 1 && want[len - 1] == '/')
		len--;
	return strlen(path) == len && memcmp(path, want, len) == 0;
}

int mountinfo_find(const char *text, const char *want, struct mountinfo_entry *entry)
{
	struct mountinfo_entry found = { 0 };
	struct mount_line m;
	struct word line;

	*entry = found;
	while (next_line(&text, &line)) {
		char *path;

		if (!mount_line_split(line, &m) || !word_is(m.type, "resctrl") ||
		    !word_is(m.root, "/"))
			continue;
		path = unescape(m.path);
		if (!path)
			goto fail;
		if (want && !same_path(path, want)) {
			free(path);
			continue;
		}
		mountinfo_release(&found);
		found.path = path;
		found.options = own_options(m.options);
		if (!found.options)
			goto fail;
	}
	*entry = found;
	return found.path ? 0 : -ENOENT;
fail:
	mountinfo_release(&found);
	return -ENOMEM;
}

void mountinfo_release(struct mountinfo_entry *entry)
{
	free(entry->path);
	free(entry->options);
	*entry = (struct mountinfo_entry){ 0 };
}

/* "MAJOR:MINOR:INODE", the first two hexadecimal. */
static bool is_inode(struct word word, unsigned int major, unsigned int minor, uint64_t inode)
{
	const char *first = memchr(word.text, ':', word.len);
	const char *second = first ? memchr(first + 1, ':',
					    word.len - (size_t)(first + 1 - word.text)) : NULL;
	uint64_t a, b, c;

	if (!second)
		return false;
	return num_parse_u64_n(word.text, (size_t)(first - word.text), 16, &a) == 0 && a == major &&
	       num_parse_u64_n(first + 1, (size_t)(second - first - 1), 16, &b) == 0 &&
	       b == minor &&
	       num_parse_u64_n(second + 1, word.len - (size_t)(second + 1 - word.text), 10,
			       &c) == 0 &&
	       c == inode;
}

int locks_find_flock(const char *text, unsigned int major, unsigned int minor, uint64_t inode,
		     pid_t *pid)
{
	struct word line;

	/* "1: FLOCK  ADVISORY  WRITE 812 00:1b:1 0 EOF"; who waits has "->" in the second place. */
	while (next_line(&text, &line)) {
		struct word number, type, kind, access, holder, file;
		uint64_t value;

		if (!next_word(&line, &number) || !next_word(&line, &type) ||
		    !next_word(&line, &kind) || !next_word(&line, &access) ||
		    !next_word(&line, &holder) || !next_word(&line, &file))
			continue;
		if (!word_is(type, "FLOCK") || !is_inode(file, major, minor, inode))
			continue;
		/* 0: a process that is not in our PID name space, and that we cannot name. */
		if (num_parse_u64_n(holder.text, holder.len, 10, &value) < 0 || value == 0 ||
		    value > INT_MAX)
			continue;
		*pid = (pid_t)value;
		return 0;
	}
	return -ENOENT;
}

int cpuinfo_vendor(const char *text, char *vendor, size_t size)
{
	struct word line, word;

	while (next_line(&text, &line)) {
		if (!next_word(&line, &word) || !word_is(word, "vendor_id") ||
		    !next_word(&line, &word) || !word_is(word, ":") || !next_word(&line, &word))
			continue;
		if (word.len >= size)
			return -ENOENT;
		memcpy(vendor, word.text, word.len);
		vendor[word.len] = '\0';
		return 0;
	}
	return -ENOENT;
}

int cpu_topology_get(const char *text, const char *name, uint64_t *value)
{
	size_t len = strlen(name);
	struct word line, word;

	while (next_line(&text, &line)) {
		if (!next_word(&line, &word) || word.len != len + 1 || strncmp(word.text, name, len) ||
		    word.text[len] != ':' || !next_word(&line, &word))
			continue;
		if (!num_parse_u64_n(word.text, word.len, 10, value))
			return 0;
	}
	return -ENOENT;
}

int cpuinfo_has_flag(const char *text, const char *flag)
{
	const char *line = strncmp(text, "flags", 5) == 0 ? text : strstr(text, "\nflags");
	size_t len = strlen(flag);
	const char *end, *at;

	if (!line || !(at = strchr(line, ':')))
		return -ENOENT;
	end = strchrnul(at, '\n');
	for (at++; at < end; at += strcspn(at, " \n")) {
		at += strspn(at, " ");
		if (strcspn(at, " \n") == len && strncmp(at, flag, len) == 0)
			return 1;
	}
	return 0;
}

/* Field NUMBER (3 or more) of what follows the command at AT. */
static int stat_number(const char *at, int number, uint64_t *value)
{
	for (int field = 2; field < number; field++) {
		at = strchr(at, ' ');
		if (!at)
			return -EINVAL;
		at++;
	}
	return num_parse_u64_n(at, strcspn(at, " \n"), 10, value);
}

int stat_parse(const char *text, struct proc_stat *stat)
{
	/* The second field is the command in brackets, which may hold anything, brackets too. */
	const char *begin = strchr(text, '('), *end = strrchr(text, ')');
	uint64_t ppid;
	char pid[16];
	int err;

	if (!begin || !end || end < begin || begin == text || end[1] != ' ' || !end[2])
		return -EINVAL;
	snprintf(pid, sizeof(pid), "%.*s", (int)(begin - text - 1), text);
	err = num_parse_pid(pid, &stat->pid);
	if (err)
		return err;
	snprintf(stat->comm, sizeof(stat->comm), "%.*s", (int)(end - begin - 1), begin + 1);
	stat->state = end[2];
	err = stat_number(end, 4, &ppid);
	if (!err && ppid > INT32_MAX)
		err = -ERANGE;
	if (!err)
		err = stat_number(end, 9, &stat->flags);
	if (err)
		return err;
	stat->ppid = (pid_t)ppid;
	return stat_number(end, 22, &stat->start);
}

/* The number in the line that starts with NAME. */
static int status_number(const char *text, const char *name, pid_t *value)
{
	size_t len = strlen(name);
	uint64_t number;

	for (; text; text = strchr(text, '\n'), text = text ? text + 1 : NULL) {
		if (strncmp(text, name, len))
			continue;
		if (num_parse_u64_n(text + len, strcspn(text + len, "\n"), 10, &number) || number > INT32_MAX)
			return -EINVAL;
		*value = (pid_t)number;
		return 0;
	}
	return -EINVAL;
}

int status_parse(const char *text, pid_t *tgid, pid_t *ppid)
{
	int err = status_number(text, "Tgid:\t", tgid);

	return err ? err : status_number(text, "PPid:\t", ppid);
}
