#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# More groups than counters: 4 in each of 2 domains; every group moves bytes by itself on this machine.
# profiles: amd-few

load helper
load multiplex

@test "6 groups, 4 counters: estimates with coverage and bound, and counters given back" {
	local before

	before=$(assignments)
	run_rctl monitor 'g*' --multiplex --event 'mbm_*' --interval 0.5 --count 2 --json
	assert_status 0
	assert_equal "$(assignments)" "$before"
	expect_json '.data.window_ns > 0 and (.data.readings | length) == 24'
	expect_json 'all(.data.readings[]; .state == "value" and .flags == ["estimated"] and .value > 0 and .rate > 0
		and .coverage > 0 and .coverage < 0.7 and .error_bound > 0)'
	expect_json '.data.window_ns as $w | all(.data.readings[]; (.value / .rate * 1e9 / $w) | . > 0.999 and . < 1.001)'
	run_rctl monitor g1 g2 g3 g4 g5 --multiplex --interval 0.5 --count 1
	assert_status 0
	assert_stdout_has COUNTED
	assert_stdout_has "%  +-"
	run_rctl monitor g1 g2 g3 g4 g5 --multiplex --interval 0.5 --count 1 --csv
	assert_status 0
	assert_stdout_has "flags,coverage,error_bound,window_ns"
	run_rctl monitor g1 g2 g3 g4 g5 --multiplex --interval 0.5 --count 1 --openmetrics
	assert_status 0
	assert_stdout_has 'resctrl_group_l3_mbm_total_bytes_estimate_bytes_total{group="g1",domain="0"}'
	assert_stdout_has 'resctrl_group_l3_mbm_total_bytes_estimate_bytes_coverage_ratio{group="g1",domain="0"} 0.'
	assert_stdout_has 'resctrl_group_l3_mbm_total_bytes_estimate_bytes_error_bound_per_second{group="g1",domain="0"}'
	assert_equal "$(assignments)" "$before"
}

@test "a counter of somebody else is not touched" {
	local before pid

	printf 'mbm_total_bytes:*=e\n' >"$RESCTRL/g1/mbm_L3_assignments"
	printf 'mbm_local_bytes:0=e\n' >"$RESCTRL/g2/mbm_L3_assignments"
	before=$(assignments)
	start_stream 'g*' --event 'mbm_*' --interval 0.5 --count 1
	for _ in {1..20}; do
		assert_equal "$(head -n 1 "$RESCTRL/g1/mbm_L3_assignments")" "mbm_total_bytes:0=e;1=e"
		[[ $(tail -n 1 "$RESCTRL/g2/mbm_L3_assignments") = "mbm_local_bytes:0=e;"* ]]
		sleep 0.02
	done
	wait "$pid"
	assert_equal "$(assignments)" "$before"
	# shellcheck disable=SC2034 # read by expect_json
	stdout=$(<"$STREAM") ran="monitor --multiplex"
	# 3 counters are left in one domain, 2 in the other.
	expect_json '[.data.readings[] | select(.flags == []) | [.group, .event, .domain, .state]]
		== [["g1", "mbm_total_bytes", 0, "value"], ["g1", "mbm_total_bytes", 1, "value"], ["g2", "mbm_local_bytes", 0, "value"]]'
	expect_json '[.data.readings[] | select(.flags == ["estimated"])] | length == 21 and all(.[]; .state == "value")'
}

@test "without a free counter it says who has them, and takes them with leave only" {
	local before

	printf 'mbm_total_bytes:*=e\nmbm_local_bytes:*=e\n' | tee "$RESCTRL/g1/mbm_L3_assignments" >"$RESCTRL/g2/mbm_L3_assignments"
	before=$(assignments)
	run_rctl monitor 'g*' --multiplex --json
	assert_status 1
	assert_json '.error.code == "no_counter" and (.error.cause | endswith("held by g1, g2")) and (.error.fix | contains("--take-assigned"))'
	assert_equal "$(assignments)" "$before"
	run_rctl monitor 'g*' --multiplex --take-assigned --event mbm_total_bytes --interval 0.5 --count 1 --json
	assert_status 0
	expect_json 'all(.data.readings[]; .state == "value" and .flags == ["estimated"])'
	assert_equal "$(assignments)" "$before"
	# Of other groups they stay where they are.
	run_rctl monitor g3 --multiplex --take-assigned
	assert_status 1
	assert_equal "$(assignments)" "$before"
}

@test "whatever signal ends it, the counters are given back" {
	local before signal

	printf 'mbm_total_bytes:*=e\n' >"$RESCTRL/g1/mbm_L3_assignments"
	before=$(assignments)
	for signal in TERM INT HUP; do
		start_stream 'g*' --take-assigned --interval 60
		end_stream "$signal"
		assert_equal "$signal $status" "$signal 0"
		assert_equal "$(assignments)" "$before"
	done
}
