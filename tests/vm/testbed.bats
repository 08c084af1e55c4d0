#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The scripts of the test bed themselves, on the host: what they say and return, above all when
# something is wrong. bats tests/vm/testbed.bats; boots about twenty machines.
# shellcheck disable=SC2016,SC2030,SC2031 # for the guest's shell; every test is a process

setup()
{
	VM=$BATS_TEST_DIRNAME
	err=$BATS_TEST_TMPDIR/err
}

# try COMMAND...: status, output (standard output only), and the standard error in the file $err.
try()
{
	status=0
	output=$("$@" 2>"$err" </dev/null) || status=$?
	grep -v ': notice: no build tree' "$err" >"$err.rest" || true
}

# says CODE PATTERN: own failures are one line and a code of their own.
says()
{
	echo "status $status, error: $(<"$err.rest")"
	[ "$status" -eq "$1" ]
	[ -z "$output" ]
	[ "$(wc -l <"$err.rest")" -eq 1 ]
	# shellcheck disable=SC2254 # a pattern
	case $(<"$err.rest") in
	$2) ;;
	*) return 1 ;;
	esac
}

# An empty cache.
fresh_cache()
{
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
}

@test "run: usage errors are one line and 120" {
	try "$VM/run" nosuch -- true
	says 120 "run: unknown profile 'nosuch' (--list names them)"
	try "$VM/run" ../profiles/intel -- true
	says 120 "run: unknown profile *"
	try "$VM/run" --kernel 5.4 intel -- true
	says 120 "run: unknown kernel '5.4': *7.3*"
	try "$VM/run" --bogus intel -- true
	says 120 "run: unknown option '--bogus' *"
	try "$VM/run" intel
	says 120 "run: PROFILE -- COMMAND... is needed *"
	try "$VM/run" intel --
	says 120 "run: PROFILE -- COMMAND... is needed *"
	try "$VM/run" --kernel
	says 120 "run: --kernel needs a value"
	try "$VM/run" --timeout 0 intel -- true
	says 120 "run: --timeout wants *"
	try "$VM/run" --smp 3 intel -- true
	says 120 "run: --smp 3: this profile has 2 CPUs in a socket"
	try "$VM/run" --file /nonexistent intel -- true
	says 120 "run: --file: there is no file '/nonexistent'"
	try "$VM/run" --dir /etc intel -- true
	says 120 "run: --dir wants FOLDER:GUESTFOLDER*"
	try "$VM/run" --build /nonexistent intel -- true
	says 120 "run: --build: there is no rctl for amd64 in '/nonexistent'"
}

@test "run --list names profiles and kernels" {
	try "$VM/run" --list
	[ "$status" -eq 0 ]
	for word in amd-abmc amd-bmec intel intel-contiguous intel-l2 intel-small intel-snc none 7.3 7.2 6.12 6.1; do
		grep -q "^  $word " <<<"$output"
	done
	# One for each architecture.
	[ "$(grep -c default <<<"$output")" -eq 2 ]
}

@test "check: usage errors are one line and 120" {
	try "$VM/check" nosuch
	says 120 "check: unknown profile 'nosuch' *"
	try "$VM/check" --cases 'nosuch*'
	says 120 "check: no case file applies to *"
	mkdir "$BATS_TEST_TMPDIR/cases"
	export RCTL_TESTBED_CASES=$BATS_TEST_TMPDIR/cases
	echo '@test "a" { true; }' >"$RCTL_TESTBED_CASES/a.bats"
	try "$VM/check" intel
	says 120 "check: a.bats has no line '# profiles: NAME...'"
	echo '# profiles: arm' >>"$RCTL_TESTBED_CASES/a.bats"
	try "$VM/check" intel
	says 120 "check: a.bats names the unknown profile 'arm'"
}

@test "fetch: an unknown kernel is one line and 120" {
	try "$VM/fetch" --kernel 9.9
	says 120 "fetch: unknown kernel '9.9': *"
}

@test "fetch: a mirror that is not there is one line and 121" {
	fresh_cache
	export RCTL_TESTBED_MIRROR=http://127.0.0.1:9/debian
	try "$VM/run" intel -- true
	grep -v 'reading the package lists of' "$err.rest" >"$err.2"
	mv "$err.2" "$err.rest"
	says 121 "fetch: reading the package lists from http://127.0.0.1:9/debian failed: *RCTL_TESTBED_MIRROR*"
}

@test "fetch: a keyring that did not sign the archive is refused" {
	fresh_cache
	: >"$BATS_TEST_TMPDIR/empty.gpg"
	export RCTL_TESTBED_KEYRING=$BATS_TEST_TMPDIR/empty.gpg
	try "$VM/fetch"
	[ "$status" -eq 121 ]
	[ -z "$(find "$XDG_CACHE_HOME" -name '*.deb')" ]
}

@test "fetch: a full disk is one line and 122" {
	unshare -rm true 2>/dev/null || skip "no right to mount a small disk"
	mkdir "$BATS_TEST_TMPDIR/small"
	try unshare -rm sh -c "mount -t tmpfs -o size=20m none '$BATS_TEST_TMPDIR/small' &&
		XDG_CACHE_HOME='$BATS_TEST_TMPDIR/small' exec '$VM/fetch'"
	says 122 "fetch: not enough space on the disk that holds *: 400 MB must be free"
}

@test "fetch: what is there already takes no time and no mirror" {
	RCTL_TESTBED_MIRROR=http://127.0.0.1:9/debian try "$VM/fetch"
	[ "$status" -eq 0 ]
	[ ! -s "$err" ]
}

@test "run: a missing program on the host is one line and 123" {
	CC=nosuch-compiler try "$VM/run" intel -- true
	says 123 "run: not installed: nosuch-compiler *"
}

@test "run: exit code, arguments and every byte come back exactly" {
	local sum

	try "$VM/run" none -- sh -c 'printf "%s|" "$@"; exit 255' x 'a  b' '' '$HOME' "it's"
	[ "$status" -eq 255 ]
	[ "$output" = "a  b||\$HOME|it's|" ]
	sum=$("$VM/run" none -- 'head -c 300000 /dev/urandom >/tmp/x; sha256sum </tmp/x >/tmp/sum; cat /tmp/sum /tmp/x' \
		2>"$err" | { read -r sum _; echo "$sum $(sha256sum | cut -d' ' -f1)"; })
	[ "${sum% *}" = "${sum#* }" ]
}

@test "run: a signal, a missing program and standard error are as in a shell" {
	try "$VM/run" none -- 'echo out; echo err >&2; kill -9 $$'
	[ "$status" -eq 137 ]
	[ "$output" = $'out\nerr' ]
	try "$VM/run" none -- nosuchprogram
	[ "$status" -eq 127 ]
}

@test "run: files and folders are there, with modes and libraries" {
	mkdir "$BATS_TEST_TMPDIR/d"
	echo data >"$BATS_TEST_TMPDIR/d/f"
	try "$VM/run" --file "$(type -P find):/opt/look" --file "$BATS_TEST_TMPDIR/d/f:g" --dir "$BATS_TEST_TMPDIR/d:/opt/d" \
		none -- '/opt/look /opt/d -type f && cat g && id -u && pwd'
	[ "$status" -eq 0 ]
	[ "$output" = $'/opt/d/f\ndata\n0\n/root' ]
}

@test "run: resctrl is mounted as asked" {
	try "$VM/run" --mount=cdp intel -- 'grep -c resctrl.*cdp /proc/mounts; cat /sys/fs/resctrl/schemata'
	[ "$status" -eq 0 ]
	[[ $output = 1*L3DATA* ]]
	try "$VM/run" --no-mount intel -- 'grep resctrl /proc/mounts'
	[ "$status" -eq 1 ]
	try "$VM/run" --mount=nosuch intel -- true
	says 125 "run: cannot mount resctrl with the options 'nosuch'*"
}

@test "run: output comes live" {
	"$VM/run" none -- 'echo first; sleep 3; echo second' 2>"$err" |
		while read -r _; do echo "$SECONDS"; done >"$BATS_TEST_TMPDIR/times"
	[ $(($(tail -n 1 "$BATS_TEST_TMPDIR/times") - $(head -n 1 "$BATS_TEST_TMPDIR/times"))) -ge 2 ]
}

@test "run: a panic is one line and 125" {
	try "$VM/run" none -- 'echo c >/proc/sysrq-trigger; sleep 10'
	says 125 "run: the guest's kernel panicked: * (log: *)"
}

# What a kernel says that has died of a breakpoint: the byte before <46> is what is there now.
oops()
{
	echo "for line in 'Oops: int3: 0000 [#1] SMP' 'Code: 49 8b 0e $1 <46> 02 00'; do"
	echo 'echo "<0>$line" >/dev/kmsg; done; echo c >/proc/sysrq-trigger; sleep 10'
}

@test "run: a breakpoint that is not there any more is one line and 119" {
	try "$VM/run" none -- "$(oops e9)"
	says 119 "run: the guest's kernel died of a breakpoint *: a fault of the emulation (log: *)"
	try "$VM/run" none -- "$(oops cc)"
	says 125 "run: the guest's kernel panicked: * (log: *)"
}

# What the monitor said of a machine that hung so: kernel 6.1, four CPUs in __switch_to.
@test "run: CPUs that stay at what was a breakpoint are told from other loops" {
	cat >"$BATS_TEST_TMPDIR/registers" <<-'EOF'
	CPU#0
	RAX=0000000000000000 RBX=ffff888004a44200 RCX=0000000000000000 RDX=0000000000000000
	RIP=ffffffff810311d7 RFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0
	CPU#1
	RIP=ffffffff810311d7 RFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0
	CPU#2
	RIP=ffffffff81c00ba0 RFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0
	CPU#3
	RIP=ffffffff81a4e8cb RFL=00000216 [----AP-] CPL=0 II=0 A20=1 SMM=0 HLT=1
	EOF
	hangs()
	{
		# shellcheck source=lib/machine.sh disable=SC2317 # called by what is tested
		(
			. "$VM/lib/machine.sh"
			P_ARCH=amd64
			ask_monitor()
			{
				case $1 in
				info*) cat "$BATS_TEST_TMPDIR/registers" ;;
				*810311d7) echo "(qemu) x"; echo "ffffffff810311d7: $code" ;;
				*81c00ba0) echo "ffffffff81c00ba0: 0x6a 0xff 0xe8 0x79 0x09" ;;
				*) return 1 ;;
				esac
			}
			hangs_at_breakpoint
		)
	}
	for code in '0x66 0x90 0x48 0xc7 0xc2' '0xeb 0x12 0x48 0xc7 0xc2' '0x0f 0x1f 0x44 0x00 0x00' \
		'0xe9 0x12 0x34 0x00 0x00'; do
		hangs
	done
	# A breakpoint that is there still, a loop that waits, one that stops the CPU, and nothing.
	for code in '0xcc 0x90 0x48 0xc7 0xc2' '0xeb 0xfe 0x48 0xc7 0xc2' '0xf3 0x90 0xeb 0xfc 0x90' \
		'0xf4 0xeb 0xfd 0xff 0xff' '0xe9 0x12 0x34 0xff 0xff' ''; do
		run hangs
		[ "$status" -eq 1 ]
	done
	# Who takes interrupts is not stuck.
	sed -i 's/RFL=00000046/RFL=00000246/' "$BATS_TEST_TMPDIR/registers"
	code='0x66 0x90 0x48 0xc7 0xc2'
	run hangs
	[ "$status" -eq 1 ]
}

@test "run: a hang is one line and 124, with all registers in the log" {
	local log

	try "$VM/run" --timeout 15 intel -- sleep 100
	says 124 "run: no end after 15 s, stopped it (log: *)"
	log=$(sed 's/.*(log: \(.*\))/\1/' "$err.rest")
	[ "$(grep -c '^RIP=' "$log")" -eq 4 ]
}

@test "run: no sign of life leads to one more start, and no third" {
	RCTL_TESTBED_BOOT_LIMIT=1 try "$VM/run" intel -- true
	[ "$status" -eq 125 ]
	[ "$(grep -c 'starting it once more' "$err.rest")" -eq 1 ]
	[ "$(grep -c 'hung in early boot, twice' "$err.rest")" -eq 1 ]
}

@test "run: when it is ended nothing stays behind" {
	local pid

	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	"$VM/run" intel -- 'echo up; sleep 100' >"$BATS_TEST_TMPDIR/out" 2>"$err" 3>&- &
	pid=$!
	for _ in $(seq 300); do
		! grep -q up "$BATS_TEST_TMPDIR/out" || break
		sleep 0.2
	done
	grep -q up "$BATS_TEST_TMPDIR/out"
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	[ -z "$(ls -A "$TMPDIR")" ]
	run pgrep -f "path=$TMPDIR"
	[ "$status" -eq 1 ]
}

@test "run: telemetry devices end with the machine, however that ends" {
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	try "$VM/run" intel-aet -- cat /sys/fs/resctrl/info/PERF_PKG_MON/num_rmids
	[ "$status,$output" = 0,576 ]
	run pgrep -f "oobmsm $TMPDIR"
	[ "$status" -eq 1 ]
	try "$VM/run" --timeout 15 intel-aet -- sleep 100
	says 124 "run: no end after 15 s, stopped it (log: *)"
	run pgrep -f "oobmsm $TMPDIR"
	[ "$status" -eq 1 ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "run: a setting that the telemetry device does not know is one line" {
	cp -r "$VM" "$BATS_TEST_TMPDIR/vm"
	sed -i 's/^oobmsm=package=1.*/& nosuch=1/' "$BATS_TEST_TMPDIR/vm/profiles/intel-aet.conf"
	try "$BATS_TEST_TMPDIR/vm/run" intel-aet -- true
	says 120 "run: profile intel-aet: oobmsm: unknown setting 'nosuch'"
}

@test "check: a machine has its own kernel, and two of them have to be the same" {
	try "$VM/check" --cases 'nosuch*' intel-aet
	says 120 "check: no case file applies to intel-aet"
	try "$VM/check" intel intel-aet
	says 120 "check: the profiles are for different kernels: --kernel is needed"
}

@test "run: a reader that leaves ends the machine" {
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	output=$("$VM/run" intel -- yes 2>"$err" | head -n 1)
	echo "output: $output, error: $(<"$err")"
	[ "$output" = y ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "run: a setting that the plugin does not know is one line" {
	cp -r "$VM" "$BATS_TEST_TMPDIR/vm"
	sed -i 's/^plugin=.*/&,nosuch=1/' "$BATS_TEST_TMPDIR/vm/profiles/intel.conf"
	try "$BATS_TEST_TMPDIR/vm/run" intel -- true
	says 125 "run: QEMU ended before the guest was up: plugin: unknown setting 'nosuch' (log: *)"
}

# A case file from the standard input; bats would take a line with its own word for a test of this
# file.
cases()
{
	sed 's/^CASE/@test/' >"$RCTL_TESTBED_CASES/a.bats"
}

@test "check: a machine that the emulation has failed is started once more" {
	export RCTL_TESTBED_CASES=$BATS_TEST_TMPDIR/cases
	mkdir "$RCTL_TESTBED_CASES"
	cp "$VM/cases/helper.bash" "$RCTL_TESTBED_CASES/"
	oops e9 >"$RCTL_TESTBED_CASES/oops.sh"
	cases <<-'EOF'
	# profiles: none
	load helper
	CASE "good" { true; }
	CASE "bad" { echo why; false; }
	CASE "fatal" { sh /root/cases/oops.sh; }
	EOF
	try "$VM/check" none
	[ "$status" -eq 1 ]
	[ "$(grep -c 'none is started once more' <<<"$output")" -eq 0 ]
	[ "$(grep -c 'notice: none is started once more' "$err.rest")" -eq 1 ]
	[ "$(grep -cx 'ok - none: good' <<<"$output")" -eq 1 ]
	[ "$(grep -cx '# why' <<<"$output")" -eq 1 ]
	[ "$(grep -c '^# run: the guest.s kernel died of a breakpoint' <<<"$output")" -eq 2 ]
	grep -qx 'not ok - none: the machine ran all its cases' <<<"$output"
	[ "$(tail -n 1 <<<"$output")" = "1 passed, 2 failed, 0 skipped" ]
}

@test "check: passes, failures, skips and a machine that dies are counted" {
	export RCTL_TESTBED_CASES=$BATS_TEST_TMPDIR/cases
	mkdir "$RCTL_TESTBED_CASES"
	cp "$VM/cases/helper.bash" "$RCTL_TESTBED_CASES/"
	cases <<-'EOF'
	# profiles: none
	load helper
	CASE "good" { true; }
	CASE "bad" {
		echo why
		false
		true
	}
	CASE "left out" { skip "a reason"; }
	EOF
	try "$VM/check" none
	[ "$status" -eq 1 ]
	grep -qx 'ok - none: good' <<<"$output"
	grep -qx 'not ok - none: bad' <<<"$output"
	grep -qx '# why' <<<"$output"
	grep -qx '# (a.bats, line 6)' <<<"$output"
	grep -qx 'ok - none: left out # skip a reason' <<<"$output"
	[ "$(tail -n 1 <<<"$output")" = "1 passed, 1 failed, 1 skipped" ]

	cases <<-'EOF'
	# profiles: none
	CASE "good" { true; }
	CASE "fatal" { echo c >/proc/sysrq-trigger; sleep 5; }
	EOF
	try "$VM/check" none
	[ "$status" -eq 1 ]
	grep -qx 'not ok - none: the machine ran all its cases' <<<"$output"
	[ "$(tail -n 1 <<<"$output")" = "1 passed, 1 failed, 0 skipped" ]
}
