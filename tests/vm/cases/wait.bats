#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Waiting for a monitoring id that still marks cache lines: this machine has four.
# profiles: intel-small

load helper

# All ids are taken, and one of them is in limbo. Some may be in limbo from an earlier file still.
setup()
{
	local name

	start_case
	for name in m1 m2 m3; do
		until mkdir "$RESCTRL/mon_groups/$name" 2>/dev/null; do sleep 0.1; done
	done
	rmdir "$RESCTRL/mon_groups/m3"
}

@test "an id in limbo is waited for" {
	run_rctl create-group /m4 --json
	assert_status 5
	expect_json '.error | .code == "rmid_limbo" and .errno == 16 and (.fix | contains("wait"))'
	[ ! -e "$RESCTRL/mon_groups/m4" ]
	run_rctl create-group /m4 --wait 5 --json
	assert_status 0
	expect_json '.error == null and .data.created'
	[ -d "$RESCTRL/mon_groups/m4" ]
}

@test "no id is waited for where all are taken" {
	run_rctl create-group /m4 --wait 5
	assert_status 0
	SECONDS=0
	run_rctl create-group /m5 --wait 20 --json
	assert_status 1
	expect_json '.error.code == "no_rmid"'
	[ "$SECONDS" -lt 10 ] || fail "waited for nothing"
	run_rctl create-group /m5 --wait x
	assert_status 2
}
