#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl follow on a host of any kind: its rules, and what is wrong with them. Placing is tested in ../vm.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

# rules LINE...: writes them to the file that follow is given.
rules()
{
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/rules"
	RULES=$BATS_TEST_TMPDIR/rules
}

@test "rules that cannot be understood are named by line" {
	local line

	for line in 'web' 'web command' 'web command=' 'web sky=blue' 'web command=a command=b' 'web command="a' \
		'web user=nobody-of-this-name'; do
		rules '# a comment' '' "$line"
		run_rctl follow "$RULES" --check $$
		assert_status 2
		[[ $stderr = *"cannot read the rules: line 3 of $RULES: "* ]] || fail "not named for: $line"
	done
	rules 'web sky=blue'
	run_rctl follow "$RULES" --check $$ --json
	assert_status 2
	assert_json '.error.code == "invalid" and (.error.cause | test("command, executable, user, cgroup, parent-group"))'
}

@test "a file that cannot be read" {
	run_rctl follow "$BATS_TEST_TMPDIR/none" --check $$
	assert_status 1
	[[ $stderr = *"No such file"* ]] || fail "no reason given"
	run_rctl follow "$BATS_TEST_TMPDIR" --check $$
	assert_status 1
	assert_stderr_has "$BATS_TEST_TMPDIR: Is a directory"
	run_rctl follow
	assert_status 2
	run_rctl follow a b
	assert_status 2
}

@test "a process there is not" {
	rules 'web command=*'
	run_rctl follow "$RULES" --check 4194305
	assert_status 1
	[[ $stderr = *"there is no process 4194305"* ]] || fail "not said"
}

@test "a kernel that does not tell the groups of processes is not one where they ended" {
	rules 'web command=*'
	run_rctl follow "$RULES" --check $$ --json
	if [ -e /proc/self/cpu_resctrl_groups ]; then
		[ "$status" -eq 0 ] || assert_json '.error.code == "not_mounted"'
		return
	fi
	assert_status 3
	assert_json '.error | .code == "not_supported" and (.cause | contains("/proc/PID/cpu_resctrl_groups"))
		and (.fix | contains("CONFIG_PROC_CPU_RESCTRL"))'
	run_command timeout 20 "$RCTL" follow "$RULES"
	assert_status 3
	assert_stdout ''
	assert_stderr_has "cannot follow processes: the kernel does not tell"
}

@test "no process is looked at in a recorded tree" {
	rules 'web command=*'
	use_tree intel
	on_tree follow "$RULES" --check $$ --json
	assert_status 3
	assert_json '.data == null and (.error | .code == "not_supported" and (.fix | contains("--sysroot")))'
}

@test "systemd understands the unit, and it names what is installed" {
	local unit=${RCTL%/.libs/*}/cli/follow/rctl-follow.service

	[ -e "$unit" ] || skip "not in a build tree"
	type -P systemd-analyze >/dev/null || skip "no systemd-analyze here"
	grep -q '^ExecStart=/.*/rctl follow --quiet /.*/rctl/follow\.rules$' "$unit"
	# The program is not installed yet.
	sed 's,^ExecStart=[^ ]*,ExecStart=/bin/true,' "$unit" >"$BATS_TEST_TMPDIR/rctl-follow.service"
	run_command systemd-analyze verify --man=no "$BATS_TEST_TMPDIR/rctl-follow.service"
	assert_status 0
	assert_equal "$stdout$stderr" ""
}
