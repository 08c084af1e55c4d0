#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The command table of rctl, its pages and its help agree, command by command, option by option.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

if ! command -v jq >/dev/null; then
	skip "commands, options, pages" "jq is not installed"
	finish
	exit
fi
# In a build tree rctl is libtool's wrapper, which costs more than what it starts.
program=$(dirname "${RCTL:?set by make check}")/.libs/rctl
if [ -x "$program" ]; then
	export LD_LIBRARY_PATH=${program%/*}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	RCTL=$program
fi
table=$("$RCTL" help --commands-json)

# long_options: of the table's options on stdin, one a line.
long_options()
{
	sed -n 's/^/--/p' | sort -u
}

# page_options PAGE: the long options that the page's lists document (.It Fl Fl name).
page_options()
{
	sed -nE 's/^\.It.* Fl Fl ([a-z-]+).*/--\1/p' "$1" | sort -u
}

# synopsis_words PAGE MACRO: the arguments of Fl Fl or Ar in the page's synopsis, in small letters, one a line.
synopsis_words()
{
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$1" | grep -oE "\b$2 [A-Za-z-]+" | sed "s/^$2 //" |
		tr '[:upper:]' '[:lower:]' | sort -u
}

commands=$(jq -r '.commands[].name' <<<"$table" | sort)
global=$(jq -r '.global_options[].long' <<<"$table" | long_options)

same "a page for each command, a command for each page" "$commands" \
	"$(find man -name 'rctl-*.1' | sed -E 's,^man/rctl-(.*)\.1$,\1,' | sort)"
same "rctl(1) lists each command in the order of the table" "$(jq -r '.commands[].name' <<<"$table")" \
	"$(sed -nE 's/^\.It Xr rctl-([a-z-]+) 1.*/\1/p' man/rctl.1)"
same "rctl(1) has the summaries of the table" "$(jq -r '.commands[].summary' <<<"$table")" \
	"$(sed -n '/^\.It Xr rctl-/{n;p}' man/rctl.1)"
same "rctl(1) has each global option" "$global" "$(page_options man/rctl.1)"

for command in $commands; do
	page=man/rctl-$command.1
	[ -e "$page" ] || continue
	own=$(jq -r --arg c "$command" '.commands[] | select(.name == $c) | .options[].long' <<<"$table" | long_options)
	same "$page has the options of the table" "$own" "$(page_options "$page")"
	empty "$page has each option in its synopsis" \
		"$(comm -23 <(echo "$own") <(synopsis_words "$page" 'Fl Fl' | long_options))"
	operands=$(jq -r --arg c "$command" '.commands[] | select(.name == $c) | .args // ""' <<<"$table" |
		grep -oE '\b[A-Z][A-Z-]+\b' | tr '[:upper:]' '[:lower:]' | sort -u) || true
	empty "$page has each operand in its synopsis" "$(comm -23 <(echo "$operands") <(synopsis_words "$page" Ar))"
	summary=$(jq -r --arg c "$command" '.commands[] | select(.name == $c) | .summary' <<<"$table")
	same "$page has the summary of the table" "$summary" "$(sed -n 's/^\.Nd //p' "$page")"
	help=$("$RCTL" help "$command")
	[ "$command" = help ] || same "rctl $command --help is rctl help $command" "$("$RCTL" "$command" --help)" "$help"
	lacking=$(comm -23 <(echo "$own") <(grep -oE -- '--[a-z][a-z-]*' <<<"$help" | sort -u))
	empty "rctl help $command names each option" "$lacking"
done
finish
