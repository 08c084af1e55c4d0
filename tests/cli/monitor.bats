#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The stream of rctl monitor: its lines, its clock, its ends.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

# wait_for_lines N: until the stream in stdout has so many.
wait_for_lines()
{
	local n=0

	while [ "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" -lt "$1" ]; do
		[ $((n += 1)) -lt 200 ] || fail "no $1 lines in 10 seconds"
		sleep 0.05
	done
}

# start_monitor ARG...: in the background, until it has printed a line; its PID in pid.
start_monitor()
{
	: >"$BATS_TEST_TMPDIR/stdout"
	"$RCTL" --sysroot "$tree" monitor "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	pid=$!
	wait_for_lines 1
}

# end_monitor SIGNAL: sets status, stdout, stderr.
end_monitor()
{
	status=0
	kill "-$1" "$pid"
	wait "$pid" || status=$?
	stdout=$(<"$BATS_TEST_TMPDIR/stdout") stderr=$(<"$BATS_TEST_TMPDIR/stderr") ran="monitor, kill -$1"
}

@test "one object a line, as many as asked for" {
	use_tree amd-abmc
	on_tree monitor --json --count 3 --interval 0.02
	assert_status 0
	assert_stderr ''
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 3
	assert_json '.schema == "rctl/monitor/0" and .warnings == [] and .error == null'
	assert_json '.data | keys_unsorted == ["time_ns", "wall_time_ns", "readings"]'
	assert_json 'all(.data.readings[]; keys_unsorted ==
		["group", "resource", "domain", "event", "state", "value", "unit", "rate", "generation", "flags"])'
}

@test "all groups, or those named, in the order of the readings" {
	use_tree amd-abmc
	on_tree monitor --json --count 1
	assert_status 0
	assert_json '[.data.readings[].group] | unique == ["/", "/m2", "web", "web/m1"]'
	on_tree monitor web / --json --count 1
	assert_status 0
	assert_json '[.data.readings[].group] | unique == ["/", "web"]'
	assert_json '.data.readings | length == 12'
}

@test "values are exact to 64 bits" {
	use_tree amd-abmc
	echo 18446744073709551615 >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --json --count 1
	assert_status 0
	assert_stdout_has '"domain":0,"event":"mbm_total_bytes","state":"value","value":18446744073709551615,"unit":"bytes"'
}

@test "an unknown is null and never 0" {
	use_tree amd-abmc
	mon=$tree/sys/fs/resctrl/web/mon_data/mon_L3_00
	echo Unavailable >"$mon/llc_occupancy"
	echo Unassigned >"$mon/mbm_total_bytes"
	echo Error >"$mon/mbm_local_bytes"
	on_tree monitor web --json --count 2 --interval 0.02
	assert_status 0
	assert_json '[.data.readings[] | select(.domain == 0) | [.event, .state, .value, .rate]] | sort == [
		["llc_occupancy", "unavailable", null, null], ["mbm_local_bytes", "error", null, null],
		["mbm_total_bytes", "unassigned", null, null]]'
	on_tree monitor web --count 1
	assert_status 0
	for word in unavailable unassigned error; do
		assert_stdout_has "$word"
	done
}

@test "a text that is no reading is kept in raw" {
	use_tree amd-abmc
	echo 12monkeys >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --json --count 1
	assert_status 0
	assert_json '[.data.readings[] | select(has("raw")) | [.domain, .event, .state, .value, .raw]] ==
		[[0, "mbm_total_bytes", "error", null, "12monkeys"]]'
}

@test "fixed point keeps the kernel's digits" {
	use_tree amd-abmc
	echo 74.070000 >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --json --count 1
	assert_status 0
	assert_stdout_has '"value":74.070000,'
}

@test "a state that changes shows in the next line" {
	use_tree amd-abmc
	file=$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes
	printf '%020d\n' 1000 >"$file"
	start_monitor web --json --interval 0.05
	wait_for_lines 2
	printf 'Unavailable\n' 1<>"$file"
	truncate -s 12 "$file"
	wait_for_lines $(($(wc -l <"$BATS_TEST_TMPDIR/stdout") + 3))
	printf '%020d\n' 5000 1<>"$file"
	wait_for_lines $(($(wc -l <"$BATS_TEST_TMPDIR/stdout") + 3))
	end_monitor TERM
	assert_status 0
	# A sample may fall between the two steps of the first change, and then reads half of each.
	states=$(jq -r '.data.readings[] | select(.domain == 0 and .event == "mbm_total_bytes") | .state' \
		"$BATS_TEST_TMPDIR/stdout" | grep -v error | uniq | xargs)
	assert_equal "$states" "value unavailable value"
	jq -es 'all(.[].data.readings[]; (.state == "value") == (.value != null))' "$BATS_TEST_TMPDIR/stdout"
}

@test "sub-NUMA nodes are named" {
	use_tree intel-snc
	on_tree monitor web --json --count 1
	assert_status 0
	assert_json '[.data.readings[] | select(.event == "llc_occupancy") | [.domain, .subdomain]] | unique |
		any(.[]; . == [0, 0]) and any(.[]; . == [0, 1])'
	assert_json 'all(.data.readings[] | select(has("subdomain")); keys_unsorted[2:4] == ["domain", "subdomain"])'
}

@test "rates come with the second sample" {
	use_tree amd-abmc
	on_tree monitor web --json --count 2 --interval 0.02
	assert_status 0
	jq -es '.[0].data.readings | all(.rate == null)' "$BATS_TEST_TMPDIR/stdout"
	jq -es '.[1].data.readings | map(select(.event == "mbm_total_bytes")) | length == 2 and all(.rate == 0)' \
		"$BATS_TEST_TMPDIR/stdout"
}

@test "intervals do not drift: every deadline is a whole number of intervals after the first" {
	command -v strace >/dev/null || skip "strace is not installed"
	use_tree amd-abmc
	run_traced -e trace=clock_nanosleep -o "$BATS_TEST_TMPDIR/sleeps" -- \
		--sysroot "$tree" monitor web --json --count 21 --interval 0.025
	assert_status 0
	# Nanoseconds within the second are enough: 25 ms divide it.
	sed -nE 's/.*CLOCK_MONOTONIC, TIMER_ABSTIME, .*tv_nsec=([0-9]+).*/\1/p' "$BATS_TEST_TMPDIR/sleeps" >"$BATS_TEST_TMPDIR/ns"
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/ns")" 20
	assert_equal "$(awk '{ print $1 % 25000000 }' "$BATS_TEST_TMPDIR/ns" | sort -u | wc -l)" 1
}

@test "an interval as short as 0.01 is taken" {
	use_tree amd-abmc
	for interval in 0.01 .01 0.010 1.5 1. 000.5; do
		on_tree monitor web --json --count 1 --interval "$interval"
		assert_status 0
	done
}

@test "SIGTERM and SIGINT end it at once and well, even in a long sleep" {
	use_tree amd-abmc
	# Background jobs of a shell without job control ignore SIGINT.
	set -m
	for signal in TERM INT; do
		start_monitor web --json --interval 1000
		end_monitor "$signal"
		assert_status 0
		assert_stderr ''
		assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 1
		assert_json '.error == null'
		start_monitor web --interval 1000
		end_monitor "$signal"
		assert_status 0
		[[ $stdout = *$'\n'"stopped after 1 samples" ]] || fail "no last line"
	done
	set +m
}

@test "a reader that goes away ends it quietly" {
	use_tree amd-abmc
	for format in --json --verbose; do
		"$RCTL" --sysroot "$tree" monitor "$format" --interval 0.01 2>"$BATS_TEST_TMPDIR/stderr" | head -n 1 >/dev/null
		assert_equal "${PIPESTATUS[*]}" "0 0"
		assert_equal "$(<"$BATS_TEST_TMPDIR/stderr")" ""
	done
}

@test "a sample costs a read a value, one write, one sleep" {
	command -v strace >/dev/null || skip "strace is not installed"
	use_tree amd-abmc
	for count in 5 15; do
		run_traced -c -S name -U name,calls -o "$BATS_TEST_TMPDIR/calls.$count" -- \
			--sysroot "$tree" monitor web --json --interval 0.01 --count "$count"
		assert_status 0
	done
	grown=$(join <(sort "$BATS_TEST_TMPDIR/calls.5") <(sort "$BATS_TEST_TMPDIR/calls.15") |
		awk '$1 != "total" && $3 > $2 { print $1, ($3 - $2) / 10 }')
	assert_equal "$grown" "$(printf '%s\n' 'clock_nanosleep 1' 'pread64 6' 'write 1')"
}

@test "no group of that name" {
	use_tree amd-abmc
	on_tree monitor nope --json
	assert_status 1
	assert_json '.error.code == "not_found" and .data == null'
}
