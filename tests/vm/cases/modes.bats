#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Exclusive and shareable. On this machine devices share the two highest of 12 ways.
# profiles: intel

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db} "$RESCTRL/web/mon_groups/m1"
	printf 'L3:0=f;1=f\n' >"$RESCTRL/web/schemata"
	printf 'L3:0=c;1=f0\n' >"$RESCTRL/db/schemata"
}

mode()
{
	echo "$(<"$RESCTRL/$1/mode")"
}

@test "what stands in the way is named, and nothing is written" {
	local before

	before=$(tree_state)
	run_rctl set-mode web exclusive --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 22 and .cause_source == "predicted"
		and .kernel_text == null
		and (.cause | contains("0xf of L3 domain 0") and contains("db") and contains("/"))
		and (.fix | contains("set-schemata"))'
	run_rctl set-mode web exclusive --dry-run
	assert_status 1
	assert_stderr_has "domain 0 shares bits with"
	assert_equal "$(tree_state)" "$before"
}

@test "the kernel's own refusal, with the reason added" {
	run_rctl set-mode web exclusive --no-check --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 22 and .cause_source == "kernel"
		and .kernel_text == "Schemata overlaps" and (.cause | contains("db"))'
	assert_equal "$(mode web)" shareable
}

@test "exclusive once the others have made room, and shareable again" {
	printf 'L3:0=3f0;1=3f0\n' >"$RESCTRL/schemata"
	run_rctl set-mode web exclusive
	assert_status 1
	assert_stderr_has "L3 domain 0 shares bits with"
	printf 'L3:0=30\n' >"$RESCTRL/db/schemata"
	run_rctl set-mode web exclusive --dry-run --json
	assert_status 0
	expect_json '.data == {group: "web", mode: "exclusive", dry_run: true}'
	assert_equal "$(mode web)" shareable
	run_rctl set-mode web exclusive --json
	assert_status 0
	expect_json '.error == null and .data == {group: "web", mode: "exclusive", dry_run: false}'
	assert_equal "$(mode web)" exclusive
	# Its bits are nobody else's now, and it cannot take those of others.
	run_rctl set-schemata db L3:0=38
	assert_status 1
	assert_stderr_has "web"
	run_rctl set-schemata web L3:0=1f
	assert_status 1
	assert_stderr_has "db"
	# Asking for what is already so succeeds.
	run_rctl set-mode web exclusive
	assert_status 0
	run_rctl set-mode web shareable
	assert_status 0
	assert_equal "$(mode web)" shareable
	run_rctl set-schemata db L3:0=38
	assert_status 0
}

@test "bits that devices share" {
	printf 'L3:0=ff;1=ff\n' >"$RESCTRL/schemata"
	printf 'L3:0=f0;1=f0\n' >"$RESCTRL/db/schemata"
	printf 'L3:0=700;1=300\n' >"$RESCTRL/web/schemata"
	run_rctl set-mode web exclusive --json
	assert_status 1
	expect_json '.error.cause | contains("0x700 of L3 domain 0") and contains("0x400") and contains("hardware")'
	run_rctl set-mode web exclusive --no-check --json
	assert_status 1
	expect_json '.error | .kernel_text == "Schemata overlaps" and (.cause | contains("hardware"))'
	printf 'L3:0=300\n' >"$RESCTRL/web/schemata"
	run_rctl set-mode web exclusive
	assert_status 0
}

@test "what has no mode, and what is no mode" {
	run_rctl set-mode web/m1 exclusive --json
	assert_status 1
	expect_json '.error | .code == "refused" and (.cause | contains("monitor group")) and (.fix | contains("control group"))'
	run_rctl set-mode web pseudo-locked
	assert_status 2
	assert_stderr_has "pseudo-locked"
	run_rctl set-mode web
	assert_status 2
	run_rctl set-mode none exclusive --json
	assert_status 1
	expect_json '.error.code == "not_found"'
	assert_equal "$(mode web)" shareable
}
