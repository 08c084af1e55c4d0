#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl info and list-groups show what the kernel's files say, on every machine.
# profiles: all

load helper

# expect_files: what each file in info/ says is in the JSON.
expect_files()
{
	local dir name domains key value

	for dir in "$RESCTRL"/info/*/; do
		name=${dir%/} name=${name##*/}
		case $name in
		*_MON)
			name=${name%_MON}
			expect_json ".data.monitoring[] | select(.resource == \"$name\") | .num_rmids == $(<"$dir/num_rmids")
				and (.events + [.configurable_events[] + \"_config\"] | sort)
				== ($(jq -Rsc 'split("\n") | map(select(. != "")) | sort' "$dir/mon_features"))"
			[ ! -e "$dir/mbm_assign_mode" ] || {
				value=$(sed -n 's/^\[\(.*\)\]$/\1/p' "$dir/mbm_assign_mode")
				expect_json ".data.monitoring[] | select(.resource == \"$name\") | .assign_mode == \"$value\"
					and (.assign_modes | length) == $(wc -l <"$dir/mbm_assign_mode")"
			}
			continue ;;
		esac
		domains=$(schema . "$name" | sed 's/=[0-9a-f ]*//g; s/;/,/g')
		expect_json ".data.schemas[] | select(.name == \"$name\") | [.domains[].id] == [$domains]"
		for key in num_closids min_cbm_bits min_bandwidth bandwidth_gran; do
			[ ! -e "$dir/$key" ] ||
				expect_json ".data.schemas[] | select(.name == \"$name\") | .$key == $(<"$dir/$key")"
		done
		for key in cbm_mask shareable_bits; do
			[ ! -e "$dir/$key" ] || expect_json ".data.schemas[] | select(.name == \"$name\") |
				.kind == \"cache\" and .$key == \"0x$(<"$dir/$key")\""
		done
		for key in sparse_masks delay_linear; do
			[ ! -e "$dir/$key" ] || expect_json ".data.schemas[] | select(.name == \"$name\") |
				.$key == ($(<"$dir/$key") == 1)"
		done
	done
}

@test "info shows what the files say" {
	local schemas vendor unit=percent max=100 closids

	run_rctl info --json
	assert_status 0
	expect_files
	schemas=$(sed 's/^ *\([^:]*\):.*/"\1"/' "$RESCTRL/schemata" | paste -sd ,)
	expect_json "[.data.schemas[].name] == [$schemas]"
	vendor=$(grep -m 1 vendor_id /proc/cpuinfo || true)
	[ "${vendor##* }" != AuthenticAMD ] || unit=eighth_gbps max=$(schema . MB | sed 's/^[^=]*= *//; s/;.*//')
	expect_json ".data.schemas[] | select(.name == \"MB\") | .unit == \"$unit\" and .max_bandwidth == $max
		and .unit_source != null"
	closids=$(sort -n "$RESCTRL"/info/*/num_closids | head -n 1)
	expect_json ".data | .num_closids == $closids and .free_closids == $closids - 1 and .num_control_groups == 1
		and .supported and .mounted and .mount_point == \"$RESCTRL\" and .options == []"
	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1" "$RESCTRL/mon_groups/m2"
	run_rctl info --json
	assert_status 0
	expect_json ".data | .free_closids == $closids - 2 and .num_control_groups == 2 and .num_monitor_groups == 2
		and .free_rmids == .num_rmids - 4"
	run_rctl info
	assert_status 0
	assert_stdout_has "resctrl at $RESCTRL"
	assert_stdout_has "(CLOSIDs) free: $((closids - 2)) of $closids"
	assert_stdout_has "0x$(cat "$RESCTRL"/info/L[23]/cbm_mask | head -n 1)"

	run_rctl list-groups --json
	assert_status 0
	expect_json '[.data.groups[] | {name, kind, parent}] == [
		{name: "/", kind: "control", parent: null}, {name: "/m2", kind: "monitor", parent: "/"},
		{name: "web", kind: "control", parent: null}, {name: "web/m1", kind: "monitor", parent: "web"}]'
	expect_json '[.data.groups[] | .mode] == ["shareable", null, "shareable", null]'
	expect_json ".data.groups[0] | .cpus == \"$(<"$RESCTRL/cpus_list")\" and .num_tasks > 20"
	run_rctl list-groups
	assert_status 0
	assert_equal "$(sed '/^$/q' "$BATS_TEST_TMPDIR/stdout" | grep -c .)" 5
	# Below, a line for each control group and each domain of a cache.
	assert_equal "$(grep -cE '^L[23][A-Z]* ' "$BATS_TEST_TMPDIR/stdout" || true)" \
		"$(grep -hE '^ *L[23]' "$RESCTRL/schemata" "$RESCTRL/web/schemata" | grep -o = | wc -l)"
}

@test "what only some machines have is shown there and nowhere else" {
	local mon=$RESCTRL/info/L3_MON io=absent throttle=absent counters=absent usage configurable event

	[ ! -e "$RESCTRL/info/L3/io_alloc" ] || io=$(<"$RESCTRL/info/L3/io_alloc")
	[ ! -e "$RESCTRL/info/MB/thread_throttle_mode" ] || throttle=$(<"$RESCTRL/info/MB/thread_throttle_mode")
	run_rctl info --json
	assert_status 0
	expect_json ".data.schemas[] | select(.name == \"L3\") | (.io_alloc // \"absent\") == \"$io\""
	expect_json ".data.schemas[] | select(.name == \"MB\") | (.throttle_mode // \"absent\") == \"$throttle\""
	[ ! -e "$mon/num_mbm_cntrs" ] || {
		counters=$(sed 's/;.*//; s/.*=//' "$mon/num_mbm_cntrs")
		usage=$(sed 's/;.*//; s/.*=//' "$mon/available_mbm_cntrs")
		expect_json ".data.monitoring[0] | .counters[0].available == $usage and .assign_on_mkdir"
	}
	expect_json "[.data.monitoring[0] | .counters // [{total: \"absent\"}] | .[].total | tostring] | unique == [\"$counters\"]"
	usage=$(sed 's/;.*//; s/.*=//' "$RESCTRL/info/L3/bit_usage")
	expect_json ".data.schemas[] | select(.name == \"L3\") | .domains[0].bit_usage == \"$usage\"
		and .cbm_bits == ${#usage}"
	# Which events can be told what to count, in the mode that is on.
	configurable=
	for event in mbm_total_bytes mbm_local_bytes; do
		[ ! -e "$mon/${event}_config" ] || configurable+="${configurable:+,}\"$event\""
	done
	expect_json ".data.monitoring[0].configurable_events == [$configurable]"
	[ "$TESTBED_PROFILE" != intel-l2 ] ||
		expect_json '[.data.schemas[] | select(.name == "L2") | .domains[].id] == [0, 1, 2, 3]'
}
