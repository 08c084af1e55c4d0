#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Making, showing and removing groups by every form of name.
# profiles: intel-contiguous amd-bmec

load helper

@test "groups are made and removed by their names" {
	local name

	for name in web web/m1 /m1 'with blank' .hidden größe; do
		run_rctl create-group "$name" --json
		assert_status 0
		expect_json ".schema == \"rctl/create-group/0\" and .error == null and .warnings == []
			and .data == {group: \"$name\", dry_run: false, created: true}"
	done
	[ -d "$RESCTRL/web/mon_groups/m1" ] && [ -d "$RESCTRL/mon_groups/m1" ] && [ -d "$RESCTRL/with blank" ]
	run_rctl list-groups --json
	assert_status 0
	expect_json '[.data.groups[].name] == ["/", "/m1", ".hidden", "größe", "web", "web/m1", "with blank"]'
	run_rctl remove-group /m1
	assert_status 0
	assert_stdout "removed /m1"
	[ ! -e "$RESCTRL/mon_groups/m1" ] && [ -d "$RESCTRL/web/mon_groups/m1" ]
	run_rctl remove-group web/m1 --json
	assert_status 0
	expect_json '.data == {group: "web/m1", dry_run: false, monitor_groups: 0, tasks: 0, destination: "web"}'
	for name in web 'with blank' .hidden größe; do
		run_rctl remove-group "$name"
		assert_status 0
		[ ! -e "$RESCTRL/$name" ]
	done
}

@test "a group with tasks or monitor groups is removed when told so" {
	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/"{m1,m2}
	start_task sleep 1000
	echo "$task" >"$RESCTRL/web/tasks"
	echo "$task" >"$RESCTRL/web/mon_groups/m1/tasks"
	run_rctl remove-group web
	assert_status 5
	assert_stderr_has "cannot remove group web: it has 2 monitor groups"
	run_rctl remove-group web --recursive
	assert_status 5
	assert_stderr_has "1 task of web would go to /"
	run_rctl remove-group web/m1
	assert_status 5
	assert_stderr_has "1 task of web/m1 would go to web"
	run_rctl remove-group web/m1 --force --json
	assert_status 0
	expect_json '.data | .tasks == 1 and .destination == "web"'
	assert_equal "$(in_group "$task")" web
	run_rctl remove-group web --force --json
	assert_status 0
	expect_json '.data | .tasks == 1 and .destination == "/" and .monitor_groups == 1'
	assert_equal "$(in_group "$task")" /
	[ ! -e "$RESCTRL/web" ]
}

@test "a group is shown as it is" {
	local mask value

	umount "$RESCTRL"
	mount -t resctrl -o debug resctrl "$RESCTRL" || { mount -t resctrl resctrl "$RESCTRL"; }
	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1"
	echo 'L3:0=f' >"$RESCTRL/web/schemata"
	echo 2-3 >"$RESCTRL/web/cpus_list"
	echo 3 >"$RESCTRL/web/mon_groups/m1/cpus_list"
	start_task sleep 1000
	echo "$task" >"$RESCTRL/web/tasks"
	mask=$((16#$(<"$RESCTRL/info/L3/cbm_mask")))
	value=$(schema web MB)
	value=${value%%;*}
	run_rctl show-group web --json
	assert_status 0
	expect_json ".data | .name == \"web\" and .kind == \"control\" and .parent == null and .mode == \"shareable\"
		and .cpus == \"2-3\" and .num_tasks == 1 and .tasks == [$task]"
	expect_json '.data.schemata | map(.name) == ['"$(sed 's/^ *\([^:]*\):.*/"\1"/' "$RESCTRL/web/schemata" | paste -sd ,)"']'
	expect_json ".data.schemata[] | select(.name == \"MB\") | .domains[0].value == ${value##*[= ]}"
	expect_json '.data.schemata[] | select(.name == "L3") | .domains[0] | .mask == "0xf" and .ways == 4
		and .size_bytes == '"$(sed -n 's/^ *L3:0=\([0-9]*\);.*/\1/p' "$RESCTRL/web/size")"
	expect_json ".data.schemata[] | select(.name == \"L3\") | .domains[1].mask == \"$(printf '0x%x' $mask)\""
	[ ! -e "$RESCTRL/web/ctrl_hw_id" ] ||
		expect_json ".data.closid == $(<"$RESCTRL/web/ctrl_hw_id") and .data.rmid == $(<"$RESCTRL/web/mon_hw_id")"
	run_rctl show-group web/m1 --json
	assert_status 0
	expect_json '.data | .name == "web/m1" and .kind == "monitor" and .parent == "web" and .cpus == "3" and .tasks == []
		and (has("mode") or has("schemata") | not)'
	run_rctl show-group / --json
	assert_status 0
	expect_json '.data | .name == "/" and .kind == "control" and .parent == null and .cpus == "0-1" and .num_tasks > 20'
	run_rctl show-group web
	assert_status 0
	assert_stdout_has "web: control group, shareable"
	assert_stdout_has "CPUs: 2-3"
	assert_stdout_has "tasks: 1"
	assert_stdout_has "####"
	run_rctl show-group web/m1
	assert_status 0
	assert_stdout_has "web/m1: monitor group"
}

@test "a group is there with everything asked for, and joined when it is the same" {
	local before

	start_threads 3
	run_rctl create-group web --schemata L3=0x3 --schemata 'L3:1=c' --tasks "$task"
	assert_status 1
	assert_stderr_has "set twice"
	run_rctl create-group web --schemata L3:0=3 --schemata 'L3:1=c' --cpus 2-3 --tasks "$task" --json
	assert_status 0
	expect_json '.data.created and .data.tasks == {assigned: 3, missed: []}
		and [.data.schemata[] | [.schema, .domain, .rounded, .effective]]
		== [["L3", 0, "0x3", "0x3"], ["L3", 1, "0xc", "0xc"]]'
	assert_equal "$(in_group "$task") $(wc -l <"$RESCTRL/web/tasks") $(<"$RESCTRL/web/cpus_list")" "web 3 2-3"
	before=$(tree_state)
	run_rctl create-group web --exist-ok --schemata 'L3:0=0x3;1=c' --cpus 2-3 --mode shareable --tasks "$task" --json
	assert_status 0
	expect_json '.data.created == false and .data.tasks.assigned == 3 and .error == null'
	run_rctl create-group web --exist-ok --json
	assert_status 0
	run_rctl create-group web
	assert_status 5
	assert_stderr_has "there already is a group web"
	run_rctl create-group web --exist-ok --schemata L3:0=7 --json
	assert_status 5
	expect_json '.error | .code == "exists" and .errno == 17 and (.cause | contains("L3:0=") and contains("3, not 7"))'
	run_rctl create-group web --exist-ok --mode exclusive
	assert_status 5
	assert_stderr_has '"shareable" in mode, not "exclusive"'
	run_rctl create-group web --exist-ok --cpus 3
	assert_status 5
	assert_stderr_has '"2-3" in cpus_list, not "3"'
	assert_equal "$(tree_state)" "$before"
}

@test "exclusive groups" {
	mkdir "$RESCTRL/other"
	run_rctl set-schemata other L3=0xf0
	assert_status 0
	run_rctl set-schemata / L3=0xf0
	assert_status 0
	run_rctl create-group web --schemata L3=0xf --mode exclusive
	assert_status 0
	assert_equal "$(<"$RESCTRL/web/mode")" exclusive
	run_rctl show-group web --json
	assert_status 0
	expect_json '.data.mode == "exclusive"'
}
