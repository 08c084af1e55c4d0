#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# More groups than counters: what comes, goes and is taken meanwhile.
# profiles: amd-few
# tier: full

load helper
load multiplex

@test "as many counters as events: all of them all the time" {
	run_rctl monitor g1 g2 --multiplex --event 'mbm_*' --interval 0.5 --count 3 --json
	assert_status 0
	# Before the first sample they are taken one by one.
	expect_stream '(.[2].data.readings | length) == 8 and all(.[2].data.readings[]; .coverage > 0.8 and .flags == ["estimated"])'
}

@test "groups made and removed meanwhile" {
	local n=0

	start_stream 'g*' --event mbm_total_bytes --interval 0.4
	mkdir "$RESCTRL/g7"
	rmdir "$RESCTRL/g2"
	until [ -s "$STREAM" ] && grep '}$' "$STREAM" | jq -es 'any(.[].data.readings[]; .group == "g7" and .flags == ["estimated"] and .state == "value")
			and any(.[].data.readings[]; .group == "g2" and .state == "gone")' >/dev/null 2>&1; do
		[ $((n += 1)) -lt 60 ] || fail "the new group is never estimated" "$(tail -n 1 "$STREAM" | cut -c1-2000)"
		sleep 0.2
	done
	# A counter that somebody else gives to it while it is not rotated: of an event that nobody asked for.
	until echo "mbm_local_bytes:0=e" >"$RESCTRL/g7/mbm_L3_assignments"; do
		sleep 0.01
	done 2>/dev/null
	end_stream TERM
	assert_equal "$status" 0
	assert_equal "$(assignments | grep -c '=e')" 1
	assert_equal "$(tail -n 1 "$RESCTRL/g7/mbm_L3_assignments")" "mbm_local_bytes:0=e;1=_"
}

@test "who takes a counter of ours is noticed" {
	local n=0

	start_stream 'g*' --event mbm_total_bytes --interval 0.4
	until [ -s "$STREAM" ] && grep -q counter_taken "$STREAM"; do
		[ $((n += 1)) -lt 200 ] || fail "never told" "$(tail -n 1 "$STREAM" | cut -c1-2000)"
		printf 'mbm_total_bytes:*=_\n' >"$RESCTRL/g$((n % 6 + 1))/mbm_L3_assignments"
		sleep 0.03
	done
	end_stream TERM
	assert_equal "$status" 0
	assert_equal "$(assignments | grep -c '=e')" 0
	jq -es 'all(.[]; .error == null)' "$STREAM"
}

@test "a control group has its monitor groups in it" {
	mkdir "$RESCTRL"/g1/mon_groups/m{1..3}
	run_rctl monitor g1 --multiplex --event mbm_total_bytes --event llc_occupancy --interval 1 --count 3 --json
	assert_status 0
	# Occupancy is what has been moved, by all of them. The parts alone are a quarter each, more or less.
	expect_stream '[.[1:][].data.readings[] | select(.event == "mbm_total_bytes") | .value] as $got
		| [[.[].data.readings[] | select(.event == "llc_occupancy" and .domain == 0) | .value],
		   [.[].data.readings[] | select(.event == "llc_occupancy" and .domain == 1) | .value]] as $sum
		| [$sum[0][1] - $sum[0][0], $sum[1][1] - $sum[1][0], $sum[0][2] - $sum[0][1], $sum[1][2] - $sum[1][1]] as $truth
		| [range(4) | $got[.] / $truth[.]] | all(.[]; . > 0.6 and . < 1.4)'
}

# wait_for FILTER: until it is true of each of the last 4 samples.
wait_for()
{
	local n=0

	until grep '}$' "$STREAM" | tail -n 4 | jq -es "length == 4 and all(.[]; $1)" >/dev/null 2>&1; do
		[ $((n += 1)) -lt 150 ] || fail "never true: $1" "$(tail -n 1 "$STREAM" | cut -c1-2000)"
		sleep 0.2
	done
}

@test "a domain that goes offline meanwhile, and comes back" {
	local cpu=/sys/devices/system/cpu/cpu1/online
	local estimated='[.data.readings[] | select(.state == "value" and .flags == ["estimated"]) | .domain] | unique'

	# Somebody else's, in both domains, of an event that nobody asks for.
	echo "mbm_local_bytes:*=e" >"$RESCTRL/g6/mbm_L3_assignments"
	start_stream 'g*' --event mbm_total_bytes --interval 0.4
	wait_for "($estimated) == [0, 1]"
	echo 0 >$cpu
	# The rotation goes on in the other one.
	wait_for "($estimated) == [0] and ([.data.readings[] | select(.domain == 1) | .state] | unique) == [\"gone\"]"
	assert_equal "$(assignments | grep 'mbm_local_bytes.*=e')" "./g6/mbm_L3_assignments:mbm_local_bytes:0=e"
	echo 1 >$cpu
	wait_for "($estimated) == [0, 1] and ([.data.readings[] | select(.domain == 1) | .generation] | unique) == [1]"
	end_stream TERM
	assert_equal "$status" 0
	jq -es 'all(.[]; .error == null) and ([.[].warnings[].code] | index("domain_gone") and index("domain_new"))' "$STREAM"
	# What was taken is given back. The other's is where it was, but for the domain in which the kernel has dropped it.
	assert_equal "$(assignments | grep '=e')" "./g6/mbm_L3_assignments:mbm_local_bytes:0=e;1=_"
}

@test "a mount that goes away takes everything with it" {
	start_stream 'g*' --interval 0.4
	umount -l "$RESCTRL"
	sleep 1.5
	# Nothing of ours keeps it: a new one can be made.
	mount -t resctrl resctrl "$RESCTRL"
	end_stream TERM
	assert_equal "$status" 0
	grep -q mount_gone "$STREAM"
}

@test "who may not assign counters is told" {
	run_command setpriv --reuid 65534 --regid 65534 --clear-groups rctl monitor 'g*' --multiplex
	assert_equal "$status" 4
}

@test "what cannot be given back is told, also after another failure" {
	local n=0

	# Between two rotations no counter is assigned: when the rights go just then, nothing is left behind.
	while
		start_stream 'g*' --event mbm_total_bytes --interval 0.4
		# The stream has dropped the right to write to these.
		chmod 0444 "$RESCTRL"/g*/mbm_L3_assignments
		status=0
		wait "$pid" || status=$?
		assert_equal "$status" 4
		tail -n 1 "$STREAM" | jq -e '.error.code == "permission" and .error.errno == 13' >/dev/null || fail "not told"
		[ -z "$(assignments | grep '=e')" ]
	do
		[ $((n += 1)) -lt 4 ] || fail "no counter was ever assigned"
		chmod 0644 "$RESCTRL"/g*/mbm_L3_assignments
	done
	tail -n 1 "$STREAM" | jq -e 'any(.error.left_behind[]; contains("still assigned: mbm_total_bytes of g"))' >/dev/null ||
		fail "not told" "$(tail -n 1 "$STREAM" | jq -c .error)"
}

@test "a signal ends a write that nobody reads, and the counters are given back" {
	local n=0

	mkfifo "$BATS_TEST_TMPDIR/pipe"
	exec 7<>"$BATS_TEST_TMPDIR/pipe"
	# As much as it takes.
	head -c 65536 /dev/zero >&7
	rctl monitor --multiplex --json 'g*' --interval 0.2 >&7 2>/run/stderr </dev/null 3>&- &
	pid=$!
	until grep -q pipe_write "/proc/$pid/wchan"; do
		[ $((n += 1)) -lt 200 ] || fail "it does not write" "$(</run/stderr)"
		sleep 0.05
	done
	kill -TERM "$pid"
	n=0
	while assignments | grep -q '=e'; do
		[ $((n += 1)) -lt 200 ] || fail "counters are still assigned" "$(</run/stderr)"
		sleep 0.05
	done
	# What is left in its buffer goes out at the end.
	cat <&7 >/dev/null 3>&- &
	status=0
	wait "$pid" || status=$?
	kill "$!"
	exec 7>&-
	assert_equal "$status" 0
	assert_equal "$(</run/stderr)" ""
}
