#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Two monitors with different numbers of ids: the smaller one is what there is room for.
# profiles: intel-aet-forced
# tier: full

load helper

@test "the budget of groups is the smaller number of both monitors" {
	run_rctl info --json
	assert_status 0
	expect_json '.data.num_rmids == 24 and .data.free_rmids == 23'
	expect_json '[.data.monitoring[] | [.resource, .num_rmids]] == [["L3", 128], ["PERF_PKG", 24]]'
	run_rctl info
	assert_stdout_has 'monitoring ids (RMIDs) free: 23 of 24'
}

@test "a group beyond it is refused, foretold and real, whatever L3 still has" {
	local i

	for i in {1..23}; do
		mkdir "$RESCTRL/mon_groups/m$i"
	done
	! mkdir "$RESCTRL/mon_groups/m24" 2>/dev/null || fail "the kernel has room for a 25th id"
	run_rctl info --json
	expect_json '.data.free_rmids == 0'
	run_rctl create-group /m24 --dry-run --json
	assert_status 1
	expect_json '.error.code == "no_rmid" and (.error.cause | contains("all of the 24 monitoring ids"))'
	run_rctl create-group /m24 --json
	assert_status 1
	expect_json '.error.code == "no_rmid" and (.error.cause | contains("every monitoring id (RMID) of this machine is taken"))'
	run_rctl create-group web --json
	assert_status 1
	expect_json '.error.code == "no_rmid"'
	[ ! -e "$RESCTRL/web" ] || fail "web is there"
	run_rctl doctor --json
	expect_json 'any(.data.findings[]; .code == "no_free_rmids")'
}
