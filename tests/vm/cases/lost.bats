# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: amd-abmc intel
# tier: full
# Events that the kernel had no room for: never in silence, and what is true then is found.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper
load stream

CPU=/sys/devices/system/cpu
LIMIT=/proc/sys/net/core/rmem_max
QUEUE=/proc/sys/fs/inotify/max_queued_events

setup()
{
	start_case ""
	room=$(<$LIMIT) queue=$(<$QUEUE)
	# A few messages.
	echo 4608 >$LIMIT
	echo 8 >$QUEUE
}

teardown()
{
	echo "$room" >$LIMIT
	echo "$queue" >$QUEUE
	end_case
}

# start_small ARG...: rctl in the background, until it listens. Without CAP_NET_ADMIN it has the room that everybody has.
start_small()
{
	local n=0

	start_task sh -c "exec setpriv --bounding-set -net_admin --inh-caps -net_admin rctl $* --json >$STREAM"
	pid=$task
	while [ ! -s "$STREAM" ]; do
		[ $((n += 1)) -lt 200 ] || fail "does not start: $*"
		sleep 0.05
	done
	sleep 0.5
	kill -STOP "$pid"
}

# go_on LINE...: it reads again, until a line with each of the texts was printed; stdout is then what it said.
go_on()
{
	local n=0 text

	kill -CONT "$pid"
	for text in "$@"; do
		until grep -q "$text" "$STREAM"; do
			[ $((n += 1)) -lt 200 ] || fail "never said: $text: $(tail -n 3 "$STREAM")"
			sleep 0.05
		done
	done
	sleep 0.5
	stdout=$(grep '}$' "$STREAM") ran="rctl, stopped"
	cat "$STREAM" >"$BATS_TEST_TMPDIR/stdout"
}

flip()
{
	local i cpu

	for ((i = 0; i < $1; i++)); do
		for cpu in 3 2; do echo 0 >$CPU/cpu$cpu/online; done
		for cpu in 2 3; do echo 1 >$CPU/cpu$cpu/online; done
	done
}

@test "processes: every one there is is told of anew" {
	local i

	start_small watch --kind processes
	for i in {1..100}; do (exit 0); done
	start_task sleep 50
	sleep 0.5
	go_on '"kind":"lost"' "\"kind\":\"process_found\".*\"pid\":$task,"
	# Its fork is among what was lost.
	expect_stream '[.[].data | select(.pid == '"$task"') | .kind][0] == "process_found"'
	expect_stream '[.[].data.kind] as $k | ($k | index("lost")) < ($k | index("process_found")) and
		([.[].data | select(.kind == "lost").source] | unique) == ["processes"] and
		any(.[].data; .kind == "process_found" and .pid == 1)'
}

@test "follow: a process whose start was lost is placed all the same, and called late" {
	local i

	mkdir "$RESCTRL/web"
	echo 'web command=spin' >"$BATS_TEST_TMPDIR/rules"
	start_small follow "$BATS_TEST_TMPDIR/rules"
	for i in {1..60}; do env true; done
	start_task spin
	sleep 0.5
	assert_equal "$(in_group "$task")" /
	go_on '"kind":"lost"' '"kind":"placed"'
	assert_equal "$(in_group "$task")" web
	expect_stream '[.[].data | select(.kind == "placed") | [.pid, .late]] == [['"$task"', true]]'
}

@test "CPUs: the end is what is true, whatever waited from before" {
	mkdir "$RESCTRL/web"
	echo "L3:1=f" >"$RESCTRL/web/schemata"
	start_small watch --kind cpus,settings
	flip 20
	echo 0 >$CPU/cpu3/online
	go_on '"source":"cpus"' '"kind":"setting_lost"'
	expect_stream '[.[].data] | any(.[]; .kind == "lost" and .source == "cpus") and
		([.[] | select(.cpu == 3 and (.kind | test("^cpu_"))) | .kind][-1] == "cpu_offline") and
		([.[] | select(.cpu == 2 and (.kind | test("^cpu_"))) | .kind][-1] != "cpu_offline") and
		any(.[]; .kind == "setting_lost" and .setting == "L3" and .domain == 1 and .old == "f")'
	# It hears again what comes now.
	echo 1 >$CPU/cpu3/online
	sleep 1
	tail -n 5 "$STREAM" | grep -q '"kind":"cpu_online".*"cpu":3'
}

@test "groups: those that are there in the end" {
	local i

	start_small watch --kind groups
	for i in {1..15}; do mkdir "$RESCTRL/g"; rmdir "$RESCTRL/g"; done
	mkdir "$RESCTRL/web"
	go_on '"kind":"lost"' '"group":"web"'
	expect_stream '[.[1:][].data | [.kind, .source, .group]] |
		index([["lost", "groups", null]]) != null and .[-1] == ["group_created", null, "web"]'
	rmdir "$RESCTRL/web"
	sleep 1
	tail -n 1 "$STREAM" | grep -q group_removed
}

@test "monitor: no value from before is taken for a new one" {
	mkdir "$RESCTRL/web"
	start_small monitor web --interval 0.1
	flip 20
	kill -CONT "$pid"
	wait_for '.[-1].data.readings | length > 0 and all(.[]; .state != "gone") and
		all(.[] | select(.domain == 1); .generation > 0)'
	jq -es '[.[].data.readings[] | select(.domain == 1 and .event == "llc_occupancy")] |
		([.[] | select(.generation == 0) | .state] | unique | . == ["value"] or . == ["gone", "value"]) and
		(map(select(.state == "value" and .generation == 1))[0].flags == ["restarted"] or .[-1].generation > 1)' "$STREAM"
}
