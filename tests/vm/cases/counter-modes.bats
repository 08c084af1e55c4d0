#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# How bandwidth is counted: the mode, counters of new groups, and what the events count.
# profiles: amd-abmc amd-bmec intel

load helper

@test "the mode is switched, and what that takes is told" {
	need_file "$RESCTRL/info/L3_MON/num_mbm_cntrs"
	mkdir "$RESCTRL/web"
	run_rctl set-counter-mode default --dry-run --json
	assert_status 0
	expect_json '.warnings[0].code == "counters_lost" and (.warnings[0].message | contains("8 assigned"))'
	assert_equal "$(head -n 1 "$RESCTRL/info/L3_MON/mbm_assign_mode")" "[mbm_event]"
	# Of two things that do not go together neither is done.
	run_rctl set-counter-mode default --assign-on-mkdir no
	assert_status 2
	assert_equal "$(head -n 1 "$RESCTRL/info/L3_MON/mbm_assign_mode")" "[mbm_event]"
	run_rctl set-counter-mode default
	assert_status 0
	assert_stdout_has "counter mode: default"
	assert_stderr_has "8 assigned counters are given back"
	assert_equal "$(head -n 1 "$RESCTRL/info/L3_MON/mbm_assign_mode")" "[default]"
	run_rctl set-counter-mode --assign-on-mkdir no --json
	assert_status 3
	run_rctl set-counter-mode mbm_event --assign-on-mkdir no --json
	assert_status 0
	expect_json '.data == {mode: "mbm_event", assign_on_mkdir: false, dry_run: false}
		and (.warnings[0].message | contains("have no counter until"))'
	assert_equal "$(<"$RESCTRL/info/L3_MON/mbm_assign_on_mkdir")" 0
	# Groups that there are have lost theirs; a command gives all of them some.
	assert_equal "$(paste -sd ' ' "$RESCTRL/web/mbm_L3_assignments")" "mbm_total_bytes:0=_;1=_ mbm_local_bytes:0=_;1=_"
	mkdir "$RESCTRL/web/mon_groups/m1"
	run_rctl assign-counter '*' mbm_total_bytes --domain 0 --json
	assert_status 0
	expect_json '[.data.counters[] | select(.assigned) | [.group, .domain]] == [["web", 0]]'
	run_rctl assign-counter 'w*/*' '*'
	assert_status 0
	run_rctl list-counters --json
	assert_status 0
	expect_json '.data.domains == [
		{resource: "L3", domain: 0, total: 32, free: 29, holders: [{group: "web", num: 1}, {group: "web/m1", num: 2}]},
		{resource: "L3", domain: 1, total: 32, free: 30, holders: [{group: "web/m1", num: 2}]}]'
	run_rctl list-counters
	assert_status 0
	assert_stdout_has "web,web/m1"
	run_rctl assign-counter 'none*' '*'
	assert_status 1
	assert_stderr_has "no group matches none*"
	run_rctl set-counter-mode mbm_event --json
	assert_status 0
	expect_json '.warnings == []'
	run_rctl set-counter-mode nonsense
	assert_status 1
	assert_stderr_has "there is no mode nonsense"
}

@test "a machine without assignable counters says so" {
	[ ! -e "$RESCTRL/info/L3_MON/num_mbm_cntrs" ] || skip "this one has some"
	need_file "$RESCTRL/info/L3_MON/mbm_assign_mode"
	run_rctl set-counter-mode mbm_event --json
	assert_status 1
	expect_json '.error.cause == "this machine has the mode default alone"'
	run_rctl set-counter-mode default --json
	assert_status 0
	run_rctl set-counter-mode --assign-on-mkdir yes --json
	assert_status 3
}

@test "event filters by names and by bits, for all domains" {
	local file=$RESCTRL/info/L3_MON/event_configs/mbm_local_bytes/event_filter

	need_file "$file"
	run_rctl set-event-filter mbm_local_bytes 0x3 --json
	assert_status 0
	expect_json '.data.filters == [{resource: "L3", event: "mbm_local_bytes", domain: null, bits: "0x3",
		types: ["local_reads", "remote_reads"]}]'
	assert_equal "$(<"$file")" "local_reads,remote_reads"
	run_rctl set-event-filter mbm_local_bytes 'local_reads, dirty_victim_writes_all' --json
	assert_status 0
	assert_equal "$(<"$file")" "local_reads,dirty_victim_writes_all"
	run_rctl set-event-filter mbm_local_bytes nonsense --dry-run --json
	assert_status 1
	expect_json '.error.code == "refused" and (.error.fix | contains("local_reads"))'
	run_rctl set-event-filter mbm_local_bytes nonsense --json
	assert_status 1
	expect_json '.error.kernel_text == "Invalid memory transaction type nonsense"'
	run_rctl set-event-filter mbm_local_bytes 0x1 --domain 0
	assert_status 1
	assert_stderr_has "holds for all domains"
	run_rctl set-event-filter llc_occupancy 0x1
	assert_status 1
	assert_stderr_has "mbm_local_bytes, mbm_total_bytes"
}

@test "bandwidth event configuration by names and by bits, by domain" {
	local file=$RESCTRL/info/L3_MON/mbm_total_bytes_config all

	need_file "$file"
	all=$(<"$file")
	run_rctl set-event-filter mbm_total_bytes local_reads,remote_reads --domain 1 --json
	assert_status 0
	expect_json '[.data.filters[] | [.domain, .bits]] | .[:2] == [[0, "0x7f"], [1, "0x3"]] and all(.[2:][]; .[1] == "0x7f")'
	assert_equal "$(<"$file")" "${all/1=0x7f/1=0x03}"
	run_rctl set-event-filter mbm_total_bytes 0xff --json
	assert_status 1
	expect_json '.error.kernel_text == "Invalid event configuration: max valid mask is 0x7f"'
	run_rctl set-event-filter mbm_total_bytes 0x1 --domain 9
	assert_status 1
	assert_stderr_has "no domain 9"
	run_rctl set-event-filter mbm_total_bytes 0x7f
	assert_status 0
	assert_equal "$(<"$file")" "$all"
}

@test "where nothing can be chosen" {
	[ ! -e "$RESCTRL/info/L3_MON/event_configs" ] && [ ! -e "$RESCTRL/info/L3_MON/mbm_total_bytes_config" ] ||
		skip "here it can"
	run_rctl set-event-filter mbm_total_bytes 0x1 --json
	assert_status 3
	expect_json '.error.code == "not_supported"'
}
