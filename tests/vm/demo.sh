#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The main job, step by step, as ./quickstart shows it on the emulated machine. Runs as root there.
set -eu

# run COMMAND...: show it as one would type it, then do it.
run()
{
	printf '\n$'
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9_/.,=:-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$@"
}

say()
{
	printf '\n# %s\n' "$*"
}

say "What this machine can divide and measure"
run rctl mount
run rctl info

say "A group that may use half of the cache and 4 GB/s of memory bandwidth"
run rctl create-group web
run rctl set-schemata web 'L3:*=ff' 'MB:*=32'

say "A busy task, moved into it"
printf '\n$ dd if=/dev/zero of=/dev/null bs=1M &\n'
dd if=/dev/zero of=/dev/null bs=1M 2>/dev/null &
busy=$!
trap 'kill "$busy"' EXIT
run rctl assign-tasks web "$busy"

say "Hardware counters for its memory traffic"
run rctl assign-counter web mbm_total_bytes
run rctl list-counters

say "Five readings, one JSON object a line"
run rctl monitor web --json --interval 1 --count 5

say "What the group is now"
run rctl show-group web
