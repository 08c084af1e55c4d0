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

@test "chosen domains are refused, with the reason" {
	local before

	run_rctl create-group web
	assert_status 0
	before=$(<"$RESCTRL/web/mbm_L3_assignments")
	run_rctl unassign-counter web mbm_total_bytes --domain 300 --json
	assert_status 3
	assert_json '.error.code == "not_supported" and .error.cause_source == "predicted"'
	assert_json '.error.cause == "a counter serves all domains of L3 at once on this machine"'
	run_rctl assign-counter web mbm_total_bytes --domain 301
	assert_status 3
	assert_stderr_has "serves all domains of L3 at once"
	assert_equal "$(<"$RESCTRL/web/mbm_L3_assignments")" "$before"
}

@test "an assignment that differs between domains is an error, not a number" {
	run_rctl create-group web
	assert_status 0
	# By hand: rctl does not.
	echo "mbm_total_bytes:301=_" >"$RESCTRL/web/mbm_L3_assignments"
	# What the kernel shows: a counter in one domain, and no value in either.
	assert_equal "$(<"$RESCTRL/web/mbm_L3_assignments")" "mbm_total_bytes:300=e;301=_"
	assert_equal "$(<"$RESCTRL/web/mon_data/mon_L3_300/mbm_total_bytes")" Unassigned
	run_rctl monitor web --event mbm_total_bytes --count 1 --json
	assert_status 0
	assert_json '[.data.readings[] | [.state, .value, .flags, .raw]] == [["error", null, ["ambiguous"], "Unassigned"], ["error", null, ["ambiguous"], "Unassigned"]]'
	assert_json '[.warnings[].code] == ["ambiguous"]'
	run_rctl monitor web --event mbm_total_bytes --count 1 --csv
	assert_status 0
	assert_stdout_has ",error,,bytes,,0,ambiguous"
	echo "mbm_total_bytes:*=e" >"$RESCTRL/web/mbm_L3_assignments"
	run_rctl monitor web --event mbm_total_bytes --count 1 --json
	assert_status 0
	assert_json '[.data.readings[] | [.state, .flags]] == [["value", []], ["value", []]]'
}

@test "rotated counters serve all domains together" {
	local before g

	for g in a b c d; do
		mkdir "$RESCTRL/$g"
		echo "mbm_total_bytes:*=_" >"$RESCTRL/$g/mbm_L3_assignments"
	done
	busy a 3
	before=$(cd "$RESCTRL" && grep -r . --include=mbm_L3_assignments . | sort)
	run_rctl monitor a b c d --multiplex --event mbm_total_bytes --interval 1 --slot 0.03 --count 2 --json
	assert_status 0
	expect_json 'all(.data.readings[]; .state == "value" and .flags == ["estimated"] and .coverage > 0 and .coverage < 0.8)'
	expect_stream '[.[1].data.readings[] | select(.value > 0) | .group] | unique == ["a"]'
	expect_json '[.warnings[].code] | index("ambiguous") == null'
	assert_equal "$(cd "$RESCTRL" && grep -r . --include=mbm_L3_assignments . | sort)" "$before"
}
