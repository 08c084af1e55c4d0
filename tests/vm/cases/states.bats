#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the hardware cannot tell is no number. On this machine it never has data for RMID 121, and errors for RMID 120.
# profiles: intel-contiguous

load helper

# mon_group_of RMID: the name of the monitor group that has it.
mon_group_of()
{
	local file

	file=$(grep -lx "$1" "$RESCTRL"/mon_groups/*/mon_hw_id)
	file=${file%/mon_hw_id}
	echo "/${file##*/}"
}

@test "unavailable and error are states" {
	local bad none

	run_rctl unmount
	assert_status 0
	run_rctl mount
	assert_status 0
	need_file "$RESCTRL/mon_hw_id"
	mkdir "$RESCTRL"/mon_groups/g{1..124}
	bad=$(mon_group_of 120) none=$(mon_group_of 121)
	run_rctl monitor "$bad" "$none" /g1 --count 2 --interval 0.1 --json
	assert_status 0
	expect_json ".data.readings | map(select(.group == \"$bad\")) | length == 6 and all(.[]; .state == \"error\"
		and .value == null and .rate == null and .raw == \"Error\" and .unit == \"bytes\")"
	expect_json ".data.readings | map(select(.group == \"$none\")) | length == 6 and all(.[]; .state == \"unavailable\"
		and .value == null and .rate == null and (has(\"raw\") | not))"
	expect_json '.data.readings | map(select(.group == "/g1")) | length == 6 and all(.[]; .state == "value")'
	run_rctl monitor "$bad" "$none" --count 1
	assert_status 0
	assert_stdout_has "error"
	assert_stdout_has "unavailable"
}
