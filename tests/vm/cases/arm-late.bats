#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A MSC none of whose CPUs is online: MPAM stays off until one comes.
# profiles: arm-late

load helper

# Not what other cases begin with: that brings all CPUs online.
setup()
{
	:
}

teardown()
{
	check_expected
}

# answers NAME...: what is predicted of them, in one line.
answers()
{
	local name

	run_rctl probe mpam --json
	for name in "$@"; do
		json ".data.probes[0].predictions[] | select(.name == \"$name\") | .answer"
	done | paste -sd ' '
}

@test "resctrl is not there until the last MSC's CPUs come online" {
	run_rctl info
	assert_status 3
	# What the kernel waits for is said, by the probe and by the doctor.
	assert_equal "$(answers mpam resctrl)" "no no"
	for command in "probe mpam" doctor; do
		run_rctl $command --json
		expect_json '[.. | objects | select(.code? == "msc_offline" and .severity == "warning") | .seen] ==
			["MSC 4 is not probed until one of CPUs 2-3 comes online"]'
	done
	# Of the two the doctor judges.
	assert_status 7
	echo 1 >/sys/devices/system/cpu/cpu2/online
	for _ in {1..50}; do
		grep -qw resctrl /proc/filesystems && [ -d "$RESCTRL" ] && break
		sleep 0.1
	done
	run_rctl mount
	assert_status 0
	run_rctl info --json
	assert_status 0
	expect_json '[.data.schemas[].name] == ["L2", "L3"]'
	assert_equal "$(answers mpam resctrl L2 L3 MB llc_occupancy)" "yes yes yes yes no yes"
	run_rctl probe mpam --json
	expect_json '[.. | objects | select(.code? == "msc_offline" and .severity == "warning")] == []'
}
