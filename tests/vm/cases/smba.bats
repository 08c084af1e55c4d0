#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Bandwidth of slow memory.
# profiles: amd-bmec

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web"
}

@test "slow memory bandwidth" {
	need_file "$RESCTRL/info/SMBA"
	sets "8 2048 8 2048" SMBA 'SMBA:0,2=8'
	sets "100 100 100 100" SMBA SMBA=100 'MB=77'
	assert_equal "$(values MB)" "77 77 77 77"
	run_rctl set-schemata web SMBA=10% --json
	assert_status 1
	expect_json '.error | .code == "refused" and (.fix | contains("GB/s"))'
}
