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

@test "resctrl is not there until the last MSC's CPUs come online" {
	run_rctl info
	assert_status 3
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
}
