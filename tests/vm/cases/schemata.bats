#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a SPEC does, with two domains in percent and with four in absolute steps.
# profiles: intel amd-bmec

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web"
}

@test "caches: masks, ranges, shares" {
	local full ids all

	full=$(<"$RESCTRL/info/L3/cbm_mask")
	ids=$(schema web L3 | tr ';' '\n' | wc -l)
	if [ "$ids" -eq 4 ]; then
		sets "3 $full $full $full" L3 'L3:0=3'
		sets "ff f0 f0 f0" L3 'L3:0=ff;1-3=f0'
		sets "1 2 4 2" L3 'L3:0=1' 'L3:1,3=2' 'L3:2=0x4'
		sets "f f f f" L3 'L3:*=f'
		sets "3c 3c 3c 3c" L3 L3=0x3c
	else
		sets "3 $full" L3 'L3:0=3'
		sets "ff f0" L3 'L3:0=0ff;1=0xF0;'
		sets "7 1c" L3 "$(printf 'L3:0=7\nL3:1=1c')"
		sets "f f" L3 'L3:*=f'
		sets "3 3" L3 'L3:0-1=3'
		sets "c c" L3 'L3:0-9=c'
		sets "3c 3c" L3 L3=0x3c
		# The two highest of 12 ways are shared with devices.
		sets "7 7" L3 L3=25%
		sets "7 3ff" L3 'L3:1=90%'
		sets "1 1" L3 L3=0%
		sets "$full $full" L3 L3=100%
	fi
	run_rctl set-schemata web L3=0x3
	assert_status 0
	assert_stdout_has "set the schemata of web"
	assert_stdout_has 0x3
	# The kernel's file is the other way to say it.
	all=$(values L3)
	run_rctl show-group web --json
	assert_status 0
	expect_json ".data.schemata[] | select(.name == \"L3\") | [.domains[].mask] == [\"0x${all// /\",\"0x}\"]"
}

@test "bandwidth" {
	local max

	case $TESTBED_PROFILE in
	intel*)
		sets "50 100" MB MB:0=50
		sets "50 20" MB MB:1=20%
		sets "70 70" MB MB=70%
		sets "20 20" MB MB:*=11
		expect_json '.warnings[0].code == "rounded" and (.data.schemata[0] | .asked == "11" and .rounded == 20)'
		sets "100 100" MB MB=95
		run_rctl set-schemata web MB=5%
		assert_status 1
		assert_stderr_has "minimum of MB, 10" ;;
	*)
		max=$(schema . MB | sed 's/^0= *//; s/;.*//')
		sets "64 $max $max $max" MB MB:0=64
		sets "64 16 16 0" MB 'MB:1-2=16;3=0'
		sets "33 33 33 33" MB MB=33
		run_rctl set-schemata web MB=50%
		assert_status 1
		assert_stderr_has "GB/s" ;;
	esac
	run_rctl set-schemata web MB:0=101010 --no-check
	assert_status 1
	assert_stderr_has "out of range"
}
