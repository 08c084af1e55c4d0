#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the tables and registers promise, against what the kernel made of them. Most of these machines
# are booted with iomem=relaxed: the registers can be read beside the driver.
# profiles: arm-mpam arm-ris arm-t241 arm-cmn650 arm-narrow arm-broken arm-cpu-min arm-two

load helper

setup()
{
	grep -qw resctrl /proc/filesystems && [ -d "$RESCTRL" ] || return 0
	start_case
}

teardown()
{
	if [ -d "$CASE_CGROUP" ]; then
		end_case
	else
		check_expected
	fi
}

# answer NAME: yes, no or unknown.
answer()
{
	json ".data.probes[0].predictions[] | select(.name == \"$1\") | .answer"
}

# kernel_has NAME: what resctrl shows, yes or no.
kernel_has()
{
	local there=no

	case $1 in
	mpam) ! grep -qa 'MPAM enabled with' <(dmesg) || there=yes ;;
	resctrl) ! grep -qw resctrl /proc/filesystems || there=yes ;;
	cdp) ! mount_cdp || there=yes ;;
	llc_occupancy|mbm_*) ! grep -qsx "$1" "$RESCTRL/info/L3_MON/mon_features" || there=yes ;;
	*) [ ! -e "$RESCTRL/info/$1" ] || there=yes ;;
	esac
	echo "$there"
}

mount_cdp()
{
	umount "$RESCTRL" && mount -t resctrl -o cdp resctrl "$RESCTRL" 2>/dev/null
}

# least_known: how many answers are not unknown, at least. The rest takes the registers that a bound driver holds on
# arm-cmn650, which is booted without iomem=relaxed, and on arm-ris those of the RIS that is not selected: the driver leaves
# the one or the other, and that of the bandwidth tells less.
least_known()
{
	if [ ! -d "$RESCTRL" ]; then
		echo 2
		return
	fi
	case $TESTBED_PROFILE in
	arm-cmn650|arm-ris) echo 5 ;;
	*) echo 9 ;;
	esac
}

@test "predictions are what the kernel does" {
	local name names predicted is wrong=() known=0

	run_rctl probe mpam --json
	[ "$status" -eq 0 ] || [ "$status" -eq 7 ] || fail "exit status"
	names=(mpam resctrl)
	[ ! -d "$RESCTRL" ] || names+=(L2 L3 MB llc_occupancy mbm_total_bytes mbm_local_bytes cdp)
	for name in "${names[@]}"; do
		predicted=$(answer "$name")
		[ "$predicted" != unknown ] || continue
		known=$((known + 1))
		is=$(kernel_has "$name")
		[ "$predicted" = "$is" ] || wrong+=("$name: predicted $predicted, is $is")
	done
	[ ${#wrong[@]} -eq 0 ] || fail "${wrong[@]}"
	# One that never knows anything would pass.
	[ "$known" -ge "$(least_known)" ] || fail "only $known of ${#names[@]} are predicted: ${names[*]}"
}

@test "registers that can be read leave little unknown" {
	grep -q iomem=relaxed /proc/cmdline || skip "the registers of a bound MSC cannot be read without iomem=relaxed"
	[ "$TESTBED_PROFILE" != arm-ris ] || skip "beside a driver only the selected one of two RIS is read"
	run_rctl probe mpam --json
	expect_json '[.data.probes[0].predictions[] | select(.name == "L3" or .name == "MB" or .name == "llc_occupancy") | .answer]
		| index("unknown") == null'
}

@test "a bound driver holds the registers" {
	if grep -q iomem=relaxed /proc/cmdline || [ ! -e /sys/bus/platform/drivers/mpam_msc/mpam_msc.1 ]; then
		skip "booted with iomem=relaxed, or no driver bound"
	fi
	run_rctl probe mpam --json
	expect_json '[.data.probes[0].findings[].code] | index("devmem_driver_bound") != null'
}
