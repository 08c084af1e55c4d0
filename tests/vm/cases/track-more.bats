#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel intel-small
# tier: full
# Monitoring tasks that others move, cgroups, storms of forks, and machines without a free RMID.

load helper
load track-helper

@test "a cgroup: who joins it is moved, and it ends when nobody is left" {
	local first second

	mkdir "$CASE_CGROUP/job"
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/job"
	first=$task
	wait_cgroup job 1
	start_monitor --cgroup "$CASE_CGROUP/job" --json
	wait_in "$first" "/rctl-$monitor"
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/job"
	second=$task
	wait_in "$second" "/rctl-$monitor"
	kill "$first" "$second"
	status=0
	wait "$monitor" || status=$?
	assert_status 0
	assert_equal "$(mon_groups)" ""
	run_rctl monitor --cgroup "$CASE_CGROUP/job" --count 1 --json
	assert_status 1
	expect_json '.error.code == "no_task"'
	run_rctl monitor --cgroup "$CASE_CGROUP/none" --count 1 --json
	assert_status 1
	expect_json '.error.code == "not_found"'
}

@test "a slice: cgroups below it that come later are followed, too" {
	local first second

	mkdir "$CASE_CGROUP/job" "$CASE_CGROUP/job/a"
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/job/a"
	first=$task
	wait_cgroup job/a 1
	start_monitor --cgroup "$CASE_CGROUP/job" --json
	wait_in "$first" "/rctl-$monitor"
	mkdir "$CASE_CGROUP/job/b"
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/job/b"
	second=$task
	wait_in "$second" "/rctl-$monitor"
	kill "$first"
	remove_cgroup job/a
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/job"
	wait_in "$task" "/rctl-$monitor"
	kill "$second" "$task"
	status=0
	wait "$monitor" || status=$?
	assert_status 0
	assert_equal "$(mon_groups)" ""
}

@test "a cgroup that is removed as soon as its last task ends" {
	local first second

	mkdir "$CASE_CGROUP/short" "$CASE_CGROUP/long"
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/short"
	first=$task
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/long"
	second=$task
	wait_cgroup short 1
	wait_cgroup long 1
	start_monitor --cgroup "$CASE_CGROUP/short" --cgroup "$CASE_CGROUP/long" --json
	wait_in "$first" "/rctl-$monitor"
	kill "$first"
	remove_cgroup short
	# The other one is still followed.
	start_task bash -c 'echo $$ >"$0/cgroup.procs"; exec spin' "$CASE_CGROUP/long"
	wait_in "$task" "/rctl-$monitor"
	kill "$second" "$task"
	remove_cgroup long
	status=0
	wait "$monitor" || status=$?
	assert_status 0
	assert_equal "$(mon_groups)" ""
	stdout=$(<"$out")
	expect_stream 'all(.[].warnings[]; .code != "not_moved")'
}

@test "a storm of forks ends up inside, and outside again" {
	local pid procs

	mkdir "$CASE_CGROUP/storm"
	start_task bash -c 'echo $$ >"$0/cgroup.procs"
		while :; do (sleep 0.05; (sleep 0.05; :) & :) & (:) & sleep 0.01; done' "$CASE_CGROUP/storm"
	wait_cgroup storm 3
	start_monitor --pid "$task" --tree
	sleep 0.5
	for pid in $(cat "$CASE_CGROUP/storm/cgroup.procs"); do
		# Those that are about to end are nowhere.
		group=$(in_group "$pid" 2>/dev/null) || continue
		assert_equal "$pid $group" "$pid /rctl-$monitor"
	done
	stop_monitor TERM
	assert_status 0
	assert_equal "$(mon_groups) $(in_group "$task")" " /"
}

@test "what others do to the groups and the tasks meanwhile" {
	[ "$(machine_rmids)" -gt 4 ] || skip "RMIDs in limbo are all there are"
	mkdir "$RESCTRL/web"
	start_in . spin
	start_monitor --pid "$task" --json
	# Somebody removes the group: it is made again.
	rmdir "$RESCTRL/mon_groups/rctl-$monitor"
	wait_in "$task" "/rctl-$monitor"
	# Somebody moves the task: it is followed.
	echo "$task" >"$RESCTRL/web/tasks"
	wait_in "$task" "web/rctl-$monitor"
	# Into a monitor group: it is read there.
	mkdir "$RESCTRL/web/mon_groups/m1"
	echo "$task" >"$RESCTRL/web/mon_groups/m1/tasks"
	sleep 0.6
	assert_equal "$(in_group "$task")" web/m1
	stop_monitor TERM
	assert_status 0
	assert_equal "$(mon_groups)" web/mon_groups/m1
	stdout=$(tail -n 1 "$out")
	expect_json '[.data.readings[] | select(.group == "web/m1" and .state == "value")] | length > 0'
	stdout=$(<"$out")
	# Without rights the mark of a group made later cannot be set.
	expect_stream 'any(.[].warnings[]; .code == "unmarked")'
}

@test "a dry run names the groups and the tasks, and makes nothing" {
	local before first

	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1"
	start_in . spin
	first=$task
	start_in web/mon_groups/m1 spin
	before=$(tree_state)
	run_rctl monitor --pid "$first,$task" --dry-run --json
	assert_status 0
	expect_json "(.data.groups | length) == 2 and .data.dry_run"
	expect_json "any(.data.groups[]; .created and (.group | startswith(\"/rctl-\")) and .moves ==
		[{origin: \"/\", tasks: [$first]}])"
	expect_json 'any(.data.groups[]; .group == "web/m1" and .created == false and .moves == [])'
	run_rctl monitor --pid "$task" --steal --dry-run
	assert_status 0
	assert_stdout_has "WOULD CREATE"
	[[ $stdout =~ web/rctl-[0-9]+\ +web/m1\ +$task ]] || fail "the task is not named"
	assert_equal "$(tree_state)" "$before"
	assert_equal "$(in_group "$first") $(in_group "$task")" "/ web/m1"
}

@test "when the end fails after something else did, both are told" {
	local dir=$BATS_TEST_TMPDIR/metrics

	start_in . spin
	mkdir "$dir"
	out=$BATS_TEST_TMPDIR/said
	rctl monitor --pid "$task" --openmetrics --output "$dir/it.prom" --interval 0.1 2>"$out" </dev/null 3>&- &
	monitor=$!
	wait_in "$task" "/rctl-$monitor"
	# The kernel refuses to remove a directory on which something is mounted.
	mount --bind "$RESCTRL/mon_groups/rctl-$monitor" "$RESCTRL/mon_groups/rctl-$monitor"
	# At once: files come and go in it.
	mv "$dir" "$dir.gone"
	status=0
	wait "$monitor" || status=$?
	assert_status 1
	stdout=$(<"$out")
	assert_stdout_has "cannot write $dir/it.prom"
	assert_stdout_has "the monitoring of the tasks could not be ended"
	assert_stdout_has "the group /rctl-$monitor could not be removed"
	umount "$RESCTRL/mon_groups/rctl-$monitor"
	rmdir "$RESCTRL/mon_groups/rctl-$monitor"
}

@test "unmounted by force, it ends in peace" {
	start_in . spin
	start_monitor --pid "$task" --json
	umount -l "$RESCTRL"
	sleep 0.5
	stop_monitor TERM
	assert_status 0
	stdout=$(tail -n 1 "$out")
	expect_json 'all(.data.readings[]; .state == "gone")'
}

@test "no RMID is left: told, and nothing is changed" {
	local n=0 before

	[ "$(machine_rmids)" -le 4 ] || skip "there are many RMIDs"
	mkdir "$RESCTRL/web"
	start_in web spin
	while mkdir "$RESCTRL/mon_groups/m$n" 2>/dev/null; do n=$((n + 1)); done
	before=$(tree_state)
	run_rctl monitor --pid "$task" --count 1 --json
	assert_status 1
	expect_json '.error.code == "no_rmid" and .error.kernel_text == "Out of RMIDs" and .error.left_behind == []'
	assert_equal "$(in_group "$task")" web
	assert_equal "$(tree_state)" "$before"
	# Enough for one of two control groups: that one is taken back.
	rmdir "$RESCTRL/mon_groups/m0"
	before=$(tree_state)
	start_in . spin
	run_rctl monitor --pid "$task,$(head -n 1 "$RESCTRL/web/tasks")" --count 1 --json
	[ "$status" -ne 0 ]
	expect_json '.error.code | . == "no_rmid" or . == "rmid_limbo"'
	assert_equal "$(in_group "$task") $(tree_state)" "/ $before"
}

@test "processes that do not exist, and rights that are missing" {
	start_in . spin
	run_rctl monitor --pid 4000000 --count 1 --json
	assert_status 1
	expect_json '.error.code == "no_task" and .error.errno == 3'
	run_rctl monitor --pid "4000000,$task" --count 1 --json
	assert_status 0
	expect_json '.warnings | map(.code) == ["no_task"]'
	as_nobody rctl monitor --pid "$task" --count 1 --json
	assert_status 4
	assert_equal "$(mon_groups) $(in_group "$task")" " /"
	# A user to whom a group was given.
	if [ "$(machine_rmids)" -gt 4 ]; then
		mkdir "$RESCTRL/mine"
		chown -R nobody "$RESCTRL/mine/tasks" "$RESCTRL/mine/mon_groups"
		start_in mine setpriv --reuid 65534 --regid 65534 --clear-groups spin
		sleep 0.3
		as_nobody rctl monitor --pid "$task" --count 2 --interval 0.1 --json
		assert_status 0
		expect_stream '.[0].warnings | map(.code) == ["unmarked"]'
		assert_equal "$(mon_groups) $(in_group "$task")" " mine"
	fi
}
