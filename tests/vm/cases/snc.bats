#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A cache with several NUMA nodes in it: readings of each node, and their sum.
# profiles: intel-snc

load helper

setup()
{
	start_case
	need_file "$RESCTRL/mon_data/mon_L3_00/mon_sub_L3_00"
	mkdir "$RESCTRL/web"
}

@test "the sums of a domain with several nodes" {
	busy web 3
	kill -STOP "$task"
	sleep 0.1
	run_rctl monitor web --count 1 --json
	assert_status 0
	expect_json '[.data.readings[] | select(.event == "mbm_total_bytes")] | length == 3
		and (.[0] | has("subdomain") | not) and .[1].subdomain == 0 and .[2].subdomain == 1
		and .[1].value == 0 and .[2].value > 0 and .[0].value == .[2].value and ([.[].domain] | unique == [0])'
	run_rctl monitor web --count 1
	assert_status 0
	assert_stdout_has "0/1"
}
