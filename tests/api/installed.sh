#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The library as installed: headers by themselves, programs made with the flags of pkg-config, run on recorded trees.
set -euo pipefail
# shellcheck source=../lint/lint.bash
. "$(dirname "$0")/../lint/lint.bash"

CC=${CC:-cc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What make passes to its children would be taken for ours.
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR
if ! make -s -C "${BUILDDIR:?set by make check}" install DESTDIR="$work/root" >"$work/log" 2>&1; then
	not_ok "installs into an empty folder" "$(tail -n 20 "$work/log")"
	finish
	exit
fi
ok "installs into an empty folder"

# ---- what is there ----

pc=$(find "$work/root" -name libresctrl.pc)
# Without these pkg-config leaves out what is in the system's own folders.
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$work/root
if ! cflags=$(pkg-config --cflags libresctrl 2>&1) || ! libs=$(pkg-config --libs libresctrl 2>&1); then
	not_ok "pkg-config knows the flags" "${cflags-} ${libs-}"
	finish
	exit
fi
ok "pkg-config knows the flags"
include=$(sed -n 's,^-I\([^ ]*\).*,\1,p' <<<"$cflags ")
libdir=$(sed -n 's,^-L\([^ ]*\).*,\1,p' <<<"$libs ")
same "pkg-config and the library tell the same version" "$(pkg-config --modversion libresctrl)" \
	"$(sed -n 's/^AC_INIT(\[libresctrl\], \[\(.*\)\])$/\1/p' configure.ac)"
same "all public headers, and no others" "$(cd "$include" && find . -name '*.h' -printf 'include/%P\n' | sort)" \
	"$(public_headers)"
same "a shared library, and no other" "$(cd "$libdir" && find . -name '*.so.*.*' -o -name '*.a' | sed 's/\.so\..*/.so/')" \
	"./libresctrl.so"
while read -r header; do
	# shellcheck disable=SC2086 # several flags
	if output=$(printf '#include <%s>\nint main(void)\n{\n\treturn 0;\n}\n' "${header#include/}" |
		$CC $cflags -std=c11 -pedantic -Wall -Wextra -Werror ${SAN_FLAGS-} -x c - -x none -o "$work/alone" $libs 2>&1); then
		ok "$header alone"
	else
		not_ok "$header alone" "$output"
	fi
done < <(public_headers)

# ---- programs ----

# build NAME: a program of this folder, with the flags of pkg-config alone.
build()
{
	local output

	# shellcheck disable=SC2086 # several flags
	if output=$($CC $cflags -D_GNU_SOURCE -Wall -Wextra -Wconversion -Werror ${SAN_FLAGS-} "tests/api/$1.c" -o "$work/$1" $libs 2>&1)
	then
		ok "$1 is made from what is installed"
	else
		not_ok "$1 is made from what is installed" "$output"
	fi
}

# run NAME ARG...: writes its output to $work/out; freed memory is overwritten, so that its use is noticed.
run()
{
	LD_LIBRARY_PATH=$libdir MALLOC_PERTURB_=165 "$work/$1" "${@:2}" >"$work/out" 2>"$work/err"
}

# The values of a tree, as "digits/decimals" or the kernel's word.
values_in_files()
{
	find "$1/sys/fs/resctrl" -path '*/mon_data/*' -type f -exec cat {} + | while read -r value; do
		case $value in
		*.*) fraction=${value#*.} && whole=${value%.*} && value=$((10#$whole$fraction))/${#fraction} ;;
		[0-9]*) value=$value/0 ;;
		esac
		echo "${value,,}"
	done | sort
}

build consumer
build outlive
for archive in tests/trees/*.tar.xz; do
	name=${archive##*/}
	name=${name%.tar.xz}
	mkdir "$work/$name"
	tar -C "$work/$name" -xf "$archive"
	if ! run consumer "$work/$name"; then
		not_ok "consumer on $name" "$(cat "$work/err")"
	else
		same "consumer on $name" "$(awk '{ print $NF }' "$work/out" | sort)" "$(values_in_files "$work/$name")"
	fi
	if run outlive "$work/$name" && [ "$(wc -l <"$work/out")" -gt 10 ]; then
		ok "snapshots outlive their context on $name"
	else
		not_ok "snapshots outlive their context on $name" "$(cat "$work/err")"
	fi
done
if run consumer "$work"; then
	not_ok "consumer where there is nothing" "exit status 0"
else
	same "consumer where there is nothing" "$(cat "$work/err")" \
		"cannot monitor: $work holds no resctrl and no /proc/filesystems: it is no recorded tree"
fi
finish
