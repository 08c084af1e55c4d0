# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: amd-abmc intel
# tier: full
# Processes placed by rules as they start.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper

# start_follow RULE...: in the background, until it listens; its PID in follow.
start_follow()
{
	local n=0

	RULES=$BATS_TEST_TMPDIR/rules
	printf '%s\n' "$@" >"$RULES"
	: >"$BATS_TEST_TMPDIR/stdout"
	rctl follow "$RULES" --json >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	follow=$!
	disown "$follow"
	while [ ! -s "$BATS_TEST_TMPDIR/stdout" ]; do
		[ $((n += 1)) -lt 200 ] || fail "follow does not start: $(<"$BATS_TEST_TMPDIR/stderr")"
		sleep 0.05
	done
}

# end_follow: ends it; stdout is what it said.
end_follow()
{
	local n=0

	kill "$follow" || fail "follow has ended: $(<"$BATS_TEST_TMPDIR/stderr")"
	while kill -0 "$follow" 2>/dev/null && [ $((n += 1)) -lt 200 ]; do
		sleep 0.05
	done
	status=0 ran="rctl follow"
	stdout=$(<"$BATS_TEST_TMPDIR/stdout") stderr=$(<"$BATS_TEST_TMPDIR/stderr")
	assert_equal "$stderr" ""
}

# wait_for_group PID GROUP
wait_for_group()
{
	local n=0

	while [ "$(in_group "$1")" != "$2" ]; do
		[ $((n += 1)) -lt 100 ] || fail "$1 is in $(in_group "$1"), not in $2: $(<"$BATS_TEST_TMPDIR/stdout")"
		sleep 0.05
	done
}

@test "by command, executable, user, cgroup and parent group; the first rule wins" {
	mkdir "$RESCTRL"/{web,db,low} "$RESCTRL/web/mon_groups/kids" "$CASE_CGROUP/slice"
	cp "$(type -P sleep)" /tmp/other-sleep
	start_follow '# the first that holds' '- executable=/tmp/other-sleep user=65534' 'db executable="/tmp/other*"' \
		'low user=nobody' 'web cgroup=*/slice command=slee?' 'web/kids parent-group=web command=sleep'
	start_task /tmp/other-sleep 50; a=$task
	start_task setpriv --reuid 65534 --clear-groups sleep 50; b=$task
	start_task setpriv --reuid 65534 --clear-groups /tmp/other-sleep 50; c=$task
	start_task bash -c "echo \$\$ >$CASE_CGROUP/slice/cgroup.procs; exec sleep 50"; d=$task
	start_task bash -c "echo \$\$ >$RESCTRL/web/tasks; sleep 50; :"
	wait_for_group "$a" db
	wait_for_group "$b" low
	wait_for_group "$d" web
	sleep 0.5
	# "-" comes before the rule that would take it: it stays where it was, which is low where setpriv was seen with
	# its new user before it ran the program.
	[[ $(in_group "$c") = / || $(in_group "$c") = low ]] || fail "$c is in $(in_group "$c")"
	kid=$(<"/proc/$task/task/$task/children")
	wait_for_group "${kid%% *}" web/kids
	end_follow
	expect_stream '.[-1].data | .kind == "stopped" and .failed == 0 and
		.seen == .placed + .already + .unmatched + .missed + .failed'
	# The look at what runs already comes after "started", so it may be that which finds it.
	expect_stream 'map(.data | select(.pid == '"$a"') | [.kind, .command, .group, .rule]) == [["placed", "other-sleep", "db", 3]]
		and (map(.data | select(.pid == '"$a"') | .message)[0] | startswith("'"$a"' (other-sleep) is in db now, by line 3"))'
}

@test "processes that run already, and all their threads" {
	mkdir "$RESCTRL/web"
	start_threads 3
	sleep 0.3
	start_follow 'web command=spin'
	wait_for_group "$task" web
	sleep 0.2
	for thread in /proc/"$task"/task/*; do
		assert_equal "$(in_group "${thread##*/}")" web
	done
	end_follow
	expect_stream '[.[].data | select(.kind == "placed") | [.pid, .late]] == [['"$task"', true]]'
}

@test "a hangup reads the rules again, and bad ones are not taken" {
	mkdir "$RESCTRL"/{web,db}
	start_follow 'web command=spin'
	start_task spin
	wait_for_group "$task" web
	echo 'db command=spin nonsense' >"$RULES"
	kill -HUP "$follow"
	sleep 0.5
	assert_equal "$(in_group "$task")" web
	echo 'db command=spin' >"$RULES"
	kill -HUP "$follow"
	wait_for_group "$task" db
	end_follow
	expect_stream '[.[].data | .kind | select(test("reload"))] == ["reload_failed", "reloaded"]'
	expect_stream '[.[].data | select(.kind == "reload_failed").reason][0] | test("nonsense")'
}

@test "a group there is not is a failure that is told, and no end" {
	start_follow 'none command=spin'
	start_task spin
	sleep 0.7
	end_follow
	expect_stream '[.[].data | select(.kind == "failed") | [.pid, .group, .reason]] ==
		[['"$task"', "none", "there is no group none"]]'
	expect_stream '.[-1].data | .failed == 1'
}

@test "it keeps one capability, and resctrl can be unmounted" {
	mkdir "$RESCTRL/web"
	start_follow 'web command=spin'
	start_task spin
	wait_for_group "$task" web
	# CAP_SYS_PTRACE is number 19.
	assert_equal "$(sed -n 's/^Cap\(Prm\|Eff\|Inh\|Amb\):\t//p' "/proc/$follow/status" | sort -u | xargs)" \
		"0000000000000000 0000000000080000"
	assert_equal "$(sed -n 's/^NoNewPrivs:\t//p' "/proc/$follow/status")" 1
	sleep 0.2
	umount "$RESCTRL"
	mount -t resctrl resctrl "$RESCTRL"
	end_follow
}

@test "that resctrl is not mounted is told once, and that it is again" {
	local n=0

	mkdir "$RESCTRL/web"
	start_follow 'web command=spin'
	umount "$RESCTRL"
	until grep -q unmounted "$BATS_TEST_TMPDIR/stdout"; do
		[ $((n += 1)) -lt 100 ] || fail "never told"
		sleep 0.05
	done
	for n in {1..10}; do sleep 0.05; done
	mount -t resctrl resctrl "$RESCTRL"
	mkdir "$RESCTRL/web"
	start_task spin
	wait_for_group "$task" web
	end_follow
	expect_stream '[.[].data.kind | select(. == "unmounted" or . == "mounted" or . == "failed")] == ["unmounted", "mounted"]'
	expect_stream '.[-1].data | .failed > 0 and .seen == .placed + .already + .unmatched + .missed + .failed'
}

@test "without the right to watch processes it says so" {
	printf 'web command=x\n' >/tmp/rules
	chmod 644 /tmp/rules
	as_nobody timeout 1 rctl follow /tmp/rules
	# From 6.6 on everybody may.
	[ "$status" -eq 124 ] || { assert_status 4 && assert_stderr_has CAP_NET_ADMIN; }
}

@test "what would hold for a process, and why not" {
	mkdir "$RESCTRL/web"
	start_task sleep 50
	sleep 0.2
	printf '%s\n' 'web command=cat' 'web user=65534 command=sleep' '' 'web command=sleep' 'web user=0' >"$BATS_TEST_TMPDIR/rules"
	run_rctl follow "$BATS_TEST_TMPDIR/rules" --check "$task" --json
	assert_status 0
	expect_json '.schema == "rctl/follow/0" and .data.target == "web" and .data.rule == 4 and .data.group == "/" and
		.data.command == "sleep" and .data.user == "0" and (.data.executable | test("sleep")) and
		.data.cgroup == "/case" and .data.parent_group == "/" and
		[.data.rules[] | [.line, .matches, .failed]] == [[1, false, "command"], [2, false, "user"],
			[4, true, null], [5, true, null]]'
	run_rctl follow "$BATS_TEST_TMPDIR/rules" --check "$task"
	assert_status 0
	assert_stdout_has "line 4 says web"
	assert_equal "$(in_group "$task")" /
}
