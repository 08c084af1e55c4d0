#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What can be read of MSCs on Debian's own kernel: without its driver, beside it, and locked out.
# profiles: arm-nompam arm-lockdown arm-mpam arm-cmn650 arm-t241

load helper
load predicted

# Needs no resctrl.
setup()
{
	:
}

teardown()
{
	check_expected
}

# on PROFILE...: skips elsewhere.
on()
{
	[[ " $* " = *" $TESTBED_PROFILE "* ]] || skip "for the machines $*"
}

# facts SUBJECT: "NAME RAW" of those read from registers.
facts()
{
	json ".data.probes[0].facts[] | select(.subject == \"$1\" and .source == \"mmio\" and .state == \"present\") | \"\\(.name) \\(.raw)\""
}

@test "without a driver each RIS is read where that is asked for, as the machine is described" {
	on arm-nompam
	run_rctl probe mpam --select-ris --json
	assert_status 0
	ris0=$(facts 'msc 1 ris 0') ris1=$(facts 'msc 1 ris 1') msc1=$(facts 'msc 1') msc2=$(facts 'msc 2 ris 0')
	for fact in 'mpamf_idr.partid_max 15' 'mpamf_idr.pmg_max 3' 'mpamf_idr.has_ris 1' 'mpamf_idr.ris_max 1' \
		'mpamf_idr.has_cpor_part 1' 'mpamf_idr.has_mbw_part 0' 'mpamf_cpor_idr.cpbm_wd 16' \
		'mpamf_csumon_idr.num_mon 4'; do
		grep -qx "$fact" <<<"$ris0" || fail "RIS 0: no $fact" "$ris0"
	done
	for fact in 'mpamf_idr.partid_max 15' 'mpamf_idr.has_cpor_part 0' 'mpamf_idr.has_mbw_part 1' \
		'mpamf_mbw_idr.bwa_wd 8' 'mpamf_mbw_idr.has_max 1' 'mpamf_mbw_idr.has_min 0' \
		'mpamf_mbwumon_idr.num_mon 2' 'mpamf_mbwumon_idr.has_long 1' 'mpamf_mbwumon_idr.lwd 0'; do
		grep -qx "$fact" <<<"$ris1" || fail "RIS 1: no $fact" "$ris1"
	done
	grep -qx 'ris_read 2' <<<"$msc1" || fail "not every RIS" "$msc1"
	for fact in 'mpamf_idr.partid_max 31' 'mpamf_idr.pmg_max 1' 'mpamf_cpor_idr.cpbm_wd 8'; do
		grep -qx "$fact" <<<"$msc2" || fail "MSC 2: no $fact" "$msc2"
	done
	expect_json '[.data.probes[0].facts[] | select(.name == "class") | .decoded] ==
		["L3, component 300", "memory, component 0", "L2, component 201"]'
	expect_json '.data.probes[0].facts[] | select(.subject == "limits" and .name == "partid_max") |
		.raw == 15 and .confidence == "bound"'
	# MPAM is off, and what it could be is said.
	expect_json 'all(.data.probes[0].predictions[]; .answer == "no")'
	assert_equal "$(predictions_made)" \
		"$(predicted_lines | sed 's/^\([^ ]*\) yes /\1 no MPAM is off; else: /; s/^L2 no /&MPAM is off; else: /')"
}

@test "without a driver one RIS is read where nobody asked for more, and the other was put back" {
	on arm-nompam
	run_rctl probe mpam --select-ris
	assert_status 0
	run_rctl probe mpam --json
	assert_status 0
	assert_equal "$(facts 'msc 1' | grep '^ris_read')" 'ris_read 1'
	assert_equal "$(facts 'msc 1 ris 0' | grep '^mpamcfg_part_sel ')" 'mpamcfg_part_sel 0'
	assert_equal "$(facts 'msc 1 ris 1')" ''
	expect_json '.data.probes[0].facts[] | select(.subject == "msc 1" and .name == "ris_read") | .decoded == "RIS 1 of 2 read"'
}

@test "a kernel that is locked down keeps registers to itself, and not its tables" {
	on arm-lockdown
	mountpoint -q /sys/kernel/security || mount -t securityfs securityfs /sys/kernel/security
	assert_equal "$(</sys/kernel/security/lockdown)" 'none [integrity] confidentiality'
	for mounted in yes no; do
		run_rctl probe mpam --json
		assert_status 0
		expect_json '[.data.probes[0].findings[] | select(.code | startswith("devmem")) | .code] ==
			["devmem_lockdown", "devmem_lockdown"]'
		expect_json '[.data.probes[0].facts[] | select(.subject == "table MPAM" and .name == "mscs") | .raw] == [2]'
		expect_json '[.data.probes[0].facts[] | select(.name == "class") | .decoded] ==
			["L3, component 300", "memory, component 0"]'
		expect_json 'all(.data.probes[0].predictions[] | select(.name == "L3" or .name == "MB"); .answer == "unknown")'
		expect_json 'any(.data.probes[0].predictions[]; .name == "mpam" and .answer == "yes")'
		[ "$mounted" = no ] || umount /sys/kernel/security
	done
}

@test "iomem=relaxed opens the registers beside the driver" {
	on arm-mpam
	grep -qw iomem=relaxed /proc/cmdline
	[ -e /sys/bus/platform/drivers/mpam_msc/mpam_msc.1 ]
	run_rctl probe mpam --select-ris --json
	assert_status 0
	expect_json '[.data.probes[0].facts[] | select(.name == "ris_read") | .raw] == [1, 1, 1, 1]'
	expect_json '[.data.probes[0].findings[] | select(.code | startswith("devmem"))] == []'
	# The driver selects: nobody else does.
	expect_json '[.data.probes[0].facts[] | select(.name == "mpamf_cpor_idr.cpbm_wd") | .raw] == [16, 8, 8]'
}

@test "a bound driver is told from all else that closes registers" {
	on arm-cmn650
	run_rctl probe mpam --json
	assert_status 0
	expect_json '[.data.probes[0].findings[] | select(.code | startswith("devmem")) | .code] ==
		["devmem_driver_bound", "devmem_driver_bound"]'
	expect_json '[.data.probes[0].facts[] | select(.subject == "table MPAM" and .name == "mscs") | .raw] == [2]'
}

@test "the errata of the T241, and the chip that one of them takes" {
	on arm-t241
	grep -qa 'Enabled workaround for NVIDIA T241 erratum T241-MPAM-1' <(dmesg)
	run_rctl probe mpam --json
	assert_status 0
	if [ -e /sys/devices/soc0/soc_id ]; then
		assert_equal "$(</sys/devices/soc0/soc_id)" jep106:036b:0241
		expect_json '[.data.probes[0].findings[] | select(.code == "mpam_erratum") | .seen[8:19]] ==
			["T241-MPAM-1", "T241-MPAM-4", "T241-MPAM-6"]'
	else
		expect_json 'any(.data.probes[0].findings[]; .code == "mpam_erratum_unknown" and (.seen | contains("T241-MPAM-1")))'
	fi
	# Without resctrl there is nothing that the workaround would follow.
	[ -d "$RESCTRL" ] || return 0
	start_case
	run_rctl create-group web --schemata MB=50
	assert_status 0
	run_rctl show-group web --json
	expect_json '.data.schemata | length > 0'
	if grep -qa 't241: inconsistent' <(dmesg); then
		fail "the workaround complains"
	fi
	rmdir "$RESCTRL/web"
	end_case
}
