#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Each public header compiles alone, as C and as C++, and defines nothing outside its name space.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

CC=${CC:-cc}
CXX=${CXX:-c++}

# compile LANGUAGE HEADER COMPILER FLAG...
compile()
{
	local language=$1 header=$2 output
	shift 2
	if ! command -v "$1" >/dev/null; then
		skip "$header alone, as $language" "no $1"
	elif output=$(printf '#include <%s>\nextern int not_empty;\n' "${header#include/}" |
		"$@" -Wall -Wextra -Werror -Iinclude -fsyntax-only -x "$language" - 2>&1); then
		ok "$header alone, as $language"
	else
		not_ok "$header alone, as $language" "$output"
	fi
}

while read -r header; do
	compile c "$header" "$CC" -std=c11 -pedantic
	compile c++ "$header" "$CXX" -std=c++11 -pedantic
	empty "$header defines only RESCTRL_ macros" \
		"$(grep -oE '^# *define +[A-Za-z_0-9]+' "$header" | grep -vE 'define +RESCTRL_' || true)"
done < <(public_headers)

same "every header is installed" "$(public_headers)" \
	"$(grep -oE 'include/[a-z_/-]+\.h' include/Makemodule.am | sort)"
same "resctrl.h includes every other header" \
	"$(public_headers | sed -n 's,^include/\(resctrl/.*\),\1,p')" \
	"$(sed -n 's/^#include <\(.*\)>$/\1/p' include/resctrl.h | sort)"
finish
