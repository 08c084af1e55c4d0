#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Telemetry read straight from its regions, on a machine whose counters stand still: against resctrl's own files, and
# against what the device itself says that it holds (/etc/testbed.telemetry).
# profiles: intel-aet-still
# tier: full

load helper
load telemetry

setup()
{
	start_case debug
	mkdir -p "$RESCTRL"/web/mon_groups/{m1,m2} "$RESCTRL"/{idle,mon_groups/mine}
}

# telemetry [ARG]...: the readings of one sample of telemetry, one a line.
telemetry()
{
	run_rctl monitor --count 1 --json --domain 'PERF_PKG:*' "$@"
	assert_status 0
	readings=$(jq -c '.data.readings[] | [.group, .domain, .event, .state, .value, .unit]' "$BATS_TEST_TMPDIR/stdout")
}

# device_count PACKAGE INDEX DIR...: the sum of uops_retired (INDEX 6) and the like over the groups' ids, by the
# device's own list; nothing where it has none.
device_count()
{
	local package=$1 index=$2 ids

	shift 2
	ids=$(cat "${@/%//mon_hw_id}" | tr '\n' ' ')
	awk -v package="$package" -v index_="$index" -v ids=" $ids" '
		$1 == package && $2 == "0x26557651" && $5 == index_ && index(ids, " " $4 " ") { sum += $6; any = 1 }
		END { if (any) printf "%.0f\n", sum }' /etc/testbed.telemetry
}

@test "digit for digit what resctrl says" {
	need_file "$RESCTRL/info/PERF_PKG_MON"
	telemetry
	files=$readings
	[ "$(wc -l <<<"$files")" -eq $((6 * 2 * 9)) ] || fail "not all readings"
	grep -q '"value",[1-9]' <<<"$files"
	telemetry --direct-aet
	assert_equal "$readings" "$files"
}

@test "what the device itself holds" {
	local package group value

	telemetry --direct-aet
	for package in 0 1; do
		for group in / /mine idle web web/m1; do
			case $group in
			/) dirs=("$RESCTRL" "$RESCTRL/mon_groups/mine") ;;
			/mine) dirs=("$RESCTRL/mon_groups/mine") ;;
			web) dirs=("$RESCTRL/web" "$RESCTRL"/web/mon_groups/m{1,2}) ;;
			web/m1) dirs=("$RESCTRL/web/mon_groups/m1") ;;
			*) dirs=("$RESCTRL/$group") ;;
			esac
			value=$(device_count $package 6 "${dirs[@]}")
			[ -n "$value" ] || value=null
			assert_equal "$(grep -F "[\"$group\",$package,\"uops_retired\"," <<<"$readings" | jq -c '.[4]')" "$value"
		done
	done
}

@test "a package offline and back" {
	run_rctl monitor web --direct-aet --event core_energy --count 1 --json
	expect_json '[.data.readings[].domain] == [0, 1]'
	echo 0 >/sys/devices/system/cpu/cpu2/online
	echo 0 >/sys/devices/system/cpu/cpu3/online
	run_rctl monitor web --direct-aet --event core_energy --count 1 --json
	assert_status 0
	expect_json '[.data.readings[].domain] == [0]'
	expect_json 'any(.warnings[]; .code == "telemetry_package")'
	echo 1 >/sys/devices/system/cpu/cpu2/online
	run_rctl monitor web --direct-aet --event core_energy --count 1 --json
	expect_json '[.data.readings[].domain] == [0, 1]'
}

@test "without the ids of groups it says what to do" {
	umount "$RESCTRL"
	mount -t resctrl resctrl "$RESCTRL"
	run_rctl monitor --direct-aet --count 1
	assert_status 3
	assert_stderr_has 'mounted with the option debug'
	assert_stderr_has '-o debug'
}
