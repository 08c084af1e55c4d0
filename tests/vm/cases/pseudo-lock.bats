#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Groups on their way to a pseudo-locked region, and with one. rctl makes none and has to live with those that others made.
# profiles: intel-lock
# tier: full

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,p1,p2}
	printf 'L3:0=ff;1=ff\n' | tee "$RESCTRL/schemata" "$RESCTRL/web/schemata" "$RESCTRL/p2/schemata" >/dev/null
	echo pseudo-locksetup >"$RESCTRL/p1/mode"
}

# says TEXT: the kernel's last words.
says()
{
	local text

	text=$(<"$RESCTRL/info/last_cmd_status")
	assert_equal "$text" "$1"
}

# refused TEXT COMMAND...: a prediction without --no-check, and this text with it.
refused()
{
	run_rctl "${@:2}" --json
	assert_status 1
	expect_json '.error | .code == "refused" and .cause_source == "predicted" and .kernel_text == null'
	run_rctl "${@:2}" --no-check --json
	assert_status 1
	expect_json ".error | .code == \"refused\" and .cause_source == \"kernel\" and .kernel_text == \"$1\""
}

@test "a group that is to be locked" {
	run_rctl show-group p1
	assert_status 0
	assert_stdout_has "p1: control group, pseudo-locksetup"
	assert_stdout_has "will be pseudo-locked"
	run_rctl show-group p1 --json
	assert_status 0
	expect_json '.data | .mode == "pseudo-locksetup" and .num_tasks == 0 and (has("cpus") | not)
		and ([.schemata[] | [.name, (.domains | length)]] == [["MB", 0], ["L3", 0]])'
	run_rctl list-groups --json
	assert_status 0
	expect_json '[.data.groups[] | [.name, .mode]] == [["/", "shareable"], ["p1", "pseudo-locksetup"],
		["p2", "shareable"], ["web", "shareable"]]'
	# It has a class and no monitoring id.
	run_rctl info --json
	assert_status 0
	expect_json '.data | .num_closids - .free_closids == 4 and .num_rmids - .free_rmids == 3'
}

@test "doctor takes no locked group for one that nobody uses" {
	run_rctl create-group kept --schemata 'L3=0xf00'
	assert_status 0
	echo pseudo-locksetup >"$RESCTRL/kept/mode"
	run_rctl doctor --json
	expect_json '[.data.findings[] | select(.code | startswith("unused_group")) | .seen] ==
		["without tasks, CPUs and a mark of who made them: p2 (2 in all)"]'
}

@test "what a group to be locked does not take" {
	refused "Overlaps with other group" set-schemata p1 L3:0=180
	refused "Cannot pseudo-lock MBA resource" set-schemata p1 MB=50
	refused "Mask out of range" set-schemata p1 L3:0=1000
	run_rctl set-schemata p1 L3=0x100
	assert_status 1
	assert_stderr_has "one domain is locked at a time"
	run_rctl set-schemata p1 L3:9=100
	assert_stderr_has "the domains of L3 now are 0, 1"
	# Of 16 MiB in 12 ways: more than 4 MiB.
	run_rctl set-schemata p1 L3:0=f00 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Requested region exceeds maximum size"
		and (.cause | contains("in one piece"))'
	run_rctl create-group p1/m1 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Pseudo-locking in progress"'
	start_task sleep 1000
	run_rctl assign-tasks p1 "$task"
	assert_status 4
	assert_stderr_has "closed even to root"
	run_rctl assign-cpus p1 1
	assert_status 4
	assert_equal "$(<"$RESCTRL/p1/mode")" pseudo-locksetup
	run_rctl set-mode p1 shareable
	assert_status 0
	run_rctl assign-tasks p1 "$task"
	assert_status 0
}

@test "the write that locks, and what is there then" {
	run_rctl set-schemata p1 L3:0=2ways --place high --dry-run
	assert_status 0
	assert_equal "$(<"$RESCTRL/p1/mode")" pseudo-locksetup
	run_rctl set-schemata p1 L3:0=2ways --place high --json
	assert_status 0
	expect_json '.data.schemata == [{schema: "L3", domain: 0, asked: "2ways", rounded: "0xc00", effective: "0xc00"}]
		or (.data.schemata | length == 1 and .[0].effective == "0xc00")'
	assert_equal "$(<"$RESCTRL/p1/mode")" pseudo-locked
	[ -c /dev/pseudo_lock/p1 ]
	run_rctl show-group p1
	assert_status 0
	assert_stdout_has "/dev/pseudo_lock/p1"
	assert_stdout_has "can only be removed"
	run_rctl show-group web
	assert_stdout_has "PP..########"
	assert_stdout_has "P pseudo-locked"
	run_rctl show-group p1 --json
	assert_status 0
	expect_json '.data | .mode == "pseudo-locked" and (.schemata | length == 1) and (.schemata[0].domains ==
		[{id: 0, mask: "0xc00", ways: 2, size_bytes: 2796202, hardware_mask: "0x0", shareable_mask: "0xff",
		exclusive_mask: "0x0", locked_mask: "0xc00", unused_mask: "0x300"}])'
	run_rctl list-groups
	assert_stdout_has "p1    control pseudo-locked"
	# Its ids are free again, and nobody gets its ways.
	run_rctl info --json
	assert_status 0
	expect_json '.data | .num_closids - .free_closids == 3 and .num_rmids - .free_rmids == 3'
	run_rctl create-group new
	assert_status 0
	assert_equal "$(schema new L3)" "0=3ff;1=fff"
}

@test "what a locked region refuses" {
	echo 'L3:0=c00' >"$RESCTRL/p1/schemata"
	refused "Resource group is pseudo-locked" set-schemata p1 L3:0=400
	refused "Resource group is pseudo-locked" set-schemata p1 MB=50
	refused "CBM overlaps with pseudo-locked region" set-schemata web L3:0=fff
	refused "Cannot change pseudo-locked group" set-mode p1 shareable
	echo pseudo-locksetup >"$RESCTRL/p2/mode"
	refused "Pseudo-locked region in hierarchy" set-schemata p2 L3:0=100
	run_rctl create-group p1/m1 --json
	assert_status 1
	expect_json '.error.kernel_text == "Pseudo-locking in progress"'
	run_rctl remove-group p1
	assert_status 0
	[ ! -e /dev/pseudo_lock/p1 ]
	run_rctl set-schemata p2 L3:0=100
	assert_status 0
}

@test "its cache is offline" {
	echo 'L3:1=c00' >"$RESCTRL/p1/schemata"
	echo 0 >/sys/devices/system/cpu/cpu2/online
	echo 0 >/sys/devices/system/cpu/cpu3/online
	if read -r _ 2>/dev/null <"$RESCTRL/p1/schemata"; then fail "there are schemata"; fi
	says "Cache domain offline"
	run_rctl show-group p1
	assert_status 0
	assert_stdout_has "its cache is offline"
	run_rctl show-group p1 --json
	expect_json '.data | .mode == "pseudo-locked" and .schemata == []'
	run_rctl list-groups
	assert_stdout_has "p1    control pseudo-locked"
	# Nor does it keep others from anything.
	run_rctl set-schemata web L3:0=0xf
	assert_status 0
	run_rctl set-mode web exclusive --json
	assert_status 1
	expect_json '.error | .cause_source == "predicted" and (.cause | contains("/ (0xf)"))'
}

@test "unmount takes a locked region away first" {
	echo 'L3:0=c00' >"$RESCTRL/p1/schemata"
	run_rctl unmount
	assert_status 5
	assert_stderr_has "3 groups would be lost"
	# Kernel 7.3 would wait for ever.
	run_command timeout 20 rctl unmount --force
	assert_status 0
	[ ! -e "$RESCTRL/schemata" ]
	[ ! -e /dev/pseudo_lock/p1 ]
}

@test "what cannot be locked" {
	start_task sleep 1000
	echo "$task" >"$RESCTRL/web/tasks"
	kernel_says "Tasks assigned to resource group" web/mode 'pseudo-locksetup\n'
	echo "$task" >"$RESCTRL/tasks"
	echo 3 >"$RESCTRL/web/cpus_list"
	kernel_says "CPUs assigned to resource group" web/mode 'pseudo-locksetup\n'
	echo 0-3 >"$RESCTRL/cpus_list"
	mkdir "$RESCTRL/web/mon_groups/m1"
	kernel_says "Monitoring in progress" web/mode 'pseudo-locksetup\n'
	kernel_says "Cannot pseudo-lock default group" mode 'pseudo-locksetup\n'
	# Files that were open before.
	exec 5>"$RESCTRL/p2/tasks" 6>"$RESCTRL/p2/cpus"
	echo pseudo-locksetup >"$RESCTRL/p2/mode"
	if echo "$task" 2>/dev/null >&5; then fail "a task is taken"; fi
	says "Pseudo-locking in progress"
	exec 5>&- 6>&-
	resctrl_reset cdp
	mkdir "$RESCTRL/web"
	kernel_says "CDP enabled" web/mode 'pseudo-locksetup\n'
}

@test "an exclusive default group leaves no space" {
	rmdir "$RESCTRL"/{web,p1,p2}
	printf 'L3:0=fff;1=fff\n' >"$RESCTRL/schemata"
	run_rctl set-mode / exclusive
	assert_status 0
	run_rctl create-group web --dry-run --json
	assert_status 1
	expect_json '.error | .code == "refused" and .cause_source == "predicted" and .errno == 28'
	run_rctl create-group web --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 28 and .kernel_text == "No space on L3:0"'
}
