# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The guest's root file system: cpio archives that the kernel unpacks one after the other. The base
# (host tools, bats) and the build (rctl, libresctrl) are cached by what they are made of; files of
# a single run come last. Needs lib/common.sh, TB_CACHE, and use_arch.

CC=${CC:-gcc}

# use_arch ARCHITECTURE: where the guest's programs come from: the host (GUEST_ROOT empty), or the
# unpacked packages of another architecture. GUEST_CC compiles for it, GUEST_LIB is where its
# libraries are.
use_arch()
{
	ARCH=$1
	case $ARCH in
	amd64) GUEST_ROOT='' GUEST_CC=$CC GUEST_LIB=/usr/lib/x86_64-linux-gnu ;;
	arm64)
		GUEST_ROOT=$(unpacked system-arm64) GUEST_LIB=/usr/lib/aarch64-linux-gnu
		GUEST_CC="aarch64-linux-gnu-gcc --sysroot=$GUEST_ROOT"
		need_programs aarch64-linux-gnu-gcc readelf ;;
	esac
}

# in_cache NAME COMMAND...: prints the path of cached file or folder NAME, made by COMMAND PATH if
# not there.
in_cache()
{
	local path=$TB_CACHE/$1 new

	shift
	if [ ! -e "$path" ]; then
		mkdir -p "${path%/*}"
		new=$(mktemp -d "${path%/*}/.new.XXXXXX") || no_space "$TB_CACHE" 100
		if ! "$@" "$new/made" 2>"$new/log"; then
			grep -qi 'no space left' "$new/log" &&
				{ rm -rf "$new"; no_space "$TB_CACHE" 100; }
			cat "$new/log" >&2
			rm -rf "$new"
			die "$TB_HOST" "cannot make ${path#"$TB_CACHE"/} (the errors are above)"
		fi
		# Another run may have been faster; what it made is the same.
		mv -T "$new/made" "$path" 2>/dev/null || [ -e "$path" ]
		rm -rf "$new"
		prune "${path%/*}"
	fi
	touch -c "$path"
	echo "$path"
}

# prune FOLDER: what has not been used for longest goes. Enough stays for several build trees.
prune()
{
	local old

	find "$1" -mindepth 1 -maxdepth 1 ! -name '.*' -printf '%T@ %p\n' | sort -rn | tail -n +17 |
		while read -r _ old; do
			rm -rf "$old"
		done
}

content_key()
{
	sha256sum | cut -c 1-16
}

# compile OUT: the emulated hardware, for the host, and the guest's own programs.
compile()
{
	local warn='-O2 -g -Wall -Wextra -std=gnu11 -D_GNU_SOURCE' channel=x86

	mkdir -p "$1"
	[ "$ARCH" = amd64 ] || channel=$ARCH
	# shellcheck disable=SC2086 # lists of flags
	"compile_hardware_$ARCH" "$1" "$CC $warn" &&
		$GUEST_CC $warn -static -o "$1/agent" "$TB_DIR"/guest/{agent,channel-$channel}.c &&
		$GUEST_CC $warn -static -pthread -o "$1/spin" "$TB_DIR/guest/spin.c"
}

compile_hardware_amd64()
{
	$2 -shared -fPIC -fvisibility=hidden -o "$1/plugin.so" \
		"$TB_DIR"/plugin/{settings,keyvalue,model,activity,cpuid,msr,hooks,qemu}.c &&
		$2 -pthread -o "$1/oobmsm" "$TB_DIR"/plugin/{activity,keyvalue}.c \
			"$TB_DIR"/oobmsm/{settings,telemetry,tpmi,device,vfio-user,main}.c
}

compile_hardware_arm64()
{
	$2 -shared -fPIC -fvisibility=hidden -o "$1/plugin.so" "$TB_DIR/plugin/qemu.c" \
		"$TB_DIR"/mpam/{machine,model,registers,hooks}.c &&
		$2 -o "$1/firmware" "$TB_DIR"/mpam/{machine,tables,registers,firmware}.c &&
		$GUEST_CC -O2 -Wall -Wextra -std=gnu11 -D_GNU_SOURCE -static -o "$1/msc" "$TB_DIR/guest/msc.c"
}

# Prints the folder with the plugin, agent and spin.
compiled()
{
	local key

	key=$({
		$GUEST_CC --version || true
		cat "$TB_DIR"/{plugin,oobmsm,mpam,guest}/*.[ch]
		echo "$ARCH"
	} | content_key)
	in_cache "compiled/$key" compile
}

# Folders that are links in the host's file system and in every archive, so that a file has one
# place only.
stage_new()
{
	local dir=$1

	mkdir -p "$dir"/usr/{bin,sbin,lib,lib64}
	ln -s usr/bin "$dir/bin"
	ln -s usr/sbin "$dir/sbin"
	ln -s usr/lib "$dir/lib"
	ln -s usr/lib64 "$dir/lib64"
}

# stage_file STAGE SOURCE DEST
stage_file()
{
	mkdir -p "$1${3%/*}"
	cp -L --preserve=mode,timestamps "$2" "$1$3"
}

is_elf()
{
	[ "$(head -c 4 "$1" 2>/dev/null | tr -d '\0')" = $'\x7fELF' ]
}

# is_for_guest FILE: a program of the guest's architecture, by the machine in its ELF header.
is_for_guest()
{
	local machine

	is_elf "$1" || return
	machine=$(od -An -tu2 -j18 -N2 "$1")
	case $ARCH in
	amd64) [ "$((machine))" = 62 ] ;;
	arm64) [ "$((machine))" = 183 ] ;;
	esac
}

# libraries FILE...: the shared libraries that the files need, with their paths.
libraries()
{
	if [ "$GUEST_ROOT" ]; then
		foreign_libraries "$@"
	else
		host_libraries "$@"
	fi
}

# The loader of the host cannot be asked about programs of another architecture.
foreign_libraries()
{
	local -A seen=()
	local queue=("$@") f name dir

	while [ ${#queue[@]} -gt 0 ]; do
		f=${queue[0]} queue=("${queue[@]:1}")
		is_elf "$f" || continue
		while read -r name; do
			[ -z "${seen[$name]:-}" ] || continue
			seen[$name]=1
			for dir in "${BUILD_LIBS:-/nowhere}" "$GUEST_ROOT$GUEST_LIB"; do
				[ ! -e "$dir/$name" ] || { echo "$dir/$name"; queue+=("$dir/$name"); break; }
			done
		done < <(readelf -d "$f" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
	done
	echo "$GUEST_ROOT/usr/lib/ld-linux-aarch64.so.1"
}

host_libraries()
{
	local f elf=()

	for f; do
		is_elf "$f" && elf+=("$f")
	done
	[ ${#elf[@]} -gt 0 ] || return 0
	ldd "${elf[@]}" 2>/dev/null | grep -oE '(=> )?/[^ ]+ \(0x' |
		sed -E 's/^=> //; s/ \(0x$//' | sort -u
}

# stage_loaded_later STAGE FILE: libnl and libcap, which libresctrl and rctl load when they need them, where this one does.
stage_loaded_later()
{
	local name path

	while read -r name; do
		path=$GUEST_ROOT$GUEST_LIB/$name
		[ "$GUEST_ROOT" ] || path=$($CC -print-file-name="$name")
		[ ! -e "$path" ] || stage_file "$1" "$path" "$GUEST_LIB/$name"
	done < <(grep -aoE 'lib(nl-3|cap)\.so\.[0-9]+' "$2" | sort -u)
}

# stage_libraries STAGE FILE...: libraries of the build tree ($BUILD_LIBS) go where the system's
# are.
stage_libraries()
{
	local stage=$1 lib

	shift
	while read -r lib; do
		case $lib in
		"${BUILD_LIBS:-/nowhere}"/*)
			stage_file "$stage" "$lib" "$GUEST_LIB/${lib##*/}"
			stage_loaded_later "$stage" "$lib" ;;
		*) stage_file "$stage" "$lib" "${lib#"$GUEST_ROOT"}" ;;
		esac
	done < <(LD_LIBRARY_PATH=${BUILD_LIBS:-/nowhere}:${LD_LIBRARY_PATH:-/nowhere} libraries "$@")
}

# stage_archive STAGE OUT
stage_archive()
{
	# Archives are appended to each other: all but the last must end on a multiple of 4.
	(cd "$1" && find . -mindepth 1 -print0 | sort -z |
		cpio --quiet -0 -o -H newc -R +0:+0 -C 512) >"$2"
}

# guest_program NAME: where the file is.
guest_program()
{
	local dir

	if [ -z "$GUEST_ROOT" ]; then
		# Not everybody has the administrator's programs in his path.
		(PATH=$PATH:/usr/sbin:/sbin && type -P "$1")
		return
	fi
	for dir in "$GUEST_ROOT"/usr/{bin,sbin}; do
		[ ! -x "$dir/$1" ] || { echo "$dir/$1"; return 0; }
	done
	return 1
}

# The programs for the guest, one path a line.
base_programs()
{
	local name path

	sed '/^#/d' "$TB_DIR/guest/tools" | while read -r name; do
		if path=$(guest_program "${name%\?}"); then
			echo "$path"
		elif [ "$name" = "${name%\?}" ] && ! busybox --list | grep -x "$name" >/dev/null; then
			not_installed "$name"
		fi
	done
}

# The jq that came with QEMU, with its own loader and libraries.
stage_jq()
{
	local root lib

	root=$(unpacked qemu)/usr
	mkdir -p "$1"
	for lib in ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libjq.so.1 libonig.so.5; do
		cp -L "$root/lib/x86_64-linux-gnu/$lib" "$1/"
	done
	cp "$root/bin/jq" "$1/"
}

bats_files()
{
	local path

	for path in /usr/bin/bats /usr/lib/bats /usr/lib/bats-core /usr/libexec/bats-core; do
		if [ -e "$path" ]; then
			echo "$path"
		fi
	done
}

# make_base PROGRAMS COMPILED OUT
make_base()
{
	local stage=$3.stage programs path applet

	stage_new "$stage"
	mapfile -t programs <<<"$1"
	for path in "${programs[@]}"; do
		stage_file "$stage" "$path" "${path#"$GUEST_ROOT"}"
	done
	stage_libraries "$stage" "${programs[@]}"

	mkdir -p "$stage"/{dev,etc,proc,sys,tmp,run,root,mnt} "$stage"/usr/lib/testbed/bin
	cp "$(guest_program busybox)" "$2/agent" "$stage/usr/lib/testbed/"
	cp "$2/spin" "$TB_DIR/guest/bats-run" "$stage/usr/bin/"
	[ "$ARCH" != arm64 ] || cp "$2/msc" "$stage/usr/bin/"
	[ "$ARCH" != amd64 ] || stage_jq "$stage/usr/lib/testbed/jq"
	busybox --list | while read -r applet; do
		ln -s ../busybox "$stage/usr/lib/testbed/bin/$applet"
	done
	[ -e "$stage/bin/sh" ] || ln -s bash "$stage/usr/bin/sh"
	for path in $(bats_files); do
		cp -a --parents "$path" "$stage/"
	done
	cp "$TB_DIR"/guest/etc/* "$stage/etc/"
	stage_file "$stage" "$TB_DIR/guest/init" /init
	chmod 755 "$stage/init"
	stage_archive "$stage" "$3"
	rm -rf "$stage"
}

# Prints the path of the base archive.
base_image()
{
	local compiled=$1 programs key

	programs=$(base_programs)
	# shellcheck disable=SC2046,SC2086 # one path a word
	key=$({
		find -L $programs "$(guest_program busybox)" $(bats_files) -type f -printf '%p %s %T@\n'
		echo "$compiled"
		cat "$TB_DIR"/guest/{init,bats-run,tools,etc/*} "$TB_DIR/lib/image.sh"
	} | content_key)
	in_cache "image/base-$key" make_base "$programs" "$compiled"
}

# find_build DIR: sets BUILD_RCTL, BUILD_LIBS, BUILD_PROGRAMS (of tests/vm/programs) and BUILD_UNITS (of systemd) from a build
# tree; fails where nothing is built for the guest.
find_build()
{
	local dir f

	BUILD_RCTL='' BUILD_LIBS='' BUILD_PROGRAMS=() BUILD_UNITS=()
	dir=$(cd "$1" 2>/dev/null && pwd) || return
	for f in "$dir"/tests/vm/programs/.libs/*; do
		[ ! -x "$f" ] || [[ $f = *.o ]] || BUILD_PROGRAMS+=("$f")
	done
	for f in "$dir"/cli/*/*.service; do
		[ ! -e "$f" ] || BUILD_UNITS+=("$f")
	done
	for f in "$dir"/.libs/libresctrl.so.*[0-9] "$dir"/lib/.libs/libresctrl.so.*[0-9]; do
		[ -e "$f" ] && BUILD_LIBS=${f%/*} && break
	done
	# The program itself, not libtool's wrapper script.
	for f in "$dir"/.libs/rctl "$dir"/cli/.libs/rctl "$dir"/rctl; do
		is_for_guest "$f" && [ -x "$f" ] && BUILD_RCTL=$f && break
	done
	[ -n "$BUILD_RCTL" ]
}

make_build()
{
	local stage=$1.stage program unit

	stage_new "$stage"
	stage_file "$stage" "$BUILD_RCTL" /usr/bin/rctl
	for program in "${BUILD_PROGRAMS[@]}"; do
		stage_file "$stage" "$program" "/usr/bin/${program##*/}"
	done
	for unit in "${BUILD_UNITS[@]}"; do
		stage_file "$stage" "$unit" "/usr/lib/systemd/system/${unit##*/}"
	done
	stage_libraries "$stage" "$BUILD_RCTL" "${BUILD_PROGRAMS[@]}"
	stage_loaded_later "$stage" "$BUILD_RCTL"
	stage_archive "$stage" "$1"
	rm -rf "$stage"
}

# Prints the path of the archive with the program and library that find_build found.
build_image()
{
	local key

	key=$(cat "$BUILD_RCTL" "${BUILD_PROGRAMS[@]}" "${BUILD_UNITS[@]}" \
		${BUILD_LIBS:+"$BUILD_LIBS"/libresctrl.so.*} "$TB_DIR/lib/image.sh" | content_key)
	in_cache "image/build-$key" make_build
}
