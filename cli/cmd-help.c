/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl help [COMMAND] [--commands-json]
 *
 * data without COMMAND, and what --commands-json prints as a bare object for scripts:
 *   {"commands": [{"name", "summary", "mutating", "args",
 *                  "options": [{"long", "short", "arg", "help"}]}],
 *    "global_options": [{"long", "short", "arg", "help"}]}
 *   "short" and "arg" are null where there is none.
 * data with COMMAND: that element of "commands", with "details" (text or null) and
 *   "global_options" added.
 */
#include <json-c/json_object.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "options.h"
#include "run.h"
#include "tree.h"

enum { OPT_COMMANDS_JSON, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_COMMANDS_JSON] = { .name = "commands-json",
				.help = "print every command and option as bare JSON" },
	[NUM_OPTS] = { .name = NULL },
};

static struct json_object *new_option(const struct option_entry *option)
{
	struct json_object *object = tree_new_object();
	const char letter[2] = { option->short_name };

	tree_set_text(object, "long", option->name);
	tree_set_text(object, "short", option->short_name ? letter : NULL);
	tree_set_text(object, "arg", option->arg);
	tree_set_text(object, "help", option->help);
	return object;
}

static struct json_object *new_options(const struct option_entry *option)
{
	struct json_object *array = tree_new_array();

	for (; option && option->name; option++)
		tree_push(array, new_option(option));
	return array;
}

static void fill_command(struct json_object *object, const struct rctl_command *command)
{
	struct json_object *array = new_options(command->options);

	if (command->mutating)
		tree_push(array, new_option(&rctl_dry_run_option));
	tree_set_text(object, "name", command->name);
	tree_set_text(object, "summary", command->summary);
	tree_set_bool(object, "mutating", command->mutating);
	tree_set_text(object, "args", command->args ? command->args : "");
	tree_set(object, "options", array);
}

static void fill_all(struct json_object *data)
{
	struct json_object *commands = tree_new_array();
	size_t i;

	for (i = 0; rctl_commands[i]; i++) {
		struct json_object *object = tree_new_object();

		fill_command(object, rctl_commands[i]);
		tree_push(commands, object);
	}
	tree_set(data, "commands", commands);
}

static int run_help(struct rctl_run *run)
{
	const char *name = run->args.num_operands ? run->args.operands[0] : NULL;
	const struct rctl_command *command = name ? command_find(name) : NULL;
	struct json_object *data;

	if (name && !command)
		return args_no_command(run, name);
	data = run_new_data(run);
	if (command) {
		fill_command(data, command);
		tree_set_text(data, "details", command->details);
	} else {
		fill_all(data);
	}
	tree_set(data, "global_options", new_options(rctl_global_options));
	run->bare = args_has(&run->args, &options[OPT_COMMANDS_JSON]);
	return RCTL_EXIT_DONE;
}

static const struct view_column command_columns[] = {
	{ .key = "indent", .title = "", .format = VIEW_INDENT },
	{ .key = "name", .title = "" },
	{ .key = "summary", .title = "" },
	{ .title = NULL },
};

static const struct view_column option_columns[] = {
	{ .key = "indent", .title = "", .format = VIEW_INDENT },
	{ .key = "long", .title = "", .format = VIEW_OPTION },
	{ .key = "help", .title = "" },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "commands",
	  .text = "usage: rctl [OPTION...] COMMAND [ARG...]" },
	{ .kind = VIEW_LINE, .when = "commands", .text = "\nCommands:" },
	{ .kind = VIEW_TABLE, .path = "commands", .columns = command_columns },
	{ .kind = VIEW_LINE, .when = "name args", .text = "usage: rctl {name} {args} [OPTION...]" },
	{ .kind = VIEW_LINE, .when = "name !args", .text = "usage: rctl {name} [OPTION...]" },
	{ .kind = VIEW_LINE, .when = "summary", .text = "\n{summary}" },
	{ .kind = VIEW_LINE, .when = "details", .text = "\n{details:text}" },
	{ .kind = VIEW_LINE, .when = "name options", .text = "\nOptions:" },
	{ .kind = VIEW_TABLE, .when = "name", .path = "options", .columns = option_columns },
	{ .kind = VIEW_LINE, .text = "\nOptions of every command:" },
	{ .kind = VIEW_TABLE, .path = "global_options", .columns = option_columns },
	{ .kind = VIEW_LINE, .when = "commands",
	  .text = "\n'rctl help COMMAND' tells more about one of them." },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_help = {
	.name = "help",
	.summary = "print the list of commands, or the help of one",
	.args = "[COMMAND]",
	.max_operands = 1,
	.standalone = true,
	.options = options,
	.view = view,
	.run = run_help,
};
