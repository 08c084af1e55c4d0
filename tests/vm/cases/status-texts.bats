#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's words for what rctl itself does not write, so that the table of texts stays true: written by hand, each is
# refused with this very text. Older kernels lack some files, and some texts.
# profiles: intel
# tier: full

load helper

# renames TEXT FROM TO: likewise.
renames()
{
	local text

	! mv -T "$RESCTRL/$2" "$RESCTRL/$3" 2>/dev/null || fail "$2 becomes $3"
	text=$(<"$RESCTRL/info/last_cmd_status")
	assert_equal "$text" "$1"
}

setup()
{
	start_case
	mkdir "$RESCTRL/web" "$RESCTRL/db"
}

@test "the form of schemata" {
	kernel_says "Missing ':'" web/schemata 'L3\n'
	kernel_says "Missing 'L3' value" web/schemata 'L3:\n'
	kernel_says "Missing '=' or non-numeric domain" web/schemata 'L3:x=f\n'
	kernel_says "Non-hex character in the mask zz" web/schemata 'L3:0=zz\n'
	kernel_says "Unknown or unsupported resource name 'L9'" web/schemata 'L9:0=f\n'
	kernel_says "Duplicate domain 0" web/schemata 'L3:0=f;0=f\n'
	kernel_says "Mask out of range" web/schemata 'L3:0=fffff\n'
	kernel_says "Invalid MB value x" web/schemata 'MB:0=x\n'
}

@test "modes" {
	kernel_says "Unknown or unsupported mode" web/mode 'other\n'
	kernel_says "Pseudo-locking not supported" web/mode 'pseudo-locksetup\n'
	kernel_says "Cannot pseudo-lock default group" mode 'pseudo-locksetup\n'
	kernel_says "Schemata overlaps" web/mode 'exclusive\n'
}

@test "tasks" {
	local text

	# Lists came with 6.7, and so did the second line.
	need_file "$RESCTRL/info/L3/sparse_masks"
	kernel_says $'No task 4000000\nError while processing task 4000000' web/tasks '4000000\n'
	chmod 666 "$RESCTRL/web/tasks"
	as_nobody sh -c "echo 1 >$RESCTRL/web/tasks"
	text=$(<"$RESCTRL/info/last_cmd_status")
	assert_equal "$text" $'No permission to move task 1\nError while processing task 1'
	kernel_says "Task list parsing error pid x" web/tasks 'x\n'
	kernel_says "Invalid pid -5" web/tasks '-5\n'
}

@test "renaming" {
	# Neither is there before 6.7.
	need_file "$RESCTRL/info/L3/sparse_masks"
	mkdir "$RESCTRL/web/mon_groups/m1"
	renames "Source must be a MON group" web other
	renames "Destination must be a mon_groups subdirectory" web/mon_groups/m1 m1
	renames "Source and destination must be directories" web/schemata db/other
}

@test "without a newline, and no number" {
	need_late_texts
	kernel_says "schemata: Invalid input" web/schemata 'L3:0=f'
	kernel_says "mode: Invalid input" web/mode shareable
	kernel_says "max_threshold_occupancy: Invalid input" info/L3_MON/max_threshold_occupancy 'x\n'
	if echo 4294967295 2>/dev/null >"$RESCTRL/info/L3_MON/max_threshold_occupancy"; then fail "any threshold is taken"; fi
	[[ $(<"$RESCTRL/info/last_cmd_status") = "max_threshold_occupancy: Exceeds limit (before adjustment) of "*" bytes" ]]
}

@test "mba_MBps" {
	resctrl_reset mba_MBps
	mkdir "$RESCTRL/web"
	need_file "$RESCTRL/web/mba_MBps_event"
	kernel_says "Unsupported event id 'other'" web/mba_MBps_event 'other\n'
	need_late_texts
	kernel_says "mba_MBps_event: Invalid input" web/mba_MBps_event mbm_total_bytes
}
