#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# As status-texts.bats: a machine whose I/O allocation cannot be turned on.
# profiles: amd-l2
# tier: full

load helper

@test "the CLOSID that devices need is none that groups can have" {
	need_file "$RESCTRL/info/L3/io_alloc"
	kernel_says "io_alloc CLOSID (ctrl_hw_id) 15 is not available" info/L3/io_alloc '1\n'
	run_rctl set-io-alloc L3 on --dry-run --json
	assert_status 3
	expect_json '.error | .code == "not_supported" and .cause_source == "predicted" and (.cause | contains("CLOSID 15"))'
	run_rctl set-io-alloc L3 on --json
	assert_status 3
	expect_json '.error | .code == "not_supported" and .kernel_text == "io_alloc CLOSID (ctrl_hw_id) 15 is not available"'
}

@test "the L2 has none" {
	need_file "$RESCTRL/info/L2/io_alloc"
	kernel_says "io_alloc is not supported on L2" info/L2/io_alloc '1\n'
	kernel_says "io_alloc is not supported on L2" info/L2/io_alloc_cbm '0=1\n'
	run_rctl set-io-alloc L2 on --json
	assert_status 3
	expect_json '.error | .code == "not_supported" and (.cause | contains("L2"))'
}

@test "no counters to assign" {
	need_file "$RESCTRL/info/L3_MON/mbm_assign_mode"
	kernel_says "mbm_event mode is not supported" info/L3_MON/mbm_assign_mode 'mbm_event\n'
}
