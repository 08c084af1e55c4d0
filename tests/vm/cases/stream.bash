# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# For cases that look at what "rctl monitor" prints while it runs; to be loaded after helper.

STREAM=/run/stream

# start_stream ARG...: in the background, until its first sample; its PID in pid.
start_stream()
{
	start_stream_by "rctl monitor --json --interval 0.1 $*"
}

# start_stream_by COMMAND: the same by a line of shell.
start_stream_by()
{
	rm -f "$STREAM"
	start_task sh -c "exec $1 >$STREAM"
	# Read by the cases.
	# shellcheck disable=SC2034,SC2154
	pid=$task
	wait_for 'length > 0'
}

# wait_for FILTER: until it is true of the samples so far, as one array.
wait_for()
{
	local n=0

	until [ -s "$STREAM" ] && head -c -0 "$STREAM" | grep '}$' | jq -es "$1" >/dev/null 2>&1; do
		[ $((n += 1)) -lt 60 ] || fail "never true: $1" "$(tail -n 2 "$STREAM" | cut -c1-600)"
		sleep 0.1
	done
}
