#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Arm MPAM through resctrl: the main job, what lands in the registers, and what is other than on x86.
# profiles: arm-mpam

load helper

# "debug" shows the CLOSIDs.
setup()
{
	start_case debug
}

# The first of the emulated MSCs has the L3, the second the memory, then one for the L2 of each cluster.
L3_MSC=0
MEMORY_MSC=1
L2_MSCS=(2 3)

# closid GROUP, which is the PARTID without CDP.
closid()
{
	run_rctl show-group "$1" --json
	json .data.closid
}

@test "a group is limited, gets a busy task and counters, and is watched" {
	start_case none
	run_rctl mount
	assert_status 0
	run_rctl create-group web --schemata 'L3:*=0xff' --schemata MB=25
	assert_status 0
	start_task spin --cpu 2
	sleep 0.2
	run_rctl assign-tasks web "$task"
	assert_status 0
	assert_stdout "assigned tasks to web: 1"
	if [ -e "$RESCTRL/mbm_L3_assignments" ]; then
		run_rctl unassign-counter web mbm_total_bytes
		assert_status 0
		run_rctl assign-counter web mbm_total_bytes
		assert_status 0
		run_rctl list-counters --json
		assert_status 0
		expect_json '[.data.counters[] | select(.group == "web" and .event == "mbm_total_bytes" and .assigned) | .domain] == [300]'
	fi
	run_rctl monitor web --interval 0.5 --count 5 --json
	assert_status 0
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 5
	expect_json '[.data.readings[] | select(.event == "llc_occupancy") | .value > 0 and .value <= 4194304] == [true]'
	if [ -e "$RESCTRL/mbm_L3_assignments" ]; then
		expect_stream '[.[1:][].data.readings[] | select(.event == "mbm_total_bytes") | .rate > 0] == [true, true, true, true]'
	fi
	run_rctl show-group web --json
	assert_status 0
	expect_json ".data.tasks == [$task]"
	run_rctl remove-group web --force
	assert_status 0
	assert_equal "$(in_group "$task")" /
	run_rctl unmount
	assert_status 0
}

@test "masks and bandwidths land in the registers" {
	local partid

	run_rctl create-group web --schemata 'L3=0xf0f' --schemata 'L2:200=0x3c;201=0x81' --schemata MB=50
	assert_status 0
	partid=$(closid web)
	assert_equal "$(msc $L3_MSC 0 "$partid" cpbm)" f0f
	assert_equal "$(msc ${L2_MSCS[0]} 0 "$partid" cpbm)" 3c
	assert_equal "$(msc ${L2_MSCS[1]} 0 "$partid" cpbm)" 81
	# 7 bits of 16: half is 0x7e00 and up.
	assert_equal "$(msc $MEMORY_MSC 0 "$partid" mbw_max)" 7e00
	assert_equal "$(msc $L3_MSC 0 0 cpbm)" ffff
	run_rctl set-schemata web L3=4ways MB=100
	assert_status 0
	assert_equal "$(msc $L3_MSC 0 "$partid" cpbm) $(msc $MEMORY_MSC 0 "$partid" mbw_max)" 'f fe00'
}

@test "occupancy grows up to the share of the mask" {
	run_rctl create-group web --schemata L3=0xf
	assert_status 0
	busy web 1
	sleep 0.5
	run_rctl monitor web --count 1 --json
	assert_status 0
	expect_json '[.data.readings[] | select(.event == "llc_occupancy") | .value | . > 1900000 and . <= 2097152] == [true]'
}

@test "monitor groups of a control group are limited by PMG, and told so" {
	# 2 PMGs: the control group itself and one monitor group, whatever num_rmids promises.
	run_rctl create-group web
	assert_status 0
	[ "$(<"$RESCTRL/info/L3_MON/num_rmids")" -ge 32 ]
	# It may have no counter.
	run_rctl create-group web/m1
	[ "$status" -eq 0 ] || [ "$status" -eq 6 ]
	[ -d "$RESCTRL/web/mon_groups/m1" ]
	run_rctl create-group web/m2 --json
	assert_status 1
	expect_json '.error | .code == "no_rmid" and .kernel_text == "Out of RMIDs" and (.cause | contains("PMG"))
		and (.fix | contains("a monitor group of web"))'
	[ ! -e "$RESCTRL/web/mon_groups/m2" ]
	# Another control group has PMGs of its own.
	run_rctl create-group db
	assert_status 0
	run_rctl create-group db/m1
	[ "$status" -eq 0 ] || [ "$status" -eq 6 ]
	[ -d "$RESCTRL/db/mon_groups/m1" ]
}

@test "CDP halves the classes of all resources" {
	local before closid

	before=$(<"$RESCTRL/info/L3/num_closids")
	start_case none
	run_rctl mount -o cdp,debug
	assert_status 0
	run_rctl info --json
	assert_status 0
	expect_json ".data.num_closids == $((before / 2))"
	run_rctl create-group web --schemata L3CODE=0xf --schemata L3DATA=0xf0
	assert_status 0
	# PARTID_D is 2 * CLOSID, PARTID_I one more. The kernel takes the CLOSID whose RMIDs are cleanest, which is not always 1.
	closid=$(<"$RESCTRL/web/ctrl_hw_id")
	assert_equal "$(msc $L3_MSC 0 $((2 * closid)) cpbm) $(msc $L3_MSC 0 $((2 * closid + 1)) cpbm)" 'f0 f'
}

@test "a cluster's CPUs go offline and come back" {
	run_rctl create-group web --schemata 'L2:200=0x0f;201=0x0f'
	assert_status 0
	echo 0 >/sys/devices/system/cpu/cpu2/online
	echo 0 >/sys/devices/system/cpu/cpu3/online
	run_rctl show-group web --json
	assert_status 0
	expect_json '[.data.schemata[] | select(.name == "L2") | .domains[].id] == [200]'
	run_rctl set-schemata web L2:201=3 --json
	assert_status 1
	expect_json '.error | .code == "refused" and (.cause | contains("201"))'
	run_rctl doctor --json
	assert_status 7
	expect_json '[.data.findings[] | select(.code == "domain_offline" or .code == "cpus_offline") | .seen]
		== ["domain 201 of L2 is offline: its CPUs are 2-3"]'
	# MPAM is on: the kernel probed the MSC when these CPUs were there.
	expect_json '[.data.findings[] | select(.code == "msc_offline") | .severity, .seen]
		== ["info", "MSC 4 cannot be read while none of CPUs 2-3 is online"]'
	cpus_online
	run_rctl show-group web --json
	assert_status 0
	expect_json '[.data.schemata[] | select(.name == "L2") | .domains[].id] == [200, 201]'
}

@test "mba_MBps and bandwidths in bytes" {
	run_rctl set-schemata / MB=10GB/s --json
	assert_status 1
	expect_json '.error | .code == "refused" and .cause_source == "predicted"'
}
