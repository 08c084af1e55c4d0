#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The CPUs of groups: who gives, who loses, what is refused.
# profiles: amd-bmec

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db} "$RESCTRL/web/mon_groups/"{m1,m2}
}

# cpus GROUP-DIRECTORY...: their lists, with a slash between.
cpus()
{
	local dir out=

	for dir; do
		out+="${out:+/}$(<"$RESCTRL/$dir/cpus_list")"
	done
	echo "$out"
}

@test "groups take CPUs from each other" {
	run_rctl assign-cpus web 1-3 --json
	assert_status 0
	expect_json '.error == null and .warnings == [] and .data == {group: "web", cpus: "1-3", dry_run: false}'
	assert_equal "$(cpus . web db)" 0/1-3/
	run_rctl assign-cpus db 2
	assert_status 0
	assert_equal "$(cpus . web db)" 0/1,3/2
	run_rctl assign-cpus web 3
	assert_status 0
	assert_equal "$(cpus . web db)" 0-1/3/2
	# The default group takes, too; an empty list gives everything back.
	run_rctl assign-cpus / 0-2
	assert_status 0
	assert_equal "$(cpus . web db)" 0-2/3/
	run_rctl assign-cpus web ''
	assert_status 0
	assert_equal "$(cpus . web db)" 0-3//
}

@test "monitor groups have CPUs of their control group only" {
	run_rctl assign-cpus web 1-2
	assert_status 0
	run_rctl assign-cpus web/m1 1-2
	assert_status 0
	run_rctl assign-cpus web/m2 2
	assert_status 0
	assert_equal "$(cpus web web/mon_groups/m1 web/mon_groups/m2)" 1-2/1/2
	run_rctl assign-cpus web/m2 3 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 22
		and .kernel_text == "Can only add CPUs to mongroup that belong to parent"'
	assert_equal "$(cpus . web web/mon_groups/m1 web/mon_groups/m2)" 0,3/1-2/1/2
}

@test "monitor groups that would lose their CPUs" {
	local before

	echo 1-3 >"$RESCTRL/web/cpus_list"
	echo 1-2 >"$RESCTRL/web/mon_groups/m1/cpus_list"
	echo 3 >"$RESCTRL/web/mon_groups/m2/cpus_list"
	before=$(tree_state)
	run_rctl assign-cpus web 0-3 --json
	assert_status 5
	expect_json '.error | .code == "busy" and .errno == 16 and .cause_source == "predicted"
		and (.cause | contains("m1 (1-2)") and contains("m2 (3)")) and (.fix | contains("--force"))'
	run_rctl assign-cpus web 0-3 --dry-run
	assert_status 5
	assert_stderr_has "m1 (1-2), m2 (3)"
	run_rctl assign-cpus web 0-3 --dry-run --force --json
	assert_status 0
	expect_json '.data.dry_run and .warnings[0].code == "cpus_lost"'
	assert_equal "$(tree_state)" "$before"
	run_rctl assign-cpus web 0-3 --force --json
	assert_status 0
	expect_json '[.warnings[].code] == ["cpus_lost"] and (.warnings[0] | tostring | contains("m1 (1-2), m2 (3)"))'
	assert_equal "$(cpus web web/mon_groups/m1 web/mon_groups/m2)" 0-3//
	# Nobody loses anything any more.
	run_rctl assign-cpus web 0-2 --json
	assert_status 0
	expect_json '.warnings == []'
}

@test "the default group loses none" {
	run_rctl assign-cpus / 0-2 --json
	assert_status 1
	expect_json ".error | .code == \"refused\" and .kernel_text == \"Can't drop CPUs from default group\""
	run_rctl assign-cpus / ''
	assert_status 1
	assert_equal "$(cpus .)" 0-3
}

@test "CPUs that are offline, unknown, or no CPUs" {
	local list

	echo 0 >/sys/devices/system/cpu/cpu3/online
	run_rctl assign-cpus web 2-3 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 22 and .kernel_text == "Can only assign online CPUs"'
	for list in 4000 3-0 x '1;2'; do
		run_rctl assign-cpus web "$list" --json
		assert_status 1
		expect_json '.error | .code == "refused" and .kernel_text == "Bad CPU list/mask"'
	done
	run_rctl assign-cpus none 1
	assert_status 1
	assert_stderr_has none
	run_rctl assign-cpus web
	assert_status 2
	assert_equal "$(cpus web)" ""
}

@test "a dry run assigns nothing" {
	local before

	before=$(tree_state)
	run_rctl assign-cpus web 1-3 --dry-run --json
	assert_status 0
	expect_json '.data == {group: "web", cpus: "1-3", dry_run: true}'
	assert_equal "$(tree_state)" "$before"
}
