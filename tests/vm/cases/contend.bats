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
	[[ $stdout =~ ([0-9]+)" changes".*", "([0-9]+)" times busy" ]]
	# Who waits for the lock gets it: where everyone is refused nothing is lost, either.
	[ "${BASH_REMATCH[1]}" -ge 50 ] && [ $((10 * BASH_REMATCH[2])) -le "${BASH_REMATCH[1]}" ]
}
