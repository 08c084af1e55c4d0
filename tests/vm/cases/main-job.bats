#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The main job from end to end: a group with limits, a busy task in it, counters, and readings that show the limit.
# profiles: amd-abmc

load helper

# A quarter of what spin moves: MB=512 of 2048, in the domain of its CPU. As in monitor.bats, a busy host gets three tries.
QUARTER='[.[].data | [.time_ns, (.readings[] | select(.event == "mbm_total_bytes" and .domain == 1) | .value)]]
	| (.[4][1] - .[0][1]) * 1e9 / (.[4][0] - .[0][0]) | . > 237500000 and . < 262500000'

@test "a group is limited, gets a busy task and counters, and is watched" {
	need_file "$RESCTRL/mbm_L3_assignments"
	start_case none
	run_rctl mount
	assert_status 0
	run_rctl create-group web --schemata 'L3:*=0xff' --schemata MB=512
	assert_status 0
	assert_stdout_has "created web"
	start_task spin --cpu 2
	sleep 0.2
	run_rctl assign-tasks web "$task"
	assert_status 0
	assert_stdout "assigned tasks to web: 1"
	run_rctl unassign-counter web mbm_local_bytes
	assert_status 0
	run_rctl assign-counter web mbm_total_bytes
	assert_status 0
	for _ in 1 2 3; do
		run_rctl monitor web --interval 0.5 --count 5 --json
		assert_status 0
		! jq -es "$QUARTER" "$BATS_TEST_TMPDIR/stdout" >/dev/null || break
	done
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 5
	expect_stream "$QUARTER"
	expect_stream '[.[1:][].data.readings[] | select(.event == "mbm_total_bytes" and .domain == 1) | .rate > 0] == [true, true, true, true]'
	# Half of the cache at most.
	expect_json '[.data.readings[] | select(.event == "llc_occupancy" and .domain == 1) | .value <= 16777216] == [true]'
	expect_json '[.data.readings[] | select(.event == "mbm_local_bytes") | .state] | unique == ["unassigned"]'
	run_rctl show-group web --json
	assert_status 0
	expect_json ".data.tasks == [$task] and .data.closid == 1"
	run_rctl remove-group web --force
	assert_status 0
	assert_equal "$(in_group "$task")" /
	run_rctl unmount
	assert_status 0
}
