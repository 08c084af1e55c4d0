# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the lint scripts share: the source tree, its files, and TAP.
#
# Run by make check, which sets SRCDIR, BUILDDIR and RCTL. Each script works on the source tree
# alone where it can, and says what it lacks where it cannot.

cd "${SRCDIR:?set by make check}" || exit

tap_count=0

# ok DESCRIPTION
ok()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

# not_ok DESCRIPTION [DETAIL]: the detail may have several lines.
not_ok()
{
	tap_count=$((tap_count + 1))
	echo "not ok $tap_count - $1"
	[ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
}

# skip DESCRIPTION REASON
skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# empty DESCRIPTION FINDINGS: fine where there are no findings.
empty()
{
	if [ -z "$2" ]; then ok "$1"; else not_ok "$1" "$2"; fi
}

# same DESCRIPTION LIST LIST: fine where two sorted lists agree, else shows what differs.
same()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "$(diff <(echo "$2") <(echo "$3") | sed -n 's/^</only in the first: /p; s/^>/only in the second: /p')"
	fi
}

# finish: the plan, last. The verdict is in the lines above it: a status besides would be counted
# as a second failure.
finish()
{
	echo "1..$tap_count"
}

# source_files: the files of the project, of a checkout or of an unpacked archive.
source_files()
{
	if [ -e .git ] && command -v git >/dev/null; then
		git ls-files | while read -r file; do [ ! -f "$file" ] || echo "$file"; done
	else
		find . -type f -printf '%P\n' |
			grep -vE '^(build-aux|autom4te.cache|build|_build)/|^m4/(libtool|lt[^/]*)\.m4$|(^|/)(Makefile.in|aclocal.m4|configure)$'
	fi | sort
}

# public_headers: the headers that are installed.
public_headers()
{
	find include -name '*.h' | sort
}
