#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every file names its licence: LGPL for the library, GPL for all else.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

# Licence texts, and data that has no room for a comment: recorded trees, fuzz inputs, the guest's
# users.
exempt='^(LICENSE\.[A-Z0-9.-]+|tests/(probe/)?trees/.*\.(tar|tar\.[a-z]+)|tests/fuzz/seeds/.*|tests/vm/guest/etc/(group|passwd)|.*\.(json|csv))$'

# "file licence" of each file; the licence is empty where the first lines have none.
licences=$(source_files | grep -vE "$exempt" | tr '\n' '\0' | LC_ALL=C xargs -0 awk '
	function flush() { if (file != "") print file " " tag }
	FNR == 1 { flush(); file = FILENAME; tag = "" }
	FNR <= 5 && tag == "" && match($0, /SPDX-License-Identifier: [A-Za-z0-9.+-]+/) {
		tag = substr($0, RSTART + 25, RLENGTH - 25)
	}
	END { flush() }')
missing=$(sed -n 's/ $//p' <<<"$licences"
	source_files | grep -vE "$exempt" | while read -r file; do [ -s "$file" ] || echo "$file, empty"; done)
wrong=$(while read -r file tag; do
	case $file in
	lib/*.[ch] | include/*.h | lib/*.sym | lib/*.pc.in) want=LGPL-2.1-or-later ;;
	*) want=GPL-2.0-or-later ;;
	esac
	[ -z "$tag" ] || [ "$tag" = "$want" ] || echo "$file: $tag, not $want"
done <<<"$licences")

empty "every file has an SPDX line" "$missing"
empty "the library is LGPL, all else GPL" "$wrong"
finish
