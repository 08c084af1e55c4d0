# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What every case file loads: a clean resctrl before each case, and the vocabulary of the cases.
#
#	load helper
#
#	@test "a group can be made" {
#		run_rctl create-group web --json
#		assert_status 0
#		assert_json '.error == null'
#	}
#
# A file that wants other mount options, or resctrl unmounted, defines setup() after loading this one and calls
# start_case OPTIONS, or start_case none.

# Read by the cases.
# shellcheck disable=SC2034
RESCTRL=/sys/fs/resctrl
CASE_CGROUP=/sys/fs/cgroup/case
# What expect_json has queued.
expected_docs=() expected_filters=() expected_runs=()

setup()
{
	start_case ""
}

teardown()
{
	end_case
}

# start_case [OPTIONS|none]: everything as after boot: all CPUs online, no task of an earlier case left, resctrl mounted
# anew with the given options.
start_case()
{
	# Debian's arm64 kernels; on x86 it is a failure.
	[ "$(uname -m)" != aarch64 ] || [ -d "$RESCTRL" ] || skip "kernel $(uname -r) has no resctrl"
	# There is one left if a case was killed.
	[ ! -d "$CASE_CGROUP" ] || end_case
	mkdir "$CASE_CGROUP"
	echo "$BASHPID" >"$CASE_CGROUP/cgroup.procs"
	resctrl_reset "$@"
}

# Checks what was queued by expect_json, and kills whatever the case has left running.
end_case()
{
	local n=0 failed=0

	check_expected || failed=1
	echo "$BASHPID" >/sys/fs/cgroup/cgroup.procs
	echo 1 >"$CASE_CGROUP/cgroup.kill"
	# A cgroup is removed when those below it are, and each when its processes have ended.
	while ! find "$CASE_CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null && [ $((n += 1)) -lt 100 ]; do
		sleep 0.02
	done
	return $failed
}

cpus_online()
{
	local f

	for f in /sys/devices/system/cpu/cpu*/online; do
		[ ! -e "$f" ] || [ "$(<"$f")" = 1 ] || echo 1 >"$f"
	done
}

# Files in info/ that keep their value when resctrl is unmounted, the mode first: it decides which of the others can be
# written.
lasting_files()
{
	local f

	for f in "$RESCTRL"/info/*/{mbm_assign_mode,max_threshold_occupancy,mbm_total_bytes_config,mbm_local_bytes_config,mbm_assign_on_mkdir,io_alloc} \
		"$RESCTRL"/info/*/event_configs/*/event_filter; do
		[ ! -e "$f" ] || echo "$f"
	done
}

# What a lasting file shows, as it would be written.
lasting_value()
{
	case $1 in
	*/mbm_assign_mode) sed -n 's/^\[\(.*\)\]$/\1/p' "$1" ;;
	*/io_alloc) [ "$(<"$1")" = enabled ] && echo 1 || echo 0 ;;
	*) echo "$(<"$1")" ;;
	esac
}

# The first reset after boot notes the values, later ones put them back where a case has changed them.
restore_lasting()
{
	local defaults=/run/testbed.defaults file value

	if [ ! -e "$defaults" ]; then
		for file in $(lasting_files); do
			echo "$file $(lasting_value "$file")"
		done >"$defaults"
		return
	fi
	while read -r file value; do
		[ -e "$file" ] || continue
		[ "$(lasting_value "$file")" = "$value" ] || echo "$value" >"$file"
	done <"$defaults"
}

# resctrl_reset [OPTIONS|none]
resctrl_reset()
{
	local options=${1:-} few='' dev

	cpus_online
	# Kernel 7.3 never ends an unmount with pseudo-locked regions.
	for dev in /dev/pseudo_lock/*; do
		[ ! -e "$dev" ] || rmdir "$RESCTRL/${dev##*/}"
	done
	[ -d "$RESCTRL" ] || return 0
	if [ -e "$RESCTRL/schemata" ] || mountpoint -q "$RESCTRL"; then
		few=$(rmids_in_limbo)
		umount "$RESCTRL" || { umount -l "$RESCTRL" && sleep 1; }
	fi
	# RMIDs of removed groups come back after up to a second; where there are few, a case would find none.
	[ -z "$few" ] || sleep 2.2
	[ "$options" != none ] || return 0
	mount -t resctrl ${options:+-o "$options"} resctrl "$RESCTRL"
	restore_lasting
}

# Prints something when there are few RMIDs and groups that hold some of them, or have.
rmids_in_limbo()
{
	local max=$RESCTRL/info/L3_MON/num_rmids

	[ -e "$max" ] && [ "$(<"$max")" -le 16 ] || return 0
	echo few
}

# run_rctl ARG...: sets status, stdout, stderr.
run_rctl()
{
	run_command rctl "$@"
}

# run_command COMMAND...: the same for any program.
run_command()
{
	status=0
	"$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" </dev/null || status=$?
	stdout=$(<"$BATS_TEST_TMPDIR/stdout")
	stderr=$(<"$BATS_TEST_TMPDIR/stderr")
	ran="$*"
}

# as_nobody COMMAND...: the same without rights.
as_nobody()
{
	run_command setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$@"
}

# fail MESSAGE...: shows what ran last, too.
fail()
{
	{
		printf '%s\n' "$@"
		[ -z "${ran:-}" ] || printf '$ %s\nstatus %s\nstdout: %s\nstderr: %s\n' "$ran" "$status" "$stdout" "$stderr"
	} >&2
	return 1
}

assert_status()
{
	[ "$status" -eq "$1" ] || fail "exit status $1 expected, not $status"
}

# assert_json FILTER [JQ-ARG...]: the standard output is JSON and the filter true for it; for a stream, for each object.
assert_json()
{
	jq -es "${@:2}" "length > 0 and all(.[]; $1)" "$BATS_TEST_TMPDIR/stdout" >"$BATS_TEST_TMPDIR/jq" 2>&1 ||
		fail "not true of the output: $1 ($(head -n 1 "$BATS_TEST_TMPDIR/jq"))"
}

# expect_json FILTER: as assert_json, but looked at when the case ends, together with all others: it takes a while to
# start jq here.
expect_json()
{
	expect_stream "length > 0 and all(.[]; $1)"
}

# expect_stream FILTER: the same, the filter being given all objects as one array.
expect_stream()
{
	expected_docs+=("[${stdout//$'\n'/,}]")
	expected_filters+=("$1")
	expected_runs+=("$ran")
}

# All at once; if that fails, one by one to tell which. Called by end_case.
check_expected()
{
	local i program=true failed=0

	[ ${#expected_docs[@]} -gt 0 ] || return 0
	for i in "${!expected_docs[@]}"; do
		program+=" and (\$docs[$i] | ${expected_filters[i]})"
	done
	printf '%s\n' "${expected_docs[@]}" | jq -en "[inputs] as \$docs | $program" >/dev/null 2>&1 && return
	for i in "${!expected_docs[@]}"; do
		printf '%s\n' "${expected_docs[i]}" |
			jq -e "${expected_filters[i]}" >"$BATS_TEST_TMPDIR/jq" 2>&1 && continue
		printf '%s\n' "not true of the output: ${expected_filters[i]} ($(head -n 1 "$BATS_TEST_TMPDIR/jq"))" \
			"\$ ${expected_runs[i]}" "stdout: ${expected_docs[i]}" >&2
		failed=1
	done
	[ "$failed" = 1 ] || echo "the expectations fail together only" >&2
	return 1
}

# json FILTER: prints a value of the standard output.
json()
{
	jq -r "$1" "$BATS_TEST_TMPDIR/stdout"
}

assert_stdout()
{
	[ "$stdout" = "$1" ] || fail "this standard output expected: $1"
}

assert_stdout_has()
{
	[[ $stdout = *"$1"* ]] || fail "in the standard output expected: $1"
}

assert_stderr_has()
{
	[[ $stderr = *"$1"* ]] || fail "in the standard error expected: $1"
}

assert_equal()
{
	[ "$1" = "$2" ] || fail "expected: $2" "is:       $1"
}

# Tests run on whatever jq the host has, or on the faster one that came with QEMU.
if [ -x /usr/lib/testbed/jq/jq ]; then
	jq()
	{
		/usr/lib/testbed/jq/ld-linux-x86-64.so.2 --library-path /usr/lib/testbed/jq /usr/lib/testbed/jq/jq "$@"
	}
fi

# Skips the case where the kernel or the machine does not have a file.
need_file()
{
	[ -e "$1" ] || skip "no ${1#/sys/fs/resctrl/} on kernel $(uname -r)"
}

# kernel_says TEXT FILE VALUE: resctrl refuses VALUE (with \n and the like), and leaves TEXT.
kernel_says()
{
	local text

	! printf '%b' "$3" 2>/dev/null >"$RESCTRL/$2" || fail "$2 takes $3"
	text=$(<"$RESCTRL/info/last_cmd_status")
	assert_equal "$text" "$1"
}

# Skips the case where a value without its newline is refused without a word, as before 7.3. There has to be a group web.
need_late_texts()
{
	local text

	: >"$RESCTRL/tasks"
	! printf shareable 2>/dev/null >"$RESCTRL/web/mode" || fail "a mode without newline is taken"
	text=$(<"$RESCTRL/info/last_cmd_status")
	[ "$text" = "mode: Invalid input" ] || skip "kernel $(uname -r) says nothing there"
}

# start_task COMMAND...: in the background, until the end of the case; its PID in the variable task. (bats waits for whoever holds
# descriptor 3.)
start_task()
{
	"$@" >/dev/null 2>&1 </dev/null 3>&- &
	task=$!
	disown "$task"
}

# wait_threads PID N: until the process has N threads.
wait_threads()
{
	local threads n=0

	until threads=("/proc/$1/task"/*) && [ ${#threads[@]} -eq "$2" ]; do
		[ $((n += 1)) -lt 300 ] || fail "$1 has ${#threads[@]} threads, not $2"
		sleep 0.1
	done
}

# start_threads N: a busy process, once it has all of its threads.
start_threads()
{
	start_task spin --threads "$1"
	wait_threads "$task" "$1"
}

# tree_state: everything about resctrl that does not change by itself: names, modes, owners, contents. Not: readings,
# the kernel's last words, the tasks of the default group.
tree_state()
{
	grep resctrl /proc/self/mountinfo
	(
		cd "$RESCTRL"
		find . -printf '%p %M %U %G\n'
		find . -type f ! -path '*/mon_data/*' ! -name last_cmd_status ! -path ./tasks -exec grep -H '' {} +
	) 2>&1 || true
}

# in_group PID: the group of a task as rctl names it.
in_group()
{
	local res mon

	{ read -r res; read -r mon; } <"/proc/$1/cpu_resctrl_groups" || return
	res=${res#res:} mon=${mon#mon:}
	[ -z "$mon" ] || res=${res%/}/$mon
	echo "$res"
}

# schema GROUP NAME: a line of the schemata file without name and blanks; "" or . is the default group.
schema()
{
	sed -n "s/^ *$2://p" "$RESCTRL/${1:-.}/schemata"
}

# values NAME: the values of a schema in the group web without padding: "ff ff".
values()
{
	local value out=()

	for value in $(schema web "$1" | tr ';' ' ' | sed 's/= */=/g'); do
		value=${value#*=}
		while [[ $value = 0?* ]]; do value=${value#0}; done
		out+=("$value")
	done
	echo "${out[*]}"
}

# sets VALUES NAME SPEC...: the SPECs are set and give a schema of the group web these values.
sets()
{
	run_rctl set-schemata web "${@:3}" --json
	assert_status 0
	expect_json '.error == null and (.data.schemata | length > 0 and all(.[]; .rounded == .effective))'
	assert_equal "$(values "$2")" "$1"
}

# busy GROUP CPU: a busy task of the group that has never run elsewhere.
busy()
{
	start_task bash -c "taskset -pc $2 \$\$; echo \$\$ >$RESCTRL/$1/tasks; exec spin"
	sleep 0.3
}
