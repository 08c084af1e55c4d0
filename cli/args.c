/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: options and operands in any order, "--" ends the options. Long options are
 * written out, because a script's abbreviation would break with the next option.
 */
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "fail.h"
#include "number.h"
#include "options.h"
#include "run.h"
#include "suggest.h"
#include "tree.h"

#define MIN_INTERVAL_NS 10000000u
#define MAX_INTERVAL_NS 1000000000000000u

struct parser {
	struct rctl_run *run;
	char **argv;		/* what is left */
	size_t max_values;
};

typedef bool (*option_fn)(const struct option_entry *option, void *data);

/* Calls FN with every option that is known here, until it says true. */
static const struct option_entry *each_option(const struct rctl_command *command, option_fn fn,
					      void *data)
{
	const struct option_entry *option;

	for (option = command ? command->options : NULL; option && option->name; option++) {
		if (fn(option, data))
			return option;
	}
	if (command && command->mutating && fn(&rctl_dry_run_option, data))
		return &rctl_dry_run_option;
	for (option = rctl_global_options; option->name; option++) {
		if (fn(option, data))
			return option;
	}
	return NULL;
}

static bool has_long_name(const struct option_entry *option, void *name)
{
	return !strcmp(option->name, name);
}

static bool has_short_name(const struct option_entry *option, void *letter)
{
	return option->short_name == *(const char *)letter;
}

static bool offer_name(const struct option_entry *option, void *suggest)
{
	suggest_offer(suggest, option->name);
	return false;
}

static const char *command_name(const struct rctl_run *run)
{
	return run->command ? run->command->name : "rctl";
}

static int fail_unknown_option(struct rctl_run *run, char *name)
{
	struct suggest suggest;
	size_t i;

	for (i = 0; !run->command && rctl_commands[i]; i++) {
		if (each_option(rctl_commands[i], has_long_name, name)) {
			fail_usage(run, "option '--%s' belongs to a command", name);
			return fail_hint(run, "write it behind the command's name");
		}
	}
	suggest_start(&suggest, name);
	each_option(run->command, offer_name, &suggest);
	fail_usage(run, "%s has no option '--%s'", command_name(run), name);
	if (suggest.best)
		return fail_hint(run, "did you mean '--%s'?", suggest.best);
	return fail_help(run);
}

static int fail_unknown_letter(struct rctl_run *run, char letter)
{
	fail_usage(run, "%s has no option '-%c'", command_name(run), letter);
	return fail_help(run);
}

static int fail_value(struct rctl_run *run, const struct args_value *value, const char *wanted)
{
	return fail_usage(run, "--%s takes %s, not '%s'", value->option->name, wanted,
			  value->text);
}

static bool are_pids(const char *text)
{
	for (;;) {
		size_t len = strcspn(text, ",");
		pid_t pid;

		if (!number_parse_pid(text, len, &pid))
			return false;
		text += len;
		if (!*text)
			return true;
		text++;
	}
}

/* Checks VALUE's text by the option's type. */
static int convert(struct rctl_run *run, struct args_value *value)
{
	switch (value->option->type) {
	case OPTION_FLAG:
	case OPTION_TEXT:
		return 0;
	case OPTION_NUMBER:
		if (number_parse(value->text, strlen(value->text), &value->number) && value->number)
			return 0;
		return fail_value(run, value, "a number of 1 or more");
	case OPTION_SECONDS:
		if (number_parse_seconds(value->text, &value->number) &&
		    value->number >= MIN_INTERVAL_NS && value->number <= MAX_INTERVAL_NS)
			return 0;
		return fail_value(run, value, "seconds between 0.01 and 1000000");
	case OPTION_PIDS:
		if (are_pids(value->text))
			return 0;
		return fail_value(run, value, "process ids with commas between");
	}
	return 0;
}

static int add_value(struct parser *parser, const struct option_entry *option, const char *text)
{
	struct rctl_run *run = parser->run;
	struct args *args = &run->args;
	struct args_value value = { .option = option, .text = text };
	int status = convert(run, &value);

	if (status || options_apply(run, &value))
		return status;
	if (text && !option->multiple && args_has(args, option))
		return fail_usage(run, "--%s is given twice", option->name);
	if (args->num_values == parser->max_values) {
		parser->max_values = 2 * parser->max_values + 8;
		args->values = reallocarray(args->values, parser->max_values, sizeof(value));
		if (!args->values)
			tree_no_memory();
	}
	args->values[args->num_values++] = value;
	return 0;
}

/* The option's argument: what is glued to it, else the next word. */
static int add_with_argument(struct parser *parser, const struct option_entry *option,
			     const char *glued)
{
	if (!glued)
		glued = *parser->argv ? *parser->argv++ : NULL;
	if (!glued)
		return fail_usage(parser->run, "--%s needs an argument: %s", option->name,
				  option->arg);
	return add_value(parser, option, glued);
}

static int parse_long(struct parser *parser, const char *word)
{
	const struct option_entry *option;
	const char *glued = strchr(word, '=');
	char *name = glued ? strndup(word, (size_t)(glued - word)) : strdup(word);
	int status = 0;

	if (!name)
		tree_no_memory();
	option = each_option(parser->run->command, has_long_name, name);
	if (!option)
		status = fail_unknown_option(parser->run, name);
	free(name);
	if (!option)
		return status;
	if (option->type != OPTION_FLAG)
		return add_with_argument(parser, option, glued ? glued + 1 : NULL);
	if (glued)
		return fail_usage(parser->run, "--%s takes no argument", option->name);
	return add_value(parser, option, NULL);
}

/* "-qv", "-o cdp", "-ocdp" */
static int parse_short(struct parser *parser, char *letters)
{
	while (*letters) {
		const struct option_entry *option = each_option(parser->run->command,
								has_short_name, letters);
		int status;

		if (!option)
			return fail_unknown_letter(parser->run, *letters);
		letters++;
		if (option->type != OPTION_FLAG)
			return add_with_argument(parser, option, *letters ? letters : NULL);
		status = add_value(parser, option, NULL);
		if (status)
			return status;
	}
	return 0;
}

int args_no_command(struct rctl_run *run, const char *name)
{
	struct suggest suggest;
	size_t i;

	suggest_start(&suggest, name);
	for (i = 0; rctl_commands[i]; i++)
		suggest_offer(&suggest, rctl_commands[i]->name);
	fail_usage(run, "there is no command '%s'", name);
	if (suggest.best)
		return fail_hint(run, "did you mean '%s'?", suggest.best);
	return fail_hint(run, "'rctl help' lists the commands");
}

static int parse_command(struct rctl_run *run, const char *name)
{
	const struct rctl_command *command = command_find(name);

	if (!command)
		return args_no_command(run, name);
	run_set_command(run, command);
	return 0;
}

static int parse_words(struct parser *parser)
{
	struct args *args = &parser->run->args;
	bool only_operands = false;
	int status = 0;

	while (!status && *parser->argv) {
		char *word = *parser->argv++;

		if (!only_operands && !strcmp(word, "--"))
			only_operands = true;
		else if (!only_operands && !strncmp(word, "--", 2))
			status = parse_long(parser, word + 2);
		else if (!only_operands && word[0] == '-' && word[1])
			status = parse_short(parser, word + 1);
		else if (!parser->run->command)
			status = parse_command(parser->run, word);
		else
			args->operands[args->num_operands++] = word;
	}
	return status;
}

int args_parse(struct rctl_run *run, int argc, char **argv)
{
	struct parser parser = { .run = run, .argv = argv + (argc > 0) };
	int status;

	run->args.operands = calloc((size_t)argc + 1, sizeof(*run->args.operands));
	if (!run->args.operands)
		tree_no_memory();
	status = parse_words(&parser);
	/* Whoever asked for JSON gets the error as JSON, also where --json was not reached. */
	for (; status && *parser.argv && strcmp(*parser.argv, "--"); parser.argv++)
		run->json |= !strcmp(*parser.argv, "--json");
	return status;
}

static const struct option_entry *find_given(const struct args *args, const char *name)
{
	size_t i;

	for (i = 0; i < args->num_values; i++) {
		if (!strcmp(args->values[i].option->name, name))
			return args->values[i].option;
	}
	return NULL;
}

int args_check(struct rctl_run *run)
{
	const struct rctl_command *command = run->command;
	const struct args *args = &run->args;
	const struct option_pair *pair;

	if (args->num_operands < command->min_operands) {
		fail_usage(run, "%s needs %s", command->name, command->args);
		return fail_help(run);
	}
	if (args->num_operands > command->max_operands) {
		fail_usage(run, "%s does not know what to do with '%s'", command->name,
			   args->operands[command->max_operands]);
		return fail_help(run);
	}
	for (pair = command->exclusive; pair && pair->a; pair++) {
		if (find_given(args, pair->a) && find_given(args, pair->b))
			return fail_usage(run, "--%s and --%s exclude each other", pair->a,
					  pair->b);
	}
	return 0;
}

void args_free(struct args *args)
{
	free(args->values);
	free(args->operands);
}

const struct args_value *args_next(const struct args *args, const struct option_entry *option,
				   const struct args_value *prev)
{
	const struct args_value *value = prev ? prev + 1 : args->values;

	for (; value && value < args->values + args->num_values; value++) {
		if (value->option == option)
			return value;
	}
	return NULL;
}

bool args_has(const struct args *args, const struct option_entry *option)
{
	return args_next(args, option, NULL) != NULL;
}

const char *args_text(const struct args *args, const struct option_entry *option)
{
	const struct args_value *value = args_next(args, option, NULL);

	return value ? value->text : NULL;
}

int args_check_file(struct rctl_run *run, const struct option_entry *option, const char *hint)
{
	const char *name = args_text(&run->args, option);

	if (!name || (*name && strcmp(name, "-")))
		return RCTL_EXIT_DONE;
	fail_usage(run, "--%s takes the name of a file, not '%s'", option->name, name);
	return fail_hint(run, "%s", hint);
}

uint64_t args_number(const struct args *args, const struct option_entry *option, uint64_t fallback)
{
	const struct args_value *value = args_next(args, option, NULL);

	return value ? value->number : fallback;
}
