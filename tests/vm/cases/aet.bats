#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Energy and events by package (Intel AET): what rctl says of them, against the device's own witness.
# profiles: intel-aet
# tier: full

load helper
load telemetry

setup()
{
	start_case debug
	mkdir "$RESCTRL"/{web,idle}
}

@test "a busy group takes the watts of its CPU, an idle one and the other package none" {
	local energy='.event == "core_energy" and .resource == "PERF_PKG"' milliwatts near

	busy web 1
	# On a loaded host a value can be read long after the time of its sample; once in three times it is not.
	for _ in 1 2 3; do
		watch_group 0 web
		run_command taskset -c 3 rctl monitor web idle --interval 2 --count 2 --json
		milliwatts=$(group_milliwatts)
		assert_status 0
		near="[.[1].data.readings[] | select($energy and .group == \"web\" and .domain == 0) | .rate * 1000]
			| length == 1 and .[0] > 0.95 * $milliwatts and .[0] < 1.05 * $milliwatts"
		! jq -es "$near" "$BATS_TEST_TMPDIR/stdout" >/dev/null || break
	done
	expect_stream "$near"
	# The witness itself: one CPU that does nothing else.
	[ "$milliwatts" -gt $((WORK * 9 / 10)) ] && [ "$milliwatts" -lt $((WORK * 102 / 100)) ] || fail "$milliwatts mW"
	expect_stream "[.[1].data.readings[] | select($energy and .group == \"web\" and .domain == 1) | .rate] == [0]"
	expect_stream "[.[1].data.readings[] | select($energy and .group == \"idle\") | .rate] == [0, 0]"
	expect_stream "[.[].data.readings[] | select($energy)]
		| length == 8 and all(.[]; .unit == \"joules\" and .state == \"value\" and .value > 0)"
	# Cycles follow the same load: 3 GHz.
	expect_stream '[.[1].data.readings[] | select(.event == "unhalted_core_cycles" and .group == "web" and .domain == 0)
		| .rate] | .[0] > 2.5e9 and .[0] < 3.5e9'
}
