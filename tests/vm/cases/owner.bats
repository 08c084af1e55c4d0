#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel amd-abmc
# Who made a group: the mark survives its maker and goes with the group; only the privileged see it.

load helper

@test "show-group and list-groups say who created a group" {
	run_rctl create-group web
	assert_status 0
	run_rctl show-group web --json
	expect_json '.data.owner | .tool == "rctl" and .pid > 1 and .state == "gone" and .transient == false'
	run_rctl show-group web
	assert_stdout_has "created by rctl (pid "
	assert_stdout_has ", which has ended)"
	mkdir "$RESCTRL/db"
	run_rctl list-groups --json
	expect_json '.data.groups | map({key: .name, value: .owner}) | from_entries |
		.["/"] == null and .db == null and .web.tool == "rctl"'
	run_rctl list-groups
	assert_stdout_has "CREATED BY"
}

@test "a monitor group has an owner of its own" {
	mkdir "$RESCTRL/web"
	run_rctl create-group web/m1
	assert_status 0
	run_rctl show-group web/m1 --json
	expect_json '.data.owner.tool == "rctl"'
	run_rctl show-group web --json
	expect_json '.data.owner == null'
}

@test "without privileges the owner is unknown" {
	run_rctl create-group web
	as_nobody rctl show-group web --json
	assert_status 0
	expect_json '.error == null and .data.owner == null'
}

@test "joining a group leaves it to its owner" {
	run_rctl create-group web
	run_rctl show-group web --json
	before=$(json .data.owner.pid)
	run_rctl create-group web --exist-ok
	assert_status 0
	run_rctl show-group web --json
	assert_equal "$(json .data.owner.pid)" "$before"
}

@test "a group removed and made anew by another tool has no owner" {
	run_rctl create-group web
	run_rctl remove-group web
	mkdir "$RESCTRL/web"
	run_rctl show-group web --json
	expect_json '.data.owner == null'
}
