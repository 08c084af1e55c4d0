#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the tables and registers promise, against what the kernel made of them. Most of these machines
# are booted with iomem=relaxed: the registers can be read beside the driver.
# profiles: arm-mpam arm-ris arm-t241 arm-cmn650 arm-narrow arm-broken arm-cpu-min arm-two

load helper
load predicted

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

# compare NAME...: what is predicted in $output against the kernel. Sets known, how many answers are not unknown.
compare()
{
	local name predicted is wrong=()

	known=0
	for name; do
		predicted=$(answer "$name")
		[ "$predicted" != unknown ] || continue
		known=$((known + 1))
		is=$(kernel_has "$name")
		[ "$predicted" = "$is" ] || wrong+=("$name: predicted $predicted, is $is")
	done
	[ ${#wrong[@]} -eq 0 ] || fail "${wrong[@]}"
}

# cdp mounts anew: it comes last.
resources=(L2 L3 MB llc_occupancy mbm_total_bytes mbm_local_bytes cdp)

@test "predictions are what the kernel does" {
	local names known

	run_rctl probe mpam --json
	[ "$status" -eq 0 ] || [ "$status" -eq 7 ] || fail "exit status"
	names=(mpam resctrl)
	[ ! -d "$RESCTRL" ] || names+=("${resources[@]}")
	compare "${names[@]}"
	# One that never knows anything would pass.
	[ "$known" -ge "$(least_known)" ] || fail "only $known of ${#names[@]} are predicted: ${names[*]}"
	# What a kernel without resctrl would have with it is not said as if it were there.
	if ! grep -qw resctrl /proc/filesystems && [ "$(answer mpam)" = yes ]; then
		expect_json '[.data.probes[0].predictions[2:][] | select(.answer != "no") | .reason] |
			length > 0 and all(.[]; startswith("if the kernel had resctrl: "))'
	fi
}

# raw SUBJECT FACT: its number.
raw()
{
	json ".data.probes[0].facts[] | select(.subject == \"$1\" and .name == \"$2\") | .raw"
}

@test "with the registers of each RIS everything is predicted, as the kernel has it" {
	local tree=$BATS_TEST_TMPDIR/tree known mask

	[ "$TESTBED_PROFILE" = arm-ris ] || skip "one RIS for each MSC"
	[ -d "$RESCTRL" ] || skip "this kernel has no resctrl"
	# A write of a schema leaves its RIS selected, so that two recordings have both.
	mkdir "$tree"
	run_rctl create-group web
	for schema in L3=0xff MB=50; do
		run_rctl set-schemata web "$schema"
		assert_status 0
		run_rctl capture --output "$BATS_TEST_TMPDIR/$schema.tar"
		assert_status 0
		tar -C "$tree" -xf "$BATS_TEST_TMPDIR/$schema.tar"
		# RIS 1 alone, in the end: nothing is read of what is not there.
		[ "$schema" = MB=50 ] || mv "$tree/rctl/msc.1.ris.0" "$BATS_TEST_TMPDIR/ris.0"
	done
	# As if no driver was bound, which selects.
	rm -r "$tree/sys/bus/platform/drivers/mpam_msc"
	run_rctl --sysroot "$tree" probe mpam --select-ris --json
	expect_json '.data.probes[0].facts[] | select(.subject == "msc 1" and .name == "ris_read") | .decoded == "RIS 1 of 2 read"'
	mv "$BATS_TEST_TMPDIR/ris.0" "$tree/rctl/msc.1.ris.0"
	run_rctl --sysroot "$tree" probe mpam --select-ris --json
	expect_json '.data.probes[0].facts[] | select(.subject == "msc 1" and .name == "ris_read") | .decoded == "RIS 2 of 2 read"'
	# What arm-nompam is predicted to have is what this kernel has.
	assert_equal "$(predictions_made)" "$(predicted_lines)"
	mask=$(<"$RESCTRL/info/L3/cbm_mask")
	assert_equal "$((1 << $(raw 'class L3' cpbm_wd)))" "$((0x$mask + 1))"
	assert_equal "$(raw 'class memory' mbwu_monitors)" "$(sed 's/.*=//' "$RESCTRL/info/L3_MON/num_mbm_cntrs")"
	assert_equal "$(<"$RESCTRL/info/MB/min_bandwidth") $(<"$RESCTRL/info/MB/bandwidth_gran")" "0 1"
	# The bound is of the highest PARTID.
	assert_equal "$(raw limits partids) $(($(raw limits partid_max) + 1))" \
		"$(<"$RESCTRL/info/MB/num_closids") $(<"$RESCTRL/info/L3/num_closids")"
	rmdir "$RESCTRL/web"
	compare mpam resctrl "${resources[@]}"
	assert_equal "$known" 9
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
