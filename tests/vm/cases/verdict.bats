#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: all
# tier: check
# The library's verdict on generated changes beside the kernel's. 120 on each machine here, more in verdict-long.bats.

load helper

# compare WRITES SEED GROUPS: no difference, and the counts per kind in the log.
compare()
{
	run_command verdict "$@"
	printf '# %s\n' "verdict $*" "${stdout//$'\n'/$'\n# '}" >&3
	assert_status 0
	assert_stdout_has "$1 writes, 0 different"
}

@test "verdicts agree among four groups" {
	compare 60 7 3
}

@test "verdicts agree where one of two groups often is exclusive" {
	compare 60 8 1
}
