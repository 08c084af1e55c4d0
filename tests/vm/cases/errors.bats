#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every way to fail says what, why and what to do, with the kernel's own text exactly where it gave one.
# profiles: amd-abmc intel

load helper

# Distinct conditions that ran on this machine.
seen=$BATS_FILE_TMPDIR/conditions

# fails STATUS CODE ERRNO SOURCE TEXT ARG...: rctl ARG... fails so. TEXT "-": the kernel said nothing.
fails()
{
	local text=null more='(.operation | length > 0) and (.fix | type == "string" and length > 5)'

	[ "$5" = - ] || text="\"${5//\"/\\\"}\""
	# The cause of a usage error says itself what is wanted.
	[ "$1" != 2 ] || more=true
	run_rctl "${@:6}" --json
	assert_status "$1"
	expect_json ".data == null and (.error | .code == \"$2\" and .errno == $3 and .cause_source == \"$4\"
		and .kernel_text == $text and (.left_behind | all(contains(\"in limbo\")))
		and (.cause | type == \"string\" and length > 5) and $more)"
	echo "${*:6}" >>"$seen"
}

# refused_by_both TEXT ARG...: refused by our own check, and with --no-check by the kernel.
refused_by_both()
{
	fails 1 refused 22 predicted - "${@:2}"
	fails 1 refused 22 kernel "$1" "${@:2}" --no-check
}

ESRCH=3 ENOENT=2 EEXIST=17 EBUSY=16 EINVAL=22 ENOSPC=28 EROFS=30 ERANGE=34 EOPNOTSUPP=95 E2BIG=7

@test "schemata that are not possible" {
	local many

	mkdir "$RESCTRL/web"
	refused_by_both "Mask out of range" set-schemata web L3:0=1ffff
	refused_by_both "Unknown or unsupported resource name 'L9'" set-schemata web L9:0=f
	refused_by_both - set-schemata web L3:7=f
	refused_by_both "Duplicate domain 0" set-schemata web 'L3:0=f;0=3'
	if [ "$(schema . MB)" = '0=100;1=100' ]; then
		refused_by_both "Mask out of range" set-schemata web L3:1=0
		refused_by_both "MB value 5 out of range [10,100]" set-schemata web MB:0=5
		refused_by_both "MB value 101 out of range [10,100]" set-schemata web MB:0=101
	else
		refused_by_both "MB value 4000 out of range [0,2048]" set-schemata web MB:0=4000
		fails 1 refused $EINVAL predicted - set-schemata web MB=50%
	fi
	refused_by_both "Invalid MB value 4294967296" set-schemata web MB:1=4294967296
	# A text longer than a page is refused before resctrl sees it: what resctrl said last is another's.
	many=$(printf '0=f;%.0s' {1..1100})
	fails 1 refused $E2BIG kernel - set-schemata web "L3:$many" --no-check
	expect_json '.error.cause | contains("longer")'
	assert_equal "$(schema web L3)" "$(schema . L3)"
	assert_equal "$(schema web MB)" "$(schema . MB)"
}

@test "what cannot be understood is a usage error" {
	mkdir "$RESCTRL/web"
	fails 2 invalid $EINVAL predicted - set-schemata web L3=255
	fails 2 invalid $EINVAL predicted - set-schemata web L3:0=xyz
	fails 2 invalid $EINVAL predicted - set-schemata web L3:0
	fails 2 invalid $EINVAL predicted - set-schemata web L3:a=f
	fails 2 invalid $EINVAL predicted - set-schemata web MB=fast
	fails 2 invalid $EINVAL predicted - set-schemata web MB=150%
	fails 2 invalid $EINVAL predicted - set-schemata a/b/c L3:0=f
	fails 2 invalid $EINVAL predicted - create-group info
	fails 2 invalid $EINVAL predicted - create-group web/mon_groups
	fails 2 invalid $EINVAL predicted - create-group ..
	fails 2 invalid $EINVAL predicted - create-group "$(printf 'a\nb')"
	fails 2 invalid $EINVAL predicted - create-group "$(printf 'x%.0s' {1..256})"
	fails 2 invalid $EINVAL predicted - create-group x --mode pseudo-locksetup
	fails 2 invalid $EINVAL predicted - mount -o nosuch
	fails 2 invalid $EINVAL predicted - assign-counter web mbm_total_bytes --domain x
}

@test "groups that cannot be made, found or removed" {
	local n=0

	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1" "$RESCTRL/busy"
	start_task sleep 100
	echo "$task" >"$RESCTRL/busy/tasks"
	fails 5 exists $EEXIST kernel - create-group web
	fails 5 exists $EEXIST kernel - create-group web/m1
	fails 5 exists $EEXIST kernel - create-group /
	fails 5 exists $EEXIST kernel - create-group schemata
	fails 5 exists $EEXIST predicted - create-group web --exist-ok --schemata L3=0x1
	fails 1 not_found $ENOENT kernel - create-group nosuch/m1
	fails 1 not_found $ENOENT kernel - show-group nosuch
	fails 1 not_found $ENOENT kernel - show-group web/nosuch
	fails 1 not_found $ENOENT kernel - monitor nosuch --count 1
	fails 1 not_found $ENOENT kernel - set-schemata nosuch L3=0x1
	fails 1 not_found $ENOENT kernel - assign-tasks nosuch "$task"
	fails 1 not_found $ENOENT kernel - remove-group nosuch
	fails 1 not_found $ENOENT kernel - remove-group tasks
	fails 1 refused $EINVAL predicted - remove-group /
	fails 5 busy $EBUSY predicted - remove-group web
	fails 5 busy $EBUSY predicted - remove-group busy
	fails 1 refused $EINVAL predicted - create-group web/m2 --schemata L3=0x1
	fails 1 refused $EINVAL predicted - create-group web/m2 --mode shareable
	fails 1 refused $EINVAL predicted - set-schemata web/m1 L3=0x1
	fails 1 refused $EROFS predicted - create-group x --sysroot /tmp
	while mkdir "$RESCTRL/g$((n += 1))" 2>/dev/null; do :; done
	fails 1 no_closid $ENOSPC kernel "Out of CLOSIDs" create-group "g$n"
}

@test "caches that another group has for itself" {
	mkdir "$RESCTRL"/{one,two}
	echo 'L3:0=3;1=3' >"$RESCTRL/one/schemata"
	echo 'L3:0=f0;1=f0' >"$RESCTRL/two/schemata"
	fails 1 refused $EINVAL kernel "Schemata overlaps" create-group x --mode exclusive
	# Not enough: the default group has all bits.
	echo 'L3:0=fc;1=fc' >"$RESCTRL/schemata"
	echo exclusive >"$RESCTRL/one/mode"
	refused_by_both "Overlaps with exclusive group" set-schemata two L3=0x1
	refused_by_both "Overlaps with other group" set-schemata one L3=0x1f
	fails 1 refused $EINVAL kernel "Schemata overlaps" create-group x --schemata L3=0x4 --mode exclusive
	[ ! -e "$RESCTRL/x" ]
}

@test "CPUs that a group cannot have" {
	mkdir "$RESCTRL/web"
	echo 0-1 >"$RESCTRL/web/cpus_list"
	fails 1 refused $EINVAL kernel "Bad CPU list/mask" create-group x --cpus 3-0
	fails 1 refused $ERANGE kernel "Bad CPU list/mask" create-group x --cpus 4096
	fails 1 refused $EINVAL kernel "Can only add CPUs to mongroup that belong to parent" \
		create-group web/m1 --cpus 2
	echo 0 >/sys/devices/system/cpu/cpu3/online
	fails 1 refused $EINVAL kernel "Can only assign online CPUs" create-group x --cpus 2-3
	assert_equal "$(<"$RESCTRL/web/cpus_list")" 0-1
	[ ! -e "$RESCTRL/x" ] && [ ! -e "$RESCTRL/web/mon_groups/m1" ]
}

@test "tasks that cannot be moved" {
	local elsewhere="Can't move task to different control group"

	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1"
	start_task sleep 100
	# Kernels from 6.7 on say which task it was.
	[ ! -e "$RESCTRL/info/L3/sparse_masks" ] || elsewhere+="\\nError while processing task $task"
	fails 1 no_task $ESRCH kernel - assign-tasks web 4000000
	fails 1 no_task $ESRCH kernel - assign-tasks web --thread 4000000
	fails 1 no_task $ESRCH kernel - create-group x --tasks 4000000
	fails 1 refused $EINVAL kernel "$elsewhere" assign-tasks web/m1 "$task"
	fails 1 not_found $ENOENT kernel - assign-tasks web --cgroup /sys/fs/cgroup/nosuch
	fails 2 invalid $EINVAL predicted - assign-tasks web 0
	fails 2 invalid $EINVAL predicted - assign-tasks web 99999999999
	assert_equal "$(in_group "$task")" /
	[ ! -e "$RESCTRL/x" ]
}

@test "counters that cannot be had" {
	local n

	if [ ! -e "$RESCTRL/mbm_L3_assignments" ]; then
		fails 3 not_supported $EOPNOTSUPP kernel - list-counters
		fails 3 not_supported $EOPNOTSUPP kernel - assign-counter / mbm_total_bytes
		fails 3 not_supported $EOPNOTSUPP kernel - unassign-counter / '*'
		return
	fi
	fails 1 refused $EINVAL predicted - assign-counter / nosuch
	fails 1 refused $EINVAL predicted - assign-counter / llc_occupancy
	fails 1 refused $EINVAL predicted - unassign-counter / mbm_total_bytes --domain 0,9
	fails 1 not_found $ENOENT kernel - assign-counter nosuch mbm_total_bytes
	mkdir "$RESCTRL"/mon_groups/m{1..16}
	fails 1 no_counter $ENOSPC kernel "Failed to allocate counter for mbm_total_bytes in domain 1\\nAssign operation \
'mbm_total_bytes:1=e' failed" assign-counter /m16 mbm_total_bytes --domain 1
	echo default >"$RESCTRL/info/L3_MON/mbm_assign_mode"
	fails 3 not_supported $EOPNOTSUPP kernel "mbm_event counter assignment mode is not enabled" list-counters /
	fails 3 not_supported $EOPNOTSUPP kernel "mbm_event counter assignment mode is not enabled" \
		assign-counter /m16 mbm_total_bytes
}

@test "mounts that are refused" {
	local refused=- linear

	# What the kernel says of an option that is not for this machine, if it says something.
	linear=$(<"$RESCTRL/info/MB/delay_linear")
	if [ -e "$RESCTRL/info/L3_MON/mbm_assign_mode" ]; then
		refused="resctrl: mba_MBps requires MBM (mbm_event mode not supported) and linear scale MBA at L3 scope"
	elif [ -e "$RESCTRL/info/L3/sparse_masks" ]; then
		refused="resctrl: mba_MBps requires local MBM and linear scale MBA at L3 scope"
	fi
	fails 5 exists $EBUSY kernel - mount
	mkdir "$RESCTRL/web"
	fails 5 busy $EBUSY predicted - unmount
	rmdir "$RESCTRL/web"
	start_task tail -f "$RESCTRL/info/last_cmd_status"
	sleep 0.2
	fails 5 busy $EBUSY kernel - unmount
	expect_json '.error.cause | contains("tail")'
	umount -l "$RESCTRL"
	fails 5 busy $EBUSY kernel - mount
	kill "$task"
	sleep 0.2
	[ ! -e /sys/fs/resctrl/schemata ]
	fails 1 refused $EINVAL kernel - mount -o cdpl2
	assert_equal "$(grep -c resctrl /proc/self/mountinfo)" 0
	[ "$linear" = 1 ] || fails 1 refused $EINVAL kernel "$refused" mount -o mba_MBps
	fails 3 not_mounted $ENOENT kernel - list-groups
	fails 3 not_mounted $ENOENT kernel - create-group x
	mount -t resctrl resctrl "$RESCTRL"
}

@test "at least 25 different conditions were seen" {
	[ "$(sort -u "$seen" | wc -l)" -ge 25 ] || fail "$(sort -u "$seen")"
}
