/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: "GROUP KEY=PATTERN...", one a line, "#" starts a comment. Words may stand in double quotes.
 */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"
#include "tree.h"

static const char *const key_names[NUM_FACTS] = {
	[FACT_COMMAND] = "command",
	[FACT_EXECUTABLE] = "executable",
	[FACT_USER] = "user",
	[FACT_CGROUP] = "cgroup",
	[FACT_PARENT_GROUP] = "parent-group",
};

const char *rule_key_name(enum fact_key key)
{
	return key_names[key];
}

static int __attribute__((format(printf, 3, 4)))
fail(struct rules_error *error, unsigned int line, const char *format, ...)
{
	va_list args;

	error->line = line;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return -EINVAL;
}

static char *copy(const char *text)
{
	char *result = strdup(text);

	if (!result)
		tree_no_memory();
	return result;
}

/*
 * The next word at *AT, terminated in place with its quotes taken away; NULL at the end of the line. *BAD: a quote that
 * does not end.
 */
static char *next_word(char **at, bool *bad)
{
	char *in = *at, *out, *word;
	bool quoted = false;

	while (isspace((unsigned char)*in))
		in++;
	if (!*in || *in == '#') {
		*at = in;
		return NULL;
	}
	for (word = out = in; *in && (quoted || !isspace((unsigned char)*in)); in++) {
		if (*in == '"')
			quoted = !quoted;
		else
			*out++ = *in;
	}
	*bad = quoted;
	*at = *in ? in + 1 : in;
	*out = '\0';
	return word;
}

/* A user's name becomes the id: it is looked up once and not for each process. */
static int resolve_user(char **pattern, unsigned int line, struct rules_error *error)
{
	const struct passwd *entry;
	char id[24];

	if ((*pattern)[strspn(*pattern, "0123456789")] == '\0' && **pattern)
		return 0;
	entry = getpwnam(*pattern);
	if (!entry)
		return fail(error, line, "there is no user \"%.100s\"", *pattern);
	snprintf(id, sizeof(id), "%u", entry->pw_uid);
	free(*pattern);
	*pattern = copy(id);
	return 0;
}

static int take_condition(struct rule *rule, const char *word, struct rules_error *error)
{
	size_t len = strcspn(word, "=");

	for (enum fact_key key = 0; key < NUM_FACTS; key++) {
		if (strlen(key_names[key]) != len || strncmp(key_names[key], word, len))
			continue;
		if (!word[len] || !word[len + 1])
			break;
		if (rule->patterns[key])
			return fail(error, rule->line, "%s is given twice", key_names[key]);
		rule->patterns[key] = copy(word + len + 1);
		return key == FACT_USER ? resolve_user(&rule->patterns[key], rule->line, error) : 0;
	}
	return fail(error, rule->line, "\"%.100s\" is no KEY=PATTERN; keys are command, executable, user, cgroup, "
		    "parent-group", word);
}

static void rule_release(struct rule *rule)
{
	free(rule->group);
	for (int i = 0; i < NUM_FACTS; i++)
		free(rule->patterns[i]);
}

static int parse_line(struct rules *rules, char *text, unsigned int line, struct rules_error *error)
{
	struct rule rule = { .line = line };
	bool bad = false, any = false;
	struct rule *more;
	char *word = next_word(&text, &bad);
	int err = 0;

	if (!word)
		return 0;
	rule.group = copy(word);
	while (!bad && !err && (word = next_word(&text, &bad))) {
		err = take_condition(&rule, word, error);
		any = true;
	}
	if (!err && bad)
		err = fail(error, line, "a quote has no end");
	if (!err && !any)
		err = fail(error, line, "the rule for %.100s has no condition; command=* holds for every process",
			   rule.group);
	if (err) {
		rule_release(&rule);
		return err;
	}
	more = reallocarray(rules->items, rules->num + 1, sizeof(*more));
	if (!more)
		tree_no_memory();
	rules->items = more;
	more[rules->num++] = rule;
	for (int i = 0; i < NUM_FACTS; i++)
		rules->needs[i] |= rule.patterns[i] != NULL;
	return 0;
}

int rules_load(const char *path, struct rules *rules, struct rules_error *error)
{
	FILE *file = fopen(path, "re");
	struct rules fresh = { 0 };
	unsigned int line = 0;
	char *text = NULL;
	size_t size = 0;
	int err = 0;

	if (!file) {
		err = -errno;
		fail(error, 0, "%s", strerror(errno));
		return err;
	}
	while (!err && getline(&text, &size, file) >= 0)
		err = parse_line(&fresh, text, ++line, error);
	if (!err && ferror(file)) {
		err = -errno;
		fail(error, 0, "%s", strerror(-err));
	}
	free(text);
	fclose(file);
	if (err) {
		rules_free(&fresh);
		return err;
	}
	rules_free(rules);
	*rules = fresh;
	return 0;
}

void rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->num; i++)
		rule_release(&rules->items[i]);
	free(rules->items);
	*rules = (struct rules){ 0 };
}

enum fact_key rule_match(const struct rule *rule, const struct facts *facts)
{
	enum fact_key key;

	for (key = 0; key < NUM_FACTS; key++) {
		if (rule->patterns[key] && fnmatch(rule->patterns[key], facts->values[key], 0))
			break;
	}
	return key;
}

const struct rule *rules_match(const struct rules *rules, const struct facts *facts)
{
	for (size_t i = 0; i < rules->num; i++) {
		if (rule_match(&rules->items[i], facts) == NUM_FACTS)
			return &rules->items[i];
	}
	return NULL;
}
