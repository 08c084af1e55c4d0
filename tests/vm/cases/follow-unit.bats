# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel
# tier: full
# rctl follow as systemd would start it, with what its unit grants and no more.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper
load stream

UNIT=/usr/lib/systemd/system/rctl-follow.service

# get KEY: a setting of the unit.
get()
{
	sed -n "s/^$1=//p" "$UNIT"
}

setup()
{
	start_case ""
	# As systemd has it: what is mounted and unmounted here is there, too.
	mount --make-rshared /
}

teardown()
{
	mount --make-rprivate /
	end_case
}

# start_unit: in the background, its PID in pid; its system calls in /run/calls where the host has strace.
start_unit()
{
	local caps=-all cap trace=() n=0

	for cap in $(get CapabilityBoundingSet); do
		cap=${cap#CAP_}
		caps+=,+${cap,,}
	done
	[ -z "$(type -P strace)" ] || trace=(strace -D -o /run/calls -e "trace=socket,mmap,mprotect,capset,execve")
	# Under strace the leak sanitizer cannot look.
	ASAN_OPTIONS=${ASAN_OPTIONS:-}${trace:+:detect_leaks=0} start_task unshare -m --propagation slave sh -c 'mount -t tmpfs -o ro tmpfs /root; mount -t tmpfs tmpfs /tmp
		exec "$@"' sh setpriv --bounding-set "$caps" --inh-caps -all --no-new-privs "${trace[@]}" \
		rctl "${arguments[@]}"
	pid=$task
	until [ "$(sed -n 's/^CapPrm:\t//p' "/proc/$pid/status")" = 0000000000080000 ]; do
		[ $((n += 1)) -lt 100 ] || fail "does not start: $(cat "/proc/$pid/status")"
		sleep 0.1
	done
}

# placed PID GROUP
placed()
{
	local n=0

	until [ "$(in_group "$1")" = "$2" ]; do
		[ $((n += 1)) -lt 100 ] || fail "$1 is in $(in_group "$1"), not in $2"
		sleep 0.05
	done
}

@test "it places processes, reads its rules anew, and lives through an unmount" {
	local known setting rules n=0

	# What else it might say is not tried here.
	known='ExecStart ExecReload Restart CapabilityBoundingSet NoNewPrivileges ProtectHome PrivateTmp
		RestrictAddressFamilies MemoryDenyWriteExecute SystemCallArchitectures'
	for setting in $(sed -n '/^\[Service\]/,/^\[Install\]/s/^\([A-Z][A-Za-z]*\)=.*/\1/p' "$UNIT"); do
		[[ " $(echo $known) " = *" $setting "* ]] || fail "the unit has $setting"
	done
	assert_equal "$(get NoNewPrivileges) $(get ExecReload)" "yes /bin/kill -HUP \$MAINPID"
	read -r -a arguments < <(get ExecStart)
	arguments=("${arguments[@]:1}")
	rules=${arguments[-1]}
	mkdir -p "${rules%/*}"
	echo 'web command=spin user=nobody' >"$rules"
	mkdir "$RESCTRL/web"
	start_unit
	assert_equal "$(sed -n 's/^CapBnd:\t//p' "/proc/$pid/status")" 0000000000081000
	assert_equal "$(sed -n 's/^NoNewPrivs:\t//p' "/proc/$pid/status")" 1
	# Of another user, and in more than one thread: for that it keeps a capability, and needs no other.
	start_task setpriv --reuid 65534 --clear-groups spin --threads 3
	placed "$task" web
	for thread in /proc/"$task"/task/*; do placed "${thread##*/}" web; done
	mkdir "$RESCTRL/db"
	printf 'db executable=*/spin user=nobody\n' >"$rules"
	kill -HUP "$pid"
	placed "$task" db
	umount "$RESCTRL"
	mount -t resctrl resctrl "$RESCTRL"
	mkdir "$RESCTRL/db"
	sleep 0.5
	start_task setpriv --reuid 65534 --clear-groups spin
	placed "$task" db
	kill "$pid"
	while kill -0 "$pid" 2>/dev/null; do
		[ $((n += 1)) -lt 100 ] || fail "it does not end"
		sleep 0.05
	done
	rm -r "${rules%/*}"
}

@test "nothing it calls is what the unit forbids" {
	local family allowed

	[ -e /run/calls ] || skip "the host has no strace"
	grep -q 'exited with 0' /run/calls || fail "it ended otherwise: $(tail -n 1 /run/calls)"
	assert_equal "$(get MemoryDenyWriteExecute)" yes
	assert_equal "$(grep 'PROT_WRITE|PROT_EXEC' /run/calls)" ""
	allowed=" $(get RestrictAddressFamilies) "
	grep -o 'socket(AF_[A-Z]*' /run/calls | sort -u
	for family in $(grep -o 'socket(AF_[A-Z]*' /run/calls | sed 's/.*(//' | sort -u); do
		[[ $allowed = *" $family "* ]] || fail "$family is not allowed"
	done
	grep -q 'socket(AF_NETLINK' /run/calls
}
