#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# As status-texts.bats: a machine that divides bandwidth alone has nothing that a group could have for itself.
# profiles: intel-mba
# tier: full

load helper

@test "no cache to be exclusive in" {
	grep MB: "$RESCTRL/schemata"
	! grep L3 "$RESCTRL/schemata" || fail "there is a cache"
	run_rctl create-group web
	assert_status 0
	kernel_says "Cannot be exclusive without CAT/CDP" web/mode 'exclusive\n'
	run_rctl set-mode web exclusive --dry-run --json
	assert_status 3
	expect_json '.error | .code == "not_supported" and .cause_source == "predicted" and .kernel_text == null
		and (.cause | contains("about caches")) and .fix != null'
	run_rctl set-mode web exclusive --no-check --json
	assert_status 3
	expect_json '.error | .code == "not_supported" and .errno == 22 and .fix != null
		and .kernel_text == "Cannot be exclusive without CAT/CDP"'
	run_rctl create-group db --mode exclusive --json
	assert_status 3
	expect_json '.error.code == "not_supported"'
	[ ! -e "$RESCTRL/db" ]
}
