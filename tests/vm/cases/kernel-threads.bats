#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The tree of kthreadd: kernel threads stay where they are unless they are asked for.
# profiles: intel-small

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web"
}

@test "kernel threads of a tree stay" {
	run_rctl assign-tasks web 2 --tree --json
	assert_status 0
	# Named by its own id, kthreadd itself goes.
	expect_json '.data | .assigned == 1 and .missed == []'
	assert_equal "$(<"$RESCTRL/web/tasks")" 2
}

@test "kernel threads of a tree go when asked for" {
	run_rctl assign-tasks web 2 --tree --kernel-threads --dry-run
	assert_status 0
	assert_equal "$(wc -l <"$RESCTRL/web/tasks")" 0
	run_rctl assign-tasks web 2 --tree --kernel-threads --json
	assert_status 0
	expect_json '.data | .assigned > 20 and .missed == []'
	[ "$(wc -l <"$RESCTRL/web/tasks")" -gt 20 ] || fail "few tasks in the group"
	# They go back.
	run_rctl assign-tasks / 2 --tree --kernel-threads
	assert_status 0
	assert_equal "$(wc -l <"$RESCTRL/web/tasks")" 0
}
