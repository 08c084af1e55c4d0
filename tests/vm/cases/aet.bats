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
	local energy='.event == "core_energy" and .resource == "PERF_PKG"' busy='.group == "web" and .domain == 0'
	local milliwatts near

	busy web 1
	# On a loaded host a value can be read long after the time of its sample; once in three times it is not.
	for _ in 1 2 3; do
		watch_group 0 web
		run_command taskset -c 3 rctl monitor web idle --interval 2 --count 2 --json
		milliwatts=$(group_milliwatts)
		assert_status 0
		# By the device's witness, and by the bytes that the CPU has moved: 1 GB/s when busy.
		near="[.[1].data.readings[] | select($busy and (($energy) or .event == \"mbm_total_bytes\")) | .rate]
			| length == 2 and ((max * $WORK / 1e9) as \$by_bytes | min * 1000
			| . > 0.95 * $milliwatts and . < 1.05 * $milliwatts and . > 0.95 * \$by_bytes and . < 1.05 * \$by_bytes)"
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

@test "joules and watts are in the table, for each group and package" {
	run_rctl monitor web idle --event core_energy --interval 1 --count 2
	assert_status 0
	[ "$(grep -cE '^(web|idle) +PERF_PKG +[01] +core_energy +[0-9.]+ J +-$' <<<"$stdout")" = 4 ] ||
		fail "no joules of every group and package"
	[ "$(grep -cE '^(web|idle) +PERF_PKG +[01] +core_energy +[0-9.]+ J +[0-9.]+ m?W$' <<<"$stdout")" = 4 ] ||
		fail "no watts of every group and package"
}

# package_goes_and_comes_back [ARG]...: what a monitor with these arguments says meanwhile.
package_goes_and_comes_back()
{
	local before after cpu states

	# One RMID of eight has no data. One that is given back is the last to be given again.
	while energy web | grep -q Unavailable; do
		rmdir "$RESCTRL/web"
		mkdir "$RESCTRL/web"
	done
	before=$(<"$RESCTRL/web/mon_data/mon_PERF_PKG_01/core_energy")
	start_task sh -c "rctl monitor web --event core_energy --interval 0.2 --count 60 --json $* >$BATS_TEST_TMPDIR/stream
		echo \$? >$BATS_TEST_TMPDIR/done"
	sleep 1
	for cpu in 2 3; do
		echo 0 >/sys/devices/system/cpu/cpu$cpu/online
	done
	[ ! -e "$RESCTRL/web/mon_data/mon_PERF_PKG_01" ] || fail "the package is still there"
	run_rctl probe aet --json
	expect_json '[.data.probes[0].facts[] | select(.name == "package") | .state] | unique == ["present", "unreadable"]'
	sleep 0.5
	for cpu in 2 3; do
		echo 1 >/sys/devices/system/cpu/cpu$cpu/online
	done
	# What is there anew is looked for every few seconds.
	for _ in {1..300}; do
		[ ! -s "$BATS_TEST_TMPDIR/done" ] || break
		sleep 0.05
	done
	assert_equal "$(<"$BATS_TEST_TMPDIR/done")" 0
	states=$(jq -rs '[.[].data.readings[] | select(.domain == 1) | .state]
		| reduce .[] as $s ([]; if .[-1] == $s then . else . + [$s] end) | join(",")' "$BATS_TEST_TMPDIR/stream")
	assert_equal "$states" value,gone,value
	jq -es '[.[].data.readings[] | select(.domain == 0) | .state] | unique == ["value"]' "$BATS_TEST_TMPDIR/stream" ||
		fail "the other package was touched"
	# Nobody of the group has run there; the counts are the hardware's, and stay.
	after=$(<"$RESCTRL/web/mon_data/mon_PERF_PKG_01/core_energy")
	assert_equal "$after" "$before"
}

@test "a package goes and comes back: its files, its monitor, and its counts" {
	package_goes_and_comes_back
}

@test "a package goes and comes back under a monitor that reads its region itself" {
	package_goes_and_comes_back --direct-aet
}

# reading GROUP [ARG]...: "STATE VALUE" of the group's energy in each package, as rctl says.
reading()
{
	run_rctl monitor "$1" --event core_energy --count 1 --json "${@:2}"
	assert_status 0
	jq -r '.data.readings[] | "\(.domain) \(.state) \(.value)"' "$BATS_TEST_TMPDIR/stdout"
}

# energy DIR: the files of a group.
energy()
{
	cat "$RESCTRL/$1"/mon_data/mon_PERF_PKG_0{0,1}/core_energy
}

@test "a control group shows its monitor groups' sum when its own RMID has no data" {
	local n=0

	# One RMID of eight has none. One that is given back is the last to be given again.
	mkdir "$RESCTRL/sum"
	until [ "$(energy sum | uniq)" = Unavailable ]; do
		[ $((n += 1)) -lt 64 ] || fail "every RMID has data"
		rmdir "$RESCTRL/sum"
		mkdir "$RESCTRL/sum"
	done
	assert_equal $(($(<"$RESCTRL/sum/mon_hw_id") % 8)) 7
	assert_equal "$(reading sum)" $'0 unavailable null\n1 unavailable null'
	assert_equal "$(reading sum --direct-aet)" $'0 unavailable null\n1 unavailable null'
	n=0
	mkdir "$RESCTRL/sum/mon_groups/m"
	while energy sum/mon_groups/m | grep -q Unavailable; do
		[ $((n += 1)) -lt 64 ] || fail "no RMID has data in both packages"
		rmdir "$RESCTRL/sum/mon_groups/m"
		mkdir "$RESCTRL/sum/mon_groups/m"
	done
	# Nobody runs in them: the counts stay.
	assert_equal "$(energy sum)" "$(energy sum/mon_groups/m)"
	assert_equal "$(reading sum)" "$(reading sum/m)"
	[ "$(reading sum | grep -c '^[01] value [0-9.]*[1-9]')" = 2 ] || fail "no values: $(reading sum)"
	assert_equal "$(reading sum --direct-aet)" "$(reading sum)"
	assert_equal "$(reading sum | cut -d ' ' -f 3 | xargs printf '%.6f\n')" "$(energy sum)"
	rmdir "$RESCTRL/sum/mon_groups/m"
	assert_equal "$(energy sum | uniq)" Unavailable
}
