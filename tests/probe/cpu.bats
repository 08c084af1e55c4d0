#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl probe cpu on a recorded tree, with the CPUID leaves of its machine beside it.

# shellcheck disable=SC2154,SC2034

load ../cli/helper

setup()
{
	use_tree intel
	chmod -R u+w "$tree"
	mkdir -p "$tree/sys/devices/system/cpu/cpu"{0,1}/topology "$tree/rctl" "$tree/proc"
	echo 0-1 >"$tree/sys/devices/system/cpu/online"
	echo 0 >"$tree/sys/devices/system/cpu/cpu0/topology/physical_package_id"
	echo 1 >"$tree/sys/devices/system/cpu/cpu1/topology/physical_package_id"
	# L3: 12 ways, 16 classes; MB: 8 classes, delays to 90; 128 monitoring ids.
	leaves 806f8
	echo 'console=ttyS0' >"$tree/proc/cmdline"
}

# leaves MODEL: what both CPUs of the machine answer.
leaves()
{
	local cpu

	for cpu in 0 1; do
		cat <<-EOF
		$cpu 0 0 10 0 0 0
		$cpu 1 0 $1 0 0 0
		$cpu 80000000 0 80000008 0 0 0
		$cpu 7 0 0 9000 0 0
		$cpu f 0 0 7f 0 2
		$cpu f 1 0 10000 7f 7
		$cpu 10 0 0 a 0 0
		$cpu 10 1 b c00 c f
		$cpu 10 3 59 0 4 7
		$cpu 80000008 0 0 0 0 0
		EOF
	done >"$tree/rctl/cpuid"
}

# reason NAME ANSWER TEXT
reason()
{
	# shellcheck disable=SC2016 # variables of jq
	assert_json 'any(.data.probes[0].predictions[]; .name == $n and .answer == $a and (.reason | contains($t)))' \
		--arg n "$1" --arg a "$2" --arg t "$3"
}

@test "leaves are decoded for each package, and agree with info/" {
	on_tree probe cpu --json
	assert_status 0
	assert_json '[.data.probes[0].facts[] | select(.name == "edx.closid_max" and (.subject | endswith("_10_1"))) |
		{subject, raw, source}] == [{subject: "package 0 cpuid_10_1", raw: 15, source: "cpuid"},
		{subject: "package 1 cpuid_10_1", raw: 15, source: "cpuid"}]'
	assert_json '.data.probes[0].facts[] | select(.subject == "package 0 cpuid_10_2") | .state == "absent"'
	reason L3 yes 'in CPUID and in info/'
	reason L2 no 'CPUID does not have it'
	assert_json '[.data.probes[0].findings[] | select(.code == "cpu_mismatch")] == []'
	assert_json '.data.probes[0].facts[] | select(.subject == "MB" and .name == "min_bandwidth") |
		.decoded == "CPUID 10, info/ the same"'
}

@test "the table ERDT is told with its size, where the firmware has it" {
	erdt()
	{
		on_tree probe cpu --json
		assert_status 0
		assert_json "[.data.probes[0].facts[] | select(.subject == \"table ERDT\") | [.name, .source, $1]] == [[\"size\", \"acpi\", $2]]"
	}

	erdt '.state' '"absent"'
	mkdir -p "$tree/sys/firmware/acpi/tables"
	# Its header says 64 bytes; what is told is what the kernel shows.
	printf 'ERDT\x40\0\0\0\x01' >"$tree/sys/firmware/acpi/tables/ERDT"
	truncate -s 64 "$tree/sys/firmware/acpi/tables/ERDT"
	erdt '.state, .raw, .decoded' '"present", 64, "64 bytes"'
	# Another size is told as another.
	truncate -s 96 "$tree/sys/firmware/acpi/tables/ERDT"
	erdt '.raw' 96
}

@test "what is switched off has its reason" {
	rm -r "$tree/sys/fs/resctrl/info/MB"
	sed -i '/MB:/d' "$tree/sys/fs/resctrl/schemata"
	on_tree probe cpu --json
	reason MB no 'no reason is known'
	assert_json 'any(.data.probes[0].findings[]; .code == "cpu_mismatch")'
	echo 'quiet rdt=cmt,!mba' >"$tree/proc/cmdline"
	on_tree probe cpu --json
	reason MB no 'switched off by rdt='
	assert_json 'any(.data.probes[0].findings[]; .code == "feature_off" and .severity == "info")'
	# A token of both kinds leaves it on.
	echo 'quiet rdt=mba,!mba' >"$tree/proc/cmdline"
	on_tree probe cpu --json
	reason MB no 'no reason is known'
	# Skylake with an early stepping.
	rm -r "$tree/sys/fs/resctrl/info/L3_MON"
	leaves 50654
	on_tree probe cpu --json
	reason llc_occupancy no 'for an erratum'
	leaves 50657
	on_tree probe cpu --json
	reason llc_occupancy no 'no reason is known'
}

@test "a limit that nothing explains is a finding" {
	sed -i 's/^0 10 1 b c00 c f$/0 10 1 b c00 c 1f/' "$tree/rctl/cpuid"
	on_tree probe cpu --json
	assert_json 'any(.data.probes[0].findings[]; .seen == "num_closids of L3: CPUID says 32, info/ says 16")'
}

@test "a tree without leaves says so" {
	rm "$tree/rctl/cpuid"
	on_tree probe cpu --json
	assert_status 0
	assert_json 'any(.data.probes[0].facts[]; .state == "unreadable" and .name == "cpuid")'
	echo 'not leaves' >"$tree/rctl/cpuid"
	on_tree probe cpu --json
	assert_json 'any(.data.probes[0].facts[]; .state == "unreadable" and .name == "cpuid")'
	assert_json '.data.probes[0].predictions == []'
}
