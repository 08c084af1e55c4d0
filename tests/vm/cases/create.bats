#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Creating a group is one act: when a part of it fails, everything is as before.
# profiles: intel-l2

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db} "$RESCTRL"/{web/,db/,}mon_groups/m1
	echo 1-3 >"$RESCTRL/web/cpus_list"
	echo 2 >"$RESCTRL/web/mon_groups/m1/cpus_list"
	echo 0 >"$RESCTRL/mon_groups/m1/cpus_list"
	start_task sleep 1000
	in_web=$task
	start_threads 2
	in_mon=$task
	start_task sleep 1000
	in_root_mon=$task
	start_task sleep 1000
	in_root=$task
	sleep 0.1
	echo "$in_web" >"$RESCTRL/web/tasks"
	echo "$in_root_mon" >"$RESCTRL/mon_groups/m1/tasks"
	# One thread of two is in the monitor group.
	for thread in "/proc/$in_mon/task/"*; do
		echo "${thread##*/}" >"$RESCTRL/web/tasks"
	done
	echo "$in_mon" >"$RESCTRL/web/mon_groups/m1/tasks"
	before=$(tree_state)
}

# undone STATUS CODE ARG...: creating the group fails so and leaves nothing behind.
undone()
{
	run_rctl create-group "${@:3}" --json
	assert_status "$1"
	expect_json ".data == null and .error.code == \"$2\" and (.error.left_behind | all(contains(\"in limbo\")))"
	assert_equal "$(tree_state)" "$before"
	assert_equal "$(in_group "$in_web") $(in_group "$in_mon") $(in_group "$in_root_mon") $(in_group "$in_root")" \
		"web web/m1 /m1 /"
}

@test "schemata, mode or CPUs that are refused leave nothing behind" {
	undone 1 refused new --no-check --schemata L3:7=f --tasks "$in_web"
	undone 1 refused new --no-check --schemata L3=0xfffffff
	undone 1 refused new --schemata L3=0x1 --mode exclusive --tasks "$in_mon"
	expect_json '.error | .cause_source == "kernel" and (.kernel_text | length > 0)
		and (.cause | contains("domain 0 shares bits with / (0x"))'
	undone 1 refused new --schemata L3=0x1 --cpus 9
	undone 1 refused new --cpus 1-9 --tasks "$in_web"
	undone 1 refused db/new --cpus 1 --tasks "$in_web"
}

@test "the monitoring id of a group that was made and removed again is said to be in limbo" {
	grep llc_occupancy "$RESCTRL/info/L3_MON/mon_features"
	run_rctl create-group new --tasks 4000000 --json
	assert_status 1
	expect_json '.error.left_behind | length == 1 and (.[0] | contains("(RMID) of new is in limbo"))'
	# Nothing was made.
	run_rctl create-group new --schemata L3=0x100000 --json
	assert_status 1
	expect_json '.error.left_behind == []'
}

@test "tasks and CPUs go back to where they were" {
	local pids=$in_web,$in_mon,$in_root_mon,$in_root

	undone 1 no_task new --cpus 0-2 --tasks 4000000
	undone 1 no_task new --cpus 0-2 --tasks "$pids,4000000"
	undone 1 no_task new --tasks "4000000,$pids"
	# Of another control group.
	undone 1 refused web/new --cpus 2-3 --tasks "$in_web,$in_root"
	undone 1 refused web/new --tasks "$in_mon,$in_root_mon"
	undone 1 refused /new --cpus 0 --tasks "$in_root_mon,$in_web"
	# And it can be done.
	run_rctl create-group new --cpus 0-2 --tasks "$pids"
	assert_status 0
	assert_equal "$(in_group "$in_web") $(in_group "$in_mon") $(in_group "$in_root_mon") $(in_group "$in_root")" \
		"new new new new"
	assert_equal "$(<"$RESCTRL/web/cpus_list")" 3
}
