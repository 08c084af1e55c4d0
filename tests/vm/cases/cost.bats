#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What things cost in system calls, which repeat. calls(1) counts those of a whole process, its start included.
# profiles: amd-abmc amd-bmec intel

load helper

setup()
{
	start_case
	! LD_TRACE_LOADED_OBJECTS=1 "$(command -v rctl)" | grep -q libasan || skip "the sanitizers make calls of their own"
	# As on an installed machine: without its cache the loader looks for the first library in a dozen places.
	[ -e /etc/ld.so.cache ] || ldconfig
}

# count ARG...: the system calls of rctl.
count()
{
	calls calls.txt rctl "$@" >out.txt || return
	wc -l <calls.txt
}

@test "info takes at most 150 system calls, process start included" {
	local n most i

	n=$(count info)
	grep 'resctrl at' out.txt
	# As many control groups as there can be, with monitor groups: one call more for each control group.
	for ((i = 1; ; i++)); do
		mkdir "$RESCTRL/g$i" 2>/dev/null || break
		mkdir "$RESCTRL/g$i/mon_groups/m"
	done
	most=$(count info)
	grep "control groups: $i; classes (CLOSIDs) free: 0 of" out.txt
	grep "monitor groups: $((i - 1));" out.txt
	echo "# $n with 1 control group, $most with $i" >&3
	[ "$n" -le 135 ]
	[ "$most" -le $((n + i - 1)) ]
	[ "$most" -le 150 ]
}

# act: the system calls in calls.txt from the opening that the first flock (73) locks to the one that follows the last
# flock, which closes all that was opened meanwhile (436, close_range). So much is the library's for one operation.
act()
{
	awk '$1 == 73 { if (!first) first = NR; last = NR } { call[NR] = $1 }
		END { if (call[first - 1] != 257 || call[last + 1] != 436) exit 1; print last - first + 3 }' calls.txt
}

# cost SPEC...: makes the group web with these schemata and a process of one thread.
cost()
{
	local all operation

	all=$(count create-group web -q "${@/#/--schemata=}" --tasks "$task")
	operation=$(act)
	rmdir "$RESCTRL/web"
	echo "$operation $((all - operation))"
}

# costs SPEC...: with 1 group, and with 12.
costs()
{
	local i few many rest again

	read -r few rest < <(cost "$@")
	for i in 1 2 3 4 5; do
		mkdir "$RESCTRL/other$i" "$RESCTRL/other$i/mon_groups/m"
	done
	read -r many again < <(cost "$@")
	rmdir "$RESCTRL"/other?
	echo "# $*: $few with 1 group, $many with 12; $start to start and end, $((rest - start)) to find and open resctrl" >&3
	[ "$few" -eq "$many" ] && [ "$rest" -eq "$again" ]
	# 7 is the least that the kernel asks for: mkdir, and to open, write and close schemata and tasks.
	[ "$few" -le $((7 + 25)) ]
	# The table of mounts is opened, read to its end and closed; resctrl's directory is opened and closed.
	[ "$((rest - start))" -le 6 ]
}

@test "creating a group takes 25 system calls above the least, however many groups there are" {
	local mb=MB=50%

	[ "$(<"$RESCTRL/info/MB/min_bandwidth")" -ne 0 ] || mb=MB=10GB/s
	start_task sleep 1000
	start=$(count version -q)
	costs L3=0xf
	costs L3=50%
	costs L3=0xf "$mb"
	costs L3=0xf MB=unlimited
	[ ! -d "$RESCTRL/info/SMBA" ] || costs L3=0xf "$mb" SMBA=unlimited
	resctrl_reset cdp
	costs L3=0xf "$mb"
	costs L3CODE=0xf L3DATA=0xf0 MB=50
}
