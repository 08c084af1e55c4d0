#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What things cost in system calls, which repeat. calls(1) counts those of a whole process, its start included.
# profiles: amd-abmc intel

load helper

setup()
{
	start_case
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
	n=$(count info)
	echo "# $n" >&3
	[ "$n" -le 150 ]
	grep 'resctrl at' out.txt
}

@test "creating a group costs the same however many groups there are" {
	local i first few many

	start_task sleep 1000
	first=$(count version -q)
	few=$(count create-group web -q --schemata L3=0xf --schemata MB=50 --tasks "$task")
	rmdir "$RESCTRL/web"
	for i in 1 2 3 4 5; do
		mkdir "$RESCTRL/other$i" "$RESCTRL/other$i/mon_groups/m"
	done
	many=$(count create-group web -q --schemata L3=0xf --schemata MB=50 --tasks "$task")
	echo "# $few with 1 group, $many with 12, $first of which for any command" >&3
	[ "$few" -eq "$many" ]
	# 7 is the least that the kernel asks for; to find resctrl, to open it and to close it are 9.
	[ "$((few - first))" -le $((7 + 25 + 9)) ]
}
