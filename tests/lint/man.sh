#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The pages are sound mdoc: mandoc has nothing to say at warning level.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

for page in man/*.[1-8]; do
	if ! command -v mandoc >/dev/null; then
		skip "$page" "mandoc is not installed"
	elif output=$(mandoc -Tlint -Wwarning "$page" 2>&1); then
		ok "$page"
	else
		not_ok "$page" "$output"
	fi
done
# A quotation by Qq, Dq, Sq or Ql takes all words of its line, also behind No.
empty "quotations end where they should" "$(grep -nE '\b(Qq|Dq|Sq|Ql) .* No ' man/*.[1-8] || true)"
same "every page is installed" "$(find man -name '*.[1-8]' | sort)" \
	"$(grep -oE 'man/[a-z-]+\.[1-8]' man/Makemodule.am | sort)"
finish
