#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl doctor finds what was broken, and explain says what the kernel does.
# profiles: intel amd-abmc none
# tier: full

load helper

# finds CODE: the doctor names it, and exits with 7.
finds()
{
	run_rctl doctor --json
	assert_status 7
	expect_json ".data.healthy == false and any(.data.findings[]; .code == \"$1\" and .seen != \"\" and .why != \"\")"
}

need_resctrl()
{
	[ -d "$RESCTRL" ] || skip "this machine has no resctrl"
}

@test "a sound machine is sound, and one without hardware is not" {
	if [ -d "$RESCTRL" ]; then
		run_rctl doctor --json
		assert_status 0
		expect_json '.data.healthy and all(.data.findings[]; .severity == "info")'
		run_rctl doctor
		assert_stdout_has "nothing is wrong"
	else
		finds no_hardware
	fi
}

@test "not mounted, and held although detached" {
	need_resctrl
	umount "$RESCTRL"
	finds not_mounted
	mount -t resctrl resctrl "$RESCTRL"
	start_task sh -c "exec 8<$RESCTRL/schemata; exec sleep 50"
	sleep 0.3
	umount -l "$RESCTRL"
	finds detached_mount
	expect_json ".data.findings[] | select(.code == \"detached_mount\") | .seen | contains(\"pid $task\")"
	run_command mount -t resctrl resctrl "$RESCTRL"
	[ "$status" -ne 0 ] || fail "the kernel mounts it: the finding is wrong"
	for dry in "" --dry-run; do
		run_rctl mount $dry
		assert_status 5
		assert_stderr_has "(pid $task) holds a resctrl that is mounted nowhere any more"
	done
	kill -9 "$task"
	sleep 0.5
	run_command mount -t resctrl resctrl "$RESCTRL"
	assert_status 0
}

@test "mounted in another name space" {
	need_resctrl
	# Two processes of one name space are one finding.
	start_task unshare -m sh -c 'sleep 50 & exec sleep 50'
	sleep 0.5
	umount "$RESCTRL"
	finds mounted_elsewhere
	expect_json '[.data.findings[] | select(.code == "mounted_elsewhere")] | length == 1'
	# What cannot be done is not advised.
	expect_json '.data.findings[] | select(.code == "not_mounted") | (.seen | endswith("not mounted here")) and .fix != "rctl mount"'
	for dry in "" --dry-run; do
		run_rctl mount $dry
		assert_status 5
		assert_stderr_has "has resctrl mounted in a name space of its own"
	done
}

@test "no counter left" {
	need_resctrl
	local n=0 free=$RESCTRL/info/L3_MON/available_mbm_cntrs

	[ -e "$free" ] || skip "this machine has no counters to assign"
	run_rctl doctor --json
	expect_json 'all(.data.findings[]; .code != "no_free_counters")'
	# Each takes two in every domain, as long as there are some.
	while grep -q '=[1-9]' "$free" && mkdir "$RESCTRL/mon_groups/m$n"; do
		n=$((n + 1))
	done
	finds no_free_counters
	expect_json '[.data.findings[] | select(.code == "no_free_counters") | .seen] ==
		["every counter of domain 0 is assigned", "every counter of domain 1 is assigned"]'
	run_rctl list-counters
	assert_status 0
}

@test "nothing left for groups" {
	need_resctrl
	local n=0

	while mkdir "$RESCTRL/g$n" 2>/dev/null; do
		n=$((n + 1))
	done
	finds no_free_closids
}

@test "a group that nobody uses" {
	need_resctrl
	local before

	run_rctl doctor
	before=$status
	run_rctl create-group left
	assert_status 0
	run_rctl doctor --json
	# A note, and nothing wrong.
	assert_status "$before"
	expect_json 'any(.data.findings[]; .code == "unused_group" and .severity == "info"
		and (.seen | startswith("left was made by rctl")))'
	expect_json 'all(.data.findings[]; .code != "unused_groups")'
	# Two as runc leaves them for the closID of a container, and one that is used.
	mkdir "$RESCTRL"/{guaranteed,shared,used}
	start_task sleep 60
	echo "$task" >"$RESCTRL/used/tasks"
	run_rctl doctor --json
	assert_status "$before"
	expect_json '[.data.findings[] | select(.code == "unused_groups") | .severity, .seen] ==
		["info", "without tasks, CPUs and a mark of who made them: guaranteed (2 in all)"]'
}

@test "libvirt at work, and groups as others name them" {
	need_resctrl
	local before container

	run_rctl doctor
	before=$status
	container=$(printf '%064x' 4711)
	mkdir "$RESCTRL/COS1" "$RESCTRL/qemu-1-web-vcpus_0-1" "$RESCTRL/$container"
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/libvirtd"
	start_task sh -c "exec 9<$RESCTRL; flock 9; exec $BATS_TEST_TMPDIR/libvirtd 60"
	until [ "$(<"/proc/$task/comm")" = libvirtd ]; do sleep 0.1; done
	# Looking takes no lock, and nothing is wrong.
	run_rctl doctor --json
	assert_status "$before"
	expect_json "any(.data.findings[]; .code == \"other_user\" and (.seen | startswith(\"libvirtd (pid $task) is running\")))"
	expect_json "[.data.findings[] | select(.code == \"foreign_groups\") | .seen | split(\": \")[1]]
		== [\"COS1 (1 in all)\", \"qemu-1-web-vcpus_0-1 (1 in all)\", \"$container (1 in all)\"]"
	run_rctl list-groups --json
	expect_json '.data.groups | length == 4'
}

@test "a domain that is offline" {
	need_resctrl
	echo 0 >/sys/devices/system/cpu/cpu3/online
	run_rctl doctor --json
	expect_json 'all(.data.findings[]; .code != "domain_offline")'
	echo 0 >/sys/devices/system/cpu/cpu2/online
	if [ -e /sys/kernel/debug/x86/topo/cpus/2 ]; then
		finds domain_offline
		expect_json '[.data.findings[] | select(.code == "domain_offline") | .seen] ==
			["a domain of L3 is offline: its CPUs are 2-3"]'
		echo 1 >/sys/devices/system/cpu/cpu3/online
		run_rctl doctor --json
		expect_json 'all(.data.findings[]; .code != "domain_offline")'
	else
		run_rctl doctor --json
		expect_json 'any(.data.findings[]; .code == "cpus_offline" and (.seen | test("not known: 2-3$")))'
	fi
}

@test "settings that hotplug took" {
	need_resctrl
	local cpu domains

	[ "$TESTBED_PROFILE" = intel ] || skip "one profile is enough"
	mkdir "$RESCTRL/web"
	echo 'L3:0=f;1=f' >"$RESCTRL/web/schemata"
	for cpu in 2 3; do echo 0 >"/sys/devices/system/cpu/cpu$cpu/online"; done
	for cpu in 2 3; do echo 1 >"/sys/devices/system/cpu/cpu$cpu/online"; done
	finds settings_lost
	expect_json 'any(.data.findings[]; .code == "settings_lost" and (.seen | contains("L3 in domain 1")))'
}

@test "explain: the task's group, then the CPU's, then the default" {
	need_resctrl
	mkdir "$RESCTRL/web" "$RESCTRL/bycpu" "$RESCTRL/mon_groups/m"
	echo 1 >"$RESCTRL/bycpu/cpus_list"
	start_task sleep 50
	run_rctl explain "$task" --json
	assert_status 0
	expect_json '.data.group == "/" and ([.data.cases[] | {cpus, control, control_rule, monitor}] == [
		{cpus: "1", control: "bycpu", control_rule: "cpu", monitor: "bycpu"},
		{cpus: "0,2-3", control: "/", control_rule: "default", monitor: "/"}])'
	echo "$task" >"$RESCTRL/mon_groups/m/tasks"
	run_rctl explain "$task" --json
	expect_json '.data.group == "/m" and ([.data.cases[] | {cpus, control, monitor, monitor_rule}] == [
		{cpus: "1", control: "bycpu", monitor: "/m", monitor_rule: "task"},
		{cpus: "0,2-3", control: "/", monitor: "/m", monitor_rule: "task"}])'
	echo "$task" >"$RESCTRL/web/tasks"
	run_rctl explain "$task" --json
	expect_json '.data.group == "web" and (.data.cases | length == 1) and
		(.data.cases[0] | .cpus == "0-3" and .control == "web" and .control_rule == "task" and
		(.limits | length > 1 and all(.value != null)))'
	run_rctl explain --cpu 1 --json
	expect_json '.data.cases[0] | .control == "bycpu" and .control_rule == "cpu"'
	run_rctl explain --cpu 0
	assert_stdout_has default
	run_rctl explain 999999
	assert_status 1
	assert_stderr_has "there is no task 999999"
	run_rctl explain --cpu 99
	assert_status 2
}

# answer COMMAND...: what it says, without what is different at each look and what only the machine itself has.
answer()
{
	# shellcheck disable=SC2016 # variables of jq
	case $1 in
	monitor) json '[.data.readings[] | {group, resource, domain, event, state}]' ;;
	doctor) json '[.data.findings[] | {code, severity, seen}], .data.healthy, .data.predictions' ;;
	list-groups) json '[.data.groups[] | if .name == "/" then del(.num_tasks) else . end]' ;;
	probe) json '.data | del(.probes[]?.facts[]? | select(.name | test("CONFIG|command_line|size")))' ;;
	*) json '.data' ;;
	esac
}

# same_answers TREE COMMAND...: live and from the recording.
same_answers()
{
	local recorded=$1 command where

	shift
	for command in "$@"; do
		for where in live recorded; do
			if [ $where = live ]; then set --; else set -- --sysroot "$recorded"; fi
			# shellcheck disable=SC2086 # several words
			run_rctl "$@" $command --json
			# shellcheck disable=SC2086 # several words
			{
				echo "status $status"
				answer $command
			} >"$BATS_TEST_TMPDIR/$where"
		done
		cmp "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/recorded" ||
			fail "$command differs" "$(diff "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/recorded" | head -n 20)"
	done
}

@test "capture: the archive answers as the machine does" {
	local tree=$BATS_TEST_TMPDIR/tree placed

	mkdir "$tree"
	# A program, the kernel's log and a group may speak of more than resctrl.
	printf 'resctrl of secret: mpam\n' >/dev/kmsg
	printf 'resctrl: L3 of secret\n' >/dev/kmsg
	if [ -d "$RESCTRL" ]; then
		run_rctl create-group secret --cpus 1
		assert_status 0
		mkdir "$RESCTRL/secret/mon_groups/hidden"
		start_task sleep 50
		placed=$task
		echo "$placed" >"$RESCTRL/secret/tasks"
		echo "$placed" >"$RESCTRL/secret/mon_groups/hidden/tasks"
		start_task sleep 50
	fi
	run_rctl capture --output "$BATS_TEST_TMPDIR/c.tar" --json
	assert_status 0
	expect_json '.data.num_files > 20 and (.data.anonymised | not) and .data.num_tasks_omitted == 0'
	tar -C "$tree" -xf "$BATS_TEST_TMPDIR/c.tar"
	# The group that rctl itself is in has a name, too.
	[ ! -d "$RESCTRL" ] || echo "$BASHPID" >"$RESCTRL/secret/tasks"
	run_rctl capture --anonymise --output "$BATS_TEST_TMPDIR/a.tar"
	assert_status 0
	if [ -d "$RESCTRL" ]; then
		echo "$BASHPID" >"$RESCTRL/tasks"
		same_answers "$tree" info list-groups 'show-group secret/hidden' list-counters 'monitor --count 1' "explain $placed" \
			"explain $task" 'explain 999999' 'explain --cpu 1' doctor 'probe cpu' 'probe aet'
	fi
	# Names can be left out later, too.
	run_rctl --sysroot "$tree" capture --anonymise --output "$BATS_TEST_TMPDIR/b.tar"
	assert_status 0
	! grep -laE 'secret|hidden|ommand line' "$BATS_TEST_TMPDIR/"[ab].tar || fail "a name is in the archive"
	[ "$(stat -c %a "$BATS_TEST_TMPDIR/a.tar")" = 600 ] || fail "everybody can read it"
	# The same, but for names.
	[ ! -d "$RESCTRL" ] || {
		rm -r "$tree"
		mkdir "$tree"
		tar -C "$tree" -xf "$BATS_TEST_TMPDIR/a.tar"
		run_rctl --sysroot "$tree" list-groups --json
		expect_json '[.data.groups[] | .name] == ["/", "g1", "g1/g2"] and .data.groups[2].num_tasks == 1 and
			.data.groups[1].owner.tool == "rctl"'
		run_rctl --sysroot "$tree" show-group g1/g2 --json
		run_rctl --sysroot "$tree" explain "$(json '.data.tasks[0]')" --json
		assert_status 0
		expect_json '.data.group == "g1/g2" and .data.cases[0].control_rule == "task"'
	}
}
