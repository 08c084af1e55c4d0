#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The bash completion is what the command table gives, and completes what it should.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

if ! command -v jq >/dev/null; then
	skip "the completion is not stale" "jq is not installed"
else
	same "the completion is not stale (make update-completions)" \
		"$("${RCTL:?set by make check}" help --commands-json | completions/generate)" \
		"$(<completions/rctl.bash)"
fi

# A resctrl tree to look at: names only, the completion reads nothing else.
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/sys/fs/resctrl/{info/L3_MON,mon_groups/m0,web/mon_groups/m1,db/mon_groups}
touch "$tree"/sys/fs/resctrl/{.,mon_groups/m0,web,web/mon_groups/m1,db}/tasks
printf '%s\n' llc_occupancy mbm_total_bytes mbm_total_bytes_config >"$tree/sys/fs/resctrl/info/L3_MON/mon_features"
printf '    MB:0=100\n    L3:0=fff\n' >"$tree/sys/fs/resctrl/schemata"

# shellcheck source=../../completions/rctl.bash
. completions/rctl.bash

# complete_words WORD...: what TAB offers after the last word, sorted, on one line.
complete_words()
{
	COMP_WORDS=(rctl "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_rctl || true
	printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
}

# offers DESCRIPTION EXPECTED WORD...
offers()
{
	local description=$1 expected=$2 got
	shift 2
	got=$(complete_words "$@" 2>&1)
	if [ "$got" = "$expected" ]; then
		ok "$description"
	else
		not_ok "$description" "expected: $expected"$'\n'"offered:  $got"
	fi
}

root=(--sysroot "$tree")
offers "commands" "list-counters list-groups" list-
offers "one command" "set-schemata" set-s
offers "commands after a global option with an argument" "show-group" "${root[@]}" show-
offers "options of a command" "--schemata" create-group --sch
offers "global options after a command" "--sysroot" show-group --sysr
offers "groups of both kinds" "/ /m0 db web web/m1" "${root[@]}" show-group ''
offers "groups by prefix" "web web/m1" "${root[@]}" show-group we
offers "a repeated argument" "db" "${root[@]}" monitor web d
offers "the second argument" "L3: MB:" "${root[@]}" set-schemata web ''
offers "an argument that repeats" "MB:" "${root[@]}" set-schemata web L3:0=f M
offers "events" "llc_occupancy mbm_total_bytes" "${root[@]}" assign-counter web ''
offers "the argument of an option" "L3:" "${root[@]}" create-group web --schemata L
offers "the argument of an option with =" "L3:" "${root[@]}" create-group web --schemata = L
offers "a command's name for help" "unmount" help unm
offers "nothing after the last argument" "" "${root[@]}" show-group web ''
offers "nothing for an unknown command" "" frobnicate ''
finish
