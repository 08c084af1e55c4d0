#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The stream of readings: typed, causal, with rates, and it ends as told.
# profiles: amd-abmc

load helper

# What spin moves in a second when nothing throttles it (the plugin's setting "rate").
RATE=1000000000

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,idle}
}

@test "readings rise where the task runs, with its rate, and nowhere else" {
	local near='.domain == 0' far='.domain == 1' total='.group == "web" and .event == "mbm_total_bytes"'

	# A value is read some time before or behind the time of its sample: the longer the time, the less that matters.
	local mean="[.[].data | [.time_ns, (.readings[] | select($total and $near) | .value)]]
		| (.[2][1] - .[0][1]) * 1e9 / (.[2][0] - .[0][0]) | . > 0.95 * $RATE and . < 1.05 * $RATE"

	busy web 0
	# On a busy host that time can be long; once in three times it is not. The program itself stays out of the way.
	for _ in 1 2 3; do
		run_command taskset -c 3 rctl monitor web idle --interval 1 --count 3 --json
		assert_status 0
		! jq -es "$mean" "$BATS_TEST_TMPDIR/stdout" >/dev/null || break
	done
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 3
	expect_json '.schema == "rctl/monitor/0" and .error == null and (keys == ["data", "error", "schema", "warnings"])
		and (.data | keys == ["readings", "time_ns", "wall_time_ns"])'
	expect_json '.data.readings | all(.[]; keys
			== ["domain", "event", "flags", "generation", "group", "rate", "resource", "state", "unit", "value"]
			and .state == "value" and .unit == "bytes" and .flags == [] and .generation == 0)'
	expect_stream '.[2].data.time_ns - .[0].data.time_ns | . > 1900000000 and . < 5000000000'
	expect_stream '[.[0].data.readings[].rate] | unique == [null]'
	expect_stream "[.[].data.readings[] | select($total and $near) | .value]
		| length == 3 and .[0] > 0 and .[0] < .[1] and .[1] < .[2]"
	expect_stream "$mean"
	expect_stream "[.[1:][].data.readings[] | select($total and $near) | .rate]
		| length == 2 and all(.[]; . > 0.7 * $RATE and . < 1.3 * $RATE)"
	expect_stream "[.[].data.readings[] | select($total and $far) | .value] == [0, 0, 0]"
	expect_stream "[.[2].data.readings[] | select($total and $far) | .rate] == [0]"
	expect_stream '[.[].data.readings[] | select(.group == "idle") | .value] | unique == [0]'
	expect_stream '[.[].data.readings[] | select(.event == "llc_occupancy") | .rate] | unique == [null]'
}

@test "a group that is removed is gone, and the stream goes on" {
	start_task sh -c "rctl monitor web idle --json --interval 0.2 --count 8 >$BATS_TEST_TMPDIR/stream; echo \$? >$BATS_TEST_TMPDIR/done"
	sleep 0.7
	rmdir "$RESCTRL/web"
	for _ in {1..100}; do
		[ ! -s "$BATS_TEST_TMPDIR/done" ] || break
		sleep 0.05
	done
	assert_equal "$(<"$BATS_TEST_TMPDIR/done")" 0
	jq -es 'length == 8 and ([.[].error] | unique == [null])
		and ([.[0].data.readings[].state] | unique == ["value"])
		and ([.[7].data.readings[] | select(.group == "web") | .state] | unique == ["gone"])
		and ([.[7].data.readings[] | select(.group == "web") | .value, .rate] | unique == [null])
		and ([.[7].data.readings[] | select(.group == "idle") | .state] | unique == ["value"])' \
		"$BATS_TEST_TMPDIR/stream" || fail "$(tail -n 1 "$BATS_TEST_TMPDIR/stream")"
	# The files of the group are let go: it can be unmounted.
	run_rctl unmount --force
	assert_status 0
}

@test "it ends when told: by signals, by a closed pipe, by a count" {
	local signal n

	for signal in INT TERM; do
		start_task sh -c "rctl monitor --json --interval 60 >$BATS_TEST_TMPDIR/$signal & echo \$! >$BATS_TEST_TMPDIR/pid
			wait \$!; echo \$? >$BATS_TEST_TMPDIR/$signal.status"
		n=0
		until [ -s "$BATS_TEST_TMPDIR/$signal" ]; do
			[ $((n += 1)) -lt 100 ]
			sleep 0.02
		done
		kill -s "$signal" "$(<"$BATS_TEST_TMPDIR/pid")"
		n=0
		until [ -s "$BATS_TEST_TMPDIR/$signal.status" ]; do
			[ $((n += 1)) -lt 100 ]
			sleep 0.02
		done
		assert_equal "$(<"$BATS_TEST_TMPDIR/$signal.status")" 0
		assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/$signal")" 1
	done
	run_command bash -c 'set -o pipefail; rctl monitor --json --interval 0.01 | head -n 2 | tail -c 20'
	assert_status 0
	run_rctl monitor web --interval 0.02 --count 4
	assert_status 0
	assert_equal "$(grep -c '^GROUP' "$BATS_TEST_TMPDIR/stdout")" 4
	assert_stdout_has "mbm_total_bytes"
	# All groups of the start, without a name.
	run_rctl monitor --count 1 --json
	assert_status 0
	expect_json '[.data.readings[].group] | unique == ["/", "idle", "web"]'
	for n in --count=0 --count=x --interval=0 --interval=1e9 --interval=-1; do
		run_rctl monitor "$n"
		assert_status 2
	done
}
