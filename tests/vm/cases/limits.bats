#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine with 2 classes and 4 monitoring ids: what runs out is told apart, and what comes back by itself, too.
# profiles: intel-small

load helper

# comes_back GROUP: it can be created, after some time in which the ids are in limbo.
comes_back()
{
	local n=0

	until run_rctl create-group "$1" && [ "$status" -eq 0 ]; do
		assert_status 5
		[ $((n += 1)) -lt 50 ]
		sleep 0.1
	done
}

@test "classes and monitoring ids run out, and ids in limbo come back" {
	run_rctl create-group web
	assert_status 0
	run_rctl info --json
	assert_status 0
	expect_json '.data | .num_closids == 2 and .free_closids == 0 and .num_rmids == 4 and .free_rmids == 2'
	run_rctl create-group db --json
	assert_status 1
	expect_json '.error | .code == "no_closid" and .errno == 28 and .kernel_text == "Out of CLOSIDs"
		and (.fix | contains("remove"))'
	[ ! -e "$RESCTRL/db" ]
	# Older kernels take an id before they find that there is no class, and send it through limbo.
	comes_back web/m1
	comes_back /m2
	run_rctl create-group /m3 --json
	assert_status 1
	expect_json '.error | .code == "no_rmid" and .errno == 28 and .kernel_text == "Out of RMIDs" and .cause_source == "kernel"'

	run_rctl remove-group /m2
	assert_status 0
	run_rctl create-group /m3 --json
	assert_status 5
	expect_json '.error | .code == "rmid_limbo" and .errno == 16 and .kernel_text == "Out of RMIDs"
		and (.cause | contains("cache lines")) and (.fix | contains("wait"))'
	run_rctl create-group /m3
	assert_status 5
	assert_stderr_has 'cannot create group /m3: '
	comes_back /m3
	run_rctl create-group web/m4 --json
	assert_status 1
	expect_json '.error.code == "no_rmid"'
	run_rctl list-groups --json
	assert_status 0
	expect_json '[.data.groups[].name] == ["/", "/m3", "web", "web/m1"]'
}
