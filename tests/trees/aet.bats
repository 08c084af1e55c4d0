#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Intel's telemetry on trees recorded on a Linux 7.3.4: packages that go and come back, and totals that others began.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load trees

setup()
{
	use_tree aet
	out=$BATS_TEST_TMPDIR/stdout
}

teardown()
{
	[ -z "${pid:-}" ] || kill "$pid" 2>/dev/null || true
}

# start_monitor ARG...: in the background; its PID in pid.
start_monitor()
{
	"$RCTL" --sysroot "$tree" monitor --json --interval 0.1 "$@" >"$out" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	pid=$!
}

# wait_for FILTER: until it is true of all that was printed.
wait_for()
{
	local n=0

	until head -n "$(wc -l <"$out")" "$out" | jq -es "$1" >/dev/null; do
		[ $((n += 1)) -lt 100 ] || fail "not seen: $1"
		sleep 0.2
	done
}

@test "a package goes offline and comes back" {
	local group groups=(. g1 g1/mon_groups/m1 g2 g3 g4 mon_groups/rm1)

	start_monitor --event core_energy
	wait_for 'any(.[].data.readings[]; .domain == 1 and .group == "g1" and .state == "value" and .generation == 0)'
	chmod -R u+w "$tree"
	# What the tree aet-offline is without.
	for group in "${groups[@]}"; do
		mkdir -p "$BATS_TEST_TMPDIR/away/$group"
		mv "$tree/sys/fs/resctrl/$group/mon_data/mon_PERF_PKG_01" "$BATS_TEST_TMPDIR/away/$group"
	done
	wait_for '.[-1].data.readings | map(select(.domain == 1)) | length == 7 and all(.[]; .state == "gone" and .rate == null)'
	wait_for 'any(.[].warnings[]; .code == "domain_gone" and (.message | contains("domain 1 of PERF_PKG")))'
	wait_for '.[-1].data.readings | map(select(.domain == 0 and .group != "g2")) | all(.[]; .state == "value")'
	for group in "${groups[@]}"; do
		mv "$BATS_TEST_TMPDIR/away/$group/mon_PERF_PKG_01" "$tree/sys/fs/resctrl/$group/mon_data"
	done
	# Opened anew: another generation, and nothing is made of the difference.
	wait_for '[.[].data.readings[] | select(.domain == 1 and .group == "g1" and .state == "value" and .generation == 1)][0] |
		.flags == ["restarted"] and .rate == null'
	wait_for 'any(.[].warnings[]; .code == "domain_new" and (.message | contains("domain 1 of PERF_PKG")))'
}

@test "a group begins at 0, whatever its id has counted for others" {
	on_tree monitor --openmetrics --count 1 --event core_energy
	assert_status 0
	assert_equal "$(grep -c '^resctrl_\(mon_\)\?group_perf_pkg_core_energy_joules_total' "$out")" 11
	assert_equal "$(sed -n 's/^resctrl_.*_joules_total{.*} //p' "$out" | sort -u)" "0.000000"
	on_tree monitor --json --count 1 --event core_energy
	assert_json '.data.readings | all(.[]; .rate == null) and any(.[]; .group == "g1" and .value > 6000)'
}

@test "a control group is its own part and those of its monitor groups that have data" {
	# Of g3's own id there is nothing on package 1, and there is no monitor group: the word is the kernel's.
	on_tree monitor --json --count 1 --event core_energy --totals
	assert_json '.data.readings | any(.[]; .group == "g3" and .domain == 1 and .state == "unavailable" and .value == null)'
	assert_json '.data.totals | any(.[]; .group == "g3" and .parts == 2 and .known == 1) and
		any(.[]; .group == "g2" and .known == 0 and .value == null)'
	# The machine is the sum of the control groups: g1 has g1/m1 in it.
	assert_json '(.data.totals | map(select(.group == null))[0].value * 1000000 | round) as $sum |
		[.data.readings[] | select(.state == "value" and (.group | . == "/" or (contains("/") | not))) | .value * 1000000 | round] |
		add == $sum'
}
