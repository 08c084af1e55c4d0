#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Telemetry read straight from its regions, on machines whose counters stand still: against resctrl's own files where it
# has them, and against what the device itself says that it holds (/etc/testbed.telemetry). After aet-offered.bats, which
# wants the first mount.
# profiles: intel-aet-still intel-aet-stock
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

# last_web PACKAGE: "STATE VALUE" of web in the newest whole sample of the stream.
last_web()
{
	tail -n 2 "$BATS_TEST_TMPDIR/stream" 2>/dev/null | head -n 1 |
		jq -r --argjson package "$1" '.data.readings[] | select(.domain == $package) | "\(.state) \(.value)"'
}

# wait_for_web PACKAGE STATE
wait_for_web()
{
	local _

	for _ in {1..400}; do
		[[ $(last_web "$1") != "$2 "* ]] || return 0
		sleep 0.05
	done
	fail "package $1 is not $2: $(last_web "$1")"
}

# package_1 0 or 1: takes the CPUs of package 1 offline, or brings them back.
package_1()
{
	local cpu

	for cpu in 2 3; do
		echo "$1" >"/sys/devices/system/cpu/cpu$cpu/online"
	done
}

@test "a package offline and back, and the stream with it" {
	local before

	start_task sh -c "rctl monitor web --direct-aet --event core_energy --interval 0.5 --json >$BATS_TEST_TMPDIR/stream"
	wait_for_web 1 value
	before=$(last_web 1)
	package_1 0
	wait_for_web 1 gone
	package_1 1
	wait_for_web 1 value
	# The device counted on, if anything; it did not begin anew.
	assert_equal "$(last_web 1)" "$before"
	jq -es '[.[].data.readings[] | select(.domain == 0) | .state] | unique == ["value"]' \
		<<<"$(head -n -1 "$BATS_TEST_TMPDIR/stream")" || fail "the other package was touched"
	# What came back is no rate over the time that it was away.
	jq -es '[.[].data.readings[] | select(.domain == 1) | .rate? // 0 | select(. != 0)] == []' \
		<<<"$(head -n -1 "$BATS_TEST_TMPDIR/stream")" || fail "a rate of counters that stand still"
}

@test "a driver lets go and comes back, and the stream with it" {
	local driver=/sys/bus/pci/drivers/intel_vsec device link before

	# Kernel 7.3 keeps the addresses of regions that are gone, and crashes at the next reading.
	[ ! -e "$RESCTRL/info/PERF_PKG_MON" ] || skip "resctrl has the regions here"
	for link in "$driver"/0000:*; do
		[ "$(<"$link/numa_node")" != 1 ] || device=${link##*/}
	done
	[ -n "$device" ]
	start_task sh -c "rctl monitor web --direct-aet --event core_energy --interval 0.5 --json >$BATS_TEST_TMPDIR/stream"
	wait_for_web 1 value
	before=$(last_web 1)
	echo "$device" >"$driver/unbind"
	wait_for_web 1 gone
	echo "$device" >"$driver/bind"
	wait_for_web 1 value
	assert_equal "$(last_web 1)" "$before"
	jq -es '[.[].data.readings[] | select(.domain == 0) | .state] | unique == ["value"]' \
		<<<"$(head -n -1 "$BATS_TEST_TMPDIR/stream")" || fail "the other package was touched"
}

@test "without the ids of groups it says what to do" {
	umount "$RESCTRL"
	mount -t resctrl resctrl "$RESCTRL"
	run_rctl monitor --direct-aet --count 1
	assert_status 3
	assert_stderr_has 'mounted with the option debug'
	assert_stderr_has '-o debug'
}
