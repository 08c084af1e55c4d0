#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel amd-abmc
# Monitoring tasks: groups that live as long as the monitor, forks, thieves, and what kill -KILL leaves.

load helper
load track-helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db}
}

@test "tasks of two control groups: a monitor group each, and nothing stays behind" {
	local a b signal before

	start_in web spin
	a=$task
	start_in db spin
	b=$task
	before=$(tree_state)
	for signal in TERM INT HUP; do
		start_monitor --pid "$a,$b" --json
		assert_equal "$(in_group "$a") $(in_group "$b")" "web/rctl-$monitor db/rctl-$monitor"
		# No class of service is spent, and the control groups still limit.
		assert_equal "$(find "$RESCTRL" -mindepth 1 -maxdepth 1 -type d | wc -l)" "$(wc -w <<<"info mon_data mon_groups web db")"
		grep -qx "$a" "$RESCTRL/web/tasks"
		stop_monitor "$signal"
		assert_status 0
		assert_equal "$(in_group "$a") $(in_group "$b")" "web db"
		assert_equal "$(mon_groups)" ""
		stdout=$(<"$out")
		expect_json '.error == null'
		expect_stream "all(.[]; .data.readings | map(.group) | unique ==
			[\"db/rctl-$monitor\", \"web/rctl-$monitor\"])"
	done
	assert_equal "$(tree_state)" "$before"
}

@test "what is forked is counted, and goes back with the others" {
	local pid n=0 seen=0

	start_in web bash -c 'while :; do sleep 1 & sleep 0.4; done'
	start_monitor --pid "$task" --json
	while [ "$seen" -lt 3 ] && [ $((n += 1)) -lt 100 ]; do
		sleep 0.1
		for pid in $(children "$task"); do
			# Those from before it began stay where they are.
			[ "$(in_group "$pid" 2>/dev/null || echo gone)" != "web/rctl-$monitor" ] || seen=$((seen + 1))
		done
	done
	[ "$seen" -ge 3 ] || fail "no children in the group: $seen"
	stop_monitor TERM
	assert_status 0
	assert_equal "$(in_group "$task") $(mon_groups)" "web "
	sleep 0.5
	for pid in $(children "$task"); do
		assert_equal "$(in_group "$pid" 2>/dev/null || echo web)" web
	done
}

@test "tasks of a monitor group are read there, or stolen and given back" {
	local own stolen child group n=0

	mkdir "$RESCTRL/web/mon_groups/m1"
	start_in web/mon_groups/m1 bash -c 'while :; do sleep 0.8; done'
	stolen=$task
	start_in web spin
	own=$task
	start_monitor --pid "$stolen,$own" --json
	assert_equal "$(in_group "$stolen") $(in_group "$own")" "web/m1 web/rctl-$monitor"
	stop_monitor TERM
	stdout=$(<"$out")
	expect_json ".data.readings | map(.group) | unique == [\"web/m1\", \"web/rctl-$monitor\"]"
	assert_equal "$(in_group "$stolen") $(in_group "$own")" "web/m1 web"
	start_monitor --pid "$stolen,$own" --steal --json
	assert_equal "$(in_group "$stolen") $(in_group "$own")" "web/rctl-$monitor web/rctl-$monitor"
	sleep 1
	stop_monitor TERM
	assert_status 0
	assert_equal "$(in_group "$stolen") $(in_group "$own") $(mon_groups)" "web/m1 web web/mon_groups/m1"
	# The child that it has by now is where its parent is; between two it has none.
	while child=$(children "$stolen") && ! group=$(in_group "${child% }" 2>/dev/null); do
		[ $((n += 1)) -lt 100 ] || fail "$stolen has no child"
		sleep 0.02
	done
	assert_equal "$group" web/m1
}

@test "what kill -KILL leaves behind, gc removes; all else stays" {
	local killed pid

	start_in web spin
	start_monitor --pid "$task"
	killed=$monitor pid=$task
	stop_monitor KILL
	assert_equal "$(in_group "$pid")" "web/rctl-$killed"
	start_in db spin
	start_monitor --pid "$task"
	rctl create-group keep
	mkdir "$RESCTRL/mon_groups/other"
	run_rctl gc --dry-run --json
	assert_status 0
	expect_json ".data.dry_run and (.data.removed | length == 1 and .[0].group == \"web/rctl-$killed\" and
		.[0].tasks == 1 and .[0].destination == \"web\" and .[0].owner.pid == $killed)"
	assert_equal "$(in_group "$pid")" "web/rctl-$killed"
	run_rctl gc --json
	assert_status 0
	expect_json "(.data.removed | map(.group)) == [\"web/rctl-$killed\"] and
		(.data.kept | map({key: .group, value: .reason}) | from_entries |
		.keep == \"not_transient\" and .[\"/other\"] == \"no_mark\" and .[\"db/rctl-$monitor\"] == \"owner_alive\")"
	assert_equal "$(in_group "$pid") $(in_group "$task")" "web db/rctl-$monitor"
	run_rctl gc
	assert_stdout_has "no group to remove"
	assert_stdout_has "its owner is running"
	stop_monitor TERM
	assert_equal "$(mon_groups)" "mon_groups/other"
	as_nobody rctl gc
	assert_status 4
	assert_stderr_has "CAP_SYS_ADMIN"
}

@test "the end of the last task ends it, and of the rights one is kept" {
	start_in . spin
	start_monitor --pid "$task"
	# CAP_DAC_OVERRIDE alone: the kernel makes the directory mon_groups without write bits.
	assert_equal "$(grep -E '^Cap(Prm|Eff|Inh|Amb)' "/proc/$monitor/status" | tr -d '\t' | paste -sd ' ')" \
		"CapInh:0000000000000000 CapPrm:0000000000000002 CapEff:0000000000000002 CapAmb:0000000000000000"
	assert_equal "$(sed -n 's/^NoNewPrivs:\t//p' "/proc/$monitor/status")" 1
	kill "$task"
	status=0
	wait "$monitor" || status=$?
	assert_status 0
	stdout=$(<"$out")
	assert_stdout_has "the tasks have ended after"
	assert_equal "$(mon_groups)" ""
}
