#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Where devices place what they write, and the CLOSID that takes.
# profiles: amd-abmc

load helper

setup()
{
	start_case
	need_file "$RESCTRL/info/L3/io_alloc"
}

io_alloc()
{
	echo "$(<"$RESCTRL/info/L3/io_alloc")"
}

masks()
{
	echo "$(<"$RESCTRL/info/L3/io_alloc_cbm")"
}

@test "on, masks, off" {
	run_rctl set-io-alloc L3 on --dry-run --json
	assert_status 0
	expect_json '.data == {schema: "L3", io_alloc: "on", dry_run: true}'
	assert_equal "$(io_alloc)" disabled
	run_rctl set-io-alloc L3 on --json
	assert_status 0
	expect_json '.error == null and .data == {schema: "L3", io_alloc: "on", dry_run: false}'
	assert_equal "$(io_alloc) $(masks)" "enabled 0=ffff;1=ffff"
	run_rctl set-io-alloc L3 on
	assert_status 0
	run_rctl set-io-alloc L3 0xff
	assert_status 0
	assert_equal "$(masks)" "0=ff;1=ff"
	run_rctl set-io-alloc L3 '0=f;1=0xf0' --json
	assert_status 0
	expect_json '.data.io_alloc == "0=f;1=0xf0"'
	assert_equal "$(masks)" "0=f;1=f0"
	run_rctl set-io-alloc L3 '*=ff00'
	assert_status 0
	run_rctl set-io-alloc L3 1=3 --dry-run
	assert_status 0
	assert_equal "$(masks)" "0=ff00;1=ff00"
	run_rctl set-io-alloc L3 off
	assert_status 0
	assert_equal "$(io_alloc)" disabled
}

@test "masks that are refused" {
	local bad

	run_rctl set-io-alloc L3 0xff --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 22 and .kernel_text == "io_alloc is not enabled on L3"'
	run_rctl set-io-alloc L3 on
	assert_status 0
	run_rctl set-io-alloc L3 7=f --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Invalid domain 7"'
	run_rctl set-io-alloc L3 0x1ffff --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Mask out of range"'
	run_rctl set-io-alloc L3 '0=f;0=f' --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Duplicate domain 0"'
	run_rctl set-io-alloc L3 '*=f;1=f' --json
	assert_status 1
	expect_json ".error | .code == \"refused\" and .kernel_text == \"Configurations after global '*'\""
	for bad in 4ways 0xfg 'ff=' '1-0=f' ''; do
		run_rctl set-io-alloc L3 "$bad"
		assert_status 2
	done
	assert_equal "$(masks)" "0=ffff;1=ffff"
}

@test "the bits of devices are in the way of an exclusive group" {
	mkdir "$RESCTRL/web"
	run_rctl set-io-alloc L3 on
	assert_status 0
	run_rctl set-schemata / L3=0xf00
	assert_status 0
	run_rctl set-schemata web L3=0xf
	assert_status 0
	run_rctl set-io-alloc L3 0x1c
	assert_status 0
	run_rctl set-mode web exclusive --json
	assert_status 1
	expect_json '.error | .cause_source == "predicted" and (.cause | contains("0xc"))'
	run_rctl set-mode web exclusive --no-check --json
	assert_status 1
	expect_json '.error.kernel_text == "Schemata overlaps"'
	run_rctl set-io-alloc L3 0xf0
	assert_status 0
	run_rctl set-mode web exclusive
	assert_status 0
	# Nor do devices get bits of an exclusive group.
	run_rctl set-io-alloc L3 0x38 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Overlaps with exclusive group"'
}

@test "a group has the CLOSID that devices need" {
	local n=0 max highest

	umount "$RESCTRL"
	mount -t resctrl -o debug resctrl "$RESCTRL"
	max=$(<"$RESCTRL/info/L3/num_closids")
	while mkdir "$RESCTRL/g$n" 2>/dev/null; do n=$((n + 1)); done
	assert_equal "$n" $((max - 1))
	highest=$(grep -lx $((max - 1)) "$RESCTRL"/g*/ctrl_hw_id)
	highest=${highest%/ctrl_hw_id} highest=${highest##*/}
	run_rctl set-io-alloc L3 on --json
	assert_status 1
	expect_json ".error | .code == \"no_closid\" and .errno == 28 and .kernel_text ==
			\"CLOSID (ctrl_hw_id) $((max - 1)) for io_alloc is used by $highest group\"
		and (.fix | contains(\"remove\"))"
	assert_equal "$(io_alloc)" disabled
	rmdir "$RESCTRL/$highest"
	run_rctl set-io-alloc L3 on
	assert_status 0
	# Now it is the group that finds none.
	run_rctl create-group "$highest" --json
	assert_status 1
	expect_json '.error.code == "no_closid"'
}

@test "what is no cache for devices" {
	run_rctl set-io-alloc L3CODE on --json
	[ "$status" -ne 0 ]
	expect_json '.error.code == "not_supported" or .error.code == "not_found"'
	run_rctl set-io-alloc MB on --json
	assert_status 3
	expect_json '.error | .code == "not_supported" and (.cause | contains("MB"))'
	run_rctl set-io-alloc ../L3 on
	assert_status 2
	run_rctl set-io-alloc L3
	assert_status 2
	assert_equal "$(io_alloc)" disabled
}
