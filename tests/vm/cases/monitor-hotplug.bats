#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The stream of readings is told of hotplug, and looks for nothing.
# profiles: amd-abmc intel
# tier: full

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper
load stream

CALLS=/run/calls

# domain ONLINE: all CPUs of domain 1 go, or come.
domain()
{
	local cpu

	for cpu in 2 3; do
		echo "$1" >"/sys/devices/system/cpu/cpu$cpu/online"
	done
}

need_events()
{
	run_command timeout 1 rctl watch --kind cpus
	[[ $stderr != *'built without events'* ]] || skip "built without events"
}

# quiet_calls SECONDS: the system calls that are made in the time, without those that a sample is made of.
quiet_calls()
{
	local from

	from=$(wc -l <"$CALLS")
	sleep "$1"
	tail -n "+$((from + 1))" "$CALLS" >"$CALLS.part"
	grep -c pread64 "$CALLS.part" >"$CALLS.values"
	grep -vE '^[0-9]* *(pread64|ppoll|write|clock_gettime)\(' "$CALLS.part" || true
}

@test "between two samples nothing is looked at, and a domain that comes is told" {
	type -P strace >/dev/null || skip "the host has no strace"
	need_events
	mkdir "$RESCTRL/web"
	start_stream_by "strace -f -o $CALLS rctl monitor web / --json --interval 0.1"
	wait_for 'length > 10'
	jq -es 'all(.[]; .warnings == [])' "$STREAM"
	# Longer than any look would wait.
	assert_equal "$(quiet_calls 7)" ""
	[ "$(<"$CALLS.values")" -gt 100 ] || fail "only $(<"$CALLS.values") values were read"
	domain 0
	wait_for '[.[-1].data.readings[] | select(.domain == 1) | .state] | unique == ["gone"]'
	wait_for 'any(.[].warnings[]; .code == "domain_gone")'
	sleep 1
	# Nor is anything looked for while it is away.
	assert_equal "$(quiet_calls 6)" ""
	domain 1
	wait_for '.[-1].data.readings | all(.[]; .state != "gone") and all(.[] | select(.domain == 1); .generation > 0)'
	# strace takes the text for a header of netlink.
	[ "$(grep -c 'recvmsg(.*nl_groups=0x000001' "$CALLS")" -ge 4 ] || fail "nothing was told: $(grep recvmsg "$CALLS")"
	sleep 1
	assert_equal "$(quiet_calls 3)" ""
}

@test "in a network that the kernel tells nothing it says so, and looks by itself" {
	unshare -U -r -n true || skip "no user name spaces"
	mkdir "$RESCTRL/web"
	start_stream_by "unshare -U -r -n rctl monitor web --json --interval 0.1"
	wait_for 'any(.[0].warnings[]; .code == "hotplug_untold" and
		(.message | test("first user name space|built without events")))'
	domain 0
	wait_for '[.[-1].data.readings[] | select(.domain == 1) | .state] | unique == ["gone"]'
	domain 1
	sleep 3
	wait_for '.[-1].data.readings | all(.[] | select(.domain == 1); .state != "gone" and .generation > 0)'
	need_events
	# watch has nothing to say there, and a network of its own alone is none of that kind.
	run_command unshare -U -r -n rctl watch --kind cpus
	assert_status 4
	assert_stderr_has "first user name space"
	assert_stderr_has "outside of the container"
	run_command unshare -n rctl monitor web --json --count 1
	expect_json '.warnings == []'
}
