#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the library exports, what its version script names and what its headers declare is one set.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

sym=$(sed -nE 's/^[[:space:]]*(resctrl_[a-z0-9_]+);.*/\1/p' lib/libresctrl.sym | sort)
# A declaration: RESCTRL_API ... name(, with the name possibly on the line after.
declared=$(public_headers | xargs sed -e '/^#/d' | tr '\n' ' ' | grep -oE 'RESCTRL_API [^;(]*\(' |
	sed -E 's/.*[ *](resctrl_[a-z0-9_]+)\($/\1/' | sort)
same "lib/libresctrl.sym names what the headers declare" "$sym" "$declared"

so=${BUILDDIR:?set by make check}/.libs/libresctrl.so
if ! command -v nm >/dev/null; then
	skip "the library exports what lib/libresctrl.sym names" "no nm"
else
	exported=$(nm -D --defined-only "$so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort)
	same "the library exports what lib/libresctrl.sym names" "$exported" "$sym"
fi

# Paragraphs between empty lines: one that declares something public has a comment too.
undocumented=$(for header in $(public_headers); do
	awk -v file="$header" 'BEGIN { RS = ""; FS = "\n" }
		/RESCTRL_API [a-z]/ && !/\/\*/ && !/define RESCTRL_API/ { print file ": " $1 }' "$header"
done)
empty "every declaration stands under a comment" "$undocumented"

bad=$(grep -vxE 'resctrl_[a-z]+(_[a-z0-9]+)*' <<<"$declared" || true)
empty "names are resctrl_<type>_<verb>" "$bad"
finish
