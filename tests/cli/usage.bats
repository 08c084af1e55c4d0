#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Command lines that cannot be understood end with exit status 2 and one clear line.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

@test "no command" {
	assert_usage "no command given; 'rctl help' lists the commands"
	assert_usage "no command given; 'rctl help' lists the commands" -v
}

@test "an unknown command, with the nearest known one" {
	assert_usage "there is no command 'crate-group'; did you mean 'create-group'?" crate-group web
	assert_usage "there is no command 'monut'; did you mean 'mount'?" monut
	assert_usage "there is no command 'unmout'; did you mean 'unmount'?" unmout
	assert_usage "there is no command 'list-g'; did you mean 'list-groups'?" list-g
	assert_usage "there is no command 'Info'; did you mean 'info'?" Info
}

@test "an unknown command that is near nothing" {
	assert_usage "there is no command 'xyzzy'; 'rctl help' lists the commands" xyzzy
	assert_usage "there is no command ''; 'rctl help' lists the commands" ''
	assert_usage "there is no command 'set-schemata-of-a-group-that-is-called-web'; 'rctl help' lists the commands" \
		set-schemata-of-a-group-that-is-called-web
}

@test "an unknown option, with the nearest known one" {
	assert_usage "create-group has no option '--dryrun'; did you mean '--dry-run'?" create-group web --dryrun
	assert_usage "monitor has no option '--intervall'; did you mean '--interval'?" monitor --intervall=1
	assert_usage "info has no option '--sysrot'; did you mean '--sysroot'?" info --sysrot /
	assert_usage "rctl has no option '--jsno'; did you mean '--json'?" --jsno info
}

@test "an unknown option that is near nothing" {
	assert_usage "info has no option '--colour-scheme'; see 'rctl help info'" info --colour-scheme
	assert_usage "info has no option '-x'; see 'rctl help info'" info -x
	assert_usage "info has no option '-x'; see 'rctl help info'" info -qx
	assert_usage "rctl has no option '-x'; 'rctl help' lists the commands" -x
}

@test "abbreviated options are unknown options" {
	assert_usage "monitor has no option '--int'; did you mean '--interval'?" monitor --int 1
}

@test "reading commands have no --dry-run" {
	for command in info list-groups list-counters version; do
		run_rctl "$command" --dry-run
		assert_status 2
		assert_stderr_has "$command has no option '--dry-run'"
	done
}

@test "an option of a command in front of the command" {
	assert_usage "option '--dry-run' belongs to a command; write it behind the command's name" --dry-run unmount
	assert_usage "option '--interval' belongs to a command; write it behind the command's name" --interval 1 monitor
}

@test "a missing argument of an option" {
	assert_usage "--count needs an argument: N" monitor --count
	assert_usage "--options needs an argument: OPTIONS" mount -o
	run_rctl info --sysroot
	assert_status 2
	assert_stderr "rctl: --sysroot needs an argument: DIR"
}

@test "an argument where none belongs" {
	assert_usage "--force takes no argument" unmount --force=yes
	run_rctl info --json=1
	assert_status 2
	assert_stderr "rctl: --json takes no argument"
}

@test "an option given twice" {
	assert_usage "--count is given twice" monitor --count 1 --count 2
}

@test "missing operands" {
	assert_usage "create-group needs GROUP; see 'rctl help create-group'" create-group
	assert_usage "remove-group needs GROUP; see 'rctl help remove-group'" remove-group
	assert_usage "show-group needs GROUP; see 'rctl help show-group'" show-group
	assert_usage "set-schemata needs GROUP SPEC...; see 'rctl help set-schemata'" set-schemata web
	assert_usage "assign-counter needs GROUP EVENT; see 'rctl help assign-counter'" assign-counter web
	assert_usage "unassign-counter needs GROUP EVENT; see 'rctl help unassign-counter'" unassign-counter
	assert_usage "assign-tasks needs GROUP PID... | --cgroup PATH; see 'rctl help assign-tasks'" assign-tasks
	assert_usage "assign-tasks needs a PID or --cgroup" assign-tasks web
}

@test "operands too many" {
	assert_usage "info does not know what to do with 'web'; see 'rctl help info'" info web
	assert_usage "create-group does not know what to do with 'b'; see 'rctl help create-group'" create-group a b
	assert_usage "list-counters does not know what to do with 'b'; see 'rctl help list-counters'" list-counters a b
	assert_usage "mount does not know what to do with 'cdp'; see 'rctl help mount'" mount cdp
}

@test "options that exclude each other" {
	assert_usage "--thread and --tree exclude each other" assign-tasks web 1 --tree --thread
	assert_usage "--cgroup and --thread exclude each other" assign-tasks web --thread --cgroup /x
	assert_usage "--cgroup and --tree exclude each other" assign-tasks web --tree --cgroup /x
	assert_usage "--cgroup and PID exclude each other" assign-tasks web 1 --cgroup /x
	assert_usage "--registers and --rmid exclude each other" probe aet --registers --rmid 1
}

@test "counters of new groups, in the mode that has none" {
	assert_usage "--assign-on-mkdir is not for the mode default, which assigns no counters" \
		set-counter-mode default --assign-on-mkdir no
	assert_usage "--assign-on-mkdir is not for the mode default, which assigns no counters" \
		set-counter-mode --assign-on-mkdir yes default --dry-run
}

@test "intervals that are none" {
	for bad in 0 0.009 0.00999 -1 1s 1e3 '' . 1,5 ' 1' 0x1 1.0000000001 1000001 18446744073709551616 nan inf; do
		assert_usage "--interval takes seconds between 0.01 and 1000000, not '$bad'" monitor "--interval=$bad"
	done
}

@test "counts that are none" {
	for bad in 0 -1 +1 1.0 '' x ' 1' 0x10 18446744073709551616; do
		assert_usage "--count takes a number of 1 or more, not '$bad'" monitor "--count=$bad"
	done
}

@test "process ids that are none" {
	for bad in 0 +1 1.0 '' x ' 1' 0x10 2147483648 1,2; do
		assert_usage "'$bad' is not a process id" assign-tasks web "$bad"
	done
	assert_usage "assign-tasks has no option '-1'; see 'rctl help assign-tasks'" assign-tasks web -1
	assert_usage "'-1' is not a process id" assign-tasks web -- -1
	for bad in 0 '1,' ,1 1,,2 '' x 1,-2; do
		assert_usage "--tasks takes process ids with commas between, not '$bad'" create-group web "--tasks=$bad"
	done
}

@test "a cgroup that is no absolute path" {
	assert_usage "--cgroup takes an absolute path, not 'system.slice'" assign-tasks web --cgroup system.slice
}

@test "a mount point that is no absolute path" {
	assert_usage "'resctrl' cannot be a mount point; write an absolute path, such as /sys/fs/resctrl" info --mount-point resctrl
}

@test "a sysroot that is no directory" {
	local fix='choose the directory that the archive of "rctl capture" was unpacked into'

	assert_usage "'/nonexistent' cannot be a sysroot: No such file or directory; $fix" info --sysroot /nonexistent
	assert_usage "'$BATS_TEST_FILENAME' cannot be a sysroot; $fix" info --sysroot "$BATS_TEST_FILENAME"
}

@test "usage errors name the command in the JSON document" {
	run_rctl monitor --count 0 --json
	assert_status 2
	assert_json '.schema == "rctl/monitor/0"'
	run_rctl no-such-command --json
	assert_status 2
	assert_json '.schema == "rctl/usage/0"'
}

@test "--json counts wherever it stands" {
	for args in "--json monitor --count 0" "monitor --json --count 0" "monitor --count 0 --json"; do
		# shellcheck disable=SC2086
		run_rctl $args
		assert_status 2
		assert_stderr ''
		assert_json '.error.code == "invalid"'
	done
}

@test "behind -- there are operands only" {
	run_rctl monitor --count 0 -- --json
	assert_status 2
	assert_stdout ''
	assert_usage "info does not know what to do with '--json'; see 'rctl help info'" info -- --json
}

@test "usage errors are found before anything is opened" {
	run_rctl --sysroot /nonexistent monitor --count 0
	assert_status 2
}
