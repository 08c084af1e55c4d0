#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Another name for a monitor group, or another control group above it, where the kernel can.
# profiles: amd-bmec

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db} "$RESCTRL"/web/mon_groups/{m1,m2} "$RESCTRL/mon_groups/m3"
}

# The kernel renames since 6.5; this file is a little younger.
can_rename()
{
	[ -e "$RESCTRL/info/L3/sparse_masks" ]
}

need_rename()
{
	can_rename || skip "no rename on kernel $(uname -r)"
}

@test "a name, and another control group" {
	if ! can_rename; then
		run_rctl rename-group web/m1 web/x --json
		assert_status 3
		expect_json '.error | .code == "not_supported" and .errno == 1 and (.cause | contains("6.5"))
			and (.fix | contains("create"))'
		[ -d "$RESCTRL/web/mon_groups/m1" ]
		return
	fi
	start_task sleep 1000
	echo "$task" >"$RESCTRL/web/tasks"
	echo "$task" >"$RESCTRL/web/mon_groups/m1/tasks"
	run_rctl rename-group web/m1 web/x --json
	assert_status 0
	expect_json '.error == null and .data == {group: "web/m1", new_name: "web/x", dry_run: false}'
	assert_equal "$(in_group "$task")" web/x
	[ ! -e "$RESCTRL/web/mon_groups/m1" ]
	run_rctl rename-group web/x db/x
	assert_status 0
	assert_equal "$(in_group "$task")" db/x
	run_rctl rename-group db/x /x
	assert_status 0
	assert_equal "$(in_group "$task")" /x
	run_rctl list-groups --json
	assert_status 0
	expect_json '[.data.groups[].name] == ["/", "/m3", "/x", "db", "web", "web/m2"]'
}

@test "the monitoring id goes with it" {
	local id

	need_rename
	umount "$RESCTRL"
	mount -t resctrl -o debug resctrl "$RESCTRL"
	mkdir "$RESCTRL"/{web,db} "$RESCTRL/web/mon_groups/m1"
	id=$(<"$RESCTRL/web/mon_groups/m1/mon_hw_id")
	run_rctl rename-group web/m1 db/m9
	assert_status 0
	assert_equal "$(<"$RESCTRL/db/mon_groups/m9/mon_hw_id")" "$id"
}

@test "a monitor group with CPUs is not moved, but renamed" {
	need_rename
	echo 1-2 >"$RESCTRL/web/cpus_list"
	echo 2 >"$RESCTRL/web/mon_groups/m1/cpus_list"
	run_rctl rename-group web/m1 db/m1 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 1 and .cause_source == "kernel"
		and .kernel_text == "Cannot move a MON group that monitors CPUs"'
	run_rctl rename-group web/m1 web/x
	assert_status 0
	assert_equal "$(<"$RESCTRL/web/mon_groups/x/cpus_list")" 2
}

@test "what is not renamed" {
	local before name

	before=$(tree_state)
	for name in "web www" "web db/web" "web/m1 m1" "/ x"; do
		# shellcheck disable=SC2086 # two words
		run_rctl rename-group $name --json
		assert_status 1
		expect_json '.error | .code == "refused" and .errno == 1 and .cause_source == "predicted"
			and (.fix | contains("create a group"))'
	done
	run_rctl rename-group web/m1 web/m2 --json
	assert_status 5
	expect_json '.error | .code == "exists" and .errno == 17 and (.cause | contains("web/m2"))'
	for name in "web/none web/x" "none/m1 web/x" "web/m1 none/m1"; do
		# shellcheck disable=SC2086 # two words
		run_rctl rename-group $name --json
		assert_status 1
		expect_json '.error | .code == "not_found" and .errno == 2'
	done
	run_rctl rename-group web/m1
	assert_status 2
	run_rctl rename-group web/m1 web/
	assert_status 2
	run_rctl rename-group web/m1 db/x --dry-run --json
	assert_status 0
	expect_json '.data == {group: "web/m1", new_name: "db/x", dry_run: true}'
	run_rctl rename-group web/m1 web/m2 --dry-run
	assert_status 5
	assert_equal "$(tree_state)" "$before"
}
