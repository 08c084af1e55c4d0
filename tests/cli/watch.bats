#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl watch on a host of any kind: its kinds, its start, its ends. What it tells of is tested in ../vm.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

# start_watch ARG...: in the background, until it has said that it has started; its PID in pid.
start_watch()
{
	local n=0

	: >"$BATS_TEST_TMPDIR/stdout"
	"$RCTL" watch "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	pid=$!
	while [ ! -s "$BATS_TEST_TMPDIR/stdout" ] && kill -0 "$pid" 2>/dev/null; do
		[ $((n += 1)) -lt 200 ] || fail "no word in 10 seconds"
		sleep 0.05
	done
}

end_watch()
{
	status=0
	kill "-$1" "$pid" 2>/dev/null || true
	wait "$pid" || status=$?
	stdout=$(<"$BATS_TEST_TMPDIR/stdout") stderr=$(<"$BATS_TEST_TMPDIR/stderr") ran="watch, kill -$1"
	# A library without events has nothing to show, and some containers have nothing to tell.
	[[ $stdout$stderr != *'built without events'* ]] || skip "built without events"
	[[ $stdout$stderr != *'of the first user name space alone'* ]] || skip "the kernel tells this name space no uevents"
}

@test "it says what it watches, and ends when it is told to" {
	local signal

	for signal in TERM INT; do
		start_watch --json --kind cpus,pmt
		end_watch "$signal"
		assert_status 0
		assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 1
		assert_json '.schema == "rctl/watch/0" and .error == null and .data.kind == "started"'
		assert_json '[.data.sources[].name] == ["cpus", "pmt"]'
		assert_json '.data | keys_unsorted == ["kind", "time_ns", "wall_time_ns", "sources", "message"]'
	done
}

@test "as text it is one line" {
	start_watch --kind mounts
	end_watch TERM
	assert_status 0
	[[ $stdout =~ ^[0-9-]+\ [0-9:.]+\ watching\ mounts$ ]] || fail "not the line: $stdout"
}

@test "a kind there is not is a usage error that names those there are" {
	run_rctl watch --kind cpus,sky
	assert_status 2
	[[ $stderr = *'no kind "sky"'*'cpus, pmt, mounts, groups, settings, processes'* ]] || fail "not named"
	run_rctl watch --kind ''
	assert_status 2
	run_rctl watch --kind cpus,
	assert_status 2
	run_rctl watch web
	assert_status 2
}

@test "a recorded tree does not change" {
	use_tree amd-abmc
	on_tree watch
	assert_status 3
	[[ $stderr = *'a recorded tree does not change'* || $stderr = *'built without events'* ]] ||
		fail "no reason given"
}
