#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: amd-abmc
# tier: full
# Eight writers and eight readers at once, some of them killed at any point.

load helper

@test "nothing is lost or torn among many processes in 30 s" {
	run_command contend 30
	printf '# %s\n' "$stdout" >&3
	assert_status 0
	assert_stdout_has ", 0 failures"
}
