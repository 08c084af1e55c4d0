# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the cases of rctl monitor --pid share. Loaded behind helper.

# start_in GROUP COMMAND...: a task that has never been elsewhere; its PID in the variable task.
start_in()
{
	local name=${1/mon_groups\//}

	# A monitor group takes tasks of its control group.
	start_task bash -c 'echo $$ >"${0%/mon_groups/*}/tasks"; echo $$ >"$0/tasks"; exec "$@"' "$RESCTRL/$1" "${@:2}"
	[ "$name" != . ] || name=/
	wait_in "$task" "$name"
}

# wait_in PID GROUP: until the task is there.
wait_in()
{
	local n=0

	while [ "$(in_group "$1")" != "$2" ]; do
		[ $((n += 1)) -lt 250 ] || fail "task $1 is in $(in_group "$1"), not $2"
		sleep 0.02
	done
}

# start_monitor ARG...: in the background, once it has printed; its PID in the variable monitor.
start_monitor()
{
	local n=0

	out=$BATS_TEST_TMPDIR/stream
	: >"$out"
	rctl monitor "$@" --interval 0.2 >"$out" 2>"$out.err" </dev/null 3>&- &
	monitor=$!
	while [ ! -s "$out" ]; do
		[ -d "/proc/$monitor" ] || fail "rctl monitor has ended: $(<"$out.err")"
		[ $((n += 1)) -lt 500 ] || fail "rctl monitor prints nothing"
		sleep 0.02
	done
}

# stop_monitor SIGNAL: and its status.
stop_monitor()
{
	kill "-$1" "$monitor"
	status=0
	wait "$monitor" || status=$?
}

# The monitor groups there are.
mon_groups()
{
	(cd "$RESCTRL" && printf '%s\n' mon_groups/* */mon_groups/*) | grep -v '\*' || true
}

# wait_cgroup NAME N: until it has N processes at least.
wait_cgroup()
{
	local n=0

	while [ "$(wc -l <"$CASE_CGROUP/$1/cgroup.procs")" -lt "$2" ] && [ $((n += 1)) -lt 200 ]; do
		sleep 0.02
	done
}

# remove_cgroup NAME: once the last task in it has ended.
remove_cgroup()
{
	local n=0

	until rmdir "$CASE_CGROUP/$1" 2>/dev/null; do
		[ $((n += 1)) -lt 250 ] || fail "cgroup $1 cannot be removed"
		sleep 0.02
	done
}

# children PID: of its first thread.
children()
{
	cat "/proc/$1/task/$1/children"
}

machine_rmids()
{
	cat "$RESCTRL/info/L3_MON/num_rmids"
}
