#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Assignable counters: who has one, giving and taking, and when there is none left.
# profiles: amd-abmc

load helper

setup()
{
	start_case
	need_file "$RESCTRL/mbm_L3_assignments"
	mkdir "$RESCTRL/web"
}

# assignments GROUP: the kernel's file in one line.
assignments()
{
	paste -sd ' ' "$RESCTRL/$1/mbm_L3_assignments"
}

@test "counters are listed, taken and given back" {
	run_rctl list-counters --json
	assert_status 0
	expect_json '[.data.counters[] | select(.assigned and .resource == "L3") | [.group, .event, .domain]]
		== [["/", "web"][] as $g | ["mbm_total_bytes", "mbm_local_bytes"][] as $e | [0, 1][] as $d | [$g, $e, $d]]'
	run_rctl unassign-counter web mbm_total_bytes --domain 1 --json
	assert_status 0
	expect_json '.data | .complete and .domains == "1" and [.counters[] | [.event, .domain, .assigned]]
		== [["mbm_total_bytes", 0, true], ["mbm_total_bytes", 1, false]]'
	assert_equal "$(assignments web)" "mbm_total_bytes:0=e;1=_ mbm_local_bytes:0=e;1=e"
	run_rctl monitor web --count 1 --json
	assert_status 0
	expect_json '[.data.readings[] | select(.event != "llc_occupancy") | [.event, .domain, .state, .value == null]]
		== [["mbm_local_bytes", 0, "value", false], ["mbm_total_bytes", 0, "value", false],
		["mbm_local_bytes", 1, "value", false], ["mbm_total_bytes", 1, "unassigned", true]]'
	run_rctl monitor web --count 1
	assert_status 0
	assert_stdout_has "unassigned"
	run_rctl unassign-counter web '*' --json
	assert_status 0
	assert_equal "$(assignments web)" "mbm_total_bytes:0=_;1=_ mbm_local_bytes:0=_;1=_"
	run_rctl assign-counter web mbm_local_bytes --domain 0-1
	assert_status 0
	assert_stdout_has "assigned a counter to mbm_local_bytes of web, domains 0-1"
	run_rctl assign-counter web '*' --domain 1
	assert_status 0
	assert_equal "$(assignments web)" "mbm_total_bytes:0=_;1=e mbm_local_bytes:0=e;1=e"
	# Once more is no failure.
	run_rctl assign-counter web mbm_local_bytes --json
	assert_status 0
	run_rctl list-counters web
	assert_status 0
	assert_equal "$(grep -cw yes "$BATS_TEST_TMPDIR/stdout") $(grep -cw no "$BATS_TEST_TMPDIR/stdout")" "3 1"
}

@test "the last counters: who holds them, and groups without" {
	# 32 a domain: 2 of every group.
	mkdir "$RESCTRL"/mon_groups/m{01..14}
	run_rctl info --json
	assert_status 0
	expect_json '[.data.monitoring[0].counters[] | [.total, .available]] == [[32, 0], [32, 0]]'
	run_rctl create-group db --dry-run --json
	assert_status 6
	expect_json '.warnings[0].code == "counters_missing" and (.warnings[0].message | startswith("4 of 4 "))'
	run_rctl create-group db --json
	assert_status 6
	expect_json '(.warnings[0].message | startswith("4 of 4 ")) and .data.created and .warnings[0].code == "counters_missing" and .error.code == "partial"
		and (.error.fix | contains("unassign-counter"))'
	[ -d "$RESCTRL/db" ]
	assert_equal "$(assignments db)" "mbm_total_bytes:0=_;1=_ mbm_local_bytes:0=_;1=_"
	for dry in --dry-run ""; do
		run_rctl assign-counter db mbm_total_bytes --json $dry
		assert_status 1
		expect_json '.error | .code == "no_counter" and .errno == 28 and (.fix | contains("/, /m01, "))'
	done
	expect_json '.error | .code == "no_counter" and .errno == 28 and (.fix | contains("/, /m01, "))
		and (.kernel_text | startswith("Failed to allocate counter for mbm_total_bytes in domain "))'
	run_rctl assign-counter db mbm_total_bytes
	assert_status 1
	assert_stderr_has "held by the groups /, /m01, "
	run_rctl unassign-counter /m14 mbm_local_bytes --domain 0
	assert_status 0
	run_rctl assign-counter db mbm_total_bytes --domain 0
	assert_status 0
	assert_equal "$(assignments db)" "mbm_total_bytes:0=e;1=_ mbm_local_bytes:0=_;1=_"
	# One domain of two has one: done in part.
	run_rctl unassign-counter /m14 mbm_local_bytes --domain 1
	assert_status 0
	run_rctl assign-counter db mbm_local_bytes --json --dry-run
	assert_status 6
	expect_json '.error.code == "partial" and .error.errno == 28'
	run_rctl assign-counter db mbm_local_bytes --json
	assert_status 6
	expect_json '.error.code == "partial" and .error.errno == 28 and (.data.complete | not)
		and [.data.counters[].assigned] == [false, true]'
	# Enough of them, and a group has all.
	rmdir "$RESCTRL"/mon_groups/m0{1,2,3}
	run_rctl create-group web2 --json
	assert_status 0
	expect_json '.warnings == []'
}

@test "where nobody promised counters none is missing" {
	echo 0 >"$RESCTRL/info/L3_MON/mbm_assign_on_mkdir"
	run_rctl create-group db --json
	assert_status 0
	expect_json '.warnings == [] and .error == null'
	assert_equal "$(assignments db)" "mbm_total_bytes:0=_;1=_ mbm_local_bytes:0=_;1=_"
	run_rctl assign-counter db '*' --domain 1
	assert_status 0
	assert_equal "$(assignments db)" "mbm_total_bytes:0=_;1=e mbm_local_bytes:0=_;1=e"
}

@test "in the default mode counters are not assigned" {
	echo default >"$RESCTRL/info/L3_MON/mbm_assign_mode"
	for command in "list-counters" "list-counters web" "assign-counter web *" "unassign-counter web mbm_total_bytes" \
		"assign-counter web * --dry-run"; do
		set -f
		run_rctl $command --json
		set +f
		assert_status 3
		expect_json '.error | .code == "not_supported" and (.fix | contains("mbm_event")) and (.cause | contains("default"))'
	done
	run_rctl info --json
	assert_status 0
	expect_json '.data.monitoring[0] | .assign_mode == "default" and .assign_modes == ["default", "mbm_event"]
		and .configurable_events == ["mbm_total_bytes", "mbm_local_bytes"]'
	run_rctl monitor web --count 1 --json
	assert_status 0
	expect_json '[.data.readings[].state] | unique == ["value"]'
	run_rctl create-group db --json
	assert_status 0
	expect_json '.warnings == []'
}
