#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# As status-texts.bats: the one model whose masks need two bits.
# profiles: intel-haswell
# tier: full

load helper

@test "masks of at least two bits" {
	run_rctl create-group web
	assert_status 0
	kernel_says "Need at least 2 bits in the mask" web/schemata 'L3:0=1\n'
	run_rctl set-schemata web L3:0=1 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .cause_source == "predicted" and (.cause | contains("at least 2"))'
	run_rctl set-schemata web L3:0=1 --no-check --json
	assert_status 1
	expect_json '.error | .code == "refused" and .kernel_text == "Need at least 2 bits in the mask"'
	run_rctl set-schemata web L3:0=3
	assert_status 0
}
