/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The owner mark of a group. */
#include "text/owner.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

void owner_mark_format(const struct owner_mark *mark, char *text)
{
	snprintf(text, OWNER_MARK_SIZE, "boot=%s pidns=%" PRIu64 " pid=%d start=%" PRIu64 " transient=%d tool=%s",
		 mark->boot, mark->pidns, mark->pid, mark->start, mark->transient, mark->tool);
	for (char *c = text; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
}

static int take_text(const char *value, size_t len, char *text, size_t size)
{
	if (!len || len >= size)
		return -EINVAL;
	memcpy(text, value, len);
	text[len] = '\0';
	return 0;
}

static int take_pid(const char *value, size_t len, pid_t *pid)
{
	char text[16];
	int number, err;

	err = take_text(value, len, text, sizeof(text));
	if (!err)
		err = num_parse_pid(text, &number);
	if (!err)
		*pid = number;
	return err;
}

static int take_word(const char *name, size_t name_len, const char *value, size_t len,
		     struct owner_mark *mark)
{
	uint64_t flag;
	int err;

	if (name_len == 4 && !memcmp(name, "boot", 4))
		return take_text(value, len, mark->boot, sizeof(mark->boot));
	if (name_len == 5 && !memcmp(name, "pidns", 5))
		return num_parse_u64_n(value, len, 10, &mark->pidns);
	if (name_len == 3 && !memcmp(name, "pid", 3))
		return take_pid(value, len, &mark->pid);
	if (name_len == 5 && !memcmp(name, "start", 5))
		return num_parse_u64_n(value, len, 10, &mark->start);
	if (name_len != 9 || memcmp(name, "transient", 9))
		return 0;
	err = num_parse_u64_n(value, len, 10, &flag);
	if (!err)
		mark->transient = flag;
	return err;
}

int owner_mark_parse(const char *text, struct owner_mark *mark)
{
	*mark = (struct owner_mark){ 0 };
	while (*text) {
		size_t name_len = strcspn(text, "= "), len;
		const char *value = text + name_len + 1;

		if (text[name_len] != '=')
			return -EINVAL;
		if (name_len == 4 && !memcmp(text, "tool", 4)) {
			if (take_text(value, strlen(value), mark->tool, sizeof(mark->tool)))
				return -EINVAL;
			break;
		}
		len = strcspn(value, " ");
		if (take_word(text, name_len, value, len, mark))
			return -EINVAL;
		text = value + len;
		text += *text == ' ';
	}
	return *mark->boot && mark->pid && mark->start && *mark->tool ? 0 : -EINVAL;
}

/* A word up to the blank behind it, which *TEXT is then behind of. -EINVAL: there is none. */
static int next_word(const char **text, char *word, size_t size)
{
	size_t len = strcspn(*text, " \t\n");
	int err = (*text)[len] == ' ' ? take_text(*text, len, word, size) : -EINVAL;

	if (!err)
		*text += len + 1;
	return err;
}

static int parse_record(const char *line, const char *group, struct owner_mark *mark)
{
	static const char *const states[] = {
		[RESCTRL_OWNER_UNKNOWN] = "unknown", [RESCTRL_OWNER_ALIVE] = "alive", [RESCTRL_OWNER_GONE] = "gone",
	};
	size_t num = sizeof(states) / sizeof(states[0]), len;
	char state[16], transient[4], pid[16];
	int number;

	*mark = (struct owner_mark){ 0 };
	if (next_word(&line, state, sizeof(state)) || next_word(&line, transient, sizeof(transient)) ||
	    next_word(&line, pid, sizeof(pid)))
		return -EINVAL;
	for (size_t i = 0; i <= num; i++) {
		if (i == num)
			return -EINVAL;
		if (states[i] && !strcmp(states[i], state)) {
			mark->recorded = (enum resctrl_owner_state)i;
			break;
		}
	}
	if (num_parse_pid(pid, &number) || (strcmp(transient, "0") && strcmp(transient, "1")))
		return -EINVAL;
	mark->pid = number;
	mark->transient = *transient == '1';
	len = strcspn(line, "\t\n");
	if (line[len] != '\t' || take_text(line, len, mark->tool, sizeof(mark->tool)))
		return -EINVAL;
	line += len + 1;
	len = strcspn(line, "\n");
	return strlen(group) == len && !memcmp(line, group, len) ? 0 : -ENOENT;
}

int owner_record_find(const char *text, const char *group, struct owner_mark *mark)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (!parse_record(text, group, mark))
			return 0;
	}
	*mark = (struct owner_mark){ 0 };
	return -ENOENT;
}
