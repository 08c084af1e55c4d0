#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every shell script, bats files included, passes shellcheck.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

# A script is a file with a shell's #! or a name that says so.
scripts=$(source_files | while read -r file; do
	case $file in
	*.sh | *.bash | *.bats) echo "$file" ;;
	*) read -r first <"$file" 2>/dev/null || true
		[[ ! $first =~ ^#!.*[/\ ](ba|da)?sh ]] || echo "$file" ;;
	esac
done 2>/dev/null)

if ! command -v shellcheck >/dev/null; then
	skip "shellcheck" "shellcheck is not installed"
else
	while read -r file; do
		# SC2187: an ash script is checked as dash. What a sourced file or a bats file gets from or
		# has for others (SC2034, SC2120, SC2154) is elsewhere. bats stops at a failed cd (SC2164).
		exclude=SC2187
		read -r first <"$file"
		case $first in
		*bats) exclude+=,SC2034,SC2154,SC2164 ;;
		'#!'*) ;;
		*) exclude+=,SC2034,SC2120,SC2154 ;;
		esac
		if output=$(shellcheck -x -P SCRIPTDIR -S warning -e "$exclude" "$file" 2>&1); then
			ok "$file"
		else
			not_ok "$file" "$output"
		fi
	done <<<"$scripts"
fi
finish
