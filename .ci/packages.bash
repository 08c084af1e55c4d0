# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Installing what is missing. Sourced by quickstart; needs nothing but bash and dpkg.

# read_list FILE...: the package names in the files.
read_list()
{
	local file line

	for file in "$@"; do
		[ -e "$file" ] || continue
		while read -r line || [ -n "$line" ]; do
			line=${line%%#*}
			[ -z "${line// /}" ] || echo "$line"
		done <"$file"
	done
}

# missing_packages NAME...: those of the names that are not installed. A virtual package counts as
# installed where an installed one provides it (pkg-config, from pkgconf, is one on Debian 13).
missing_packages()
{
	local installed name

	installed=$(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' |
		sed -n 's/^installed //p' | tr -d ',' | tr ' ' '\n')
	for name in "$@"; do
		grep -qxF -- "$name" <<<"$installed" || echo "$name"
	done
}

# as_root COMMAND...: the command with root's rights.
as_root()
{
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages FILE...: what the lists name and the machine lacks. Touches the network and
# apt-get only where something is missing, so that a second run works offline.
install_packages()
{
	local -a wanted missing

	mapfile -t wanted < <(read_list "$@" | sort -u)
	if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
		[ -z "${QUICKSTART_SKIP_PACKAGES-}" ] || return 0
		echo "quickstart: no apt-get here. Install what these Debian packages hold, then" >&2
		echo "run again with QUICKSTART_SKIP_PACKAGES=1:" >&2
		printf '  %s\n' "${wanted[@]}" >&2
		return 3
	fi
	mapfile -t missing < <(missing_packages "${wanted[@]}")
	[ "${#missing[@]}" -gt 0 ] || return 0
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
		echo "quickstart: neither root nor sudo here. Let an administrator run:" >&2
		echo "  apt-get install ${missing[*]}" >&2
		return 3
	fi
	echo "quickstart: installing ${missing[*]}"
	as_root apt-get -qq update || echo "quickstart: apt-get update failed, going on with old lists" >&2
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -y --no-install-recommends install "${missing[@]}" >/dev/null || {
		echo "quickstart: apt-get could not install: ${missing[*]}" >&2
		return 1
	}
}
