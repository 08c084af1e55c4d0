#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Help and version.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

@test "help lists every command and every global option" {
	run_rctl help
	assert_status 0
	assert_stderr ''
	for word in info mount unmount list-groups show-group create-group remove-group set-schemata assign-tasks \
		list-counters assign-counter unassign-counter monitor help version; do
		grep -qE "^  $word +[a-z]" <<<"$stdout" || fail "not in the help: $word"
	done
	for word in --json --sysroot --mount-point --quiet --verbose --help --version; do
		assert_stdout_has " $word"
	done
}

@test "--help in front of everything is help" {
	run_rctl help
	text=$stdout
	run_rctl --help
	assert_status 0
	assert_stdout "$text"
}

@test "help of a command: usage, options, and --dry-run where it changes something" {
	run_rctl help create-group
	assert_status 0
	assert_stdout_has "usage: rctl create-group GROUP [OPTION...]"
	assert_stdout_has "--schemata SPEC"
	assert_stdout_has "--dry-run"
	run_rctl help monitor
	assert_status 0
	assert_stdout_has "usage: rctl monitor [GROUP...] [OPTION...]"
	assert_stdout_has "--interval SECONDS"
	run_rctl help info
	assert_status 0
	[[ $stdout != *--dry-run* ]] || fail "info changes nothing"
}

@test "COMMAND --help is help COMMAND, needs no operands and does nothing" {
	commands=$("$RCTL" help --commands-json | jq -r '.commands[].name')
	[ "$(wc -l <<<"$commands")" -ge 15 ] || fail "no table of commands"
	for command in $commands; do
		run_rctl help "$command"
		assert_status 0
		text=$stdout
		run_rctl "$command" --help
		assert_status 0
		assert_stderr ''
		assert_stdout "$text"
	done
}

@test "help of an unknown command" {
	run_rctl help monitro
	assert_status 2
	assert_stdout ''
	assert_stderr "rctl: there is no command 'monitro'; did you mean 'monitor'?"
	run_rctl help xyzzy
	assert_status 2
	assert_stderr "rctl: there is no command 'xyzzy'; 'rctl help' lists the commands"
}

@test "the table of commands as bare JSON" {
	run_rctl help --commands-json
	assert_status 0
	assert_json 'keys == ["commands", "global_options"]'
	assert_json 'all(.commands[]; keys == ["args", "mutating", "name", "options", "summary"])'
	assert_json 'all(.commands[].options[], .global_options[]; keys == ["arg", "help", "long", "short"])'
	assert_json 'all(.commands[]; .mutating == any(.options[]; .long == "dry-run"))'
	assert_json '["assign-counter", "assign-tasks", "create-group", "mount", "remove-group", "set-schemata",
		"unassign-counter", "unmount"] - [.commands[] | select(.mutating) | .name] == []'
	assert_json '["info", "list-groups", "show-group", "list-counters", "help", "version"] -
		[.commands[] | select(.mutating | not) | .name] == []'
	assert_json '.commands[] | select(.name == "mount") | .options[0] |
		.long == "options" and .short == "o" and .arg == "OPTIONS"'
	assert_json '.global_options | any(.long == "quiet" and .short == "q" and .arg == null)'
}

@test "help as a document" {
	run_rctl help --json
	assert_status 0
	assert_json '.schema == "rctl/help/0" and .error == null and (.data.commands | length) >= 15'
	run_rctl help monitor --json
	assert_status 0
	assert_json '.data.name == "monitor" and .data.args == "[GROUP...]" and .data.mutating == true'
}

@test "help opens nothing of resctrl or /proc" {
	command -v strace >/dev/null || skip "strace is not installed"
	run_traced -e trace=file -o "$BATS_TEST_TMPDIR/trace" -- help
	assert_status 0
	grep -q libjson-c "$BATS_TEST_TMPDIR/trace" || fail "nothing was traced"
	if grep -E '/sys/fs|mountinfo|/proc/filesystems' "$BATS_TEST_TMPDIR/trace"; then
		fail "opened something"
	fi
}

@test "version, also as an option" {
	run_rctl version
	assert_status 0
	[[ $stdout =~ ^rctl\ [0-9]+\.[0-9]+\.[0-9]+\ \(libresctrl\ [0-9]+\.[0-9]+\.[0-9]+\)$ ]] || fail "no version"
	text=$stdout
	run_rctl --version
	assert_status 0
	assert_stdout "$text"
	run_rctl create-group --version
	assert_status 0
	assert_stdout "$text"
	run_rctl version --json
	assert_status 0
	assert_json '.schema == "rctl/version/0" and (.data | keys) == ["libresctrl", "rctl"]'
}
