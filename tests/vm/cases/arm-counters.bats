#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Assignable counters whose mode cannot be changed, and which serve all domains at once.
# profiles: arm-two

load helper

setup()
{
	start_case
	need_file "$RESCTRL/mbm_L3_assignments"
}

@test "a counter serves all domains at once" {
	run_rctl create-group web
	assert_status 0
	run_rctl unassign-counter web mbm_total_bytes
	assert_status 0
	run_rctl list-counters --json
	assert_status 0
	expect_json '[.data.counters[] | select(.group == "web") | .assigned] | unique == [false]'
	run_rctl assign-counter web mbm_total_bytes
	assert_status 0
	run_rctl list-counters --json
	assert_status 0
	expect_json '[.data.counters[] | select(.group == "web" and .assigned) | .domain] == [300, 301]'
}

@test "readings of the domains are apart" {
	run_rctl create-group web
	assert_status 0
	busy web 3
	run_rctl monitor web --interval 0.5 --count 2 --json
	assert_status 0
	expect_stream '[.[1].data.readings[] | select(.event == "mbm_total_bytes") | [.domain, .rate > 0]] == [[300, false], [301, true]]'
}
