#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# As status-texts.bats, of counters and of what devices place in the cache.
# profiles: amd-abmc
# tier: full

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web" "$RESCTRL/db"
}

@test "what devices place in the cache" {
	local f=info/L3/io_alloc_cbm

	need_file "$RESCTRL/$f"
	kernel_says "io_alloc is not enabled on L3" $f '0=f\n'
	echo 1 >"$RESCTRL/info/L3/io_alloc"
	kernel_says "Configurations after global '*'" $f '*=f;0=f\n'
	kernel_says "Invalid domain 7" $f '7=f\n'
	kernel_says "Missing '=' or non-numeric domain" $f 'x=f\n'
	need_late_texts
	kernel_says "io_alloc: Invalid input" info/L3/io_alloc 'x\n'
	kernel_says "io_alloc_cbm: Invalid input" $f '0=f'
}

@test "counters" {
	local f=web/mbm_L3_assignments filter=info/L3_MON/event_configs/mbm_total_bytes/event_filter

	need_file "$RESCTRL/$f"
	kernel_says "Invalid event other" $f 'other:0=e\n'
	kernel_says "Invalid domain id 77" $f 'mbm_total_bytes:77=e\n'
	kernel_says "Missing domain id" $f 'mbm_total_bytes:x=e\n'
	kernel_says "Assign operation 'mbm_total_bytes:0=z' failed" $f 'mbm_total_bytes:0=z\n'
	kernel_says "Assign operation 'mbm_total_bytes:*=z' failed" $f 'mbm_total_bytes:*=z\n'
	kernel_says "Unsupported assign mode" info/L3_MON/mbm_assign_mode 'other\n'
	kernel_says "Invalid memory transaction type other" $filter 'other\n'
	echo default >"$RESCTRL/info/L3_MON/mbm_assign_mode"
	kernel_says "mbm_event mode is not enabled" $f 'mbm_total_bytes:0=e\n'
	kernel_says "mbm_event counter assignment mode is not enabled" $filter 'local_reads\n'
}

@test "counters without a newline" {
	local event

	need_file "$RESCTRL/web/mbm_L3_assignments"
	need_late_texts
	kernel_says "mbm_L3_assignments: Invalid input" web/mbm_L3_assignments 'mbm_total_bytes:0=e'
	kernel_says "mbm_assign_mode: Invalid input" info/L3_MON/mbm_assign_mode default
	kernel_says "mbm_assign_on_mkdir: Invalid input" info/L3_MON/mbm_assign_on_mkdir 'x\n'
	kernel_says "event_filter: Invalid input" info/L3_MON/event_configs/mbm_total_bytes/event_filter local_reads
	echo default >"$RESCTRL/info/L3_MON/mbm_assign_mode"
	for event in total local; do
		kernel_says "mbm_${event}_bytes_config: Invalid input" info/L3_MON/mbm_${event}_bytes_config 0=30
	done
}

@test "events of a domain" {
	local event

	[ ! -e "$RESCTRL/info/L3_MON/mbm_assign_mode" ] || echo default >"$RESCTRL/info/L3_MON/mbm_assign_mode"
	need_file "$RESCTRL/info/L3_MON/mbm_total_bytes_config"
	for event in total local; do
		kernel_says "Missing '=' or non-numeric domain id" info/L3_MON/mbm_${event}_bytes_config 'x=1\n'
		kernel_says "Non-numeric event configuration value" info/L3_MON/mbm_${event}_bytes_config '0=zz\n'
		kernel_says "Invalid event configuration: max valid mask is 0x7f" info/L3_MON/mbm_${event}_bytes_config '0=ff\n'
	done
}
