#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# How output is written: streams, quiet, full disks, colours, the frame of the document.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

@test "every document has the same frame, on success and on failure" {
	use_tree amd-abmc
	for args in info list-groups "show-group web" list-counters "show-group nope" "list-counters nope" "info --nope"; do
		# shellcheck disable=SC2086
		on_tree --json $args
		assert_json 'keys_unsorted == ["schema", "data", "warnings", "error"]'
		assert_json '(.error == null) == $ok' --argjson ok "$([ "$status" -eq 0 ] && echo true || echo false)"
		assert_stderr ''
		assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 1
	done
}

@test "an error has every key" {
	use_tree amd-abmc
	on_tree --json show-group nope
	assert_status 1
	assert_json '.error | keys_unsorted == ["code", "errno", "operation", "path", "kernel_text", "cause",
		"cause_source", "fix", "left_behind"]'
	assert_json '.data == null and .error.code == "not_found" and .error.errno == 2 and .error.left_behind == [] and
		.error.kernel_text == null'
}

@test "the text of an error: what, why, and then what to do" {
	use_tree amd-abmc
	on_tree show-group nope
	assert_status 1
	assert_stdout ''
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stderr")" 2
	[[ $stderr =~ ^rctl:\ cannot\ show\ group\ nope:\ [a-z].*$'\n'\ \ [^\ ] ]] || fail "not in that form"
}

@test "a full disk is a failure" {
	use_tree amd-abmc
	for args in info "info --json" help version "monitor --count 1" "monitor --json --interval 0.01" "help --commands-json"; do
		status=0
		# shellcheck disable=SC2086
		"$RCTL" --sysroot "$tree" $args >/dev/full 2>"$BATS_TEST_TMPDIR/stderr" || status=$?
		stderr=$(<"$BATS_TEST_TMPDIR/stderr")
		ran=$args stdout=
		assert_status 1
		assert_stderr "rctl: cannot write the output: No space left on device"
	done
}

@test "a closed standard output is a failure where there is something to say" {
	status=0
	"$RCTL" version >&- 2>"$BATS_TEST_TMPDIR/stderr" || status=$?
	stderr=$(<"$BATS_TEST_TMPDIR/stderr") stdout='' ran='version >&-'
	assert_status 1
	assert_stderr "rctl: cannot write the output: Bad file descriptor"
	status=0
	"$RCTL" version -q >&- 2>"$BATS_TEST_TMPDIR/stderr" || status=$?
	stderr=$(<"$BATS_TEST_TMPDIR/stderr")
	assert_status 0
	assert_stderr ''
}

@test "-q prints errors only" {
	use_tree amd-abmc
	on_tree -q info
	assert_status 0
	assert_stdout ''
	assert_stderr ''
	on_tree show-group nope --quiet
	assert_status 1
	assert_stdout ''
	assert_stderr_has "rctl: cannot show group nope"
}

@test "-q leaves the JSON document alone" {
	use_tree amd-abmc
	on_tree -q --json list-groups
	assert_status 0
	assert_json '.data.groups | length == 4'
}

@test "-v tells more, on the standard error alone" {
	use_tree amd-abmc
	on_tree --json show-group nope
	quiet=$stdout
	on_tree -v --json show-group nope
	assert_status 1
	assert_stdout "$quiet"
	[ -n "$stderr" ] || fail "nothing was told"
}

@test "global options count in front of the command and behind it" {
	use_tree amd-abmc
	on_tree list-groups --json
	text=$stdout
	run_rctl list-groups --json --sysroot "$tree"
	assert_status 0
	assert_stdout "$text"
	run_rctl --json list-groups "--sysroot=$tree"
	assert_status 0
	assert_stdout "$text"
}

@test "options and operands mix" {
	use_tree amd-abmc
	run_rctl set-schemata --json web --dry-run L3:0=3 --sysroot "$tree" L3:1=7
	assert_status 0
	assert_json '[.data.schemata[] | [.domain, .rounded]] == [[0, "0x3"], [1, "0x7"]]'
}

@test "no colour but on a terminal" {
	use_tree amd-abmc
	TERM=xterm on_tree show-group web
	assert_status 0
	[[ $stdout != *$'\e'* ]] || fail "colour in a file"
	TERM=xterm on_tree show-group nope
	assert_status 1
	[[ $stderr != *$'\e'* ]] || fail "colour in a file"
}

@test "colour on a terminal, unless NO_COLOR is set" {
	command -v script >/dev/null || skip "script is not installed"
	use_tree amd-abmc
	command="'$RCTL' --sysroot '$tree' show-group web"
	TERM=xterm NO_COLOR='' run_command script -qec "$command" /dev/null
	assert_status 0
	assert_stdout_has $'\e['
	TERM=xterm NO_COLOR=1 run_command script -qec "$command" /dev/null
	assert_status 0
	[[ $stdout != *$'\e['* ]] || fail "colour in spite of NO_COLOR"
	TERM=dumb NO_COLOR='' run_command script -qec "$command" /dev/null
	assert_status 0
	[[ $stdout != *$'\e['* ]] || fail "colour on a dumb terminal"
}

@test "blocks on a terminal with UTF-8, ASCII elsewhere" {
	command -v script >/dev/null || skip "script is not installed"
	use_tree intel
	command="'$RCTL' --sysroot '$tree' show-group web"
	LC_ALL=C.UTF-8 TERM=xterm NO_COLOR=1 run_command script -qec "$command" /dev/null
	assert_status 0
	assert_stdout_has " ▒▒░░░░░░████ "
	assert_stdout_has "█ this group  ░ other groups  ▒ other groups and hardware"
	LC_ALL=C TERM=xterm NO_COLOR=1 run_command script -qec "$command" /dev/null
	assert_status 0
	assert_stdout_has " xxoooooo#### "
	LC_ALL=C.UTF-8 on_tree show-group web
	assert_status 0
	assert_stdout_has " xxoooooo#### "
	command="'$RCTL' --sysroot '$tree' list-groups"
	LC_ALL=C.UTF-8 TERM=xterm NO_COLOR=1 run_command script -qec "$command" /dev/null
	assert_status 0
	assert_stdout_has " web   ▒▒░░░░░░████ "
	[[ $stdout != *$'\e['* ]] || fail "colour in spite of NO_COLOR"
	LC_ALL=C TERM=xterm NO_COLOR='' run_command script -qec "$command" /dev/null
	assert_stdout_has xxoooooo####
	assert_stdout_has $'\e['
}

@test "names that are no UTF-8 do not spoil the JSON, nor a terminal" {
	use_tree amd-abmc
	name=$(printf 'w\xff\xc3\xa4\xed\xa0\x80b')
	mv "$tree/sys/fs/resctrl/web" "$tree/sys/fs/resctrl/$name"
	on_tree list-groups --json
	assert_status 0
	assert_json '[.data.groups[].name] | index("w\ufffdä\ufffd\ufffd\ufffdb")'
	iconv -f UTF-8 -t UTF-8 "$BATS_TEST_TMPDIR/stdout" >/dev/null || fail "not UTF-8"
	on_tree show-group "$(printf 'a\e[31mb')"
	assert_status 1
	[[ $stderr != *$'\e'* ]] || fail "an escape sequence went through"
}

@test "a message on the standard error is one write" {
	use_tree amd-abmc
	run_traced -e trace=write -e write=none -o "$BATS_TEST_TMPDIR/calls" -- --sysroot "$tree" show-group nope
	assert_status 1
	assert_equal "$(grep -c '^write(2, "rctl: cannot ' "$BATS_TEST_TMPDIR/calls")" 1
	assert_equal "$(grep -c '^write(2' "$BATS_TEST_TMPDIR/calls")" 1
	run_traced -e trace=write -o "$BATS_TEST_TMPDIR/calls" -- --nope
	assert_status 2
	assert_equal "$(grep -c '^write(2' "$BATS_TEST_TMPDIR/calls")" 1
}

@test "info takes few system calls, and no locale where text is ASCII" {
	! grep -q libasan <(ldd "$RCTL") || skip "the sanitizers make calls of their own"
	use_tree amd-abmc
	run_traced -o "$BATS_TEST_TMPDIR/calls" -- --sysroot "$tree" info
	assert_status 0
	# What the loader looks for in vain along LD_LIBRARY_PATH, in the build tree and below the prefix, is the build tree's doing.
	calls=$(grep -vcE '(newfstatat\(AT_FDCWD, "/|\.so).* ENOENT' "$BATS_TEST_TMPDIR/calls")
	echo "$calls calls"
	[ "$calls" -le 160 ]
	run ! grep locale "$BATS_TEST_TMPDIR/calls"
}
