#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the stream of readings makes of changes on a real kernel: groups, domains, counters, mounts.
# profiles: amd-abmc intel

load helper
load stream

@test "a monitor group that is removed gives no spike and no negative rate" {
	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1"
	start_task sh -c "echo \$\$ >$RESCTRL/web/tasks; echo \$\$ >$RESCTRL/web/mon_groups/m1/tasks; exec spin --cpu 0 --seconds 50"
	start_stream web --event mbm_total_bytes --domain 0
	wait_for 'any(.[].data.readings[]; .rate != null and .rate > 0)'
	rmdir "$RESCTRL/web/mon_groups/m1"
	wait_for 'any(.[].data.readings[]; .flags == ["restarted"] and .generation == 1 and .rate == null)'
	wait_for '.[-1].data.readings[0].rate != null'
	jq -es 'all(.[].data.readings[]; .rate == null or (.rate >= 0 and .rate < 5e10))' "$STREAM"
}

@test "groups join when they are made, and are gone when they are removed" {
	start_stream "'job*'"
	mkdir "$RESCTRL/job1"
	wait_for 'any(.[].warnings[]; .code == "group_new") and any(.[].data.readings[]; .group == "job1" and .state == "value")'
	rmdir "$RESCTRL/job1"
	wait_for '.[-1].data.readings | length > 0 and all(.[]; .state == "gone" and .value == null and .rate == null)'
	mkdir "$RESCTRL/job1"
	wait_for '.[-1].data.readings | length > 0 and all(.[]; .state == "value" and .generation > 0)'
}

@test "a domain goes with its CPUs and comes back without its counters" {
	local cpu

	mkdir "$RESCTRL/web"
	start_stream web /
	for cpu in 2 3; do
		echo 0 >"/sys/devices/system/cpu/cpu$cpu/online"
	done
	wait_for '[.[-1].data.readings[] | select(.domain == 1) | .state] | unique == ["gone"]'
	wait_for 'any(.[].warnings[]; .code == "domain_gone")'
	jq -es '[.[-1].data.readings[] | select(.domain == 0) | .state] | unique == ["value"]' "$STREAM"
	for cpu in 2 3; do
		echo 1 >"/sys/devices/system/cpu/cpu$cpu/online"
	done
	wait_for '.[-1].data.readings | all(.[]; .state != "gone") and all(.[] | select(.domain == 1); .generation > 0)'
	wait_for 'any(.[].warnings[]; .code == "domain_new")'
	if [ -e "$RESCTRL/mbm_L3_assignments" ]; then
		wait_for 'any(.[].warnings[]; .code == "domain_unassigned" and (.message | contains("domain 1 of L3")))'
		jq -es '[.[-1].data.readings[] | select(.domain == 1 and .event == "mbm_total_bytes") | .state] | unique == ["unassigned"]' "$STREAM"
	fi
}

@test "a mount that is detached is let go at once, and a new one taken up" {
	mkdir "$RESCTRL/web"
	start_stream web
	umount -l "$RESCTRL"
	wait_for 'any(.[].warnings[]; .code == "mount_gone") and (.[-1].data.readings | length > 0 and all(.[]; .state == "gone"))'
	# Nothing keeps the old one: else this were EBUSY.
	mount -t resctrl resctrl "$RESCTRL"
	mkdir "$RESCTRL/web"
	wait_for 'any(.[].warnings[]; .code == "mount_new") and (.[-1].data.readings | all(.[]; .state == "value" and .generation > 0))'
}

@test "a counter that is taken away and given back starts anew" {
	need_file "$RESCTRL/mbm_L3_assignments"
	mkdir "$RESCTRL/web"
	start_stream web --event mbm_total_bytes --domain 0
	echo 'mbm_total_bytes:0=_' >"$RESCTRL/web/mbm_L3_assignments"
	wait_for '.[-1].data.readings[0].state == "unassigned"'
	echo 'mbm_total_bytes:0=e' >"$RESCTRL/web/mbm_L3_assignments"
	wait_for 'any(.[].data.readings[]; .generation > 0 and .flags == ["restarted"] and .state == "value")'
	wait_for '.[-1].data.readings[0].rate != null'
	echo 'local_reads' >"$RESCTRL/info/L3_MON/event_configs/mbm_total_bytes/event_filter"
	wait_for '[.[].data.readings[].generation] | max > 1'
}

@test "no capability is left once the files are open, and none is needed" {
	mkdir "$RESCTRL/web"
	start_stream web
	assert_equal "$(grep -c '^Cap\(Prm\|Eff\|Inh\|Amb\):	0000000000000000$' "/proc/$pid/status")" 4
	# It goes on, and takes up new groups.
	rmdir "$RESCTRL/web"
	mkdir "$RESCTRL/web"
	wait_for '.[-1].data.readings | all(.[]; .state == "value" and .generation > 0)'
	kill "$pid"
	as_nobody rctl monitor web --count 2 --interval 0.05 --json
	assert_status 0
	expect_json '.error == null and all(.data.readings[]; .state == "value")'
	mkdir -p /run/closed
	chmod 755 /run/closed
	as_nobody rctl monitor --openmetrics --output /run/closed/metrics.prom --count 1
	assert_status 4
	assert_stderr_has "cannot write /run/closed/metrics.prom: Permission denied"
}

@test "a clock that is set is taken up, and rates do not care" {
	local before

	start_stream /
	wait_for 'any(.[].data.readings[]; .rate != null)'
	before=$(date +%s)
	date -s "@$((before + 3600))"
	wait_for '[.[].data | .wall_time_ns - .time_ns] | .[-1] - .[0] | . > 3500e9 and . < 3700e9'
	date -s "@$((before + 1))"
	wait_for '[.[].data | .wall_time_ns - .time_ns] | .[-1] - .[0] | . < 100e9'
	jq -es 'all(.[].data.readings[]; .generation == 0 and (.rate == null or .rate >= 0))' "$STREAM"
}
