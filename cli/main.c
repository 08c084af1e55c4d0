/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl: the command line of libresctrl.
 */
#include "args.h"
#include "command.h"
#include "commands.h"
#include "fail.h"
#include "out.h"
#include "run.h"

/* --help and --version in front of or behind any command are commands themselves. */
static void apply_command_options(struct rctl_run *run)
{
	const struct rctl_command *command = run->command;

	if (run->help && !(command == &cmd_help && run->args.num_operands)) {
		run_set_command(run, &cmd_help);
		run->args.num_operands = 0;
		if (command)
			run->args.operands[run->args.num_operands++] = command->name;
	} else if (run->version && !run->help) {
		run_set_command(run, &cmd_version);
		run->args.num_operands = 0;
	}
}

static int run_command(struct rctl_run *run, int argc, char **argv)
{
	int status = args_parse(run, argc, argv);

	if (status)
		return status;
	apply_command_options(run);
	if (!run->command) {
		fail_usage(run, "no command given");
		return fail_help(run);
	}
	status = args_check(run);
	if (!status && !run->command->standalone)
		status = run_open(run);
	if (!status)
		status = run->command->run(run);
	run_take_warnings(run);
	return status;
}

int main(int argc, char **argv)
{
	struct rctl_run run;
	int status;

	out_start();
	run_init(&run);
	status = run_command(&run, argc, argv);
	if (status || !run.printed)
		out_print(&run);
	status = out_close(&run, status);
	run_free(&run);
	return status;
}
