#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel looks for telemetry once, at the first mount since boot: drivers that come later are too late.
# profiles: intel-aet-late
# tier: full

load helper

DRIVER=/sys/bus/pci/drivers/intel_vsec

setup()
{
	[ "$BATS_TEST_NUMBER" = 1 ] || start_case
}

teardown()
{
	[ "$BATS_TEST_NUMBER" = 1 ] || end_case
}

@test "a first mount before the drivers have probed is without telemetry, and later ones, too" {
	local device devices=()

	! mountpoint -q "$RESCTRL" || fail "resctrl is mounted already"
	for device in "$DRIVER"/0000:*; do
		devices+=("${device##*/}")
		echo "${device##*/}" >"$DRIVER/unbind"
	done
	assert_equal "${#devices[@]}" 2
	run_rctl probe aet --json
	expect_json '.data.probes[0].predictions[] | select(.name == "PERF_PKG")
		| .answer == "no" and (.reason | contains("no driver shows one"))'
	run_rctl mount
	assert_status 0
	[ ! -e "$RESCTRL/info/PERF_PKG_MON" ] || fail "there is telemetry without a driver"

	# They probe now.
	for device in "${devices[@]}"; do
		echo "$device" >"$DRIVER/bind"
	done
	[ -e /sys/class/intel_pmt/telem10 ] || fail "telemetry is not back"
	umount "$RESCTRL"
	run_rctl mount
	[ ! -e "$RESCTRL/info/PERF_PKG_MON" ] || fail "a later mount looks again"
}

@test "doctor and probe say that it was too early, and what to do" {
	run_rctl doctor --json
	assert_status 7
	expect_json '.data.findings[] | select(.code == "aet_not_in_resctrl") | .severity == "warning"
		and (.why | contains("once, at the first mount since boot")) and (.fix | startswith("reboot"))'
	run_rctl probe aet --json
	expect_json '.data.probes[0].predictions | map([.name, .answer])
		== [["PERF_PKG", "no"], ["energy", "no"], ["perf", "no"]]'
	expect_json '.data.probes[0].predictions[1].reason | contains("its regions are what the kernel wants")'
	run_rctl monitor / --count 1 --json
	expect_json '[.data.readings[] | select(.resource == "PERF_PKG")] == []'
}
