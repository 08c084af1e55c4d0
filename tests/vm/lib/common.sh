# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What every script of the test bed shares: exit codes, messages, the cache folder, the table of
# versions.

shopt -s inherit_errexit

# Exit codes of the test bed's own failures; every other code is the guest command's.
readonly TB_BREAKPOINT=119	# the guest's kernel died of a breakpoint that was not there any more
readonly TB_USAGE=120		# unknown option, profile or kernel
readonly TB_MIRROR=121		# no package mirror, or it lacks what is needed
readonly TB_SPACE=122		# no space left on the disk
readonly TB_HOST=123		# the host lacks a program or cannot run the test bed
readonly TB_TIMEOUT=124		# the guest did not finish in time
readonly TB_FAILED=125		# the guest, QEMU or the test bed itself failed
export TB_BREAKPOINT TB_USAGE TB_MIRROR TB_SPACE TB_HOST TB_TIMEOUT TB_FAILED

TB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TB_NAME=${0##*/}
TB_VERSIONS=${RCTL_TESTBED_VERSIONS:-$TB_DIR/versions}

note()
{
	printf '%s: %s\n' "$TB_NAME" "$*" >&2
}

# die CODE MESSAGE: the one line a user gets for a failure.
die()
{
	local code=$1

	shift
	note "$*"
	exit "$code"
}

not_installed()
{
	die "$TB_HOST" "not installed: $1" \
		"(the Debian packages needed are listed in tests/vm/packages*)"
}

need_programs()
{
	local p missing=()

	for p; do
		command -v "$p" >/dev/null || missing+=("$p")
	done
	[ ${#missing[@]} -eq 0 ] || not_installed "${missing[*]}"
}

# Sets TB_CACHE and makes the folder.
open_cache()
{
	local base=${XDG_CACHE_HOME:-${HOME:?}/.cache}

	[ "$(uname -m)" = x86_64 ] ||
		die "$TB_HOST" "the test bed runs on x86-64 hosts, this one is $(uname -m)"
	TB_CACHE=$base/libresctrl-testbed
	mkdir -p "$TB_CACHE" 2>/dev/null ||
		die "$TB_HOST" "cannot create the cache folder $TB_CACHE"
	[ -w "$TB_CACHE" ] || die "$TB_HOST" "cannot write to the cache folder $TB_CACHE"
}

# need_space FOLDER MB: apt never comes back from a full disk, so there must be enough from the
# start.
need_space()
{
	local free

	free=$(df -Pk "$1" | awk 'END { print int($4 / 1024) }')
	[ "$free" -ge "$2" ] || no_space "$1" "$2"
}

no_space()
{
	die "$TB_SPACE" "not enough space on the disk that holds $1: ${2:-400} MB must be free"
}

# versions KIND [SERIES]: the matching lines of the table, "series package version suites..." each.
versions()
{
	awk -v kind="$1" -v series="${2:-}" \
		'$1 == kind && (series == "" || $2 == series) { $1 = ""; sub(/^ /, ""); print }' \
		"$TB_VERSIONS"
}

# The kinds of rows in the table of versions, for an architecture.
kernel_kind()
{
	[ "$1" = amd64 ] && echo kernel || echo "kernel-$1"
}

qemu_kind()
{
	[ "$1" = amd64 ] && echo qemu || echo "qemu-$1"
}

# default_kernel [ARCHITECTURE]
default_kernel()
{
	versions "$(kernel_kind "${1:-amd64}")" | { read -r series _; echo "$series"; }
}

# kernel_names [ARCHITECTURE]: on one line.
kernel_names()
{
	versions "$(kernel_kind "${1:-amd64}")" | cut -d' ' -f1 | xargs
}

# require_kernel SERIES [ARCHITECTURE]: ends with one line when the table has no such kernel.
require_kernel()
{
	[ -n "$(versions "$(kernel_kind "${2:-amd64}")" "$1")" ] ||
		die "$TB_USAGE" "unknown kernel '$1': $(kernel_names "${2:-}") are known"
}

# kernel_config KIND: the configuration of kernels that are built here.
kernel_config()
{
	case $1 in
	kernel) echo "$TB_DIR/kernels/amd64.config" ;;
	*) echo "$TB_DIR/kernels/${1#kernel-}.config" ;;
	esac
}

# cached_dir KIND SERIES: where the pinned version is, or will be, in the cache. What is built here
# depends on its configuration, too.
cached_dir()
{
	local series package version _

	read -r series package version _ <<<"$(versions "$1" "$2")"
	case $package in
	linux-source-*) version+=_$(sha256sum <"$(kernel_config "$1")" | cut -c 1-8) ;;
	*,*) package=${package%%,*}+$(sha256sum <<<"$package" | cut -c 1-8) ;;
	esac
	echo "$TB_CACHE/$1/$series/${package}_${version//[:\/]/%}"
}

# The newest series of a kind.
series_of()
{
	versions "$1" | { read -r series _; echo "$series"; }
}

# unpacked KIND: the root folder of unpacked packages.
unpacked()
{
	echo "$(cached_dir "$1" "$(series_of "$1")")/root"
}
