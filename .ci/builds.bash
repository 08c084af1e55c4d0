# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Building out of tree, under build/. Sourced by quickstart, with $TOP the source tree.

JOBS=$(nproc)

# quietly COMMAND...: its output only where it fails.
quietly()
{
	local output
	output=$("$@" 2>&1) || {
		printf '%s\n' "$output" >&2
		return 1
	}
}

# build_tree DIR CONFIGURE-ARGUMENT...: configure where that was not done with the same arguments,
# then make. make itself follows later changes of configure.ac and the Makemodule.am files. A command
# in $CROSS runs configure.
build_tree()
{
	local dir=$1
	shift
	[ -x "$TOP/configure" ] || quietly "$TOP/autogen.sh" || return
	mkdir -p "$dir" || return
	if [ ! -e "$dir/config.status" ] || [ "$(cat "$dir/.arguments" 2>/dev/null)" != "$*" ]; then
		(cd "$dir" && ${CROSS:+"$CROSS"} "$TOP/configure" --silent "$@") || return
		echo "$*" >"$dir/.arguments"
	fi
	make -C "$dir" -s -j"$JOBS" --no-print-directory
}

# cross_build DIR CONFIGURE-ARGUMENT...: the same for the Arm guests of the test bed.
cross_build()
{
	CROSS=$TOP/tests/vm/cross build_tree "$1" --host=aarch64-linux-gnu "${@:2}"
}

# check_dist BUILD: the release archive builds and passes its tests elsewhere, and holds every file
# that is under version control.
check_dist()
{
	local build=$1 missing
	make -C "$build" -s -j"$JOBS" distcheck || return
	[ -e "$TOP/.git" ] || return 0
	missing=$(comm -13 <(tar -tf "$build"/libresctrl-*.tar.xz | sed 's,^[^/]*/,,' | sort) \
		<(git -C "$TOP" ls-files | sort))
	[ -z "$missing" ] || {
		printf 'not in the release archive:\n%s\n' "$missing"
		return 1
	}
}

# check_without_events DIR: without libnl the library has the same symbols and says what it lacks.
check_without_events()
{
	local dir=$1 status=0 output
	build_tree "$dir" --enable-werror --disable-events || return
	! grep -a 'libnl-3\.so' "$dir/.libs/libresctrl.so" || return
	make -C "$dir" -s -j"$JOBS" check || return
	output=$("$dir/rctl" watch 2>&1) || status=$?
	[ "$status" = 3 ] && [[ $output = *'built without events'* ]] || {
		printf 'rctl watch: status %s, %s\n' "$status" "$output"
		return 1
	}
}

# check_install BUILD: make install DESTDIR= puts each thing where a distribution expects it, and a
# program builds and runs against what was installed.
check_install()
{
	local build=$1 dest=$1/destdir file
	rm -rf "$dest"
	make -C "$build" -s install DESTDIR="$dest" || return
	for file in bin/rctl lib/libresctrl.so lib/pkgconfig/libresctrl.pc include/resctrl.h \
		include/resctrl/version.h share/man/man1/rctl.1 share/man/man3/libresctrl.3 \
		share/bash-completion/completions/rctl lib/systemd/system/rctl-follow.service \
		share/doc/libresctrl/examples/follow.rules; do
		[ -e "$dest/usr/$file" ] || { echo "not installed: /usr/$file"; return 1; }
	done
	cat >"$build/installed.c" <<-'SOURCE'
		#include <resctrl.h>
		#include <stdio.h>
		int main(void) { return puts(resctrl_version_get()) < 0; }
	SOURCE
	local -x PKG_CONFIG_PATH=$dest/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
	# shellcheck disable=SC2046 # a list of flags
	"${CC:-cc}" -o "$build/installed" "$build/installed.c" $(pkg-config --cflags --libs libresctrl) || return
	LD_LIBRARY_PATH=$dest/usr/lib "$build/installed" || return
	LD_LIBRARY_PATH=$dest/usr/lib "$dest/usr/bin/rctl" --version
}
