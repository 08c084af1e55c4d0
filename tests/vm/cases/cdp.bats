#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What mount options change: code and data apart, and bandwidth in MiB/s.
# profiles: intel

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web"
}

@test "code and data apart" {
	start_case cdp
	mkdir "$RESCTRL/web"
	sets "f f" L3CODE L3=0xf
	assert_equal "$(values L3DATA)" "f f"
	sets "f 3" L3DATA 'L3DATA:1=3'
	sets "f ff" L3CODE 'L3:1=ff'
	assert_equal "$(values L3DATA)" "f ff"
	sets "7 7" L3DATA 'L3=25%'
	run_rctl create-group db --schemata L3=0x30 --json
	assert_status 0
	expect_json '[.data.schemata[] | [.schema, .domain, .effective]] | sort
		== [["L3CODE", 0, "0x30"], ["L3CODE", 1, "0x30"], ["L3DATA", 0, "0x30"], ["L3DATA", 1, "0x30"]]'
	run_rctl show-group web --json
	assert_status 0
	expect_json '[.data.schemata[].name] == ["MB", "L3DATA", "L3CODE"]'
	run_rctl info --json
	assert_status 0
	expect_json '.data.options == ["cdp"] and ([.data.schemas[].name] == ["MB", "L3DATA", "L3CODE"])'
}

@test "bandwidth in MiB/s, by the software controller" {
	start_case mba_MBps
	mkdir "$RESCTRL/web"
	sets "5001 4294967295" MB MB:0=5001
	sets "7 7" MB MB=7
	run_rctl set-schemata web MB=50% --json
	assert_status 1
	expect_json '.error | .code == "refused" and (.cause | contains("MiB/s"))'
	run_rctl info --json
	assert_status 0
	expect_json '.data.schemas[] | select(.name == "MB") | .unit == "mibps"'
}
