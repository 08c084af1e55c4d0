# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # variables shared with the script that sources this
# SPDX-License-Identifier: GPL-2.0-or-later
# One boot of an emulated machine: profile, QEMU, and what comes back. Needs lib/common.sh and
# TB_CACHE.

# Seconds to the guest's first word. A boot takes 5 to 8; one that needs more is the rare hang of
# early boot.
TB_BOOT_LIMIT=${RCTL_TESTBED_BOOT_LIMIT:-60}

# tsc=nowatchdog: a watchdog that spins with interrupts off for what only its own CPU can bring on
# hung 1 boot in 60. mitigations=off: page table isolation flushes QEMU's TLB at every system call;
# without it programs run twice as fast.
# oops=panic: who dies in the kernel holds its locks for ever.
TB_APPEND='quiet panic=-1 oops=panic mitigations=off'
# The rest: hardening, and self-tests of drivers, that take time and are not what is tested.
TB_APPEND+=' cryptomgr.notests audit=0 init_on_alloc=0 hardened_usercopy=off'
TB_APPEND+=' randomize_kstack_offset=off'

# The kernel command line that every machine of the architecture has.
append_all()
{
	case $P_ARCH in
	amd64) echo "$TB_APPEND console=ttyS0 tsc=nowatchdog no_timer_check" ;;
	arm64) echo "$TB_APPEND console=ttyAMA0" ;;
	esac
}

# Processes of the telemetry devices.
OOBMSM_PIDS=()

profile_names()
{
	local f

	for f in "$TB_DIR"/profiles/*.conf; do
		f=${f##*/}
		echo "${f%.conf}"
	done
}

# load_profile NAME: sets P_DESCRIPTION, P_ARCH, P_CPU, P_SMP, P_MEMORY, P_PLUGIN, P_APPEND, P_QEMU,
# P_MPAM, the lines that describe the MPAM hardware, P_OOBMSM, a line for each package's telemetry device,
# P_KERNEL, the one kernel that the machine is for, P_MODULES, those of its modules that are loaded after
# boot, P_MOUNT, whether resctrl is mounted then, P_RESCTRL, whether it is there at all, and P_CASES,
# whether "all" cases are for this machine, too, or those alone that name it.
load_profile()
{
	local file=$TB_DIR/profiles/$1.conf key value

	case $1 in
	*/*|'') die "$TB_USAGE" "unknown profile '$1' (--list names them)" ;;
	esac
	[ -r "$file" ] || die "$TB_USAGE" "unknown profile '$1' (--list names them)"
	P_KERNEL='' P_MODULES='' P_MOUNT=yes P_OOBMSM=()
	P_ARCH=amd64 P_RESCTRL=yes P_CASES=all P_MPAM='' P_DESCRIPTION='' P_CPU='' P_SMP='' P_MEMORY=1024 P_PLUGIN='' P_APPEND='' P_QEMU=''
	while IFS='=' read -r key value; do
		case $key in
		'#'*|'') ;;
		description) P_DESCRIPTION=$value ;;
		arch) P_ARCH=$value ;;
		resctrl) P_RESCTRL=$value ;;
		cases) P_CASES=$value ;;
		kernel) P_KERNEL=$value ;;
		modules) P_MODULES=$value ;;
		mount) P_MOUNT=$value ;;
		mpam) P_MPAM+=$value$'\n' ;;
		oobmsm) P_OOBMSM+=("$value") ;;
		cpu) P_CPU=$value ;;
		smp) P_SMP=$value ;;
		memory) P_MEMORY=$value ;;
		plugin) P_PLUGIN=$value ;;
		append) P_APPEND=$value ;;
		qemu) P_QEMU=$value ;;
		*) die "$TB_USAGE" "profile $1: unknown key '$key'" ;;
		esac
	done <"$file"
}

# scale_smp N: another number of CPUs with as many of them in a socket as the profile has.
scale_smp()
{
	local cores=1 threads=1 clusters=1 word per

	[[ $1 =~ ^[1-9][0-9]*$ ]] || die "$TB_USAGE" "--smp wants a number of CPUs, not '$1'"
	for word in ${P_SMP//,/ }; do
		case $word in
		cores=*) cores=${word#*=} ;;
		threads=*) threads=${word#*=} ;;
		clusters=*) clusters=${word#*=} ;;
		esac
	done
	per=$((clusters * cores * threads))
	[ $(($1 % per)) -eq 0 ] ||
		die "$TB_USAGE" "--smp $1: this profile has $per CPUs in a socket"
	P_SMP=$1,sockets=$(($1 / per)),cores=$cores,threads=$threads
	[ "$clusters" = 1 ] || P_SMP+=,clusters=$clusters
}

# What differs between the architectures: QEMU's name, the machine, and how the guest's agent reaches
# the files output and control.
machine_amd64()
{
	QEMU=$QEMU_ROOT/usr/bin/qemu-system-x86_64
	MACHINE=(-machine q35
		-chardev "file,id=output,path=$WORK/output"
		-device "isa-debugcon,iobase=0x7e0,chardev=output"
		-chardev "file,id=control,path=$WORK/control"
		-device "isa-debugcon,iobase=0x7e1,chardev=control")
	[ -z "$P_PLUGIN" ] || MACHINE+=(
		-plugin "file=$COMPILED/plugin.so,$P_PLUGIN,activity=$WORK/activity")
	start_telemetry
}

# Each package's telemetry device: a process that QEMU reaches through vfio-user, and a place on a PCI
# bus of the package's NUMA node.
start_telemetry()
{
	local i number

	rm -f "$WORK/activity"
	for i in "${!P_OOBMSM[@]}"; do
		number=$((0x80 + 0x40 * i))
		# shellcheck disable=SC2086 # a list of settings
		setpriv --pdeathsig KILL "$COMPILED/oobmsm" "$WORK/oobmsm.$i" "$WORK/activity" \
			"bus=$((number + 1))" ${P_OOBMSM[i]} </dev/null >>"$WORK/qemu" 2>&1 &
		OOBMSM_PIDS+=($!)
		until [ -S "$WORK/oobmsm.$i" ]; do
			kill -0 $! 2>/dev/null ||
				failed "the telemetry device ended: $(tail -n 1 "$WORK/qemu")"
			sleep 0.02
		done
		MACHINE+=(
			-device "pxb-pcie,id=pxb$i,bus_nr=$number,bus=pcie.0,numa_node=$i"
			-device "pcie-root-port,id=port$i,bus=pxb$i,slot=$i"
			-device "{\"driver\":\"vfio-user-pci\",\"bus\":\"port$i\",\"addr\":\"00.0\",
				\"socket\":{\"type\":\"unix\",\"path\":\"$WORK/oobmsm.$i\"}}")
	done
}

# UEFI, because the kernel takes tables from the initramfs only where it has ACPI. The MSCs' registers
# are plain memory that nobody claims: an nvdimm on a file that the plugin maps, too.
machine_arm64()
{
	QEMU=$QEMU_ROOT/usr/bin/qemu-system-aarch64
	MACHINE=(-machine "virt,gic-version=3,nvdimm=on,acpi=on"
		-bios "$QEMU_ROOT/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"
		-semihosting-config "enable=on,userspace=on,target=native")
	[ -n "$P_MPAM" ] || return 0
	cp "$WORK/msc.reset" "$WORK/msc"
	MACHINE+=(
		-object "memory-backend-file,id=msc,share=on,mem-path=$WORK/msc,size=2M"
		-device "nvdimm,memdev=msc,id=nv0"
		-plugin "file=$COMPILED/plugin.so,machine=$WORK/mpam,window=$WORK/msc${P_PLUGIN:+,$P_PLUGIN}")
}

# start_qemu KERNEL INITRD APPEND: runs QEMU in the background. Sets QEMU_PID and opens the
# descriptors CONTROL and MONITOR.
start_qemu()
{
	local qemu fifo

	QEMU_ROOT=$(unpacked "$(qemu_kind "$P_ARCH")")
	PART=''
	rm -f "$WORK"/{output,control,monitor.in,monitor.out}
	for fifo in output control monitor.in monitor.out; do
		mkfifo "$WORK/$fifo"
	done
	# Debian's own loader and libraries for Debian's QEMU: the host's may be older.
	"machine_$P_ARCH"
	qemu=("$QEMU_ROOT/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
		--library-path "$QEMU_ROOT/usr/lib/x86_64-linux-gnu" "$QEMU"
		-L "$QEMU_ROOT/usr/share/qemu" -L "$QEMU_ROOT/usr/share/seabios")
	# Opened for reading and writing, a FIFO never blocks, and its end is not tied to QEMU's.
	exec {CONTROL}<>"$WORK/control" {MONITOR}<>"$WORK/monitor.in"
	cat <"$WORK/output" &
	OUTPUT_PID=$!
	# shellcheck disable=SC2086 # P_QEMU is a list of arguments
	(cd "$WORK" && exec setpriv --pdeathsig KILL "${qemu[@]}" \
		-nodefaults -no-user-config -no-reboot -display none \
		"${MACHINE[@]}" -accel tcg,thread=multi \
		-cpu "$P_CPU" -smp "$P_SMP" -m "$P_MEMORY" $P_QEMU \
		-chardev "file,id=console,path=$WORK/console,append=on" -serial chardev:console \
		-chardev "pipe,id=monitor,path=$WORK/monitor" \
		-object monitor-hmp,id=hmp,chardev=monitor \
		-kernel "$1" -initrd "$2" -append "$(append_all) $P_APPEND $3" \
		</dev/null >>"$WORK/qemu" 2>&1 {CONTROL}>&- {MONITOR}>&-) &
	QEMU_PID=$!
	# The shell is not to comment on how it ends.
	disown "$QEMU_PID"
}

stop_qemu()
{
	local pid

	[ -z "${QEMU_PID:-}" ] || kill -KILL "$QEMU_PID" 2>/dev/null || true
	# They end with QEMU; those that QEMU never came to do not.
	for pid in "${OOBMSM_PIDS[@]}"; do
		{ kill "$pid"; wait "$pid"; } 2>/dev/null || true
	done
	OOBMSM_PIDS=()
	[ -z "${OUTPUT_PID:-}" ] || { kill "$OUTPUT_PID" && wait "$OUTPUT_PID"; } 2>/dev/null || true
	QEMU_PID='' OUTPUT_PID=''
	[ -z "${CONTROL:-}" ] || exec {CONTROL}>&- {MONITOR}>&-
	CONTROL='' MONITOR=''
}

# ask_monitor COMMAND: what QEMU's monitor answers within a second.
ask_monitor()
{
	printf '%s\n' "$1" >&"$MONITOR"
	timeout 1 cat "$WORK/monitor.out" | tr -d '\r' || true
}

# Registers of all CPUs into the log: what a hang was doing.
log_registers()
{
	ask_monitor 'info registers -a' >>"$WORK/qemu"
}

# next_word UNTIL: the guest's next line on the control channel, in WORD. Returns 1 when QEMU has
# gone without one, 2 when the time UNTIL (in seconds of the shell) has passed, 3 when nobody reads
# our output any more. What has come of a line stays in PART.
next_word()
{
	local gone=''

	while :; do
		# A read that times out has taken what there was of the line.
		if read -r -t 0.2 -u "$CONTROL" WORD; then
			WORD=$PART$WORD
			PART=''
			return 0
		fi
		PART+=$WORD
		[ -z "$gone" ] || return 1
		# Only after another look at the channel: the last word and the end come together.
		kill -0 "$QEMU_PID" 2>/dev/null || { gone=1; continue; }
		if ! kill -0 "$OUTPUT_PID" 2>/dev/null; then
			# Either QEMU, which is about to end, has closed its side, or our reader has
			# gone.
			wait "$OUTPUT_PID" || return 3
			gone=1
			continue
		fi
		[ "$SECONDS" -lt "$1" ] || return 2
	done
}

# The plugin's complaint, else QEMU's last words that are no warning.
qemu_said()
{
	grep -a '^plugin:' "$WORK/qemu" ||
		grep -av 'warning:' "$WORK/qemu" | tail -n 1 | grep . ||
		echo 'it said nothing'
}

# boot KERNEL INITRD APPEND: until the guest's first word. A machine that does not say it in time is
# started once more, and no other failure is ever repeated.
boot()
{
	local try ret

	for try in 1 2; do
		start_qemu "$@"
		ret=0
		next_word $((SECONDS + TB_BOOT_LIMIT)) || ret=$?
		case $ret in
		0) return ;;
		1) failed "QEMU ended before the guest was up: $(qemu_said)" ;;
		3) exit 141 ;;
		esac
		log_registers
		stop_qemu
		[ "$try" = 2 ] ||
			note "notice: no sign of the guest in $TB_BOOT_LIMIT s, starting it once more"
	done
	failed "the guest hung in early boot, twice"
}

# stale_breakpoint: while the kernel changes its own code, other CPUs run into the breakpoint that it sets there.
# Under emulation one may get there late, when the byte it trapped on is no breakpoint any more: the
# oops then shows, between < and > less one, code without the cc of int3.
stale_breakpoint()
{
	tr -d '\r' <"$WORK/console" | awk '
		/Oops: int3: 0000/ { oops = 1 }
		oops && /\] Code: / {
			for (i = 1; i <= NF; i++)
				if ($i ~ /^</)
					found = $(i - 1) != "cc"
			exit
		}
		END { exit !found }'
}

# standing: from "info registers -a", where CPUs are in the kernel with interrupts off, each place once.
standing()
{
	sed -n 's/^RIP=\([[:xdigit:]]*\) RFL=[[:xdigit:]]*\([[:xdigit:]]\)[[:xdigit:]]\{2\} .*CPL=0 .*/\1 \2/p' |
		awk '$2 ~ /[014589cdCD]/ && !seen[$1]++ { print $1 }'
}

# is_patched BYTES: they begin with what the kernel writes over a breakpoint, and what no loop consists of: a jump
# forwards, or as many bytes of nothing (arch/x86/kernel/jump_label.c).
is_patched()
{
	[[ $1 =~ ^(0xeb\ 0x[0-7]|0xe9( 0x..){3}\ 0x00|0x66\ 0x90|0x0f\ 0x1f\ 0x44\ 0x00\ 0x00) ]]
}

# hangs_at_breakpoint: a CPU stays at an instruction that was a breakpoint once, and that cannot hold it.
# In 6.1 a CPU that meets a breakpoint which nobody knows, and which is none any more, does it again
# (arch/x86/kernel/kprobes/core.c): for ever, where the emulation has missed that the code has changed.
hangs_at_breakpoint()
{
	local places place bytes i

	[ "$P_ARCH" = amd64 ] || return 1
	mapfile -t places < <(ask_monitor 'info registers -a' | standing)
	for place in "${places[@]}"; do
		bytes=$(ask_monitor "x /5xb 0x$place" | sed -n 's/^[[:xdigit:]]\{16\}: //p')
		is_patched "$bytes" || continue
		for i in 1 2; do
			ask_monitor 'info registers -a' | standing | grep -qx "$place" || continue 2
		done
		return 0
	done
	return 1
}

# wait_for_command UNTIL: as next_word, and 4 when the guest will never say a word again.
wait_for_command()
{
	local ret

	while :; do
		ret=0
		next_word $((SECONDS + 30 < $1 ? SECONDS + 30 : $1)) || ret=$?
		[ "$ret" = 2 ] || return "$ret"
		! hangs_at_breakpoint || return 4
		[ "$SECONDS" -lt "$1" ] || return 2
	done
}

# supervise UNTIL: the command's exit code in STATUS.
supervise()
{
	local ret=0

	wait_for_command "$1" || ret=$?
	case $ret in
	1)
		if stale_breakpoint; then
			keep_log
			die "$TB_BREAKPOINT" "the guest's kernel died of a breakpoint that it had taken" \
				"back already: a fault of the emulation (log: $LOG)"
		elif grep -q 'Kernel panic' "$WORK/console"; then
			failed "the guest's kernel panicked: $(tr -d '\r' <"$WORK/console" |
				sed -n 's/.*Kernel panic - //p' | head -n 1)"
		fi
		failed "QEMU ended before the command did: $(qemu_said)" ;;
	2)
		log_registers
		keep_log
		die "$TB_TIMEOUT" "no end after ${TIMEOUT} s, stopped it (log: $LOG)" ;;
	3) exit 141 ;;
	4)
		log_registers
		keep_log
		die "$TB_BREAKPOINT" "the guest's kernel hangs at a breakpoint that it has taken" \
			"back already: a fault of the emulation (log: $LOG)" ;;
	esac
	case $WORD in
	'exit '*) STATUS=${WORD#exit } ;;
	*) failed "${WORD#error }" ;;
	esac
}

# After the last word the machine switches itself off, and the plugin tells whether it could answer
# everything.
finish()
{
	local tries=0 missed

	while kill -0 "$QEMU_PID" 2>/dev/null; do
		[ $((tries += 1)) -lt 200 ] || failed "the guest does not switch itself off"
		sleep 0.05
	done
	wait "$OUTPUT_PID" || exit 141
	OUTPUT_PID=
	[ -n "$P_PLUGIN$P_MPAM" ] || return 0
	missed=$(sed -n 's/^plugin:.* lost //p' "$WORK/qemu" | tail -n 1)
	[ "$missed" = 0 ] ||
		failed "the plugin could not change ${missed:-an unknown number of} answers" \
			"(lost), results are void"
}

keep_log()
{
	LOG=$TB_CACHE/log/$PROFILE-$KERNEL-$$.log
	mkdir -p "${LOG%/*}"
	{
		cat "$WORK/qemu"
		echo "---- console"
		tr -d '\r' <"$WORK/console"
	} >"$LOG" 2>/dev/null || true
	find "${LOG%/*}" -name '*.log' -mtime +7 -delete
}

failed()
{
	keep_log
	die "$TB_FAILED" "$* (log: $LOG)"
}
