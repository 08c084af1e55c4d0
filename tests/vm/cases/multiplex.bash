# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the cases of rotated counters share: 6 groups on a machine with 4 counters, none of them assigned.

STREAM=/run/stream

setup()
{
	start_case
	need_file "$RESCTRL/info/L3_MON/mbm_assign_on_mkdir"
	# Bursts of 30, 120 and 480 ms.
	echo "MB:0=120;1=120" >"$RESCTRL/schemata"
	echo 0 >"$RESCTRL/info/L3_MON/mbm_assign_on_mkdir"
	printf 'mbm_total_bytes:*=_\nmbm_local_bytes:*=_\n' >"$RESCTRL/mbm_L3_assignments"
	mkdir "$RESCTRL"/g{1..6}
}

# assignments: of all groups.
assignments()
{
	(cd "$RESCTRL" && grep -r . --include=mbm_L3_assignments . | sort)
}

# start_stream ARG...: in the background, until it holds counters; its PID in pid.
start_stream()
{
	local n=0

	rm -f "$STREAM"
	rctl monitor --multiplex --json "$@" >"$STREAM" 2>&1 </dev/null 3>&- &
	pid=$!
	until assignments | grep -q '=e'; do
		[ $((n += 1)) -lt 100 ] || fail "no counter was taken" "$(cut -c1-600 "$STREAM")"
		sleep 0.05
	done
}

# end_stream SIGNAL
end_stream()
{
	kill "-$1" "$pid"
	status=0
	# shellcheck disable=SC2034 # read by the cases
	wait "$pid" || status=$?
}
