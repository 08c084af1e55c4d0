#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What CPUID announces next to what the kernel's resctrl shows: every difference has an explanation.
# profiles: x86

load helper

# answer NAME: of the prediction.
answer()
{
	json ".data.probes[0].predictions[] | select(.name == \"$1\") | .answer"
}

@test "CPUID and info/ agree on every feature, or the difference is explained" {
	local package

	run_rctl probe cpu --json
	assert_status 0
	expect_json '[.data.probes[0].findings[] | select(.code == "cpu_mismatch")] == []'
	expect_json 'all(.data.probes[0].facts[] | select(.source == "rule"); .confidence != "none")'
	# Each package is asked, on a CPU of its own.
	package=$(cat /sys/devices/system/cpu/cpu*/topology/physical_package_id | sort -u | wc -l)
	expect_json ".data.probes[0].facts[] | select(.name == \"packages\") | .raw == $package"
	expect_json "[.data.probes[0].facts[] | select(.name == \"ebx.rdt_a\") | .raw] | length == $package and all(. == 1)"
	for name in L2 L3 MB SMBA; do
		if [ -d "$RESCTRL/info/$name" ]; then
			assert_equal "$(answer $name)" yes
		else
			assert_equal "$(answer $name)" no
		fi
	done
	for name in llc_occupancy mbm_total_bytes mbm_local_bytes; do
		if grep -qx $name "$RESCTRL/info/L3_MON/mon_features"; then
			assert_equal "$(answer $name)" yes
		else
			assert_equal "$(answer $name)" no
		fi
	done
	if [ -e "$RESCTRL/info/L3_MON/num_mbm_cntrs" ]; then
		assert_equal "$(answer abmc)" yes
		expect_json '.data.probes[0].facts[] | select(.subject == "L3_MON" and .name == "num_mbm_cntrs") |
			.decoded | contains("the same")'
	fi
	run_rctl probe cpu
	assert_status 0
	assert_stdout_has "PREDICTION"
}

@test "limits are compared with what CPUID says" {
	local closids=$(($(<"$RESCTRL/info/L3/num_closids")))

	run_rctl probe cpu --json
	assert_status 0
	expect_json ".data.probes[0].facts[] | select(.subject == \"L3\" and .name == \"num_closids\") |
		.decoded == \"CPUID $closids, info/ the same\""
	# Where the kernel knows of the nodes.
	[ ! -e "$RESCTRL/mon_data/mon_L3_00/mon_sub_L3_00" ] ||
		expect_json '.data.probes[0].facts[] | select(.subject == "L3_MON" and .name == "num_rmids") |
			.note | contains("Sub-NUMA")'
	umount "$RESCTRL"
	mount -t resctrl -o cdp resctrl "$RESCTRL" || return 0
	run_rctl probe cpu --json
	assert_status 0
	expect_json '[.data.probes[0].findings[] | select(.code == "cpu_mismatch")] == []'
	expect_json ".data.probes[0].facts[] | select(.subject == \"L3\" and .name == \"num_closids\") |
		.decoded == \"CPUID $closids, info/ $((closids / 2))\" and (.note | contains(\"CDP\"))"
}

@test "without a mount CPUID is still told, and changes nothing" {
	umount "$RESCTRL"
	run_rctl probe cpu --json
	assert_status 0
	expect_json '.data.probes[0].predictions[] | select(.name == "L3") |
		.answer == "unknown" and (.reason | contains("not mounted"))'
	run_rctl probe --json
	assert_status 0
	expect_json '[.data.probes[].probe] == ["cpu", "mpam", "aet"]'
	expect_json '.data.probes[1].predictions[0] | .name == "mpam" and .answer == "no"'
	assert_equal "$(grep -c resctrl /proc/self/mountinfo || true)" 0
}
