#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: all
# tier: full
# The library's verdict on generated changes beside the kernel's, 2,400 on each machine: dry runs and real runs of schemata,
# modes, CPUs, tasks, I/O allocation and of creating groups say the same. The counts per kind are in the log.

load helper

compare()
{
	run_command verdict "$@"
	printf '# %s\n' "verdict $*" "${stdout//$'\n'/$'\n# '}" >&3
	assert_status 0
	assert_stdout_has "$1 writes, 0 different"
}

@test "800 changes among four groups" {
	compare 800 11 3
}

@test "800 changes of two groups" {
	compare 800 12 1
}

@test "800 changes with code and data apart" {
	[ -e "$RESCTRL/info/L3" ] && grep -q cdp_l3 /proc/cpuinfo || skip "no CDP"
	resctrl_reset cdp
	compare 800 13 2
}
