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

@test "the value that is set is the one that is answered" {
	run_rctl create-group web
	assert_status 0
	run_rctl set-schemata web MB=100 --json
	expect_json '.data == null or all(.data.schemata[]; .effective == .rounded)'
}
