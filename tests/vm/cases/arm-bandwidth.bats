#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Percentages that the bits of a bandwidth control can express: every value from 0 to 100, ours against the kernel's.
# profiles: arm-mpam arm-ris arm-cmn650 arm-narrow arm-cpu-min arm-two

load helper

setup()
{
	start_case
}

@test "every percentage: what is predicted is what the kernel makes of it" {
	local value predicted effective wrong=()

	mkdir "$RESCTRL/web"
	for value in {0..100}; do
		run_rctl set-schemata web "MB=$value" --dry-run --json
		predicted=refused
		[ "$status" -ne 0 ] || predicted=$(json '.data.schemata[0].rounded')
		effective=refused
		if echo "MB:$(schema web MB | sed "s/=[ 0-9]*/=$value/g")" >"$RESCTRL/web/schemata" 2>/dev/null; then
			effective=$(schema web MB)
			effective=${effective%%;*}
			effective=$((${effective#*=}))
		fi
		[ "$predicted" = "$effective" ] || wrong+=("$value: predicted $predicted, is $effective")
	done
	[ ${#wrong[@]} -eq 0 ] || fail "${wrong[@]}"
}

@test "what would wrap is told, and the value that is offered works" {
	local offered

	run_rctl create-group web
	assert_status 0
	run_rctl set-schemata web MB=100 --json
	assert_status 0
	expect_json 'all(.data.schemata[]; .effective == .rounded)'
	if [ "$(json '.data.schemata[0].effective')" = 100 ]; then
		expect_json '.warnings == []'
		return
	fi
	offered=$(json '.warnings[] | select(.code == "bandwidth_wraps").message | capture("write (?<n>[0-9]+)").n')
	run_rctl set-schemata web "MB=$offered" --json
	assert_status 0
	expect_json 'all(.data.schemata[]; .effective == 100) and [.warnings[].code] == ["rounded"]'
}

@test "a group is joined by the words that made it" {
	local value least made

	least=$(<"$RESCTRL/info/MB/min_bandwidth")
	for value in "$least" 50 77; do
		run_rctl create-group web --schemata "MB=$value" --exist-ok --json
		assert_status 0
		expect_json '.data.created'
		made=$(schema web MB)
		run_rctl create-group web --schemata "MB=$value" --exist-ok --json
		assert_status 0
		expect_json '.data.created == false'
		run_rctl remove-group web
		# Few bits may make the same of two values.
		run_rctl create-group web --schemata "MB=$least"
		if [ "$(schema web MB)" != "$made" ]; then
			run_rctl create-group web --schemata "MB=$value" --exist-ok --json
			assert_status 5
		fi
		run_rctl remove-group web
	done
}
