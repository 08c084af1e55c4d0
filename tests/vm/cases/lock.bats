#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A process that keeps the lock on resctrl: readers go on without it and say so, writers give up and name it.
# profiles: intel-contiguous
# tier: full

load helper

@test "a lock that is not given back" {
	local start

	mkdir "$RESCTRL/web"
	start_task flock -o "$RESCTRL" sleep 1000
	sleep 0.3
	start=${EPOCHREALTIME/./}
	run_rctl show-group web --json
	assert_status 0
	expect_json '.data.name == "web" and .error == null and .warnings[0].code == "unlocked"'
	[ $((${EPOCHREALTIME/./} - start)) -lt 5000000 ]
	# Values are read without the lock, only the groups are listed with it.
	run_rctl monitor web --count 1 --json
	assert_status 0
	expect_json '[.data.readings[].state] | unique == ["value"]'
	run_rctl set-schemata web L3=0x1 --json
	assert_status 5
	expect_json '.error | .code == "busy" and .errno == 16 and .kernel_text == null and (.cause | contains("(flock)"))
		and (.fix | length > 5)'
	[ $((${EPOCHREALTIME/./} - start)) -lt 20000000 ]
	run_rctl create-group db
	assert_status 5
	[ ! -e "$RESCTRL/db" ]
	kill "$task"
	sleep 0.1
	run_rctl create-group db
	assert_status 0
}
